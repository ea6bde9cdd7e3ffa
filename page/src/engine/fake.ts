// Made-up answers of the real types, until the engine is embedded.
import type { About, Ask, Bands, Did, Edge, Intervention, Of, Pick, Setting, Shown, Side, Step } from './types';

const WEEKS = 104;
const times = Array.from({ length: WEEKS + 1 }, (_, week) => week);
const one: Record<string, Pick> = {
  quick_wins: { start: 4, strength: 1 }, not_now: { start: 10, strength: 1 }, wip_limit: { start: 16, strength: 1 }, small_batch: { start: 22, strength: 1 },
};
const lever = (name: string, box: number, title: string, start: number, about: string): Intervention => ({
  name, title, box, about, ramp: 6, start,
  real: `In a real team: ${about} Someone has to keep it up for some weeks before it is a habit.`,
  watch: 'Whether it is still done in a bad week. Count how often it was dropped.',
  objection: '“We have no time for this now.” You will have less of it in a quarter; start with a quarter of it.',
});
const interventions = [
  lever('quick_wins', 0, 'Ship quick wins', 4, 'The team picks small useful things and ships each one as soon as it is done, outside the big release.'),
  lever('demo', 0, 'Demo every week', 4, 'Every week the team shows working software to whoever waits for it, finished or not.'),
  lever('outcomes', 0, 'Close the loop on outcomes', 4, 'Some weeks after each release the team checks with its users whether it helped.'),
  lever('not_now', 1, 'Reset expectations: not now, ask again later', 10, 'When the queue is long, new requests get an honest “not now”, and old promises are taken back with their owners.'),
  lever('one_intake', 1, 'One intake queue, ordered by cost of delay', 10, 'All requests come in by one door and are put in order by what waiting costs.'),
  lever('replenish', 1, 'Promise only what there is room for', 10, 'Whoever asks agrees with the others what comes next each time there is room.'),
  lever('honest_dates', 1, 'Promise honest dates', 10, 'Dates are given from the measured time to delivery, with margin, instead of from hope.'),
  lever('wip_limit', 2, 'WIP limit', 16, 'The board holds no more than one open item per person, and nothing is started until something is finished.'),
  lever('visible_work', 2, 'Visualise all work', 16, 'Everything anyone works on, favours and support included, is on one board.'),
  lever('swarm', 2, 'Swarm and pair', 16, 'Two or more people take one item together and see it through before opening the next.'),
  lever('slack', 2, 'Stop filling gaps', 16, 'Whoever is blocked helps to clear the block or does nothing new.'),
  lever('small_batch', 3, 'Smaller batches, ship more often', 22, 'The team releases on a shorter rhythm with whatever is done, and cuts items so that they fit.'),
  lever('refactor_20', 3, '20% refactoring allocation', 22, 'A fifth of the time is set aside for cleaning up, and is not given back under pressure.'),
  lever('automate', 3, 'Automate tests and deploys', 22, 'Testing and deploying become one button that works.'),
  lever('bureaucracy', 3, 'Dependency boards (bureaucracy)', 22, 'Dependencies stay as they are and are managed: boards, coordinators, planning rounds.'),
];
const variables: [string, string, string, 'more' | 'less' | null, number, number, number, number][] = [
  // name, label, unit, better, at the start, left alone, in the flywheel, noise
  ['trust', 'trust', '0 to 1', 'more', 0.45, 0.18, 0.86, 0.02],
  ['pressure', 'pressure', 'times the everyday', 'less', 1.8, 2.9, 0.8, 0.06],
  ['wip', 'WIP', 'item', 'less', 23, 33, 9, 0.8],
  ['recent_thr', 'recent throughput', 'item/week', 'more', 4.8, 3, 5.6, 0.1],
  ['delivering', 'value delivered', 'item/week', 'more', 3.8, 2.1, 4.8, 0.28],
  ['flow_time', 'flow time', 'week', 'less', 14, 22, 4, 0.6],
  ['energy', 'energy', '0 to 1', 'more', 0.6, 0.35, 0.85, 0.02],
];
const step = (say: string, more: string, extra: Partial<Step>): Step => ({
  title: 'The wicked loop', say, more, words: {}, proved: false, holds: '', setting: { scenario: '<wicked-loop.toml>', team: {}, constants: {}, picks: {} },
  scenario: 'The wicked loop', against: 'no new decisions', tanks: ['trust', 'pressure', 'wip', 'recent_thr'], arrows: [0, 1, 2, 3, 4], charts: [], wheel: true, odds: false, week: 30, guess: null, own: false, ...extra,
});
const story: Step[] = [
  step('A team has fallen behind.', 'Eight people, 46 open requests, dates that slip. Who recognises this?', { tanks: ['recent_thr'], arrows: [], wheel: false, week: 14 }),
  step('Promises slip, and trust drains away.', 'What did you last promise that came late?', { tanks: ['recent_thr', 'trust'], arrows: [3], wheel: false, week: 18 }),
  step('Where trust is low, people press harder.', 'Status meetings, escalations, “when will it be done?”', { tanks: ['recent_thr', 'trust', 'pressure'], arrows: [3, 0], wheel: false, week: 22 }),
  step('Under pressure, everything gets started at once.', 'Saying yes is the quickest way to end a phone call.', { arrows: [3, 0, 1], wheel: false, week: 26 }),
  step('What is half done is not done: less gets delivered.', 'And so we are where we began, only later.', { arrows: [0, 1, 2, 3], week: 30 }),
  step('No new decisions. Where is trust in two years?', 'Draw your guess, then lock it.', { title: 'Guess first', charts: ['trust', 'delivering'], guess: 'trust', week: 0 }),
  step('One good change alone: limit open work.', 'The right lever, and still too little.', { title: 'One lever alone', charts: ['trust', 'delivering'], odds: true, week: 80, proved: true, holds: 'share(flywheel@104) < 0.5', setting: { scenario: '<wicked-loop.toml>', team: {}, constants: {}, picks: { wip_limit: one['wip_limit']! } } }),
  step('One from each box, six weeks apart: the same loop turns the other way.', 'It gets worse before it gets better.', { title: 'The improvement flywheel', charts: ['trust', 'delivering'], odds: true, week: 90, proved: true, holds: 'share(flywheel@104) > 0.55', setting: { scenario: '<wicked-loop.toml>', team: {}, constants: {}, picks: one } }),
  step('Now yours.', 'Which four, in which order?', { title: 'Your turn', charts: ['trust', 'delivering'], odds: true, own: true, week: 52 }),
];
const assumption = (name: string, label: string, unit: string, value: number, min: number, max: number, grade: string) => ({ name, label, about: `How ${label} works in this model.`, unit, value, min, max, source: 'judgement', grade });
const about: About = {
  version: '0.0.0', model: 'The wicked loop and the improvement flywheel', unit: 'week', scenario: '<one-from-each-box.toml>',
  scenarios: [
    { name: '<one-from-each-box.toml>', title: 'One from each box', label: 'one of each', prose: 'The same team picks one change from each of the four boxes, six weeks apart.', picks: one },
    { name: '<wicked-loop.toml>', title: 'The wicked loop', label: 'left alone', prose: 'A team half a year on the way down.', picks: {} },
    { name: '<busy.toml>', title: 'A busy team', label: 'busy', prose: 'Half way between the healthy team and the stressed one.', picks: {} },
  ],
  times, replications: 200, seed: 1,
  boxes: [
    { name: 'trust', title: 'Earn trust', about: 'Let the people outside see something good soon, often, and with a result one can check.' },
    { name: 'reactivity', title: 'Calm the intake', about: 'Agree on what not to do now.' },
    { name: 'wip', title: 'Limit work in progress', about: 'Have fewer things open, see all of them, and finish them together.' },
    { name: 'batch', title: 'Make releasing easy', about: 'Lower what a release costs.' },
  ],
  interventions,
  figures: [
    { name: 'people', label: 'people', about: 'How many people are in the team', unit: 'person', min: 2, max: 80, value: null },
    { name: 'throughput', label: 'finished a week', about: 'How many items are finished in a week', unit: 'item/week', min: 0.5, max: 80, value: null },
    { name: 'open_items', label: 'open work', about: 'How many items are started and not done', unit: 'item', min: 1, max: 400, value: null },
    { name: 'release_interval', label: 'weeks between releases', about: 'How often something is released', unit: 'week', min: 0.2, max: 26, value: null },
    { name: 'slipped', label: 'promises that slip', about: 'Of ten promises, how many slip', unit: 'share', min: 0, max: 1, value: null },
  ],
  assumptions: [
    assumption('trust_loss_time', 'time to lose trust', 'week', 8, 4, 16, 'B'), assumption('trust_asymmetry', 'bad news weighs more', '1', 2, 1, 4, 'A'),
    assumption('switch_severity', 'cost of switching', '1', 0.17, 0.05, 0.3, 'A'), assumption('expectation_time', 'time to get used to waiting', 'week', 52, 26, 104, 'C'),
    assumption('people_per_item', 'people on an item', 'person/item', 1, 0.5, 2, 'C'), assumption('change_attention', 'attention a change takes', '1', 0.3, 0.15, 0.54, 'C'),
  ],
  loops: [
    { id: 'R1', name: 'Reactive team', reinforcing: true, about: 'Pressure opens work, open work makes late.' }, { id: 'R2', name: 'Trust', reinforcing: true, about: 'Kept promises earn trust.' },
    { id: 'R7', name: 'Technical debt', reinforcing: true, about: 'Haste leaves debt.' }, { id: 'R8', name: 'Burnout', reinforcing: true, about: 'Pressure costs energy.' }, { id: 'B1', name: 'Work harder', reinforcing: false, about: 'Pressure lifts output.' },
  ],
  outcomes: [{ name: 'flywheel', label: 'in the flywheel' }, { name: 'undecided', label: 'undecided' }, { name: 'wicked', label: 'in the wicked loop' }],
  variables: variables.map(([name, label, unit, better]) => ({ name, label, unit, about: label, better })),
  ring: {
    tanks: [
      { variable: 'trust', name: 'Trust', unit: 'of 1', full: 1, better: 'more' }, { variable: 'pressure', name: 'Pressure', unit: '× everyday', full: 3.6, better: 'less' },
      { variable: 'wip', name: 'Open work', unit: 'items started', full: 40, better: 'less' }, { variable: 'recent_thr', name: 'Delivered', unit: 'items a week', full: 7, better: 'more' },
    ],
    arrows: [
      { from: 'trust', to: 'pressure', worse: 'less trust, more pressure', better: 'more trust, less pressure', loops: ['R2'] },
      { from: 'pressure', to: 'wip', worse: 'everything at once', better: 'fewer things at once', loops: ['R1', 'R2', 'R8'] },
      { from: 'wip', to: 'recent_thr', worse: 'half done is not done', better: 'started, then finished', loops: ['R1', 'R7'] },
      { from: 'recent_thr', to: 'trust', worse: 'promises slip', better: 'promises kept', loops: ['R2'] },
      { from: 'recent_thr', to: 'pressure', worse: 'late, so hurry', better: 'on time, so calm', loops: ['R1', 'B1'] },
    ],
  },
  charts: ['trust', 'delivering'], odds: 'delivering', story,
};

