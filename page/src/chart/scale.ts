// The vertical scale of a chart. It is the same whether the answer is shown or not: a scale would give it away.
import { scaleLinear, type ScaleLinear } from 'd3-scale';
import type { About, Shown } from '../engine/types';

/** What a chart of the variable holds at least, from what is known today. */
function least(about: About, variable: string, today: number): number {
  const tank = about.ring.tanks.find(one => one.shows === variable || one.variable === variable);
  const unit = about.variables.find(one => one.name === variable)?.unit ?? '';
  if (tank) return tank.full;
  return /0 to 1|share|^1$/.test(unit) && today <= 1 ? Math.min(1, Math.max(0.1, 2 * today)) : 2 * today;
}

export function vertical(about: About, variable: string, shown: Shown, hidden: boolean): ScaleLinear<number, number> {
  const base = shown.base.bands[variable], plan = shown.plan.bands[variable];
  let low = 0, high = least(about, variable, base?.[2][0] ?? 1) || 1;
  if (!hidden) {
    for (const bands of [base, plan]) {
      if (!bands) continue;
      for (const value of bands[4]) high = Math.max(high, value);
      for (const value of bands[0]) low = Math.min(low, value);
    }
  }
  return scaleLinear().domain([low, high]).nice(4);
}
