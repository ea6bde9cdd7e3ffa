// The clock of the hour: it runs on while dialogs open and close, and is no part of the page's state.
import { clockText, HOUR, lag } from './steps';

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

  start(): void {
    if (this.running) return;
    if (this.at === 0) this.at = 1;
    this.since = Date.now();
    this.running = true;
    this.timer = setInterval(() => (this.seconds = this.told()), 500);
  }

  pause(): void {
    this.seconds = this.before = this.told();
    this.running = false;
    clearInterval(this.timer);
  }

  reset(): void {
    this.pause();
    this.seconds = this.before = 0;
    this.at = 0;
  }

  go(to: number): void {
    this.at = Math.max(0, Math.min(HOUR.length - 1, to));
  }

  private told(): number {
    return this.before + (this.running ? (Date.now() - this.since) / 1000 : 0);
  }
}

export const clock = new Clock();