const settingOf = (of: Of): Setting => ('step' in of ? story[of.step]!.setting : of);
const wave = (seed: number, week: number) => Math.sin(seed * 12.9 + week * 0.9) * 0.5 + Math.sin(seed * 78.2 + week * 0.31) * 0.5;

/** 0: left alone, 1: in the flywheel; a dip while habits are learned. */
function turned(picks: Record<string, Pick>, week: number): number {
  const all = Object.values(picks);
  const force = all.reduce((sum, { start, strength }) => sum + strength / (1 + Math.exp(-(week - start - 26) / 7)), 0) / 4;
  const dip = all.reduce((sum, { start, strength }) => sum + strength * Math.exp(-(((week - start - 6) / 8) ** 2)), 0);
  return Math.max(-0.3, Math.min(1, force ** 1.6) - 0.05 * dip);
}

function side(setting: Setting, charts: string[], paths: number): Side {
  const bands: Record<string, Bands> = {}, drawn: Record<string, number[][]> = {};
  const shift = ((setting.team['people'] ?? 8) - 8) * 0.004 + (setting.constants['switch_severity'] ?? 0.17) * 0.1;
  for (const [name, , , , start, low, high, noise] of variables) {
    const at = (luck: number, week: number) => {
      const settled = 1 - Math.exp(-week / 26), t = Math.max(-0.2, Math.min(1.05, turned(setting.picks, week) + shift * settled + luck * 0.22 * settled));
      return Math.max(0, start + (low - start) * settled * (1 - t) + (high - start) * t + noise * wave(luck + start, week));
    };
    bands[name] = [-1.6, -0.7, 0, 0.5, 1].map(luck => times.map(week => at(high > low ? luck : -luck, week))).map(line => line) as Bands;
    if (high < low) bands[name] = [4, 3, 2, 1, 0].map(i => bands[name]![i]!) as Bands;
    if (high < low) bands[name] = [0, 1, 2, 3, 4].map(i => bands[name]![i]!) as Bands;
    bands[name] = [0, 1, 2, 3, 4].map(i => times.map(week => [0, 1, 2, 3, 4].map(j => bands[name]![j]![week]!).sort((a, b) => a - b)[i]!)) as Bands;
    if (charts.includes(name)) drawn[name] = Array.from({ length: paths }, (_, k) => times.map(week => at(-1.5 + 2.5 * ((k * 7) % paths) / paths, week)));
  }
  const won = Math.max(0.04, Math.min(0.9, turned(setting.picks, WEEKS) * 0.62));
  return { bands, paths: drawn, ending: [{ outcome: 'flywheel', share: { value: won, error: 0.034 } }, { outcome: 'undecided', share: { value: 0.08, error: 0.02 } }, { outcome: 'wicked', share: { value: 0.92 - won, error: 0.034 } }] };
}

