// A guessed curve: a value every eight weeks, of which the first is today's and stays where it is. Coarse on purpose: a guess
// is about where it goes and how fast, and thirteen points can be set by keys too.

export const EVERY = 8;

/** The weeks at which a guess has a point. */
export function places(times: readonly number[]): number[] {
  const last = times.at(-1) ?? 0;
  const out: number[] = [];
  for (let week = times[0] ?? 0; week < last; week += EVERY) out.push(week);
  out.push(last);
  return out;
}

/** Points that are set (null: not yet); the first always is. */
export type Points = (number | null)[];

export function untouched(today: number, count: number): Points {
  return Array.from({ length: count }, (_, i) => (i === 0 ? today : null));
}

/** Values everywhere: straight between points that are set, level after the last of them. */
export function filled(points: Points): number[] {
  const out: number[] = [];
  let before = 0;
  for (let i = 0; i < points.length; i++) {
    const own = points[i];
    if (own != null) {
      before = i;
      out.push(own);
      continue;
    }
    const from = points[before] ?? 0;
    const next = points.findIndex((p, k) => k > i && p != null);
    const to = next < 0 ? from : (points[next] ?? from);
    out.push(next < 0 ? from : from + ((to - from) * (i - before)) / (next - before));
  }
  return out;
}

/** One stroke of the pointer, from where it was to where it is; a fast hand skips no point. */
export function stroke(points: Points, weeks: readonly number[], from: Spot | null, to: Spot): Points {
  const nearest = nearestPlace(weeks, to.week);
  const start = from ? nearestPlace(weeks, from.week) : nearest;
  const out = points.slice();
  for (let i = Math.max(1, Math.min(start, nearest)); i <= Math.max(start, nearest); i++) {
    if (i === nearest || !from || to.week === from.week) {
      if (i === nearest) out[i] = to.value;
      continue;
    }
    const share = Math.min(1, Math.max(0, ((weeks[i] ?? 0) - from.week) / (to.week - from.week)));
    out[i] = from.value + share * (to.value - from.value);
  }
  return out;
}

export interface Spot { week: number; value: number }

export function nearestPlace(weeks: readonly number[], week: number): number {
  let best = 0;
  weeks.forEach((w, i) => {
    if (Math.abs(w - week) < Math.abs((weeks[best] ?? 0) - week)) best = i;
  });
  return best;
}

/** What a curve says in any week. */
export function at(values: readonly number[], weeks: readonly number[], week: number): number {
  const i = weeks.findIndex((w) => w >= week);
  if (i < 0) return values.at(-1) ?? 0;
  if (i === 0) return values[0] ?? 0;
  const [w0 = 0, w1 = 1] = [weeks[i - 1], weeks[i]];
  const [v0 = 0, v1 = 0] = [values[i - 1], values[i]];
  return v0 + ((v1 - v0) * (week - w0)) / (w1 - w0);
}
