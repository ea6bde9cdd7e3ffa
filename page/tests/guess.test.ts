import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { at, filled, places, stroke, untouched } from '../src/guess/curve';
import { came, offCurve, wayOf } from '../src/guess/judge';
import type { Bands } from '../src/engine/types';

const times = Array.from({ length: 105 }, (_, i) => i);
const flat = (f: (t: number) => number): Bands => {
  const m = times.map(f);
  return [m.map((v) => v - 0.1), m.map((v) => v - 0.05), m, m.map((v) => v + 0.05), m.map((v) => v + 0.1)];
};

describe('a guessed curve', () => {
  it('has a point every eight weeks and one at the end', () => {
    expect(places(times)).toEqual([0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104]);
    expect(places(times.slice(0, 53)).at(-1)).toBe(52);
  });
  it('stays where it is today until a point is set, then goes straight there and on level', () => {
    const points = untouched(0.4, 5);
    expect(filled(points)).toEqual([0.4, 0.4, 0.4, 0.4, 0.4]);
    points[2] = 0.8;
    expect(filled(points).map((v) => +v.toFixed(3))).toEqual([0.4, 0.6, 0.8, 0.8, 0.8]);
  });
  it('skips no point under a fast hand, never moves today, and keeps between its ends', () => {
    const weeks = places(times);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 104, noNaN: true }), fc.double({ min: 0, max: 104, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true }), (w0, w1, v0, v1) => {
        const out = stroke(untouched(0.4, weeks.length), weeks, { week: w0, value: v0 }, { week: w1, value: v1 });
        expect(out[0]).toBe(0.4);
        weeks.forEach((w, i) => {
          if (i > 0 && w > Math.min(w0, w1) + 8 && w < Math.max(w0, w1) - 8) expect(out[i]).not.toBeNull();
        });
        for (const v of out.slice(1)) if (v != null) expect(v).toSatisfy((x: number) => x >= Math.min(v0, v1) && x <= Math.max(v0, v1));
        expect(filled(out)).toHaveLength(weeks.length);
      }),
    );
  });
  it('says what it says between its points', () => {
    expect(at([0, 8, 16], [0, 8, 16], 12)).toBe(12);
    expect(at([0, 8, 16], [0, 8, 16], 40)).toBe(16);
  });
});

describe('how far off it was', () => {
  it('tells ways by a tenth of today', () => {
    expect([wayOf(1, 1.2), wayOf(1, 1.05), wayOf(1, 0.8)]).toEqual(['up', 'same', 'down']);
  });
  it('finds the end, and from when on it shows', () => {
    const c = came(flat((t) => 0.5 - 0.25 * (t / 104)), times);
    expect(c.way).toBe('down');
    expect(c.end).toBeCloseTo(0.25);
    expect(c.from).toBe(21);
    expect(came(flat(() => 0.5), times).from).toBeNull();
  });
  it('compares a curve with the middle team', () => {
    const off = offCurve(places(times).map(() => 0.5), flat((t) => 0.5 - 0.25 * (t / 104)), times);
    expect(off.guessed).toBe(0.5);
    expect(off.within).toBe(false);
    expect(off.above).toBe(true);
    expect(off.mean).toBeCloseTo(0.125);
  });
});
