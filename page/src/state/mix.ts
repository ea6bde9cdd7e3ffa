// Between two runs, for the eye: the curves go over from one to the other.
import type { Bands, Shown, Side } from '../engine/types';

const between = (one: number[], other: number[], part: number): number[] => other.map((value, at) => (one[at] ?? value) * (1 - part) + value * part);

function side(one: Side, other: Side, part: number): Side {
  const bands: Record<string, Bands> = {};
  for (const [name, lines] of Object.entries(other.bands)) {
    const from = one.bands[name];
    bands[name] = from ? (lines.map((line, at) => between(from[at]!, line, part)) as Bands) : lines;
  }
  return { ...other, bands, paths: {} };
}

/** `other`, with curves that have come `part` of the way from `one`. */
export function mix(one: Shown, other: Shown, part: number): Shown {
  return { ...other, differs: one.differs || other.differs, plan: side(one.plan, other.plan, part), base: side(one.base, other.base, part) };
}
