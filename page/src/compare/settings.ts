// In what two plans differ, in the order of a scenario file; what is the same in both is left out.
import type { About, Pick, Setting } from '../engine/types';

export interface Row { kind: 'scenario' | 'team' | 'constant' | 'pick'; name: string; label: string; unit: string; a: number | string | Pick | null; b: number | string | Pick | null }

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

/** Everything at once: all that there is, in the week in which the earliest of it begins. */
export function everything(setting: Setting, about: About): Setting {
  const known = about.scenarios.find((s) => s.name.includes('everything-at-once'));
  const start = Math.min(...Object.values(setting.picks).map((p) => p.start), 4);
  const picks = known && Object.keys(known.picks).length ? known.picks : Object.fromEntries(about.interventions.map((i) => [i.name, { start, strength: 1 }]));
  return { ...setting, picks: { ...picks } };
}
