// Which assumptions are listed, and in what order: those that were changed, then those
// that somebody has measured, then as the engine has them.
import type { Assumption } from '../engine/types';

/** Best first; what has none of them, such as a judgement, comes after. */
const GRADES = ['primary', 'secondary', 'unverified'];

const plain = (text: string) => text.normalize('NFKD').toLowerCase();

export function listed(all: Assumption[], sought: string, changedFirst: ReadonlySet<string>): Assumption[] {
  const words = plain(sought).split(/\s+/).filter(Boolean);
  const found = all.filter(one => {
    const text = plain(`${one.label} ${one.name} ${one.about} ${one.source} ${one.grade} ${one.unit}`);
    return words.every(word => text.includes(word));
  });
  const rank = (one: Assumption) => (changedFirst.has(one.name) ? -1 : GRADES.includes(one.grade) ? GRADES.indexOf(one.grade) : GRADES.length);
  return found.sort((a, b) => rank(a) - rank(b));
}
