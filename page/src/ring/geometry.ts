// Where tanks stand and how arrows run, in pixels of the box that the ring has.

export interface Box { x: number; y: number; width: number; height: number }
/** A cubic curve: start, two handles, end. */
export type Curve = [[number, number], [number, number], [number, number], [number, number]];
export interface Words { x: number; y: number; anchor: 'start' | 'middle' | 'end'; width: number }
export interface Course { curve: Curve; words: Words }

export interface Plan { tanks: Box[]; name: number; middle: [number, number]; radius: number; /** How far in the arrow across reaches. */ inner: number; course(from: number, to: number): Course }

/** How much larger all is drawn where there is room: with nothing beside it, the loop is what is looked at. */
export const sizeOf = (width: number, height: number, rem: number): number => Math.max(1, Math.min(1.3, width / (41 * rem), height / (34 * rem)));

/** Tanks stand clockwise from the upper left; `unit` is a rem times the ring's size, `text` the size of an arrow's words. */
export function plan(width: number, height: number, unit: number, text: number): Plan {
  // Words of the upper arrow have a line of their own above the names, those of the lower one a line below the tanks.
  const above = text * 1.12, below = text * 1.45, name = 2.15 * unit, side = Math.min(2.3 * unit, width * 0.06);
  const w = Math.min(12.5 * unit, (width - 2 * side) * 0.3);
  const free = Math.max(4.8 * unit, height * 0.22);
  const h = Math.max(4 * unit, Math.min(12 * unit, (height - above - 2 * name - below - free) / 2));
  const x = [side, width - side - w], y = [above + name, height - below - h];
  const tanks: Box[] = ([[0, 0], [1, 0], [1, 1], [0, 1]] as const).map(([i, j]) => ({ x: x[i]!, y: y[j]!, width: w, height: h }));
  const gap = Math.min(0.6 * unit, width * 0.02), thick = Math.min(1.35 * unit, width * 0.035), between = width - 2 * (side + w);
  // The arrow across runs along the tank and under the words; the wheel has what is left.
  const inner = side + w + gap + thick, across = 0.86;
  const middle: [number, number] = [(inner + gap + x[1]!) / 2, 0];
  const radius = Math.min(4.2 * unit, between * 0.185, (y[1]! - name - (y[0]! + h)) * 0.46);
  middle[1] = y[0]! + h * across + thick / 2 + 0.5 * unit + 1.22 * radius;

  function course(from: number, to: number): Course {
    const a = tanks[from]!, b = tanks[to]!;
    if (a.y === b.y) {
      // Along the top it rises between the names, along the bottom it sinks; words stand outside.
      const up = from < 2, right = b.x > a.x;
      const start = right ? a.x + w + gap : a.x - gap, end = right ? b.x - gap : b.x + w + gap, third = (end - start) / 3;
      const peak = up ? a.y - 0.95 * unit : a.y + h - thick / 2 - 0.2 * unit;
      const level = up ? a.y + h * 0.2 : a.y + h * 0.7, handle = level + (peak - level) / 0.75;
      return {
        curve: [[start, level], [start + third, handle], [end - third, handle], [end, level]],
        words: { x: width / 2, y: up ? text * 0.86 : a.y + h + text * 1.05, anchor: 'middle', width: width - 2 * side },
      };
    }
    if (a.x === b.x) {
      // Up or down a side, past the names and bent outwards; words stand inside.
      const left = a.x < width / 2, down = b.y > a.y, out = left ? -1 : 1, at = left ? a.x + w * 0.01 : a.x + w * 0.99;
      const start = down ? a.y + h + gap * 0.7 : a.y - gap * 0.7, end = down ? b.y - gap : b.y + h + gap, third = (end - start) / 3;
      const bend = out * side * 0.6;
      return {
        curve: [[at, start], [at + bend, start + third], [at + bend, end - third], [at, end]],
        words: {
          x: at - out * (thick / 2 + 0.65 * unit), y: (Math.min(start, end) + Math.max(start, end) - name) / 2, anchor: left ? 'start' : 'end',
          width: left ? w - thick / 2 - unit : at - thick / 2 - 0.65 * unit - (middle[0] + 1.3 * radius) - 0.6 * unit,
        },
      };
    }
    // Across: round the wheel.
    const rise = b.y < a.y, right = b.x > a.x;
    const start: [number, number] = [right ? a.x + w + gap + thick / 2 : a.x - gap - thick / 2, rise ? a.y + h * 0.2 : a.y + h * 0.8];
    const end: [number, number] = [right ? b.x - gap : b.x + w + gap, rise ? b.y + h * across : b.y + h * (1 - across)];
    const dx = end[0] - start[0], dy = end[1] - start[1];
    return {
      curve: [start, [start[0], start[1] + 0.9 * dy], [start[0] + 0.12 * dx, end[1]], end],
      words: { x: end[0], y: end[1] - thick / 2 - 0.85 * unit, anchor: right ? 'end' : 'start', width: between - 2 * gap },
    };
  }
  return { tanks, name, middle, radius, inner, course };
}

export function along([a, b, c, d]: Curve, part: number): [number, number] {
  const rest = 1 - part, weights = [rest ** 3, 3 * rest * rest * part, 3 * rest * part * part, part ** 3];
  return [0, 1].map(i => weights[0]! * a[i]! + weights[1]! * b[i]! + weights[2]! * c[i]! + weights[3]! * d[i]!) as [number, number];
}

/** The line of an arrow, and its head as a polygon: the line ends inside the head. */
export function arrow(curve: Curve, width: number, rem: number): { line: string; head: string } {
  const [a, b, c, d] = curve, length = Math.hypot(d[0] - c[0], d[1] - c[1]) || 1;
  const dx = (d[0] - c[0]) / length, dy = (d[1] - c[1]) / length, long = 0.75 * rem + 0.95 * width, wide = 0.42 * rem + 0.62 * width;
  const [x, y] = [d[0] - dx * long, d[1] - dy * long], r = (value: number) => Math.round(value * 10) / 10;
  const handle = [c[0] - dx * long * 0.7, c[1] - dy * long * 0.7];
  return {
    line: `M${r(a[0])} ${r(a[1])}C${r(b[0])} ${r(b[1])} ${r(handle[0]!)} ${r(handle[1]!)} ${r(x + dx * long * 0.3)} ${r(y + dy * long * 0.3)}`,
    head: `${r(d[0])},${r(d[1])} ${r(x - dy * wide)},${r(y + dx * wide)} ${r(x + dx * long * 0.12)},${r(y + dy * long * 0.12)} ${r(x + dy * wide)},${r(y - dx * wide)}`,
  };
}

/** How wide words are, by a rule of thumb: letters are about half as wide as they are high. */
export const wide = (words: string, size: number): number => words.length * size * 0.55;

/** Words in one line, or in two where they are wider than so many pixels. */
export function lines(words: string, width: number, size: number): string[] {
  const most = Math.max(6, Math.floor(width / (size * 0.54)));
  if (words.length <= most) return [words];
  const parts = words.split(' ');
  let best = [words], least = Infinity;
  for (let cut = 1; cut < parts.length; cut++) {
    const two = [parts.slice(0, cut).join(' '), parts.slice(cut).join(' ')], longest = Math.max(...two.map(one => one.length));
    if (longest < least) [best, least] = [two, longest];
  }
  return best;
}
