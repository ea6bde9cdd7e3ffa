// After any 100 actions, undo leads back to exactly where it began, and redo to exactly where it went.
import type { Check } from './checks';
import { must, same, t, wait, type Visit } from './visit';

/** The same row of numbers each time, so that a failure comes again (Mulberry32). */
function dice(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let one = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    one = (one + Math.imul(one ^ (one >>> 7), 61 | one)) ^ one;
    return ((one ^ (one >>> 14)) >>> 0) / 4294967296;
  };
}

const look = (v: Visit) => v.page.evaluate(() => [...document.querySelectorAll<HTMLInputElement | HTMLSelectElement>('main select, main .cards input')].map(one => `${one.ariaLabel ?? one.getAttribute('aria-label')}: ${one.value}`));

async function act(v: Visit, random: () => number): Promise<void> {
  const any = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const kind = random();
  const box = any(['Earn trust', 'Calm the intake', 'Limit work in progress', 'Make releasing easy']);
  if (kind < .3) {
    const one = await v.called(t.choose.lever(box), 'select');
    const values = await one.evaluate(node => [...(node as HTMLSelectElement).options].map(option => option.value).filter(value => value !== '*'));
    await one.select(any(values));
  } else if (kind < .65) {
    const name = random() < .6 ? t.choose.start(box) : t.choose.strength(box);
    if (!(await v.has(name))) return;
    const one = await v.called(name);
    if (await one.evaluate(node => (node as HTMLInputElement).disabled)) return;
    await one.focus();
    const key = any(['ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home']);
    for (let n = 1 + Math.floor(random() * 3); n > 0; n--) await v.press(key);
    await v.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  } else if (kind < .75) {
    const one = await v.called(t.chart.choose(any([1, 2])), 'select');
    const values = await one.evaluate(node => [...(node as HTMLSelectElement).options].map(option => option.value));
    await one.select(any(values));
  } else if (kind < .83) {
    await v.press('t');
    await v.type(t.team.questions[any(['people', 'open'])]![0], String(2 + Math.floor(random() * 18)));
    await v.press('Enter', 'Escape');
  } else if (kind < .9) await v.press('Control+z');
  else if (kind < .95) await v.press('Control+y');
  else await v.press('0');
}

export const randomly: Check = {
  name: 'undo after 100 random actions, and redo after that',
  how: async v => {
    const random = dice(18);
    const [link, seen] = [await v.link(), await look(v)];
    for (let n = 0; n < 100; n++) await act(v, random);
    const [wentLink, went] = [await v.link(), await look(v)];
    const all = async (name: string, key: string) => {
      for (let n = 0; n < 400; n++) {
        const more = await (await v.called(name)).evaluate(node => !(node as HTMLButtonElement).disabled);
        if (!more) return;
        await v.press(key);
      }
      must(false, `${name} does not come to an end`);
    };
    // What was undone at the last is done again first, so that the way back is the whole way.
    await all(t.bar.redo, 'Control+y');
    const [endLink, end] = [await v.link(), await look(v)];
    await all(t.bar.undo, 'Control+z');
    await wait(300);
    same(await look(v), seen, 'what is shown at the beginning');
    same(await v.link(), link, 'the link at the beginning');
    await all(t.bar.redo, 'Control+y');
    same(await look(v), end, 'what is shown at the end');
    same(await v.link(), endLink, 'the link at the end');
    must(went.length > 0 && wentLink !== undefined, 'nothing is shown');
  },
};
