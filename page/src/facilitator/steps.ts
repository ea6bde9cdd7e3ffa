// The hour: when each step begins and ends, and where on the page it happens. What is said stands in the strings.
import type { Step } from '../engine/types';

export type Place =
  | { kind: 'story'; step: (story: Step[]) => number }
  | { kind: 'open'; name: 'believe' | 'assumptions' | 'team' | 'edge' | 'why' | 'cards' | 'record' | 'share' | 'compare' }
  | { kind: 'view'; view: 'explore' | 'groups' }
  | { kind: 'projector' }
  | { kind: 'replay' }
  | { kind: 'guess' };

export interface Cued { cue: string; from: number; to: number; places: [string, Place][] }

const picks = (step: Step) => Object.keys(step.picks).length;
const first = (fits: (step: Step) => boolean) => (story: Step[]) => story.findIndex(fits);
const story = (step: (story: Step[]) => number): [string, Place] => ['story', { kind: 'story', step }];
const open = (name: (Place & { kind: 'open' })['name']): [string, Place] => [name, { kind: 'open', name }];
const view = (name: 'explore' | 'groups'): [string, Place] => [name, { kind: 'view', view: name }];

/** The step at which a room pushes: another scenario than the first step's, and nothing picked. */
const pushed = (all: Step[]) => {
  const named = all.findIndex(one => /harder|push/i.test(`${one.title} ${one.scenario}`));
  return named >= 0 ? named : all.findIndex(one => !one.own && picks(one) === 0 && one.scenario !== all[0]?.scenario);
};

export const HOUR: Cued[] = [
  { cue: 'before', from: -5, to: 0, places: [['projector', { kind: 'projector' }], open('believe'), open('cards'), open('record')] },
  { cue: 'loop', from: 0, to: 4, places: [story(() => 0)] },
  { cue: 'believe', from: 4, to: 8, places: [open('believe'), open('assumptions')] },
  { cue: 'team', from: 8, to: 13, places: [open('team')] },
  { cue: 'guess', from: 13, to: 18, places: [['guess', { kind: 'guess' }], open('edge'), story(first(one => one.guess !== null))] },
  { cue: 'bend', from: 18, to: 22, places: [open('why')] },
  { cue: 'push', from: 22, to: 30, places: [story(pushed), ['replay', { kind: 'replay' }]] },
  { cue: 'alone', from: 30, to: 36, places: [story(first(one => !one.own && picks(one) === 1))] },
  { cue: 'groups', from: 36, to: 46, places: [open('cards'), view('explore'), open('share'), view('groups')] },
  { cue: 'two', from: 46, to: 52, places: [view('groups'), open('compare')] },
  { cue: 'much', from: 52, to: 56, places: [story(first(one => picks(one) > 4)), open('compare')] },
  { cue: 'record', from: 56, to: 60, places: [open('record'), open('share')] },
];

/** How many minutes the room is behind (above 0) or ahead, by the clock and the step that it is at. */
export function lag(minutes: number, { from, to }: Cued): number {
  if (minutes > to) return Math.ceil(minutes - to);
  if (minutes < from) return -Math.ceil(from - minutes);
  return 0;
}

/** Minutes and seconds. */
export function clockText(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
