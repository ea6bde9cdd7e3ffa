import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLink, LONGEST, toLink } from '../src/state/link';
import { opened, openedPlan, tidy, type State } from '../src/state/state';
import { about } from './about';

const fresh = (): State => opened(about, 'en');
const within = ({ min, max }: { min: number; max: number }) => fc.double({ min, max, noNaN: true }).map(value => value + 0);
const some = <T>(list: { name: string }[], value: (one: never) => fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.subarray(list).chain(chosen => fc.tuple(...chosen.map(one => value(one as never))).map(values => Object.fromEntries(chosen.map((one, at) => [one.name, values[at]!]))));

const state: fc.Arbitrary<State> = fc
  .record({
    scenario: fc.constantFrom(...about.scenarios.map(one => one.name)),
    team: some(about.figures, within),
    constants: some(about.assumptions, within),
    picks: some(about.interventions, () => fc.record({ start: fc.oneof(fc.nat(104), fc.double({ min: 0, max: 104, noNaN: true })), strength: fc.oneof(fc.constantFrom(0.25, 0.5, 0.75, 1), fc.double({ min: 0.001, max: 1, noNaN: true })), kind: fc.constantFrom(undefined, 'habit' as const, 'decision' as const) }).map(({ kind, ...pick }) => ({ ...pick, ...(kind && { kind }) }))),
    own: fc.boolean(),
    charts: fc.tuple(fc.constantFrom('trust', 'wip', 'delivering'), fc.constantFrom('trust', 'pressure', 'delivering')),
    view: fc.constantFrom('explore' as const, 'story' as const, 'groups' as const),
    step: fc.nat(2), week: fc.nat(104), lang: fc.constantFrom('en' as const, 'de' as const), projector: fc.boolean(),
  })
  .map(({ scenario, team, constants, picks, own, charts, view, step, week, lang, projector }) => ({
    plan: tidy(about, { scenario, team, constants, picks: own ? openedPlan(about, scenario).picks : picks, charts }),
    view, step: view === 'story' ? step : 0, week, lang, projector, guess: null, notes: {},
  }));

describe('a link', () => {
  it('tells a state exactly', () => {
    fc.assert(
      fc.property(state, one => {
        const link = toLink(about, one, fresh());
        // -0 and 0 are the same number of anything.
        expect(JSON.stringify(readLink(about, link, fresh()))).toBe(JSON.stringify(one));
        expect(encodeURI(link).replaceAll('%25', '%')).toBe(link);
      }),
      { numRuns: 1000 },
    );
  });

  it('says nothing where nothing differs', () => {
    expect(toLink(about, fresh(), fresh())).toBe('');
    expect(readLink(about, '', fresh())).toEqual(fresh());
  });

  it('is shorter than 300 characters for four picks, five answers and three constants', () => {
    const one = fresh();
    one.plan = tidy(about, {
      ...one.plan,
      picks: { demo: { start: 12, strength: 0.75 }, intake_renegotiate: { start: 100, strength: 0.25 }, swarm: { start: 18, strength: 0.5 }, automate: { start: 34, strength: 0.75 } },
      team: { people: 12, throughput: 7.5, open_items: 120, release_interval: 2.5, slipped_share: 0.35 },
      constants: { intake_renegotiate: 0.0285, unchosen_pressure: 0.125, expectation_drift: 0.375 },
    });
    expect(toLink(about, one, fresh()).length).toBeLessThan(300);
  });

  it.each([
    ['nonsense', 'unknown'], ['2&people=9', 'unknown'], ['1&people=nine', 'unknown'], ['1&people=900', 'range'], ['1&quick_wins@200', 'range'],
    ['1&quick_wins@4x0', 'range'], ['1&quick_wins@4x-1', 'range'], ['1&quick_wins@4~maybe', 'unknown'], ['1&quick_wins@4x1x1', 'unknown'], ['1&no_such@4', 'unknown'], ['1&people=9&people=10', 'twice'], ['1&people=NaN', 'unknown'], ['1&people=Infinity', 'unknown'],
    ['1&people=1e400', 'range'], ['1&people=0x10', 'unknown'], ['1&scenario.%E0%A4%A', 'unknown'], ['1&scenario.none', 'scenario'], ['1&story.0', 'range'], ['1&story.1.5', 'unknown'],
    ['1&story.1&groups', 'unknown'], ['1&charts.trust', 'unknown'], ['1&charts.trust.wip.wip', 'unknown'], ['1&charts.trust.__proto__', 'unknown'], ['1&__proto__=1', 'unknown'], ['1&constructor@1', 'unknown'],
    ['1&lang.fr', 'unknown'], ['1&demo@no', 'unknown'], ['1&', 'unknown'], ['1&<script>alert(1)</script>', 'unknown'], ['1&projector=1', 'unknown'], ['1&groups.2', 'unknown'],
    [`1&${'x'.repeat(1_000_000)}`, 'tooLong'],
  ])('is refused with a reason: %.40s', (link, kind) => {
    expect(readLink(about, link, fresh())).toMatchObject({ wrong: { kind } });
  });

  it('is either understood or refused, whatever it says', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.string({ maxLength: 60 }).map(text => `1&${text}`)), text => {
      const told = readLink(about, text, fresh());
      expect('wrong' in told || 'plan' in told).toBe(true);
    }));
    expect(readLink(about, 'x'.repeat(LONGEST + 1), fresh())).toEqual({ wrong: { kind: 'tooLong', length: LONGEST + 1 } });
  });
});
