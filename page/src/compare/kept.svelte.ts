// The plan that is kept to be compared with: not part of the state, for it is a thing of the moment.
import type { Plan } from '../state/state';

class Kept {
  plan = $state.raw<Plan | null>(null);
  /** What plans are called, by what they say: those of groups have names. */
  names = $state.raw<Record<string, string>>({});
}

export const kept = new Kept();
