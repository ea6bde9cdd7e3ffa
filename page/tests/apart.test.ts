import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apart } from '../src/chart/apart';

it('labels are never nearer than the gap, keep their order and stay within bounds where there is room', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { minLength: 1, maxLength: 5 }), wanted => {
      const places = apart(wanted, 30, 0, 200);
      const order = wanted.map((_, at) => at).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
      for (let at = 1; at < order.length; at++) expect(places[order[at]!]! - places[order[at - 1]!]!).toBeGreaterThanOrEqual(30 - 1e-9);
      for (const place of places) {
        expect(place).toBeGreaterThanOrEqual(-1e-9);
        expect(place).toBeLessThanOrEqual(200 + 1e-9);
      }
    }),
  );
});
