export const believe = {
  title: 'Why should I believe it?',
  points: [
    ['Every number is open', 'Each has a range, a source and a grade, and you can change it here. Most are judgement, and say so.'],
    ['Same teams, same luck', 'Both sides of every comparison have the same teams and the same luck, week by week. What differs is the decision.'],
    ['Checked from outside', 'Two simulators that share no code with this one give the same numbers to nine digits. Over fifty published models give their published answers.'],
    ['Held against real cases, misses told', 'Of 28 claims about published cases 25 hold. Three do not: promises kept at Microsoft XIT, defects with little open work, and what good time leadership spares a stressed team.'],
    ['It says no', 'Fifteen changes at once bring 13 of 100 teams into the flywheel, four of them 60. For a busy team, a fifth of the time for cleaning up does not pay at all. It tells odds and never promises.'],
  ] as [string, string][],
  leftOut: 'What is left out',
  left: [
    'Other teams that slow each other down: dependencies are a density, not a network.',
    'What single items are worth, and finding out what to build.',
    'Politics: budgets, rivalry, reorganisations, changes at the top.',
    'A market that grows with success.',
    'Changes that make each other easier to learn.',
    'On which side of the edge your team stands: figures of one moment do not tell.',
  ] as string[],
  use: 'It is for thinking about which way a team goes and why, not for promising dates.',
  selfTest: {
    same: 'Self-test passed: this browser computed the same numbers as the command line, bit for bit.',
    different: 'Self-test FAILED: these are not the numbers of the command line. Do not use this page. Build it again with `flywheel workshop`.',
    waiting: 'The self-test is under way.',
    none: 'This page carries no self-test. Build it with `flywheel workshop` to have one.',
  } as Record<'same' | 'different' | 'waiting' | 'none', string>,
  version: (version: string, seed: number) => `flywheel ${version}, seed ${seed}`,
  sources: (hash: string) => `built from ${hash}`,
  more: 'Look at every assumption',
};
