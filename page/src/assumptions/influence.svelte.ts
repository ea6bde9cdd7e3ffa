// How much the odds of the plan hang on each assumption: the plan with it at the low and at the high end of its range, all else
// as it is, in the same teams with the same luck. What two assumptions do together is not in it.
import { better } from '../edge/odds';
import type { Assumption, Setting, Shown } from '../engine/types';
import { inWords } from '../engine/wrong';
import { saying, settingOf } from '../state/state';
import { room } from '../state/store.svelte';

/** Teams of 100 that are better off with the plan, at both ends. */
export interface Ends { low: number; high: number }

const TEAMS = 64;

class Influence {
  ends = $state.raw<Record<string, Ends>>({});
  /** How many assumptions are weighed, of how many; null where nothing goes on. */
  at = $state.raw<[number, number] | null>(null);
  /** Whether it ended because the plan became another. */
  changed = $state(false);
  wrong = $state('');
  /** Of what plan this is told. */
  private key = $state('');

  of(setting: Setting): Record<string, Ends> {
    return this.key === saying(setting) ? this.ends : {};
  }

  async weigh(setting: Setting, all: Assumption[]): Promise<void> {
    const key = saying(setting);
    this.key = key;
    this.ends = {};
    this.changed = false;
    this.wrong = '';
    try {
      for (const [at, { name, min, max }] of all.entries()) {
        this.at = [at, all.length];
        const low = await odds(setting, name, min), high = await odds(setting, name, max);
        if (key !== this.key) return;
        this.changed = key !== saying(settingOf(room.state.plan));
        if (this.changed) return this.stop();
        this.ends = { ...this.ends, [name]: { low, high } };
      }
    } catch (error) {
      this.wrong = inWords(error);
    }
    this.at = null;
  }

  /** What is under way is not asked on. */
  stop(): void {
    this.key = '';
    this.at = null;
  }
}

async function odds(setting: Setting, name: string, value: number): Promise<number> {
  const shown = await room.ask<Shown>({ show: { of: { ...setting, constants: { ...setting.constants, [name]: value } }, replications: TEAMS, charts: [], paths: 0 } });
  return 100 * better(shown.odds).value;
}

export const influence = new Influence();
