// Asks the slow worker for one thing at a time: while one answer is under way only the newest question waits, and answers to
// older ones are dropped. What was told before is told again at once, as long as the same files are open.
import { room } from '../state/store.svelte';
import type { About, Ask } from './types';
import { inWords } from './wrong';

/** How many answers are kept. */
const KEPT = 30;

export class Latest<T> {
  told = $state.raw<T | null>(null);
  /** Whether `told` is not (yet) the answer to the newest question. */
  busy = $state(false);
  wrong = $state('');
  private newest = '';
  private running = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly kept = new Map<string, T>();
  private of: About | null = null;

  /** `rest`: how long a question has to stand before it is asked, in milliseconds. */
  constructor(private readonly rest = 120) {}

  /** Null: nothing is wanted any more. */
  want(ask: Ask | null): void {
    if (this.of !== room.about) {
      this.kept.clear();
      this.newest = '';
      this.of = room.about;
    }
    const key = ask ? JSON.stringify(ask) : '';
    if (key === this.newest) return;
    this.newest = key;
    clearTimeout(this.timer);
    this.wrong = '';
    const known = this.kept.get(key);
    if (!key || known) {
      this.busy = false;
      this.told = known ?? null;
      return;
    }
    this.busy = true;
    this.timer = setTimeout(() => void this.run(), this.rest);
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    while (this.newest && !this.kept.has(this.newest)) {
      const key = this.newest;
      const { about } = room;
      try {
        const told = await room.ask<T>(JSON.parse(key) as Ask);
        if (about === this.of) this.keep(key, told);
        else if (key === this.newest) break;
      } catch (error) {
        if (key !== this.newest) continue;
        this.wrong = inWords(error);
        this.busy = false;
        break;
      }
    }
    this.running = false;
    const known = this.kept.get(this.newest);
    if (known) {
      this.told = known;
      this.busy = false;
    }
  }

  private keep(key: string, told: T): void {
    this.kept.set(key, told);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}
