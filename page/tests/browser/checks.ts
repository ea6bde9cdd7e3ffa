// What is checked in every browser, as a list: a name, and how.
import { accessible } from './axe';
import { acts } from './acts';
import { giveaway } from './guessing';
import { later } from './later';
import { hostile } from './hostile';
import { randomly } from './random';
import { must, same, t, wait, type Size, type Visit } from './visit';

export interface Check { name: string; size?: Size; link?: string; how: (v: Visit) => Promise<void> }

const started: Check[] = (['projector', 'laptop', 'phone'] as const).map(size => ({
  name: `loads without an error or a request: ${size}`, size,
  how: async v => {
    await v.until('the odds are there', () => /\d/.test(document.querySelector('main')?.textContent ?? ''));
    const [wide, high] = await v.page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight] as const);
    must(wide <= 0, `the page is ${wide} px wider than its window`);
    must(size === 'phone' || high <= 0, `the page is ${high} px higher than its window`);
  },
}));

/** A page that `flywheel workshop` wrote has that program's figures in it, and its engine comes to the same. */
const figures: Check = {
  name: 'the figures are those of the command line',
  how: v => v.poll('the tick', () => v.page.evaluate(same => document.querySelector('main')?.textContent?.includes(same) ?? false, t.page.selfTest.same)),
};

const used: Check[] = acts.flatMap(act => (['mouse', 'keys'] as const).map(way => ({
  name: `${act.what}, by ${way}`,
  ...(act.size ? { size: act.size } : {}),
  how: async (v: Visit) => {
    await act.first?.(v);
    await act[way](v);
    await v.poll(`${act.what}, by ${way}`, () => act.then(v), 30_000);
  },
})));

/** Every view and every dialog, and how one gets there from the page as it opens. */
const views: [string, (v: Visit) => Promise<void>][] = [
  ['explore', async () => {}],
  ['a card unfolded', v => v.click('About: ')],
  ['the menu', v => v.click(t.bar.more)],
  ['a table', v => v.click(t.chart.tableOf('Trust'))],
  ['guess', async v => { await v.press('g'); await v.called(t.guess.lock); }],
  ['vote', async v => { await v.press('g'); await v.click(t.guess.vote); await v.click(t.guess.down); }],
  ['why', v => v.press('w')],
  ['edge', v => v.press('o')],
  ['compare', v => v.press('c')],
  ['team', v => v.press('t')],
  ['assumptions', v => v.press('a')],
  ['believe', v => v.press('b')],
  ['facilitator', async v => { await v.press('f'); await v.click(t.facilitator.start); }],
  ['share', v => v.click(t.bar.share)],
  ['help', v => v.press('?')],
  ...(['memo', 'cards', 'record'] as const).map((name): [string, (v: Visit) => Promise<void>] => [name, async v => { await v.click(t.bar.more); await v.click(t.bar[name]); }]),
  ['groups', async v => { await v.press('l'); await v.paste(t.groups.field, 'Red: #\nBlue: #\nnothing = that = is = a link'); await wait(1500); }],
  ['projector', v => v.press('p')],
  ['German', v => v.press('d')],
];

const onPhone: Record<string, (v: Visit) => Promise<void>> = {
  'a table': async v => v.click(t.chart.tableOf('Trust')),
};

const seen: Check[] = (['laptop', 'phone'] as const).flatMap(size => views.map(([name, go]) => ({
  name: `WCAG 2.2 A and AA: ${name}, ${size}`, size,
  how: async (v: Visit) => {
    await (size === 'phone' ? (onPhone[name] ?? go) : go)(v);
    await wait(500);
    await accessible(v, `${name}, ${size}`);
    const wide = await v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    must(wide <= 0, `${name}: the page is ${wide} px wider than its window`);
  },
})));

const storySeen: Check[] = (['laptop', 'phone'] as const).map(size => ({
  name: `WCAG 2.2 A and AA: every step of the story, ${size}`, size,
  how: async (v: Visit) => {
    await v.press('s');
    await v.until('the story is there', () => document.querySelector('article.story') !== null);
    const steps = await v.count('.story ol.dots li');
    for (let step = 1; ; step++) {
      await wait(400);
      await accessible(v, `step ${step}, ${size}`);
      if (step >= steps) break;
      await v.onward();
    }
    must(steps > 0, 'the story has no steps');
  },
}));

