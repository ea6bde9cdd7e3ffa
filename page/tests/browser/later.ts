// A question of the story gives no later value away: whatever the run shows afterwards stood nowhere in the document before.
import type { Check } from './checks';
import { must, t, wait, type Visit } from './visit';

/** All that a reader or a screen reader could find: texts, names, titles, values; where it is asked for, of a part only. */
const all = (v: Visit, part = 'html') => v.page.evaluate(part => {
  const out: string[] = [document.title];
  for (const root of document.querySelectorAll(part)) {
    for (const node of [root, ...root.querySelectorAll('*')]) {
      if (node.closest('script, style, noscript')) continue;
      out.push([...node.childNodes].filter(one => one.nodeType === Node.TEXT_NODE).map(one => one.textContent).join(' '));
      out.push(...['aria-label', 'aria-valuetext', 'aria-description', 'title', 'alt', 'value'].map(name => node.getAttribute(name) ?? ''));
    }
  }
  return out.join('\n');
}, part);

/** Numbers with decimals: what is as short as a tick or a week proves nothing. */
const numbers = (text: string) => new Set(text.match(/\d+\.\d+/g) ?? []);

export const later: Check = {
  name: 'a question of the story gives no later value away',
  how: async v => {
    await v.press('s');
    for (let step = 0; (await v.count('.story .guess')) === 0; step++) {
      must(step < 40, 'the story asks nothing');
      await v.press('PageDown');
      await wait(150);
    }
    await wait(1200);
    const before = numbers(await all(v));
    const variable = await v.text('.story .charts .title');
    await v.focus(t.guess.point(variable, 8));
    await v.press('ArrowUp', 'ArrowUp');
    await v.enter(t.guess.lock);
    await wait(200);
    const locked = numbers(await all(v));
    await v.enter(t.guess.run);
    await v.poll('the verdict', async () => (await v.text('.guess .verdict')).length > 3, 40_000);
    await wait(800);
    const answer = new Set([...numbers(await all(v, '.story .ring')), ...numbers(await all(v, '.guess .verdict, .guess .second')), ...numbers(await all(v, '.story .scrub'))]);
    // What is so today may be known, and so may the scale and one's own guess.
    await v.focus(t.chart.scrub(variable));
    await v.press('Home');
    await wait(300);
    const known = numbers(`${await all(v, '.story .ring')}\n${await all(v, '.story .tick')}`);
    const guessed = (await v.text('.guess .verdict')).match(/\d+\.\d+/)?.[0] ?? '';
    const found = [...answer].filter(one => !known.has(one) && one !== guessed && (before.has(one) || locked.has(one)));
    must(answer.size > 3, 'the answer has no numbers to look for');
    must(found.length === 0, `told too early: ${found.join(', ')}`);
  },
};
