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

/** Everything at once, in the week in which the first of the plan begins: fifteen changes are more than a team can learn. */
export function everything(setting: Setting, about: About): Setting {
  const known = about.scenarios.find((s) => s.name.includes('everything-at-once'));
  const start = Object.keys(setting.picks).length ? Math.min(...Object.values(setting.picks).map((p) => p.start)) : 4;
  const names = known && Object.keys(known.picks).length ? Object.keys(known.picks) : about.interventions.map((i) => i.name);
  return { ...setting, picks: Object.fromEntries(names.map((name) => [name, { start, strength: 1 }])) };
}

const LIMIT = 'wip_limit';
/** How many open items a person a limit that is too hard allows: one for four people starves a team. */
const HARD = 0.25;

/** The plan with its limit of open work four times as hard as one each; null where the model knows no such limit. */
export function harder(setting: Setting, about: About): Setting | null {
  const lever = about.interventions.find((i) => i.name === LIMIT);
  if (!lever) return null;
  const pick = setting.picks[LIMIT] ?? { start: lever.start, strength: 1 };
  return { ...setting, constants: { ...setting.constants, [LIMIT]: HARD }, picks: { ...setting.picks, [LIMIT]: pick } };
}

export const bare = (setting: Setting): Setting => ({ ...setting, picks: {} });
