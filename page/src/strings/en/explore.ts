export const explore = {
  /** The headline: before, the number, after. */
  odds: (n: string, does: string): [string, string, string] => ['With this plan, ', `${n} of 100`, ` such teams ${does} than with no new decisions.`],
  delivers: (more: boolean) => `deliver ${more ? 'more' : 'less'}`,
  has: (label: string, more: boolean) => `have ${more ? 'more' : 'less'} ${label}`,
  nothing: 'No new decisions.',
  nothingMore: 'Pick one change from each of the four boxes, and see what the same teams do with the same luck.',
  guessing: 'First a guess.',
  /** What the middle team has at the end, with the plan and without. */
  middle: (plan: string, base: string, unit: string) => `In the end ${plan} instead of ${base} ${unit}.`,
  visible: (week: number) => `Visibly better from week ${week} on`,
  visibleWorse: (week: number) => `Visibly worse from week ${week} on`,
  notVisible: (weeks: number) => `Not visibly different within ${weeks} weeks`,
  /** `before`: before it is visible. */
  dip: (percent: number, week: number, before: boolean) => `, ${before ? 'after' : 'with'} up to ${percent}% less (week ${week})`,
  bump: (percent: number, week: number, before: boolean) => `, ${before ? 'after' : 'with'} up to ${percent}% more (week ${week})`,
  better: (n: number) => `${n} better`,
  worse: (n: number) => `${n} worse`,
  same: (n: number) => `${n} the same`,
  dots: (more: number, less: number, same: number) => `Of a hundred teams, ${more} do better with the plan, ${less} worse${same ? `, ${same} the same` : ''}.`,
  reach: { flywheel: 'reach the flywheel' } as Record<string, string>,
  reaches: (label: string) => `end ${label}`,
  giveOrTake: (m: number) => `give or take ${m}`,
  /** How many reach the best end, and how many with no new decisions (null: that is what is told). */
  best: (n: number, does: string, m: number, without: number | null) => `${n} of 100 ${does}, give or take ${m}${without === null ? '' : `; with no new decisions ${without} ${without === 1 ? 'does' : 'do'}`}.`,
  counted: (teams: number, from: number, to: number) => `${teams} teams tried, same luck, weeks ${from} to ${to}`,
  loop: 'Loop',
  charts: 'Charts',
  choose: 'Choose',
  tabs: 'What is shown',
};
