// Which part of a plan earned it: the plan without each of its picks, and each pick alone, in the same teams with the same luck.
import { overWeeks } from '../edge/odds';
import type { Pick, Setting, Shown } from '../engine/types';

export interface Part { pick: string; without: Setting; alone: Setting }

export function parts(setting: Setting): Part[] {
  return Object.entries(setting.picks)
    .sort(([, a], [, b]) => a.start - b.start)
    .map(([name, pick]) => ({
      pick: name,
      without: { ...setting, picks: without(setting.picks, name) },
      alone: { ...setting, picks: { [name]: pick } },
    }));
}

function without(picks: Record<string, Pick>, name: string): Record<string, Pick> {
  return Object.fromEntries(Object.entries(picks).filter(([other]) => other !== name));
}

export interface Gauge { value: number; error: number }

/** What each team has of the odds' variable, over the weeks that the odds are told of. */
export function perTeam(shown: Shown, side: 'plan' | 'base'): number[] {
  return (shown[side].paths[shown.odds.variable] ?? []).map((path) => overWeeks(shown, path));
}

/** Mean of the differences of the same teams, and its Monte Carlo error: shared luck falls out of it. */
export function paired(a: readonly number[], b: readonly number[]): Gauge {
  const n = Math.min(a.length, b.length);
  if (n === 0) return { value: NaN, error: NaN };
  const gaps = Array.from({ length: n }, (_, i) => (a[i] ?? 0) - (b[i] ?? 0));
  const value = gaps.reduce((x, y) => x + y, 0) / n;
  const spread = gaps.reduce((x, y) => x + (y - value) ** 2, 0) / Math.max(1, n - 1);
  return { value, error: Math.sqrt(spread / n) };
}

/** In how many of 100 teams `a` is better off than `b`, `b` than `a`, and the rest. */
export function betterShare(a: readonly number[], b: readonly number[], better: 'more' | 'less'): { better: Gauge; worse: number; same: number } {
  const n = Math.min(a.length, b.length);
  let up = 0;
  let down = 0;
  for (let i = 0; i < n; i++) {
    const gap = ((a[i] ?? 0) - (b[i] ?? 0)) * (better === 'more' ? 1 : -1);
    if (gap > 1e-9) up++;
    else if (gap < -1e-9) down++;
  }
  // Where all teams agree the error is not nothing: two teams more of each kind are imagined (Agresti and Coull).
  const guarded = (up + 2) / (n + 4);
  return { better: { value: n ? up / n : NaN, error: Math.sqrt((guarded * (1 - guarded)) / (n + 4)) }, worse: n ? down / n : NaN, same: n ? (n - up - down) / n : NaN };
}

/** Share of teams that end in the best class. */
export function best(shown: Shown, side: 'plan' | 'base', outcome: string): Gauge {
  return shown[side].ending.find((e) => e.outcome === outcome)?.share ?? { value: 0, error: 0 };
}
