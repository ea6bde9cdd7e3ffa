// In what two plans differ, in the order of a scenario file; what is the same in both is left out. And plans to compare with.
import type { About, Pick, Setting } from '../engine/types';

export type Side = number | string | Pick | null;
export interface Row { kind: 'scenario' | 'team' | 'constant' | 'pick'; name: string; label: string; unit: string; a: Side; b: Side }

export function differing(a: Setting, b: Setting, about: About): Row[] {
  const rows: Row[] = [];
  const title = (name: string) => about.scenarios.find((s) => s.name === name)?.title ?? name;
  if (a.scenario !== b.scenario) rows.push({ kind: 'scenario', name: 'scenario', label: '', unit: '', a: title(a.scenario), b: title(b.scenario) });
  for (const f of about.figures) {
    const [x, y] = [a.team[f.name] ?? f.value, b.team[f.name] ?? f.value];
    if (x !== y) rows.push({ kind: 'team', name: f.name, label: f.label, unit: f.unit, a: x, b: y });
  }
  const constants = new Set([...Object.keys(a.constants), ...Object.keys(b.constants)]);
  for (const name of constants) {
    const known = about.assumptions.find((k) => k.name === name);
    const [x, y] = [a.constants[name] ?? known?.value ?? null, b.constants[name] ?? known?.value ?? null];
    if (x !== y) rows.push({ kind: 'constant', name, label: known?.label ?? name, unit: known?.unit ?? '', a: x, b: y });
  }
  for (const i of about.interventions) {
    const [x, y] = [a.picks[i.name] ?? null, b.picks[i.name] ?? null];
    if (x?.start !== y?.start || x?.strength !== y?.strength) rows.push({ kind: 'pick', name: i.name, label: i.title, unit: '', a: x, b: y });
  }
  return rows;
}

/** How many changes are "everything". */
const MANY = 8;

/** Everything at once, in the week in which the first of the plan begins: more than a team can learn. What "everything" is says
    the scenario of that name, else the story, else it is all that there is. */
export function everything(setting: Setting, about: About): Setting {
  const start = Object.keys(setting.picks).length ? Math.min(...Object.values(setting.picks).map((p) => p.start)) : 4;
  const told = [...about.scenarios.filter((s) => s.name.includes('everything-at-once')), ...about.story].map((one) => Object.keys(one.picks));
  const names = told.find((one) => one.length >= MANY) ?? about.interventions.map((i) => i.name);
  return { ...setting, picks: Object.fromEntries(names.map((name) => [name, { start, strength: 1 }])) };
}

const LIMIT = 'wip_limit';
/** A limit that is too hard: one open item for four people, kept to the letter, and nothing passes it. */
const HARD = { wip_limit: 0.25, wip_adherence: 1, expedite_bypass: 0 };

/** The plan with that limit; null where the model knows no such limit. */
export function harder(setting: Setting, about: About): Setting | null {
  const lever = about.interventions.find((i) => i.name === LIMIT);
  if (!lever) return null;
  const pick = setting.picks[LIMIT] ?? { start: lever.start, strength: 1 };
  const known = Object.entries(HARD).filter(([name]) => about.assumptions.some((one) => one.name === name));
  return { ...setting, constants: { ...setting.constants, ...Object.fromEntries(known) }, picks: { ...setting.picks, [LIMIT]: pick } };
}

export const bare = (setting: Setting): Setting => ({ ...setting, picks: {} });
