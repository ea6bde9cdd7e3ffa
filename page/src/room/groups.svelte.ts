// What was pasted, and the runs of each plan: one after the other in the background, each run once.
import type { Setting, Shown } from '../engine/types';
import { inWords } from '../engine/wrong';
import { saying } from '../state/state';
import { keepInSession, readSession } from '../state/session';
import { room } from '../state/store.svelte';

const TEAMS = 200;

class Groups {
  text = $state(pastedBefore());
  /** Plans that are chosen to be compared, by their lines. */
  chosen = $state<string[]>([]);
  runs = $state.raw<Record<string, Shown | { wrong: string }>>({});
  readonly teams = TEAMS;
  private wanted: string[] = [];
  private running = false;

  constructor() {
    $effect.root(() => {
      $effect(() => keepInSession({ groups: this.text }));
    });
  }

  want(settings: Setting[]): void {
    this.wanted = settings.map(saying);
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let key = this.next(); key !== undefined; key = this.next()) {
      let told: Shown | { wrong: string };
      try {
        told = await room.ask<Shown>({ show: { of: JSON.parse(key) as Setting, replications: TEAMS, charts: [room.about?.odds ?? ''], paths: 0 } });
      } catch (error) {
        told = { wrong: inWords(error) };
      }
      this.runs = { ...this.runs, [key]: told };
    }
    this.running = false;
  }

  private next(): string | undefined {
    return this.wanted.find(key => !(key in this.runs));
  }

  choose(key: string, on: boolean): void {
    const others = this.chosen.filter(one => one !== key);
    // Two are compared: the third takes the place of the one that was chosen first.
    this.chosen = on ? [...others, key].slice(-2) : others;
  }
}

function pastedBefore(): string {
  const { groups } = readSession();
  return typeof groups === 'string' ? groups : '';
}

export const groups = new Groups();
