// What a step runs, as far as the page can run it by itself: a step's file may say more than a setting can.
import type { About, Setting, Step } from '../engine/types';

/** The step as a setting from which a room can go on; null where its scenario cannot be opened here. */
export function settingOf(step: Step, about: About): Setting | null {
  const named = about.scenarios.find((one) => one.title === step.scenario);
  // The story that comes with the model is of the team that comes with it.
  const shipped = about.scenarios.find((one) => one.name === '<wicked-loop.toml>' && about.story[0]?.scenario === step.scenario);
  const scenario = named ?? shipped;
  return scenario ? { scenario: scenario.name, team: {}, constants: {}, picks: step.picks } : null;
}
