// Geometry of the map: squares around the values of two axes, and lines through them.

/** The borders of the squares: halfway between values, and as far beyond the first and the last. */
export function borders(values: readonly number[]): number[] {
  const n = values.length;
  if (n === 0) return [];
  if (n === 1) return [(values[0] ?? 0) - 0.5, (values[0] ?? 0) + 0.5];
  const out = values.slice(1).map((v, i) => ((values[i] ?? 0) + v) / 2);
  const first = (values[0] ?? 0) - ((out[0] ?? 0) - (values[0] ?? 0));
  const last = (values[n - 1] ?? 0) + ((values[n - 1] ?? 0) - (out.at(-1) ?? 0));
  return [first, ...out, last];
}

/** The share in the square nearest to a place. */
export function shareAt(edge: { x: { values: number[] }; y: { values: number[] }; cells: number[][] }, place: { x: number; y: number }): number {
  const nearest = (values: number[], v: number) => values.reduce((best, one, i) => (Math.abs(one - v) < Math.abs((values[best] ?? 0) - v) ? i : best), 0);
  return edge.cells[nearest(edge.y.values, place.y)]?.[nearest(edge.x.values, place.x)] ?? 0;
}

export function linePath(line: readonly (readonly [number, number])[], x: (v: number) => number, y: (v: number) => number): string {
  return line.map(([a, b], i) => `${i ? 'L' : 'M'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join('');
}

/** Where a line can be named: the point of the longest line that lies farthest from `away`. */
export function labelSpot(lines: readonly (readonly (readonly [number, number])[])[], x: (v: number) => number, y: (v: number) => number, away: readonly [number, number]): [number, number] | null {
  let best: [number, number] | null = null;
  let far = -1;
  for (const line of lines)
    for (const [a, b] of line) {
      const spot: [number, number] = [x(a), y(b)];
      const distance = Math.hypot(spot[0] - away[0], spot[1] - away[1]);
      if (distance > far) [far, best] = [distance, spot];
    }
  return best;
}

/** How a square looks: few (hatched), about half (plain paper), most (filled), in three steps each. */
export function tone(share: number): { kind: 'few' | 'even' | 'most'; step: 1 | 2 | 3 } {
  const gap = Math.abs(share - 0.5);
  if (gap < 0.1) return { kind: 'even', step: 1 };
  const step = gap < 0.25 ? 1 : gap < 0.4 ? 2 : 3;
  return { kind: share > 0.5 ? 'most' : 'few', step };
}
