// Odds in words of a hundred teams.
import type { Estimated, Odds, Shown } from '../engine/types';

/** The share of teams that are better off with the plan. */
export const better = (odds: Odds): Estimated => (odds.better === 'more' ? odds.more : odds.less);

/** The mean of a line over the weeks of which the odds are told. */
export function overWeeks({ odds: { from, to }, times }: Shown, line: readonly number[]): number {
  const values = line.filter((_, at) => times[at]! >= from && times[at]! <= to);
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Never 0 or 100 where some teams do otherwise. */
export function ofHundred(share: number): number {
  const n = Math.round(share * 100);
  if (n === 100 && share < 1) return 99;
  if (n === 0 && share > 0) return 1;
  return n;
}

/** Shares of a whole as teams of a hundred that add up to a hundred: what is left over goes to the largest remainders. */
export function hundred(shares: readonly number[]): number[] {
  const out = shares.map((share) => Math.floor(share * 100 + 1e-9));
  const order = shares.map((_, i) => i).sort((a, b) => (shares[b] ?? 0) * 100 - (out[b] ?? 0) - ((shares[a] ?? 0) * 100 - (out[a] ?? 0)));
  const missing = Math.round(shares.reduce((a, b) => a + b, 0) * 100) - out.reduce((a, b) => a + b, 0);
  for (const i of order.slice(0, Math.max(0, missing))) out[i] = (out[i] ?? 0) + 1;
  return out;
}

/** "Give or take" is two Monte Carlo errors, in teams of a hundred, at least one where there is any. */
export function giveOrTake(estimated: Estimated): number {
  return estimated.error > 0 ? Math.max(1, Math.round(200 * estimated.error)) : 0;
}
