// How things stand in a week, always against "no new decisions"; with nothing done, against the first week.
import type { Arrow, Did, Shown, Tank } from '../engine/types';

export type Mood = 'better' | 'worse' | 'neither';

/** A value between two weeks. */
export function valueAt(line: number[] | undefined, week: number): number {
  if (!line?.length) return 0;
  const low = Math.max(0, Math.min(line.length - 1, Math.floor(week))), next = line[Math.min(line.length - 1, low + 1)]!;
  return line[low]! + (next - line[low]!) * (week - low);
}

export interface Level { value: number; against: number; mood: Mood; /** Against the first week. */ since: Mood }

/** Less than this part of a full tank is no difference. */
export const SAME = 0.012;

export function level(shown: Shown, tank: Tank, week: number): Level {
  const base = shown.base.bands[tank.shows]?.[2];
  const value = valueAt((shown.differs ? shown.plan : shown.base).bands[tank.shows]?.[2], week);
  const against = shown.differs ? valueAt(base, week) : valueAt(base, 0);
  const mood = (from: number): Mood => {
    const gap = ((value - from) / tank.full) * (tank.better === 'more' ? 1 : -1);
    return gap > SAME ? 'better' : gap < -SAME ? 'worse' : 'neither';
  };
  return { value, against, mood: mood(against), since: mood(valueAt(base, 0)) };
}

/** An arrow is better, or worse, where both of its ends are. */
export function moodOf(arrow: Arrow, moods: Map<string, Mood>): Mood {
  const [from, to] = [moods.get(arrow.from), moods.get(arrow.to)];
  return from === to && from ? from : 'neither';
}

/** The wheel goes with most of the tanks. */
export function most(moods: Iterable<Mood>): Mood {
  let sum = 0;
  for (const one of moods) sum += one === 'better' ? 1 : one === 'worse' ? -1 : 0;
  return sum >= 2 ? 'better' : sum <= -2 ? 'worse' : 'neither';
}

/** How much the loops on each arrow did in the quarter of a week, from 0 to 1 on one scale for the whole run. */
export function strengths(arrows: Arrow[], did: Did | null, week: number): (number | null)[] {
  if (!did || did.starts.length === 0) return arrows.map(() => null);
  const sum = (arrow: Arrow, quarter: number) => arrow.loops.reduce((all, loop) => all + Math.abs(did.plan[loop]?.[quarter] ?? 0), 0);
  let most = 0;
  for (const arrow of arrows) for (let quarter = 0; quarter < did.starts.length; quarter++) most = Math.max(most, sum(arrow, quarter));
  let now = 0;
  for (let quarter = 0; quarter < did.starts.length; quarter++) if (did.starts[quarter]! <= week) now = quarter;
  return arrows.map(arrow => (most ? sum(arrow, now) / most : null));
}
