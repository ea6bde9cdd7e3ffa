// Words for what the model names: the page's own where its table has them, else the engine's.
import type { Arrow, Tank } from './engine/types';
import { room } from './state/store.svelte';

const own = <T>(table: Record<string, T>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

export const leverName = (name: string): string =>
  own(room.t.names.levers, name) ?? room.about?.interventions.find(one => one.name === name)?.title ?? name;

export const boxName = (box: { name: string; title: string }): string => own(room.t.names.boxes, box.name) ?? box.title;

/** Title and unit of a variable on a chart. */
export function chartName(variable: string): [string, string] {
  const known = own(room.t.names.charts, variable);
  if (known) return known;
  const told = room.about?.variables.find(one => one.name === variable);
  const label = told?.label ?? variable;
  return [label.charAt(0).toUpperCase() + label.slice(1), told?.unit ?? ''];
}

export const chartTitle = (variable: string): string => chartName(variable)[0];
export const chartUnit = (variable: string): string => chartName(variable)[1];

/** Name and unit of a tank. */
export const tankName = (tank: Tank): [string, string] => own(room.t.names.tanks, tank.variable) ?? [tank.name, tank.unit];

export const arrowWords = (arrow: Arrow): { worse: string; better: string } => own(room.t.names.arrows, `${arrow.from}>${arrow.to}`) ?? arrow;

export const outcomeReached = (name: string, label: string): string => own(room.t.explore.reach, name) ?? room.t.explore.reaches(label);
