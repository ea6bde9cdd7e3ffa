import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed, history, openedPlan, pickInBox, picksOf, redone, tidy, undone, type History, type Plan } from '../src/state/state';
import { about } from './about';

/** One thing that a user does to the plan. */
const action: fc.Arbitrary<(plan: Plan) => Plan> = fc.oneof(
  fc.tuple(fc.nat(3), fc.constantFrom(...about.interventions.map(one => one.name), null)).map(([box, name]) => (plan: Plan) => pickInBox(about, plan, box, name)),
  fc.tuple(fc.constantFrom(...about.interventions.map(one => one.name)), fc.nat(104), fc.constantFrom(0.25, 0.5, 0.75, 1)).map(([name, start, strength]) => (plan: Plan) => ({ ...plan, picks: { ...plan.picks, [name]: { start, strength } } })),
  fc.tuple(fc.constantFrom(...about.figures), fc.double({ min: 0, max: 1, noNaN: true })).map(([one, part]) => (plan: Plan) => ({ ...plan, team: { ...plan.team, [one.name]: one.min + part * (one.max - one.min) } })),
  fc.tuple(fc.constantFrom(...about.assumptions), fc.double({ min: 0, max: 1, noNaN: true })).map(([one, part]) => (plan: Plan) => ({ ...plan, constants: { ...plan.constants, [one.name]: one.min + part * (one.max - one.min) } })),
  fc.constantFrom(...about.scenarios).map(({ name }) => () => openedPlan(about, name)),
  fc.constantFrom<[string, string]>(['trust', 'wip'], ['wip', 'wip'], ['delivering', 'pressure']).map(charts => (plan: Plan) => ({ ...plan, charts })),
  fc.constant((plan: Plan) => openedPlan(about, plan.scenario)),
);
const apply = (all: History, act: (plan: Plan) => Plan): History => changed(all, tidy(about, act(all.now)));

describe('the plan', () => {
  it('is exactly as it was after any hundred actions are undone, and as it became after they are redone', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), fc.array(action, { minLength: 100, maxLength: 100 }), (before, acts) => {
        const first = before.reduce(apply, history(openedPlan(about)));
        let all = acts.reduce(apply, first);
        const after = all, count = all.past.length - first.past.length;
        for (let undo = 0; undo < count; undo++) all = undone(all);
        expect(JSON.stringify(all.now)).toBe(JSON.stringify(first.now));
        expect(all.past).toEqual(first.past);
        for (let redo = 0; redo < count; redo++) all = redone(all);
        expect(JSON.stringify(all)).toBe(JSON.stringify(after));
      }),
      { numRuns: 60 },
    );
  });

  it('never changes a plan that was kept', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), acts => {
        let all = history(openedPlan(about));
        for (const act of acts) {
          const kept = JSON.stringify(all.past);
          all = apply(all, act);
          expect(JSON.stringify(all.past.slice(0, JSON.parse(kept).length))).toBe(kept);
        }
      }),
    );
  });

  it('has one pick of a box once one is chosen, and none once none is', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), fc.constantFrom(...about.interventions), (acts, lever) => {
        const { now } = acts.reduce(apply, history(openedPlan(about)));
        expect(picksOf(about, pickInBox(about, now, lever.box, lever.name), lever.box).map(one => one.name)).toEqual([lever.name]);
        expect(picksOf(about, pickInBox(about, now, lever.box, null), lever.box)).toEqual([]);
      }),
    );
  });

  it('has nothing to undo after an action that changes nothing', () => {
    const all = history(openedPlan(about));
    expect(apply(all, plan => ({ ...plan, picks: Object.fromEntries(Object.entries(plan.picks).reverse()) }))).toBe(all);
    expect(undone(all)).toBe(all);
    expect(redone(all)).toBe(all);
  });
});
