// Where tanks stand and how arrows run, in pixels of the box that the ring has.

export interface Box { x: number; y: number; width: number; height: number }
/** A cubic curve: start, two handles, end. */
export type Curve = [[number, number], [number, number], [number, number], [number, number]];
export interface Words { x: number; y: number; anchor: 'start' | 'middle' | 'end'; width: number; /** Lines grow up from `y`, or down. */ grow: 'up' | 'down' | 'both' }
export interface Course { curve: Curve; words: Words }

export interface Plan { tanks: Box[]; name: number; middle: [number, number]; radius: number; course(from: number, to: number, rows: number): Course }

/** Tanks stand clockwise from the upper left; `text` is the size of an arrow's words, `names` the widths of the tanks' names. */
export function plan(width: number, height: number, rem: number, text: number, names: number[]): Plan {
  const name = 2.2 * rem, below = text * 1.4, side = Math.min(2.2 * rem, width * 0.055);
  const w = Math.min(12 * rem, (width - 2 * side) * 0.3);
  const free = Math.max(4.4 * rem, height * 0.19);
  const h = Math.max(4 * rem, Math.min(11.5 * rem, (height - 2 * name - below - free) / 2));
  const x = [side, width - side - w], y = [name, Math.min(height - below - h, name + h + Math.max(free, 12 * rem) + name)];
  const tanks: Box[] = ([[0, 0], [1, 0], [1, 1], [0, 1]] as const).map(([i, j]) => ({ x: x[i]!, y: y[j]!, width: w, height: h }));
  const gap = 0.55 * rem, between = width - 2 * (side + w);
  const radius = Math.min(4.2 * rem, between * 0.2, (y[1]! - name - (y[0]! + h)) * 0.52);
  const middle: [number, number] = [width / 2 + between * 0.035, (y[0]! + h + y[1]!) / 2 - 1.2 * rem];

  function course(from: number, to: number, rows: number): Course {
    const a = tanks[from]!, b = tanks[to]!;
    if (a.y === b.y) {
      // Along the top it rises, along the bottom it sinks; words stand outside.
      const up = from < 2, right = b.x > a.x;
      const start = right ? a.x + w + gap : a.x - gap, end = right ? b.x - gap : b.x + w + gap, third = (end - start) / 3;
      const more = 1.15 * text * (rows - 1), peak = up ? a.y + 1.1 * rem + more : a.y + h - 1.3 * rem - more;
      const level = up ? Math.max(a.y + h * 0.34, peak + rem) : Math.min(a.y + h * 0.66, peak - rem), handle = level + (peak - level) / 0.75;
      return {
        curve: [[start, level], [start + third, handle], [end - third, handle], [end, level]],
        words: { x: width / 2, y: up ? name - 0.75 * rem : a.y + h + text * 0.95, anchor: 'middle', width: up ? between + w - ((names[from] ?? 0) + (names[to] ?? 0)) / 2 - 1.4 * rem : between + 0.9 * w, grow: up ? 'down' : 'up' },
      };
    }
    if (a.x === b.x) {
      // Up or down a side, past the names and bent outwards; words stand inside.
      const left = a.x < width / 2, down = b.y > a.y, out = left ? -1 : 1, at = left ? a.x + w * 0.045 : a.x + w * 0.955;
      const start = down ? a.y + h + gap * 0.6 : a.y - gap * 0.6, end = down ? b.y - gap * 0.8 : b.y + h + gap * 0.8, third = (end - start) / 3;
      const bend = out * side * 0.75;
      return {
        curve: [[at, start], [at + bend, start + third], [at + bend, end - third], [at, end]],
        words: {
          x: at - out * 1.1 * rem, y: (Math.min(start, end) + Math.max(start, end) - name) / 2, anchor: left ? 'start' : 'end', grow: 'both',
          width: left ? w * 0.91 - 0.4 * rem : width - side - w * 0.09 - middle[0] - radius - 2.2 * rem,
        },
      };
    }
    // Across: round the wheel.
    const rise = b.y < a.y, right = b.x > a.x;
    const start: [number, number] = [right ? a.x + w + gap : a.x - gap, rise ? a.y + h * 0.2 : a.y + h * 0.8];
    const end: [number, number] = [right ? b.x - gap : b.x + w + gap, rise ? b.y + h * 0.82 : b.y + h * 0.18];
    const dx = end[0] - start[0], dy = end[1] - start[1];
    return {
      curve: [start, [start[0] + 0.02 * dx, start[1] + 0.78 * dy], [start[0] + 0.3 * dx, end[1]], end],
      words: { x: end[0] - (right ? 1 : -1) * 0.5 * rem, y: end[1] - 1.35 * rem, anchor: right ? 'end' : 'start', width: Math.abs(dx) * 0.86, grow: 'up' },
    };
  }
  return { tanks, name, middle, radius, course };
}

export function along([a, b, c, d]: Curve, part: number): [number, number] {
  const rest = 1 - part, weights = [rest ** 3, 3 * rest * rest * part, 3 * rest * part * part, part ** 3];
  return [0, 1].map(i => weights[0]! * a[i]! + weights[1]! * b[i]! + weights[2]! * c[i]! + weights[3]! * d[i]!) as [number, number];
}

/** The line of an arrow, and its head as a polygon: the line ends inside the head. */
export function arrow(curve: Curve, width: number, rem: number): { line: string; head: string } {
  const [a, b, c, d] = curve, length = Math.hypot(d[0] - c[0], d[1] - c[1]) || 1;
  const dx = (d[0] - c[0]) / length, dy = (d[1] - c[1]) / length, long = 0.8 * rem + 0.95 * width, wide = 0.42 * rem + 0.62 * width;
  const [x, y] = [d[0] - dx * long, d[1] - dy * long], r = (value: number) => Math.round(value * 10) / 10;
  const handle = [c[0] - dx * long * 0.7, c[1] - dy * long * 0.7];
  return {
    line: `M${r(a[0])} ${r(a[1])}C${r(b[0])} ${r(b[1])} ${r(handle[0]!)} ${r(handle[1]!)} ${r(x + dx * long * 0.3)} ${r(y + dy * long * 0.3)}`,
    head: `${r(d[0])},${r(d[1])} ${r(x - dy * wide)},${r(y + dx * wide)} ${r(x + dx * long * 0.12)},${r(y + dy * long * 0.12)} ${r(x + dy * wide)},${r(y - dx * wide)}`,
  };
}

/** Words in lines no wider than so many pixels, by a rule of thumb: letters are about as wide as half their size. */
/** How wide words are at most, by the same rule. */
export const wide = (words: string, size: number): number => words.length * size * 0.55;

export function lines(words: string, width: number, size: number): string[] {
  const most = Math.max(6, Math.floor(width / (size * 0.53)));
  if (words.length <= most) return [words];
  const parts = words.split(' ');
  let best = [words], least = Infinity;
  for (let cut = 1; cut < parts.length; cut++) {
    const two = [parts.slice(0, cut).join(' '), parts.slice(cut).join(' ')], longest = Math.max(...two.map(one => one.length));
    if (longest < least) [best, least] = [two, longest];
  }
  return best;
}
