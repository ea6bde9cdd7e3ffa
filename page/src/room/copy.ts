// To the clipboard; where the browser does not let a page do that, the text is selected and its user does it.

export async function copied(text: string, field: HTMLTextAreaElement | HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand('copy');
  }
}
