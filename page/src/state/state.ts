// The page's state as plain data, and what can be done to it. Nothing here knows a browser.
import type { About, Pick, Setting } from '../engine/types';

/** What is run and what is looked at: each change of it can be undone, and it goes into the link. */
export interface Plan {
  scenario: string;
  team: Record<string, number>;
  constants: Record<string, number>;
  picks: Record<string, Pick>;
  charts: [string, string];
}

export type View = 'explore' | 'story' | 'groups';
export type Lang = 'en' | 'de';

/** A guess that is being made (`locked: false`: nothing on the page may give the answer away), or was made. */
export type Guess = { variable: string; locked: boolean } & (
  | { kind: 'curve'; values: number[] }
  | { kind: 'vote'; way: 'up' | 'same' | 'down' | null; week: number | null }
);

/** What a room writes down, by name of the field. */
export type Notes = Record<string, string>;

export interface State {
  plan: Plan;
  view: View;
  step: number;
  week: number;
  lang: Lang;
  projector: boolean;
  guess: Guess | null;
  notes: Notes;
}

/** As the page opens: the scenario as its file has it. */
export function openedPlan(about: About, scenario: string = about.scenario): Plan {
  const own = about.scenarios.find(one => one.name === scenario);
  const [first = '', second = first] = about.charts;
  return tidy(about, { scenario, team: {}, constants: {}, picks: own ? own.picks : {}, charts: [first, second] });
}

export function opened(about: About, lang: Lang): State {
  return { plan: openedPlan(about), view: 'explore', step: 0, week: 52, lang, projector: false, guess: null, notes: {} };
}

/** The same plan with its parts in the model's order: plans that say the same are the same. */
export function tidy(about: About, plan: Plan): Plan {
  const inOrder = <T>(names: { name: string }[], from: Record<string, T>): Record<string, T> => {
    const out: Record<string, T> = {};
    for (const { name } of names) if (Object.hasOwn(from, name)) out[name] = from[name]!;
    return out;
  };
  const picks: Record<string, Pick> = {};
  for (const [name, { start, strength, kind }] of Object.entries(inOrder(about.interventions, plan.picks))) picks[name] = { start, strength, ...(kind && { kind }) };
  return {
    scenario: plan.scenario,
    team: inOrder(about.figures, plan.team),
    constants: inOrder(about.assumptions, plan.constants),
    picks,
    charts: [plan.charts[0], plan.charts[1]],
  };
}

export const sameJson = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

export function settingOf(plan: Plan): Setting {
  const { scenario, team, constants, picks } = plan;
  return { scenario, team, constants, picks };
}

/** What a plan says, by which it is known. */
export const saying = (setting: Setting): string => JSON.stringify(setting);

/** The picks of one box, first begun first. */
export function picksOf(about: About, plan: Plan, box: number): { name: string; pick: Pick }[] {
  return about.interventions
    .filter(one => one.box === box && Object.hasOwn(plan.picks, one.name))
    .map(one => ({ name: one.name, pick: plan.picks[one.name]! }))
    .sort((a, b) => a.pick.start - b.pick.start);
}

/** One pick in a box instead of all that stand there; null: none. */
export function pickInBox(about: About, plan: Plan, box: number, name: string | null, pick?: Pick): Plan {
  const picks = Object.fromEntries(
    Object.entries(plan.picks).filter(([one]) => about.interventions.find(i => i.name === one)?.box !== box),
  );
  const chosen = about.interventions.find(one => one.name === name);
  if (chosen) picks[chosen.name] = pick ?? { start: chosen.start, strength: 1 };
  return { ...plan, picks };
}

/** All that was and, after an undo, was to be. */
export interface History { past: Plan[]; now: Plan; future: Plan[] }

export const history = (now: Plan): History => ({ past: [], now, future: [] });

/** How many changes can be undone: more than an hour makes. */
export const DEPTH = 1000;

export function changed(all: History, next: Plan): History {
  if (sameJson(next, all.now)) return all;
  return { past: [...all.past, all.now].slice(-DEPTH), now: next, future: [] };
}

export function undone(all: History): History {
  const before = all.past.at(-1);
  return before ? { past: all.past.slice(0, -1), now: before, future: [all.now, ...all.future] } : all;
}

export function redone(all: History): History {
  const [next, ...future] = all.future;
  return next ? { past: [...all.past, all.now], now: next, future } : all;
}
