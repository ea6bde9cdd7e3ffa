// Which assumptions are listed, and in what order: those that were changed, then as the engine has them.
import type { Assumption } from '../engine/types';

const plain = (text: string) => text.normalize('NFKD').toLowerCase();

export function listed(all: Assumption[], sought: string, changedFirst: ReadonlySet<string>): Assumption[] {
  const words = plain(sought).split(/\s+/).filter(Boolean);
  const found = all.filter(one => {
    const text = plain(`${one.label} ${one.name} ${one.about} ${one.source} ${one.grade} ${one.unit}`);
    return words.every(word => text.includes(word));
  });
  return [...found.filter(one => changedFirst.has(one.name)), ...found.filter(one => !changedFirst.has(one.name))];
}
