// Which figures are asked first, and where a warning of the engine belongs.
import type { Figure } from '../engine/types';

const first = ['people', 'throughput', 'open', 'release_every', 'slipped'];
const others = ['waiting_to_start'];

/** Shares that people count in tenths: three of ten promises. */
export const times = (one: Figure): number => (one.name === 'slipped' ? 10 : 1);

/** How far sliders go: what teams have. Any number that the engine takes can be typed. */
const reach: Record<string, [number, number]> = {
  people: [2, 80], throughput: [0.25, 50], open: [1, 300], waiting_to_start: [1, 400], release_every: [0.2, 26], requests: [0.25, 60], item_effort: [0.1, 8], flow_time: [0.2, 60],
};

export function slideOf({ name, min, max }: Figure): [number, number] {
  const [low, high] = Object.hasOwn(reach, name) ? reach[name]! : [min, max];
  return [Math.max(min, low), Math.min(max, high)];
}

/** Five questions, and all that may be known besides. */
export function questions(figures: Figure[]): { first: Figure[]; more: Figure[] } {
  const wanted = [...first, ...others].flatMap(name => figures.filter(one => one.name === name));
  const asked = [...wanted, ...figures.filter(one => !wanted.includes(one))].slice(0, 5);
  return { first: asked, more: figures.filter(one => !asked.includes(one)) };
}

/** Warnings beside the figure that they name; `null`: those that name none. */
export function placed(warnings: string[], figures: Figure[]): Map<string | null, string[]> {
  const out = new Map<string | null, string[]>();
  for (const warning of warnings) {
    const words: string[] = warning.toLowerCase().match(/[a-z_]+/g) ?? [];
    const of = figures.find(one => words.includes(one.name.toLowerCase()))?.name ?? null;
    out.set(of, [...(out.get(of) ?? []), warning]);
  }
  return out;
}
