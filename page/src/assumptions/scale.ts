// Between a number and a place on its slider. Wide ranges go by ratio, so that small values can be set as well as large ones.

export interface Scale { min: number; max: number; byRatio: boolean; whole: boolean }

/** Places on a slider. */
export const STEPS = 200;

export function scale(min: number, max: number, whole = false): Scale {
  return { min, max, byRatio: min > 0 && max / min >= 20 && max / min <= 1e6, whole };
}

export function place({ min, max, byRatio }: Scale, value: number): number {
  if (max <= min) return 0;
  const part = byRatio ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(STEPS * Math.min(1, Math.max(0, part)));
}

/** The value at a place, as round as a slider can be read. */
export function valueAt({ min, max, byRatio, whole }: Scale, at: number): number {
  const part = at / STEPS;
  if (at <= 0) return min;
  if (at >= STEPS) return max;
  const exact = byRatio ? min * (max / min) ** part : min + (max - min) * part;
  const step = byRatio ? exact / 40 : (max - min) / STEPS;
  const unit = 10 ** Math.floor(Math.log10(step));
  const round = Number((Math.round(exact / unit) * unit).toPrecision(12));
  return Math.min(max, Math.max(min, whole && max - min > 10 ? Math.round(exact) : round));
}

/** A number as one reads it: three significant digits, whole ones whole. */
export function rounded(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
