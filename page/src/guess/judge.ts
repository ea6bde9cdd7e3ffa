// How far off a guess was: numbers for one plain sentence. No score: a guess is for thinking, not for winning.
import type { Bands } from '../engine/types';
import { at, places } from './curve';

export type Way = 'up' | 'same' | 'down';

/** A change of less than a tenth of today's value is "about the same". */
export const SAME = 0.1;

export interface Came {
  today: number;
  end: number;
  way: Way;
  /** The first week from which on the middle team has left "about the same" for good; null where it never does. */
  from: number | null;
  /** Where 90 of 100 teams end. */
  low: number;
  high: number;
}

export function came(bands: Bands, times: readonly number[]): Came {
  const median = bands[2];
  const today = median[0] ?? 0;
  const end = median.at(-1) ?? 0;
  const way = wayOf(today, end);
  let from: number | null = null;
  if (way !== 'same') {
    let i = median.length - 1;
    while (i > 0 && wayOf(today, median[i - 1] ?? 0) === way) i--;
    from = times[i] ?? null;
  }
  return { today, end, way, from, low: bands[0].at(-1) ?? 0, high: bands[4].at(-1) ?? 0 };
}

export function wayOf(today: number, then: number): Way {
  const slack = SAME * Math.max(Math.abs(today), 1e-9);
  return then > today + slack ? 'up' : then < today - slack ? 'down' : 'same';
}

export interface Off {
  guessed: number;
  end: number;
  /** Whether the guess ends where 90 of 100 teams do. */
  within: boolean;
  /** Mean distance from the middle team over all weeks, and whether it lay above it. */
  mean: number;
  above: boolean;
  /** Whether the guess ends on the same side of today as the team. */
  sameWay: boolean;
}

export function offCurve(values: readonly number[], bands: Bands, times: readonly number[]): Off {
  const c = came(bands, times);
  const weeks = places(times);
  const gaps = times.map((week, i) => at(values, weeks, week) - (bands[2][i] ?? 0));
  const guessed = values.at(-1) ?? 0;
  const sum = gaps.reduce((a, b) => a + b, 0);
  return {
    guessed,
    end: c.end,
    within: guessed >= c.low && guessed <= c.high,
    mean: gaps.reduce((a, b) => a + Math.abs(b), 0) / Math.max(1, gaps.length),
    above: sum > 0,
    sameWay: wayOf(c.today, guessed) === c.way,
  };
}
