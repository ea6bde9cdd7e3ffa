// Where tanks stand and how arrows run, in pixels of the box that the ring has.

export interface Box { x: number; y: number; width: number; height: number }
/** A cubic curve: start, two handles, end. */
export type Curve = [[number, number], [number, number], [number, number], [number, number]];
export interface Words { x: number; y: number; anchor: 'start' | 'middle' | 'end'; width: number; /** Lines grow up from `y`, or down. */ grow: 'up' | 'down' | 'both' }
export interface Course { curve: Curve; words: Words }

export interface Plan { tanks: Box[]; name: number; middle: [number, number]; radius: number; course(from: number, to: number): Course }

/** Tanks stand clockwise from the upper left; `text` is the size of an arrow's words. */
export function plan(width: number, height: number, rem: number, text: number): Plan {
  const name = 2.2 * rem, below = text * 1.25, side = Math.min(2.2 * rem, width * 0.03);
  const w = Math.min(12.5 * rem, (width - 2 * side) * 0.31);
  const h = Math.max(5 * rem, Math.min(11.5 * rem, (height - 2 * name - below - Math.max(4.6 * rem, height * 0.17)) / 2));
  const x = [side, width - side - w], y = [name, height - below - h];
  const tanks: Box[] = ([[0, 0], [1, 0], [1, 1], [0, 1]] as const).map(([i, j]) => ({ x: x[i], y: y[j]!, width: w, height: h }) as Box);
  const gap = 0.55 * rem, middle: [number, number] = [width / 2, (y[0]! + y[1]! + h) / 2 - 0.3 * rem];
  const free = y[1]! - name - (y[0]! + h), radius = Math.min(4.3 * rem, (width - 2 * (side + w)) * 0.21, h * 0.42 + free * 0.16);

  function course(from: number, to: number): Course {
    const a = tanks[from]!, b = tanks[to]!;
    const row = Math.floor(from / 2) === Math.floor(to / 2);
    if (row) {
      // Along the top it rises, along the bottom it sinks; words stand outside.
      const up = from < 2, right = b.x > a.x, sign = up ? -1 : 1;
      const start = right ? a.x + w + gap : a.x - gap, end = right ? b.x - gap : b.x + w + gap;
      const level = up ? a.y + h * 0.36 : a.y + h * 0.64, peak = level + sign * h * 0.3, third = (end - start) / 3;
      return {
        curve: [[start, level], [start + third, peak], [end - third, peak], [end, level]],
        words: { x: width / 2, y: level + sign * (h * 0.225 + 0.75 * rem) + (up ? 0 : text * 0.75), anchor: 'middle', width: end > start ? end - start : start - end, grow: up ? 'up' : 'down' },
      };
    }
    if (Math.abs(from - to) === 1 || Math.abs(from - to) === 3) {
      // Up or down a side, bent outwards; words stand inside.
      const left = a.x < width / 2, down = b.y > a.y, out = left ? -1 : 1;
      const at = left ? a.x + w * 0.24 : a.x + w * 0.76;
      const start = down ? a.y + h + gap * 0.5 : a.y - name - gap * 0.3, end = down ? b.y - name - gap * 0.5 : b.y + h + gap;
      const bend = out * 1.5 * rem;
      return {
        curve: [[at, start], [at + bend, start + (end - start) / 3], [at + bend, end - (end - start) / 3], [at, end]],
        words: { x: at - out * 1.1 * rem, y: (start + end) / 2, anchor: left ? 'start' : 'end', width: Math.abs(middle[0] - at) - radius - 2.4 * rem, grow: 'both' },
      };
    }
    // Across: round the wheel on the side of the upper left or of the lower right.
    const rise = b.y < a.y, right = b.x > a.x;
    const start: [number, number] = [right ? a.x + w + gap : a.x - gap, rise ? a.y + h * 0.16 : a.y + h * 0.84];
    const end: [number, number] = [right ? b.x - gap : b.x + w + gap, rise ? b.y + h * 0.8 : b.y + h * 0.2];
    const reach = (end[0] - start[0]) * 0.5;
    return {
      curve: [start, [start[0] + 0.3 * reach, end[1] + (start[1] - end[1]) * 0.12], [end[0] - 1.35 * reach, end[1]], end],
      words: { x: end[0] - 0.4 * rem, y: end[1] - 1.15 * rem, anchor: right ? 'end' : 'start', width: Math.abs(reach) * 1.5, grow: 'up' },
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
  const dx = (d[0] - c[0]) / length, dy = (d[1] - c[1]) / length, long = 0.85 * rem + 1.05 * width, wide = 0.42 * rem + 0.85 * width;
  const [x, y] = [d[0] - dx * long, d[1] - dy * long], r = (value: number) => Math.round(value * 10) / 10;
  const handle = [c[0] - dx * long, c[1] - dy * long];
  return {
    line: `M${r(a[0])} ${r(a[1])}C${r(b[0])} ${r(b[1])} ${r(handle[0]!)} ${r(handle[1]!)} ${r(x + dx * 0.5)} ${r(y + dy * 0.5)}`,
    head: `${r(d[0])},${r(d[1])} ${r(x - dy * wide)},${r(y + dx * wide)} ${r(x + dx * long * 0.12)},${r(y + dy * long * 0.12)} ${r(x + dy * wide)},${r(y - dx * wide)}`,
  };
}

/** Words in lines no wider than so many pixels, by a rule of thumb: letters are about as wide as half their size. */
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
