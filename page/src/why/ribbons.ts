// The loops' trajectories as ribbons: which loops are told, on which scale, and where each turned over.
import type { About, Did } from '../engine/types';

export interface Ribbon {
  id: string;
  name: string;
  reinforcing: boolean;
  /** Mean effect on the outcome in each quarter. */
  plan: number[];
  base: number[];
}

/** The loops that did most, in the plan or without it; a loop of which nothing could be seen is left out. */
export function ribbons(did: Did, loops: About['loops'], most = 5): Ribbon[] {
  const weight = (values: number[] | undefined) => (values ?? []).reduce((a, b) => a + Math.abs(b), 0);
  const all = Object.keys(did.plan).map((id) => {
    const about = loops.find((l) => l.id === id);
    return {
      id,
      name: about?.name ?? id,
      reinforcing: about?.reinforcing ?? true,
      plan: did.plan[id] ?? [],
      base: did.base[id] ?? [],
    };
  });
  const size = (r: Ribbon) => Math.max(weight(r.plan), weight(r.base));
  const largest = Math.max(0, ...all.map(size));
  return all
    .filter((r) => size(r) > largest / 50)
    .sort((a, b) => size(b) - size(a))
    .slice(0, most);
}

/** The largest effect of any ribbon: one scale for all of them, so that they can be compared. */
export function scaleOf(list: readonly Ribbon[]): number {
  return Math.max(1e-9, ...list.flatMap((r) => [...r.plan, ...r.base].map(Math.abs)));
}

/** The quarter that is nearest to the weeks up to this one: the sentences above tell of a quarter that ends here. */
export function quarterOf(did: Did, week: number): number {
  let q = 0;
  did.starts.forEach((start, i) => {
    if (Math.abs(start + did.length - week) < Math.abs((did.starts[q] ?? 0) + did.length - week)) q = i;
  });
  return q;
}

/** What is too small to be a word is none: a twentieth of the largest, as in `flywheel loops`. */
export function side(value: number, scale: number): 'drag' | 'lift' | 'still' {
  if (Math.abs(value) < scale / 20) return 'still';
  return value < 0 ? 'drag' : 'lift';
}

/** The week of the first quarter in which a loop works the other way than before. */
export function turned(values: readonly number[], starts: readonly number[], scale: number): { week: number; to: 'drag' | 'lift' } | null {
  let before: 'drag' | 'lift' | null = null;
  for (let i = 0; i < values.length; i++) {
    const now = side(values[i] ?? 0, scale);
    if (now === 'still') continue;
    if (before && now !== before) return { week: starts[i] ?? 0, to: now };
    before = now;
  }
  return null;
}
