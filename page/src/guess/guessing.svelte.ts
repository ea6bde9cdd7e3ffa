// A guess while it is made: drawn or voted, locked, and then run. `locked` of the state means that the answer may be seen, so
// between the lock and the run a guess is sealed here: nobody can change it any more, and nothing is given away yet.
import { room } from '../state/store.svelte';
import { screen } from '../state/screen.svelte';
import { at, filled, places, stroke, untouched, type Points, type Spot } from './curve';
import type { Way } from './judge';

/** How long the curve takes to come in, in milliseconds. */
const SWEEP = 3200;

class Guessing {
  sealed = $state(false);
  /** While the answer comes in: nothing after this week is drawn. */
  until = $state<number | null>(null);
  private points = $state.raw<Points>([]);
  private before: Spot | null = null;
  private forVariable = '';

  readonly weeks = $derived(places(room.about?.times ?? []));
  /** What the team has today; it is the same whatever is done. */
  readonly today = $derived.by(() => {
    const variable = room.state.guess?.variable;
    return variable ? (room.shown?.plan.bands[variable]?.[2][0] ?? null) : null;
  });
  readonly drawn = $derived(room.state.guess?.kind === 'curve' && room.state.guess.values.length > 0);
  readonly ready = $derived(room.state.guess?.kind === 'vote' ? room.state.guess.way !== null : this.drawn);

  /** The curve by week, for the chart. */
  readonly curve = $derived.by(() => {
    const guess = room.state.guess;
    if (guess?.kind !== 'curve' || guess.values.length !== this.weeks.length) return null;
    return (room.about?.times ?? []).map((week) => at(guess.values, this.weeks, week));
  });

  /** The value of each point: the guess, or today's as long as nothing is drawn. */
  readonly values = $derived.by(() => {
    const guess = room.state.guess;
    if (guess?.kind === 'curve' && guess.values.length === this.weeks.length) return guess.values;
    return this.weeks.map(() => this.today ?? 0);
  });

  private fresh(): Points {
    const guess = room.state.guess;
    const known = guess?.kind === 'curve' && guess.values.length === this.weeks.length;
    if (this.forVariable !== guess?.variable || !known || this.points.length !== this.weeks.length) {
      this.forVariable = guess?.variable ?? '';
      this.points = known ? guess.values.slice() : untouched(this.today ?? 0, this.weeks.length);
    }
    return this.points;
  }

  private put(points: Points): void {
    const guess = room.state.guess;
    if (!guess || guess.locked || this.sealed || guess.kind !== 'curve') return;
    this.points = points;
    room.state.guess = { ...guess, values: filled(points).map(rounded) };
  }

  begin(week: number, value: number): void {
    if (this.today === null) return;
    this.before = null;
    this.move(week, value);
  }

  move(week: number, value: number): void {
    const spot = { week, value };
    this.put(stroke(this.fresh(), this.weeks, this.before, spot));
    this.before = spot;
  }

  end(): void {
    this.before = null;
  }

  /** One point by keys. */
  set(index: number, value: number): void {
    if (index < 1 || this.today === null) return;
    const points = this.fresh().slice();
    points[index] = value;
    this.put(points);
  }

  clear(): void {
    const guess = room.state.guess;
    if (!guess) return;
    this.points = [];
    this.sealed = false;
    room.state.guess = guess.kind === 'curve' ? { ...guess, locked: false, values: [] } : { ...guess, locked: false, way: null, week: null };
  }

  kind(kind: 'curve' | 'vote'): void {
    const guess = room.state.guess;
    if (!guess || guess.kind === kind || this.sealed) return;
    this.points = [];
    const { variable } = guess;
    room.state.guess = kind === 'curve' ? { variable, locked: false, kind, values: [] } : { variable, locked: false, kind, way: null, week: null };
  }

  vote(way: Way | null, week: number | null): void {
    const guess = room.state.guess;
    if (guess?.kind === 'vote' && !this.sealed) room.state.guess = { ...guess, way, week };
  }

  lock(): void {
    if (!this.ready) return;
    this.sealed = true;
    room.say(room.t.guess.lockedSaid);
  }

  unlock(): void {
    this.sealed = false;
  }

  /** Shows what the model says: from today on, week by week, or at once where motion is not wanted. */
  run(): void {
    const guess = room.state.guess;
    if (!guess || !this.sealed) return;
    this.sealed = false;
    this.sweep(() => (room.state.guess = { ...guess, locked: true }));
  }

  /** Lets the curves come in from today on. */
  sweep(first: () => void = () => {}): void {
    room.pause();
    if (screen.calm) {
      first();
      room.setWeek(room.last);
      return;
    }
    this.until = 0;
    room.setWeek(0);
    first();
    const from = performance.now();
    const turn = ++this.turn;
    const move = (now: number) => {
      if (turn !== this.turn) return;
      const share = Math.min(1, Math.max(0, (now - from) / SWEEP));
      this.until = share < 1 ? share * room.last : null;
      room.setWeek(share * room.last);
      if (share < 1) requestAnimationFrame(move);
      else room.setWeek(room.last);
    };
    requestAnimationFrame(move);
  }
  private turn = 0;

  /** Stops what is under way, for another step or view. */
  still(): void {
    this.turn++;
    this.until = null;
    this.sealed = false;
    this.points = [];
  }

  again(): void {
    const guess = room.state.guess;
    if (!guess) return;
    this.still();
    room.state.guess = guess.kind === 'curve' ? { ...guess, locked: false, values: [] } : { ...guess, locked: false, way: null, week: null };
    room.setWeek(0);
  }
}

const rounded = (v: number) => Number(v.toPrecision(3));

export const guessing = new Guessing();
