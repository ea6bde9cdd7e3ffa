// How much the odds of the plan hang on each assumption: the plan with it at the low and at the high end of its range, all else
// as it is, in the same teams with the same luck. What two assumptions do together is not in it.
import type { Assumption, Setting, Shown } from '../engine/types';
import { settingOf } from '../state/state';
import { room } from '../state/store.svelte';

/** Teams of 100 that are better off with the plan, at both ends. */
export interface Ends { low: number; high: number }

const TEAMS = 64;

class Influence {
  ends = $state.raw<Record<string, Ends>>({});
  /** How many assumptions are weighed, of how many; null where nothing goes on. */
  at = $state.raw<[number, number] | null>(null);
  wrong = $state('');
  /** Of what plan this is told. */
  private key = $state('');

  of(setting: Setting): Record<string, Ends> {
    return this.key === JSON.stringify(setting) ? this.ends : {};
  }

  async weigh(setting: Setting, all: Assumption[]): Promise<void> {
    const key = JSON.stringify(setting);
    this.key = key;
    this.ends = {};
    this.wrong = '';
    try {
      for (const [at, { name, min, max }] of all.entries()) {
        this.at = [at, all.length];
        const low = await better(setting, name, min), high = await better(setting, name, max);
        if (key !== this.key) return;
        // What is weighed would be of a plan that is no more.
        if (key !== JSON.stringify(settingOf(room.state.plan))) {
          this.stop();
          this.wrong = room.t.assumptions.changedPlan;
          return;
        }
        this.ends = { ...this.ends, [name]: { low, high } };
      }
    } catch (error) {
      this.wrong = error instanceof Error ? error.message : String(error);
    }
    this.at = null;
  }

  /** What is under way is not asked on. */
  stop(): void {
    this.key = '';
    this.at = null;
  }
}

async function better(setting: Setting, name: string, value: number): Promise<number> {
  const { odds } = await room.ask<Shown>({ show: { of: { ...setting, constants: { ...setting.constants, [name]: value } }, replications: TEAMS, charts: [], paths: 0 } });
  return 100 * (odds.better === 'more' ? odds.more : odds.less).value;
}

export const influence = new Influence();