const readable: Check = {
  name: 'nothing is smaller than 24 px on a projector', size: 'projector',
  how: async v => {
    const small = async (where: string) => {
      await wait(600);
      const found = await v.page.evaluate(() => {
        const out: string[] = [], seen = document.createTreeWalker(document.querySelector('dialog[open]') ?? document.body, NodeFilter.SHOW_TEXT);
        for (let node = seen.nextNode(); node; node = seen.nextNode()) {
          const on = node.parentElement!;
          if (!node.textContent?.trim() || on.closest('script, style, .unseen, title, option, [hidden]') || on.getClientRects().length === 0) continue;
          const size = parseFloat(getComputedStyle(on).fontSize);
          if (size < 23.99) out.push(`${size.toFixed(1)} px: ${node.textContent.trim().slice(0, 40)}`);
        }
        return out;
      });
      must(found.length === 0, `${where}: ${[...new Set(found)].slice(0, 8).join('; ')}`);
    };
    await v.press('p');
    await small('explore');
    await v.press('s');
    for (let step = 0; step < (await v.count('.story ol.dots li')); step++) {
      await small(`step ${step + 1}`);
      await v.onward();
    }
    await v.press('e');
    for (const key of ['t', 'a', 'b', 'f', 'w', 'o']) {
      await v.press(key);
      await small(await v.dialog());
      await v.press('Escape');
    }
  },
};

const shared: Check = {
  name: 'the link tells the state, and the state the link',
  how: async v => {
    await v.choose(t.choose.lever('Earn trust'), 'demo');
    await v.clickAt(t.choose.start('Earn trust'), .45);
    await v.clickAt(t.choose.strength('Limit work in progress'), .4);
    await v.press('t');
    await v.type(t.team.questions['people']![0], '12');
    await v.press('Enter', 'Escape');
    await v.choose(t.chart.choose(2), 'pressure');
    const link = await v.link();
    must(link.length > 0, 'the link says nothing');
    must(link.length <= 300, `the link has ${link.length} characters`);
    const look = () => v.page.evaluate(() => [...document.querySelectorAll<HTMLInputElement | HTMLSelectElement>('main select, main .cards input')].map(one => one.value));
    const before = await look();
    await v.open(link);
    same(await look(), before, 'the state that the link opens');
    same(await v.link(), link, 'the link of that state');
  },
};

const reloaded: Check = {
  name: 'a reload loses nothing, and gives nothing away',
  how: async v => {
    const reload = async () => { await v.link(); await v.page.reload({ waitUntil: 'load' }); await v.ready(); };
    await v.press('l');
    await v.paste(t.groups.field, 'Red: #\nBlue: #');
    await v.click(t.bar.more);
    await v.click(t.bar.record);
    await v.type(t.record.monday, 'Ask Ann', 'textarea');
    await v.press('Escape');
    await reload();
    await v.called(t.groups.choose('Blue'));
    await v.click(t.bar.more);
    await v.click(t.bar.record);
    must((await v.page.evaluate(() => [...document.querySelectorAll('textarea')].some(one => one.value === 'Ask Ann'))), 'the note is lost');
    await v.press('Escape', 'e', 'g');
    await v.called(t.guess.lock);
    await v.focus(t.guess.point('Trust', 8));
    await v.press('ArrowUp');
    await reload();
    await v.called(t.guess.lock);
    must((await v.count('.plot path.base')) === 0, 'a reload shows the answer');
    must(await v.page.evaluate(lock => [...document.querySelectorAll('button')].some(one => one.textContent?.trim() === lock && !one.disabled), t.guess.lock), 'what was drawn is lost');
  },
};

const asked: Check = {
  name: 'keys go on where the pointer was, and pass over no question unasked',
  how: async v => {
    await v.open('1&story.3');
    const nth = () => v.text('.story .nth');
    await v.click(t.story.back);
    await v.press('Space');
    must((await nth()).startsWith('3 of'), `space after a press on Back leads to ${await nth()}`);
    await v.open('1&story.6');
    await v.called(t.guess.lock);
    await v.press('Space');
    await wait(200);
    must((await nth()).startsWith('6 of'), 'one key passes over the question');
    must((await v.text('.story')).includes(t.story.unguessed), 'nothing says that nobody has guessed');
    await v.press('Space');
    await wait(200);
    must((await nth()).startsWith('7 of'), 'two keys do not go on');
  },
};

const printed: Check = {
  name: 'what is printed stands alone, and goes away again',
  how: async v => {
    for (const [name, wanted] of [[t.bar.cards, 'ul.deck li'], [t.bar.record, '.sheet textarea']] as const) {
      await v.click(t.bar.more);
      await v.click(name);
      await v.poll(name, async () => (await v.count(wanted)) > 0);
      await v.page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      must((await v.count('body > .paper')) === 1, `${name}: no sheet is laid`);
      must((await v.count('body > .paper textarea')) === 0, `${name}: a field is on paper`);
      await v.page.evaluate(() => dispatchEvent(new Event('afterprint')));
      must((await v.count('body > .paper')) === 0, `${name}: the sheet stays`);
      await v.press('Escape');
    }
  },
};

export const checks: Check[] = [...started, figures, ...used, randomly, shared, ...hostile, giveaway, later, reloaded, asked, printed, readable, ...seen, ...storySeen];