function show(of: Of, replications: number, charts: string[], paths: number): Shown {
  const setting = settingOf(of), differs = Object.keys(setting.picks).length > 0;
  const plan = side(setting, charts, paths), base = side({ ...setting, picks: {} }, charts, paths);
  const more = differs ? Math.max(0.03, Math.min(0.98, 0.2 + 0.75 * turned(setting.picks, WEEKS))) : 0;
  const gap = times.map(week => plan.bands['delivering']![2][week]! - base.bands['delivering']![2][week]!);
  const low = gap.slice(0, 45).reduce((least, value, week) => (value < gap[least]! ? week : least), 0);
  const from = gap.findIndex((value, week) => week > low && value > 0.3);
  return {
    replications, differs, times, plan, base,
    odds: { variable: 'delivering', label: 'value delivered', from: 97, to: 104, more: { value: more, error: 0.02 }, less: { value: differs ? 1 - more : 0, error: 0.02 }, same: differs ? 0 : 1, better: 'more', median: { value: gap[WEEKS]!, error: 0.1 } },
    differences: Object.fromEntries(charts.map(name => [name, [0, 1, 2, 3, 4].map(i => times.map(week => plan.bands[name]![i]![week]! - base.bands[name]![i]![week]!)) as Bands])),
    course: { end: differs ? 'more' : null, visible: differs && from > 0 ? { from, earliest: from - 2, latest: from + 4 } : null, before: differs && gap[low]! < -0.1 ? { side: 'less', week: low, difference: { value: gap[low]!, error: 0.05 }, share: gap[low]! / base.bands['delivering']![2][low]!, from: 6, level: from > 0 ? from - 2 : null } : null },
    warnings: [],
  };
}

