import { describe, expect, it } from 'vitest';
import { betterShare, paired, parts } from '../src/compare/credit';
import { differing } from '../src/compare/settings';
import type { About, Setting } from '../src/engine/types';

const setting: Setting = { scenario: '<w.toml>', team: {}, constants: {}, picks: { b: { start: 9, strength: 1 }, a: { start: 4, strength: 0.5 } } };

describe('credit', () => {
  it('takes each pick out, and tries it alone', () => {
    const list = parts(setting);
    expect(list.map((p) => p.pick)).toEqual(['a', 'b']);
    expect(Object.keys(list[0]?.without.picks ?? {})).toEqual(['b']);
    expect(list[0]?.alone.picks).toEqual({ a: { start: 4, strength: 0.5 } });
  });
  it('compares team by team', () => {
    const gap = paired([2, 3, 4], [1, 2, 3]);
    expect(gap).toEqual({ value: 1, error: 0 });
    expect(betterShare([2, 3, 4, 1], [1, 2, 3, 1], 'more').better.value).toBe(0.75);
    expect(betterShare([2, 3, 4, 1], [1, 2, 3, 1], 'less')).toMatchObject({ worse: 0.75, same: 0.25 });
  });
});

describe('what differs', () => {
  it('is told, and nothing else', () => {
    const about = { scenarios: [], figures: [{ name: 'people', label: 'people', unit: '', about: '', min: 1, max: 9, value: 8 }], assumptions: [{ name: 'k', label: 'k', value: 2, unit: '' }], interventions: [{ name: 'a', title: 'A' }, { name: 'b', title: 'B' }] } as unknown as About;
    const other: Setting = { ...setting, team: { people: 8 }, constants: { k: 3 }, picks: { b: { start: 9, strength: 1 } } };
    const rows = differing(setting, other, about);
    expect(rows.map((r) => [r.kind, r.name])).toEqual([['constant', 'k'], ['pick', 'a']]);
    expect(rows[0]).toMatchObject({ a: 2, b: 3 });
    expect(rows[1]).toMatchObject({ b: null });
  });
});
