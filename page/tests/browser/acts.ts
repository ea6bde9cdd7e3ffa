// Every element of the page, by mouse and by keyboard: how it is used, and what is so then.
import { t, wait, type Size, type Visit } from './visit';

export interface Act {
  what: string;
  size?: Size;
  /** What is done before, whichever way it is used. */
  first?: (v: Visit) => Promise<void>;
  mouse: (v: Visit) => Promise<void>;
  keys: (v: Visit) => Promise<void>;
  /** Holds in the end, and is waited for. */
  then: (v: Visit) => Promise<boolean>;
}

const box = 'Earn trust';
const start = t.choose.start(box), strength = t.choose.strength(box), lever = t.choose.lever(box);
const question = t.team.questions['people']![0];

const value = (v: Visit, name: string) => v.called(name).then(one => one.evaluate(node => (node as HTMLInputElement).value));
const open = (v: Visit, title: string) => v.dialog().then(told => told === title);
const has = (v: Visit, selector: string) => v.count(selector).then(count => count > 0);
const weekOf = (v: Visit) => v.page.evaluate(() => (document.querySelector('input.scrub') as HTMLInputElement | null)?.value ?? '');
const change = async (v: Visit) => {
  await v.focus(start);
  await v.press('ArrowRight', 'ArrowRight');
  await v.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await wait(100);
};
const enabled = (v: Visit, name: string) => v.called(name).then(one => one.evaluate(node => !(node as HTMLButtonElement).disabled));

/** A dialog that has a button, or stands in the menu, and may have a key. */
const dialog = (what: string, title: string, button: string, key: string | null, menu = false): Act => ({
  what,
  mouse: async v => {
    if (menu) await v.click(t.bar.more);
    await v.click(button);
  },
  keys: async v => {
    if (key) return v.press(key);
    if (menu) await v.enter(t.bar.more);
    await v.enter(button);
  },
  then: v => open(v, title),
});

const firstAssumption = (v: Visit) => v.page.evaluate(() => (document.querySelector('dialog li h3') as HTMLElement).textContent ?? '');
const toSlider = async (v: Visit) => v.called(t.assumptions.slide(await firstAssumption(v)));

