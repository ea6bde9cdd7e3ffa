import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { borders, shareAt, tone } from '../src/edge/contour';
import { giveOrTake, hundred, ofHundred } from '../src/edge/odds';

describe('odds of a hundred', () => {
  it('never say all or none where some do otherwise', () => {
    expect([ofHundred(0.999), ofHundred(0.001), ofHundred(1), ofHundred(0), ofHundred(0.834)]).toEqual([99, 1, 100, 0, 83]);
    expect([giveOrTake({ value: 0.5, error: 0.035 }), giveOrTake({ value: 1, error: 0 })]).toEqual([7, 0]);
  });
  it('add up to a hundred', () => {
    expect(hundred([0.6, 0.385, 0.015])).toEqual([60, 39, 1]);
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 2, maxLength: 5 }), (counts) => {
      const all = counts.reduce((a, b) => a + b, 0) || 1;
      const shares = counts.map((c) => c / all);
      const sum = hundred(shares).reduce((a, b) => a + b, 0);
      expect(sum).toBe(counts.some((c) => c > 0) ? 100 : 0);
    }));
  });
});

describe('the map', () => {
  it('has squares around its values', () => {
    expect(borders([1, 3, 5])).toEqual([0, 2, 4, 6]);
  });
  it('differs by more than its colour', () => {
    expect([tone(0.05).kind, tone(0.5).kind, tone(0.95).kind]).toEqual(['few', 'even', 'most']);
  });
  it('knows the square in which a team stands', () => {
    expect(shareAt({ x: { values: [1, 3] }, y: { values: [0, 10] }, cells: [[0.1, 0.2], [0.3, 0.4]] }, { x: 2.9, y: 8 })).toBe(0.4);
  });
});
