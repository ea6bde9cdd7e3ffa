// The clock of the hour: it runs on while dialogs open and close, and is no part of the page's state.
import { keepInSession, readSession } from '../state/session';
import { clockText, HOUR, lag } from './steps';

/** A clock that was left running longer is of another workshop. */
const DAY = 86_400;

class Clock {
  running = $state(false);
  seconds = $state(0);
  /** The step that the room is at, as its coach says. */
  at = $state(0);
  private before = 0;
  private since = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  readonly text = $derived(clockText(this.seconds));
  readonly begun = $derived(this.running || this.seconds > 0);
  readonly step = $derived(HOUR[this.at]!);
  readonly lag = $derived(lag(this.seconds / 60, this.step));

  constructor() {
    const { clock } = readSession();
    const { at, before, since } = (clock ?? {}) as Record<string, unknown>;
    if (typeof at !== 'number' || typeof before !== 'number' || !(before >= 0 && before < DAY)) return;
    this.go(Math.round(at));
    this.seconds = this.before = before;
    if (typeof since === 'number' && since <= Date.now() && Date.now() - since < DAY * 1000) this.run(since);
  }

  start(): void {
    if (this.running) return;
    if (this.at === 0) this.at = 1;
    this.run(Date.now());
  }

  private run(since: number): void {
    this.since = since;
    this.running = true;
    this.seconds = this.told();
    this.timer = setInterval(() => (this.seconds = this.told()), 500);
    this.keep();
  }

  pause(): void {
    this.seconds = this.before = this.told();
    this.running = false;
    clearInterval(this.timer);
    this.keep();
  }

  reset(): void {
    this.pause();
    this.seconds = this.before = 0;
    this.at = 0;
    this.keep();
  }

  go(to: number): void {
    this.at = Math.max(0, Math.min(HOUR.length - 1, to));
    if (this.begun) this.keep();
  }

  /** A page that is opened again goes on with the hour. */
  private keep(): void {
    keepInSession({ clock: { at: this.at, before: this.before, since: this.running ? this.since : null } });
  }

  private told(): number {
    return this.before + (this.running ? (Date.now() - this.since) / 1000 : 0);
  }
}

export const clock = new Clock();