export const acts: Act[] = [
  { what: 'play', mouse: v => v.click(t.bar.play), keys: v => v.press('Space'), then: async v => (await v.text('nav')).includes(t.bar.pause) },
  {
    what: 'pause', first: async v => { await v.press('Space'); await v.called(t.bar.pause); },
    mouse: v => v.click(t.bar.pause), keys: v => v.press('Space'), then: async v => (await v.text('nav')).includes(t.bar.play),
  },
  {
    what: 'another lever of a box',
    mouse: v => v.choose(lever, 'demo'),
    keys: async v => { await v.press('1', 'ArrowDown'); if (v.page.browser().process()?.spawnfile.includes('firefox')) await v.press('Enter'); },
    then: async v => (await value(v, lever)) !== 'quick_wins',
  },
  { what: 'nothing from a box', mouse: v => v.choose(lever, ''), keys: async v => { await v.press('1', 'Home', 'Enter'); }, then: async v => (await value(v, lever)) === '' },
  { what: 'the week of a pick', mouse: v => v.clickAt(start, .6), keys: async v => { await v.focus(start); await v.press('ArrowRight', 'ArrowRight'); }, then: async v => Number(await value(v, start)) > 5 },
  { what: 'the strength of a pick', mouse: v => v.clickAt(strength, .35), keys: async v => { await v.focus(strength); await v.press('ArrowLeft'); }, then: async v => Number(await value(v, strength)) < 100 },
  {
    what: 'reset one box', first: change,
    mouse: v => v.click(t.choose.reset(box)), keys: v => v.enter(t.choose.reset(box)), then: async v => (await value(v, start)) === '4',
  },
  { what: 'unfold a card', mouse: v => v.click('About: '), keys: v => v.enter('About: '), then: v => has(v, 'main [role=region] h4') },
  { what: 'scrub', mouse: v => v.page.evaluate(() => { const one = document.querySelector('input.scrub') as HTMLInputElement, at = one.getBoundingClientRect(); return [at.x + at.width * .8, at.y + at.height / 2, at.x + at.width * .3] as const; }).then(async ([x, y, to]) => { await v.page.mouse.move(x, y); await v.page.mouse.down(); await v.page.mouse.move(to, y, { steps: 4 }); await v.page.mouse.up(); }), keys: v => v.press('ArrowRight'), then: async v => (await weekOf(v)) !== '52' },
  { what: 'what a chart shows', mouse: v => v.choose(t.chart.choose(1), 'pressure'), keys: async v => { await v.focus(t.chart.choose(1)); await v.press('ArrowDown', 'Enter'); }, then: async v => (await value(v, t.chart.choose(1))) !== 'trust' },
  { what: 'the table of a chart', mouse: v => v.click(t.chart.tableOf('Trust')), keys: v => v.enter(t.chart.tableOf('Trust')), then: v => has(v, 'main table, dialog table') },
  { what: 'undo', first: change, mouse: v => v.click(t.bar.undo), keys: v => v.press('Control+z'), then: async v => enabled(v, t.bar.redo) },
  { what: 'redo', first: async v => { await change(v); await v.press('Control+z'); }, mouse: v => v.click(t.bar.redo), keys: v => v.press('Control+y'), then: async v => (await value(v, start)) !== '4' && !(await enabled(v, t.bar.redo)) },
  { what: 'replay the last change', first: change, mouse: v => v.click(t.bar.replay), keys: v => v.press('r'), then: v => v.page.evaluate(words => words.includes(document.querySelector('[aria-live]')?.textContent ?? ''), [t.page.before, t.page.after]) },
  { what: 'reset all', first: change, mouse: v => v.click(t.bar.reset), keys: v => v.press('0'), then: async v => (await value(v, start)) === '4' },
  { what: 'why, by its button', mouse: v => v.click(t.bar.why), keys: v => v.press('w'), then: v => open(v, t.why.name) },
  {
    what: 'why, by the chart',
    mouse: v => v.page.evaluate(() => { const at = document.querySelector('input.scrub')!.getBoundingClientRect(); return [at.x + at.width * .4, at.y + at.height / 2] as const; }).then(([x, y]) => v.page.mouse.click(x, y)),
    keys: async v => { await v.focus(t.chart.scrub('Trust')); await v.press('Enter'); }, then: v => open(v, t.why.name),
  },
  dialog('odds and edge', t.edge.name, t.bar.edge, 'o'),
  dialog('two plans', t.compare.name, t.compare.name, 'c', true),
  dialog('the team', t.team.title, t.bar.team, 't'),
  dialog('assumptions', t.assumptions.title, t.bar.assumptions, 'a', true),
  dialog('share', t.share.title, t.bar.share, null),
  dialog('why believe it', t.believe.title, t.bar.believe, 'b', true),
  dialog('the script', t.facilitator.title, t.bar.facilitator, 'f', true),
  dialog('the memo', t.memo.title, t.bar.memo, null, true),
  dialog('cards', t.cards.title, t.bar.cards, null, true),
  dialog('the record sheet', t.record.title, t.bar.record, null, true),
  dialog('help', t.help.title, t.bar.help, '?', true),
  { what: 'close a dialog', first: v => v.press('t'), mouse: v => v.click(t.page.close), keys: v => v.press('Escape'), then: async v => !(await has(v, 'dialog[open]')) },
  { what: 'projector view', mouse: async v => { await v.click(t.bar.more); await v.click(t.bar.projector); }, keys: v => v.press('p'), then: v => has(v, 'html.projector') },
  { what: 'another language', mouse: async v => { await v.click(t.bar.more); await v.click(t.bar.language); }, keys: v => v.press('d'), then: v => has(v, 'html[lang=de]') },
  { what: 'the story', mouse: v => v.click(t.bar.story), keys: v => v.press('s'), then: v => has(v, 'article.story') },
  { what: 'groups', mouse: v => v.click(t.bar.groups), keys: v => v.press('l'), then: v => has(v, '.groups textarea') },
  { what: 'back to explore', first: v => v.press('l'), mouse: v => v.click(t.bar.explore), keys: v => v.press('e'), then: v => has(v, '.explore') },
  { what: 'the next step', first: v => v.press('s'), mouse: v => v.click(t.story.next), keys: v => v.press('Space'), then: async v => (await v.text('.story')).includes(' 2 of ') || (await v.text('.story')).includes('2 of') },
  { what: 'a step back', first: async v => { await v.press('s'); await wait(200); await v.press('ArrowRight', 'ArrowRight'); }, mouse: v => v.click(t.story.back), keys: v => v.press('ArrowLeft'), then: async v => (await v.text('.story .nth')).startsWith('2 of') },
  { what: 'any step', first: v => v.press('s'), mouse: v => v.click('Step 4: '), keys: v => v.enter('Step 4: '), then: async v => (await v.text('.story .nth')).startsWith('4 of') },
  // The team and its assumptions.
  { what: 'a figure as a number', first: v => v.press('t'), mouse: async v => { await v.click(question); await v.page.keyboard.type('12'); await v.press('Tab'); }, keys: async v => { await v.type(question, '12'); await v.press('Enter'); }, then: async v => (await value(v, question)) === '12' && enabled(v, t.team.resetOne(question)) },
  { what: 'a figure by its slider', first: v => v.press('t'), mouse: v => v.clickAt(t.team.slide(question), .7), keys: async v => { await v.focus(t.team.slide(question)); await v.press('ArrowRight'); }, then: async v => (await value(v, question)) !== '' },
  { what: 'reset one figure', first: async v => { await v.press('t'); await v.type(question, '12'); await v.press('Enter'); await wait(200); }, mouse: v => v.click(t.team.resetOne(question)), keys: v => v.enter(t.team.resetOne(question)), then: async v => (await value(v, question)) === '' },
  { what: 'reset all figures', first: async v => { await v.press('t'); await v.type(question, '12'); await v.press('Enter'); await wait(200); }, mouse: v => v.click(t.team.resetAll), keys: v => v.enter(t.team.resetAll), then: async v => (await value(v, question)) === '' },
  { what: 'find an assumption', first: v => v.press('a'), mouse: async v => { await v.click(t.assumptions.search); await v.page.keyboard.type('trust'); }, keys: v => v.type(t.assumptions.search, 'trust'), then: async v => { const [listed, all] = (await v.text('dialog .seek [role=status]')).match(/\d+/g)!.map(Number); return listed! > 0 && listed! < all!; } },
  { what: 'an assumption by its slider', first: v => v.press('a'), mouse: async v => { const one = await toSlider(v), at = (await one.boundingBox())!; await v.page.mouse.click(at.x + at.width * .8, at.y + at.height / 2); }, keys: async v => { await (await toSlider(v)).focus(); await v.press('ArrowRight', 'ArrowRight'); }, then: v => has(v, 'dialog li.changed') },
  { what: 'which assumptions matter most', first: v => v.press('a'), mouse: v => v.click(t.assumptions.weigh), keys: v => v.enter(t.assumptions.weigh), then: async v => (await v.text('dialog .seek')).includes('Weighing') },
  { what: 'reset all assumptions', first: async v => { await v.press('a'); await (await toSlider(v)).focus(); await v.press('ArrowRight', 'ArrowRight', 'ArrowRight'); }, mouse: v => v.click(t.assumptions.resetAll), keys: v => v.enter(t.assumptions.resetAll), then: async v => !(await has(v, 'dialog li.changed')) },
  // Guessing.
  { what: 'guess first', mouse: v => v.click(t.bar.guess), keys: v => v.press('g'), then: v => has(v, '.guess') },
  {
    what: 'draw a guess', first: v => v.press('g'),
    mouse: async v => {
      const at = await v.called(t.guess.lock).then(() => v.page.evaluate(() => { const at = document.querySelector('.draw')!.getBoundingClientRect(); return { x: at.x, y: at.y, w: at.width, h: at.height }; }));
      await v.page.mouse.move(at.x + at.w * .15, at.y + at.h * .5);
      await v.page.mouse.down();
      await v.page.mouse.move(at.x + at.w * .7, at.y + at.h * .3, { steps: 8 });
      await v.page.mouse.up();
    },
    keys: async v => { await v.focus(t.guess.point('Trust', 8)); await v.press('ArrowUp', 'ArrowUp', 'ArrowRight', 'ArrowUp'); },
    then: v => enabled(v, t.guess.lock),
  },
  { what: 'vote', first: v => v.press('g'), mouse: async v => { await v.click(t.guess.vote); await v.click(t.guess.down); }, keys: async v => { await v.focus(t.guess.draw); await v.press('ArrowRight'); await v.focus(t.guess.up); await v.press('Space'); }, then: v => enabled(v, t.guess.lock) },
  { what: 'lock and run a guess', first: async v => { await v.press('g'); await v.focus(t.guess.point('Trust', 8)); await v.press('ArrowUp'); }, mouse: async v => { await v.click(t.guess.lock); await v.click(t.guess.run); }, keys: async v => { await v.enter(t.guess.lock); await v.enter(t.guess.run); }, then: v => has(v, '.plot path.base.middle') },
  // Groups, the hour and what is taken along.
  { what: 'add the plan of this page', first: v => v.press('l'), mouse: v => v.click(t.groups.own), keys: v => v.enter(t.groups.own), then: v => has(v, '.groups tbody tr') },
  {
    what: 'choose two and compare', first: async v => { await v.press('l'); await v.paste(t.groups.field, 'Red: #\nBlue: #\nGreen: #'); await v.called(t.groups.choose('Red')); },
    mouse: async v => { await v.click(t.groups.choose('Red')); await v.click(t.groups.compare).catch(() => {}); },
    keys: async v => { await v.focus(t.groups.choose('Red')); await v.press('Space'); },
    then: v => has(v, '.groups tr.chosen'),
  },
  { what: 'start the clock', first: v => v.press('f'), mouse: v => v.click(t.facilitator.start), keys: v => v.enter(t.facilitator.start), then: async v => /0:0[1-9]/.test(await v.text('dialog .time')) },
  { what: 'pause the clock', first: async v => { await v.press('f'); await v.click(t.facilitator.start); }, mouse: v => v.click(t.facilitator.pause), keys: v => v.enter(t.facilitator.pause), then: v => v.text('dialog .clock').then(text => text.includes(t.facilitator.resume)) },
  { what: 'from the script to a step', first: v => v.press('f'), mouse: v => v.click(`${t.facilitator.go['story']!}: ${t.facilitator.cues['guess']!.title}`), keys: v => v.enter(`${t.facilitator.go['story']!}: ${t.facilitator.cues['guess']!.title}`), then: async v => (await has(v, 'article.story')) && !(await has(v, 'dialog[open]')) },
  { what: 'write a note', first: async v => { await v.click(t.bar.more); await v.click(t.bar.record); }, mouse: async v => { await v.click(t.record.monday, 'textarea'); await v.page.keyboard.type('Ask Ann'); }, keys: v => v.type(t.record.monday, 'Ask Ann', 'textarea'), then: v => v.page.evaluate(() => [...document.querySelectorAll('textarea')].some(one => one.value === 'Ask Ann')) },
  { what: 'copy the text', first: v => v.click(t.bar.share), mouse: v => v.click(t.share.copy), keys: v => v.enter(t.share.copy), then: async v => (await v.text('dialog [role=status]')) !== '' },
  { what: 'open what was sent', first: v => v.click(t.bar.share), mouse: async v => { await v.click(t.share.openLabel); await v.page.keyboard.type('#'); await v.click(t.share.openIt); }, keys: async v => { await v.type(t.share.openLabel, '#'); await v.press('Enter'); }, then: async v => !(await has(v, 'dialog[open]')) },
];
