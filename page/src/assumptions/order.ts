// Which assumptions are listed, and in what order: those that were changed, then those on which most hangs where that is
// weighed, then those that somebody has measured, then as the engine has them.
import type { Assumption } from '../engine/types';
import type { Ends } from './influence.svelte';

/** Best first; what has none of them, such as a judgement, comes after. */
const GRADES = ['primary', 'secondary', 'unverified'];

const plain = (text: string) => text.normalize('NFKD').toLowerCase();

export function listed(all: Assumption[], sought: string, changedFirst: ReadonlySet<string>, ends: Record<string, Ends> = {}): Assumption[] {
  const words = plain(sought).split(/\s+/).filter(Boolean);
  const found = all.filter(one => {
    const text = plain(`${one.label} ${one.name} ${one.about} ${one.source} ${one.grade} ${one.unit}`);
    return words.every(word => text.includes(word));
  });
  const rank = (one: Assumption) => (GRADES.includes(one.grade) ? GRADES.indexOf(one.grade) : GRADES.length);
  const span = ({ name }: Assumption) => (ends[name] ? Math.abs(ends[name].high - ends[name].low) : 0);
  return found.sort((a, b) => Number(changedFirst.has(b.name)) - Number(changedFirst.has(a.name)) || span(b) - span(a) || rank(a) - rank(b));
}
