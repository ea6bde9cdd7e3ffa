import { describe, expect, it } from 'vitest';
import { quarterOf, ribbons, scaleOf, side, turned } from '../src/why/ribbons';
import type { Did } from '../src/engine/types';

const did: Did = {
  variable: 'recent_thr', unit: 'item/week', starts: [0, 13, 26, 39], length: 13,
  plan: { R1: [-0.04, -0.02, 0.03, 0.05], B1: [0.001, 0, 0, 0], Z: [0, 0, 0, 0], R7: [-0.03, -0.03, -0.02, -0.01] },
  base: { R1: [-0.04, -0.04, -0.02, -0.01], B1: [0.001, 0, 0, 0], Z: [0, 0, 0, 0], R7: [-0.03, -0.03, -0.02, -0.01] },
};
const loops = [{ id: 'R1', name: 'Reactive team', reinforcing: true, about: '' }];

describe('ribbons of loops', () => {
  it('tell those that did most, on one scale', () => {
    const list = ribbons(did, loops);
    expect(list.map((r) => r.id)).toEqual(['R1', 'R7']);
    expect(list[0]?.name).toBe('Reactive team');
    expect(scaleOf(list)).toBe(0.05);
  });
  it('say which way, and when it turned', () => {
    expect([side(-0.04, 0.05), side(0.002, 0.05), side(0.03, 0.05)]).toEqual(['drag', 'still', 'lift']);
    expect(turned(did.plan.R1 ?? [], did.starts, 0.05)).toEqual({ week: 26, to: 'lift' });
    expect(turned(did.base.R1 ?? [], did.starts, 0.05)).toBeNull();
    expect([quarterOf(did, 5), quarterOf(did, 27), quarterOf(did, 38), quarterOf(did, 39)]).toEqual([0, 1, 2, 2]);
    expect(quarterOf(did, 104)).toBe(3);
  });
});
