// Works out the credit of each pick in the background: first the whole plan, then without and alone, pick by pick.
import type { Setting, Shown } from '../engine/types';
import { inWords } from '../engine/wrong';
import { room } from '../state/store.svelte';
import { parts } from './credit';

export interface Earned { pick: string; without: Shown | null; alone: Shown | null }

export class CreditRun {
  whole = $state.raw<Shown | null>(null);
  earned = $state.raw<Earned[]>([]);
  done = $state(false);
  wrong = $state('');
  private key = '';

  constructor(private readonly replications = 200) {}

  want(setting: Setting | null): void {
    const key = setting ? JSON.stringify(setting) : '';
    if (key === this.key) return;
    this.key = key;
    this.whole = null;
    this.done = false;
    this.wrong = '';
    this.earned = setting ? parts(setting).map(({ pick }) => ({ pick, without: null, alone: null })) : [];
    if (setting) void this.run(setting, key);
  }

  private async run(setting: Setting, key: string): Promise<void> {
    const charts = [room.about?.odds ?? ''];
    const show = (of: Setting) => room.ask<Shown>({ show: { of, replications: this.replications, charts, paths: this.replications } });
    try {
      const whole = await show(setting);
      if (key !== this.key) return;
      this.whole = whole;
      for (const part of parts(setting)) {
        for (const kind of ['without', 'alone'] as const) {
          const told = await show(part[kind]);
          if (key !== this.key) return;
          this.earned = this.earned.map((one) => (one.pick === part.pick ? { ...one, [kind]: told } : one));
        }
      }
    } catch (error) {
      if (key === this.key) this.wrong = inWords(error);
    }
    if (key === this.key) this.done = true;
  }
}
