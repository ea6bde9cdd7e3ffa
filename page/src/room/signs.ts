// The signs by which a room sees early whether its plan works: when a tank stands visibly better than with no new decisions.
import type { Shown, Tank } from '../engine/types';

export interface Sign { tank: Tank; week: number; plan: number; base: number }

/** How far apart the medians have to be, as a part of the base's: less, nobody sees in a team. */
const SEEN = 0.1;

/**
 * For each tank the week from which on, to the end, three teams in four are better off than they would be, and the median
 * visibly so. Earliest first; a tank without such a week has no sign.
 */
export function signs(shown: Shown, tanks: Tank[]): Sign[] {
  const found: Sign[] = [];
  for (const tank of tanks) {
    const gaps = shown.differences[tank.shows], plan = shown.plan.bands[tank.shows]?.[2], base = shown.base.bands[tank.shows]?.[2];
    if (!gaps || !plan || !base) continue;
    const better = (at: number) => {
      const quarter = tank.better === 'more' ? gaps[1][at]! : -gaps[3][at]!;
      const median = tank.better === 'more' ? gaps[2][at]! : -gaps[2][at]!;
      return quarter > 0 && median >= SEEN * Math.abs(base[at]!);
    };
    let first = -1;
    for (let at = shown.times.length - 1; at >= 0 && better(at); at--) first = at;
    if (first >= 0) found.push({ tank, week: shown.times[first]!, plan: plan[first]!, base: base[first]! });
  }
  return found.sort((a, b) => a.week - b.week);
}
