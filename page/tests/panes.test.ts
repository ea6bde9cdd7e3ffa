import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listed } from '../src/assumptions/order';
import { place, rounded, scale, STEPS, valueAt } from '../src/assumptions/scale';
import { clockText, HOUR, lag } from '../src/facilitator/steps';
import { code } from '../src/room/qr';
import { signs } from '../src/room/signs';
import type { Bands, Shown, Step, Tank } from '../src/engine/types';
import { strings } from '../src/strings';
import { placed, questions } from '../src/team/questions';
import { about } from './about';

describe('a number on its slider', () => {
  const ranges = fc.tuple(fc.double({ min: -1000, max: 1000, noNaN: true }), fc.double({ min: 0.001, max: 1000, noNaN: true })).map(([low, width]) => scale(low, low + width));
  it('stays in its range, and rises with the place', () => {
    fc.assert(fc.property(ranges, fc.integer({ min: 0, max: STEPS - 1 }), (one, at) => {
      const [a, b] = [valueAt(one, at), valueAt(one, at + 1)];
      expect(a).toBeGreaterThanOrEqual(one.min);
      expect(b).toBeLessThanOrEqual(one.max);
      expect(b).toBeGreaterThanOrEqual(a);
    }));
  });
  it('goes by ratio where the range is wide', () => {
    const one = scale(2, 80, true);
    expect(one.byRatio).toBe(true);
    expect(valueAt(one, STEPS / 2)).toBe(13);
    expect(place(one, valueAt(one, 120))).toBeCloseTo(120, -1);
  });
  it('is written with three digits', () => {
    expect([rounded(0.123456), rounded(1234.5), rounded(12)]).toEqual([0.123, 1235, 12]);
  });
});

describe('assumptions', () => {
  const all = about.assumptions;
  it('that were changed come first', () => {
    const last = all.at(-1)!;
    expect(listed(all, '', new Set([last.name]))[0]).toBe(last);
    expect(listed(all, '', new Set()).length).toBe(all.length);
  });
  it('come in the order of what hangs on them, once that is weighed', () => {
    const [one, two] = [all.at(-1)!, all.at(-2)!];
    const ends = { [one.name]: { low: 20, high: 90 }, [two.name]: { low: 80, high: 60 } };
    expect(listed(all, '', new Set(), ends).slice(0, 2)).toEqual([one, two]);
    expect(listed(all, '', new Set([all[0]!.name]), ends).slice(0, 2)).toEqual([all[0], one]);
  });
  it('are found by all words, whatever their case', () => {
    const one = all[0]!;
    expect(listed(all, one.label.toUpperCase(), new Set())).toContain(one);
    expect(listed(all, 'no such thing', new Set())).toEqual([]);
  });
});

describe('questions of the team', () => {
  const figure = (name: string) => ({ name, label: name, about: '', unit: '1', min: 0, max: 1, value: null });
  it('are five, those of every team first', () => {
    const { first, more } = questions(['requests', 'flow_time', 'open', 'people', 'throughput', 'release_every', 'waiting_to_start'].map(figure));
    expect(first.map(one => one.name)).toEqual(['people', 'throughput', 'open', 'release_every', 'waiting_to_start']);
    expect(more.map(one => one.name)).toEqual(['requests', 'flow_time']);
  });
  it('have warnings beside the figure that is named', () => {
    const told = placed(['`flow_time` contradicts the queue.', 'Something else.'], ['people', 'flow_time'].map(figure));
    expect(told.get('flow_time')).toEqual(['`flow_time` contradicts the queue.']);
    expect(told.get(null)).toEqual(['Something else.']);
  });
});

describe('the hour', () => {
  it('has no gap and ends after sixty minutes', () => {
    for (const [at, one] of HOUR.entries()) if (at > 0) expect(one.from).toBe(HOUR[at - 1]!.to);
    expect(HOUR.at(-1)!.to).toBe(60);
  });
  it('has words for each step and each way, in each language', () => {
    for (const { facilitator } of Object.values(strings)) {
      for (const { cue, places } of HOUR) {
        expect(facilitator.cues[cue]!.do.length).toBeGreaterThan(0);
        for (const [label] of places) expect(facilitator.go[label]).toBeTruthy();
      }
    }
  });
  it('leads to the steps of a story by what they run', () => {
    const step = (scenario: string, picks: string[], more: Partial<Step> = {}) =>
      ({ guess: null, own: false, title: '', scenario, picks: Object.fromEntries(picks.map(name => [name, { start: 4, strength: 1 }])), ...more }) as Step;
    const story = [step('a', []), step('a', [], { guess: 'trust' }), step('work-harder.toml', []), step('a', ['x']), step('a', ['x', 'y']), step('a', [...'abcdefg']), step('a', ['z'], { own: true })];
    const found = HOUR.flatMap(({ cue, places }) => places.flatMap(([, place]) => (place.kind === 'story' ? [[cue, place.step(story)]] : [])));
    expect(found).toEqual([['loop', 0], ['guess', 1], ['push', 2], ['alone', 3], ['much', 5]]);
  });
  it('tells how far behind or ahead the room is', () => {
    const step = HOUR.find(one => one.from === 22)!;
    expect([lag(21.5, step), lag(22, step), lag(30, step), lag(32.1, step)]).toEqual([-1, 0, 0, 3]);
    expect(clockText(754)).toBe('12:34');
  });
});

describe('leading signs', () => {
  const tank: Tank = { variable: 'wip', shows: 'wip', name: 'Open work', unit: 'items', full: 40, better: 'less' };
  const flat = (value: number): number[] => [value, value, value, value];
  const shown = (gap: number[]): Shown => {
    const gaps: Bands = [gap, gap, gap, gap, gap], base = flat(20);
    const side = (line: number[]) => ({ bands: { wip: [line, line, line, line, line] as Bands }, paths: {}, ending: [] });
    return { times: [0, 10, 20, 30], differences: { wip: gaps }, plan: side(base.map((one, at) => one + gap[at]!)), base: side(base) } as unknown as Shown;
  };
  it('begin where it is better for good', () => {
    expect(signs(shown([0, -5, 1, -5]), [tank])).toEqual([{ tank, week: 30, plan: 15, base: 20 }]);
    expect(signs(shown([0, -5, -5, -5]), [tank])[0]!.week).toBe(10);
  });
  it('are not seen where little differs, or the wrong way', () => {
    expect(signs(shown([0, -1, -1, -1]), [tank])).toEqual([]);
    expect(signs(shown([0, 5, 5, 5]), [tank])).toEqual([]);
  });
});

describe('a code for phones', () => {
  it('is square and of one path, and none where the link is too long', () => {
    const qr = code('https://example.org/page.html#1&quick_wins@4')!;
    expect(qr.size).toBeGreaterThan(20);
    expect(qr.path).toMatch(/^(M\d+ \d+h\d+v1h-\d+z)+$/);
    expect(code('x'.repeat(2000))).toBeNull();
  });
});
