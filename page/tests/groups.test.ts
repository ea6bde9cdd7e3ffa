import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkIn, MOST, pasted } from '../src/room/pasted';
import { recordText } from '../src/room/recordText';
import { summary } from '../src/room/summary';
import { toLink } from '../src/state/link';
import { opened } from '../src/state/state';
import { en } from '../src/strings/en';
import { about } from './about';

const state = opened(about, 'en');
const read = (text: string) => pasted(about, text, state, en.groups);
const lever = about.interventions[1]!.name;

describe('a line of a group', () => {
  it('may have a name before its link', () => {
    expect(linkIn('Red: #1&a@4')).toEqual({ name: 'Red', link: '1&a@4' });
    expect(linkIn('The blue group https://example.org/page.html#1&a@4')).toEqual({ name: 'The blue group', link: '1&a@4' });
    expect(linkIn('file:///C:/Users/Ann/page.html#1&a@4')).toEqual({ name: '', link: '1&a@4' });
    expect(linkIn('1&a@4')).toEqual({ name: '', link: '1&a@4' });
    expect(linkIn('Green: 1&people=9&a@4')).toEqual({ name: 'Green', link: '1&people=9&a@4' });
    expect(linkIn('#')).toEqual({ name: '', link: '' });
  });
  it('has a short name of printable letters', () => {
    expect(linkIn(`${'x'.repeat(500)} \u0000\u202e: #`).name.length).toBeLessThanOrEqual(40);
    expect(linkIn('a\u202eb: #').name).toBe('a b');
  });
});

describe('pasted links', () => {
  it('gives back the plans that they tell', () => {
    fc.assert(fc.property(fc.array(fc.record({ lever: fc.constantFrom(...about.interventions.map(one => one.name)), start: fc.integer({ min: 0, max: 104 }) }), { maxLength: 6 }), all => {
      const plans = all.map(({ lever, start }) => ({ ...state.plan, picks: { [lever]: { start, strength: 1 } } }));
      const text = plans.map((plan, at) => `G${at}: #${toLink(about, { ...state, plan }, state)}`).join('\r\n');
      const told = read(text);
      expect(told.refused).toEqual([]);
      expect(told.groups.map(one => one.plan)).toEqual(plans);
      expect(told.groups.map(one => one.name)).toEqual(plans.map((_, at) => `G${at}`));
    }));
  });
  it('keeps good lines beside bad ones, and says why', () => {
    const told = read(`Red: #1&${lever}@8\n\nBlue: #1&${lever}@999\n<script>alert(1)</script>\n#`);
    expect(told.groups.map(one => [one.line, one.name])).toEqual([[1, 'Red'], [5, 'Group 2']]);
    expect(told.refused.map(one => one.line)).toEqual([3, 4]);
    expect(told.refused[0]!.why).toContain('out of range');
  });
  it('lists a few bad lines and counts the rest', () => {
    const told = read('bad=bad\n'.repeat(30));
    expect(told.refused.length + told.more).toBe(30);
    expect(told.refused.length).toBeLessThan(10);
  });
  it('reads as many groups as a table shows', () => {
    expect(read('#\n'.repeat(60)).groups.length).toBe(MOST);
  });
  it('neither throws nor hangs, whatever is pasted', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), text => { read(text); }));
    const from = performance.now();
    expect(read('x'.repeat(1_000_000)).cut).toBe(true);
    read(`${'a b: '.repeat(300)}\n`.repeat(700));
    read(' '.repeat(1_000_000));
    read(`${' '.repeat(150_000)}#`);
    expect(performance.now() - from).toBeLessThan(1500);
  });
});

describe('what several groups have', () => {
  it('has a least, a mean and a most', () => {
    expect(summary([3, null, 5, 10])).toEqual({ min: 3, mean: 6, max: 10 });
    expect(summary([3, null])).toBeNull();
  });
});

describe('the record sheet as a text', () => {
  it('leaves out what is empty', () => {
    expect(recordText({ title: 'T', who: '', date: 'today', parts: [{ head: 'A', lines: ['one'] }, { head: 'B', lines: [''] }], foot: 'f' })).toBe('# T\n\ntoday\n\n## A\n\none\n\nf\n');
  });
});
