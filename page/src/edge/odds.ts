// Odds in words of a hundred teams.
import type { Estimated } from '../engine/types';

/** Never 0 or 100 where some teams do otherwise. */
export function ofHundred(share: number): number {
  const n = Math.round(share * 100);
  if (n === 100 && share < 1) return 99;
  if (n === 0 && share > 0) return 1;
  return n;
}

/** "Give or take" is two Monte Carlo errors, in teams of a hundred, at least one where there is any. */
export function giveOrTake(estimated: Estimated): number {
  return estimated.error > 0 ? Math.max(1, Math.round(200 * estimated.error)) : 0;
}
