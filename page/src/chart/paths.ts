// Lines and bands as SVG path data. Written out by hand: they are drawn anew at every move of a slider.

export interface Pen {
  /** `L` and the place of each week, ready to be followed by a height. */
  xs: string[];
  /** A value is drawn at `zero + value * step`. */
  zero: number;
  step: number;
}

export function pen(places: number[], range: [number, number], domain: [number, number]): Pen {
  const step = (range[1] - range[0]) / (domain[1] - domain[0] || 1);
  return { xs: places.map(x => `L${Math.round(x * 10) / 10} `), zero: range[0] - domain[0] * step, step };
}

const height = ({ zero, step }: Pen, value: number): number => Math.round((zero + value * step) * 10) / 10;

export function line(pen: Pen, values: number[]): string {
  const parts: (string | number)[] = [];
  for (let at = 0; at < values.length; at++) parts.push(pen.xs[at]!, height(pen, values[at]!));
  return parts.length ? `M${parts.join('').slice(1)}` : '';
}

export function band(pen: Pen, low: number[], high: number[]): string {
  const parts: (string | number)[] = [];
  for (let at = low.length - 1; at >= 0; at--) parts.push(pen.xs[at]!, height(pen, low[at]!));
  return parts.length ? `${line(pen, high)}${parts.join('')}Z` : '';
}
