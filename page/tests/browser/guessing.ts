// While a guess is open, nothing on the page gives the answer away: no curve, no odds, no colour, no number of a later week, for
// the eye or for a screen reader, whatever is pressed.
import type { Check } from './checks';
import { must, t, wait, type Visit } from './visit';

const KEYS = ['o', 'w', 'r', 'Space', 'ArrowRight', '1', 'Escape'];

async function closed(v: Visit, when: string): Promise<void> {
  const found = await v.page.evaluate(() => {
    const out: string[] = [];
    const count = (selector: string, what: string) => {
      const n = document.querySelectorAll(selector).length;
      if (n) out.push(`${n} ${what}`);
    };
    count('.plot path.base, .plot path.plan, .plot path.team', 'curves');
    count('.plot input.scrub', 'playheads');
    count('main .dots circle', 'dots');
    count('dialog[open]', 'open dialogs');
    count('main table', 'tables');
    const seen = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
    for (let node = seen.nextNode() as Element | null; node; node = seen.nextNode() as Element | null) {
      if (node.closest('script')) continue;
      const own = [...node.childNodes].filter(one => one.nodeType === Node.TEXT_NODE).map(one => one.textContent).join(' ');
      const told = [own, ...['aria-label', 'aria-valuetext', 'title', 'alt'].map(name => node!.getAttribute(name) ?? '')].join(' ');
      if (/of 100|better in|deliver more|deliver less|no new decisions \d|visible from week|getting (better|worse)/i.test(told)) out.push(`"${told.trim().slice(0, 80)}"`);
    }
    return out;
  });
  must(found.length === 0, `${when}: ${found.slice(0, 6).join('; ')}`);
}

export const giveaway: Check = {
  name: 'guessing gives nothing away',
  how: async v => {
    await wait(800);
    await v.press('g');
    await v.called(t.guess.lock);
    await wait(300);
    await closed(v, 'at first');
    for (const key of KEYS) {
      await v.press(key);
      await wait(150);
      if ((await v.count('.guess')) === 0) await v.press('g');
      await closed(v, `after ${key}`);
    }
    // Another plan is run while the guess is open: that must not show either.
    await v.focus(t.choose.start('Earn trust'));
    await v.press('ArrowRight', 'ArrowRight');
    await wait(900);
    await closed(v, 'after a change');
  },
};