export function fake(ask: Ask): unknown {
  if ('about' in ask) return about;
  if ('show' in ask) return show(ask.show.of, ask.show.replications, ask.show.charts, ask.show.paths);
  if ('did' in ask) {
    const starts = [0, 13, 26, 39, 52, 65, 78, 91];
    const setting = settingOf(ask.did.of), effect = (picks: Record<string, Pick>) => Object.fromEntries(about.loops.map((loop, k) => [loop.id, starts.map(week => (turned(picks, week + 13) - 0.3) * 0.1 * Math.exp(-(((week - 40 - 5 * k) / 50) ** 2)))]));
    return { variable: 'recent_thr', unit: 'item/week', starts, length: 13, plan: effect(setting.picks), base: effect({}) } satisfies Did;
  }
  if ('why' in ask) return { sentences: [`Around week ${ask.why.week} Reactive team takes most off ${ask.why.variable}.`, 'Burnout takes a little more; Work harder gives some back.'], details: 'Effects of each loop in the quarter.' };
  if ('file' in ask) { const { scenario, picks } = settingOf(ask.file.of); return { name: 'plan.toml', toml: `title = "Plan"\nextends = "${scenario.replace(/[<>]/g, '')}"\n\n[picks]\n${Object.entries(picks).map(([name, pick]) => `${name} = ${pick.start}`).join('\n')}\n` }; }
  if ('memo' in ask) return { html: '<!doctype html><title>Memo</title><h1>Memo</h1><p>Made up.</p>' };
  const n = ask.edge.grid, values = (low: number, high: number) => Array.from({ length: n }, (_, k) => low + (high - low) * k / (n - 1));
  return {
    x: { name: 'wip', label: 'open work', unit: 'item', values: values(4, 40) }, y: { name: 'trust', label: 'trust', unit: '0 to 1', values: values(0, 1) },
    cells: values(0, 1).map(y => values(0, 1).map(x => 1 / (1 + Math.exp(-8 * (y - x * 0.8 - 0.1))))), class: 'flywheel', here: { x: 23, y: 0.45 }, edge: [[[4, 0.1], [40, 0.9]]],
    sentences: ['With 6 items fewer open it would be even odds.'],
  } satisfies Edge;
}
