// A part of the page that is printed instead of all of it: a copy is laid beside the page while the browser prints, for what
// stands in a dialog is cut at the first sheet.
import './paper.css';

export function paper(node: HTMLElement): () => void {
  let sheet: HTMLElement | null = null;
  const clear = () => {
    sheet?.remove();
    sheet = null;
    document.documentElement.classList.remove('on-paper');
  };
  const lay = () => {
    clear();
    sheet = document.createElement('div');
    sheet.className = 'paper';
    const copy = node.cloneNode(true) as HTMLElement;
    const fields = copy.querySelectorAll('textarea, input');
    // A copy of a field has not what was typed into it, and a field on paper is a text.
    node.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>('textarea, input').forEach((field, at) => {
      const text = document.createElement('p');
      text.className = `written ${field.className}`;
      text.textContent = field.value;
      fields[at]?.replaceWith(text);
    });
    for (const one of copy.querySelectorAll('[id]')) one.removeAttribute('id');
    sheet.append(copy);
    document.body.append(sheet);
    document.documentElement.classList.add('on-paper');
  };
  addEventListener('beforeprint', lay);
  addEventListener('afterprint', clear);
  return () => {
    removeEventListener('beforeprint', lay);
    removeEventListener('afterprint', clear);
    clear();
  };
}
