export const ring = {
  label: 'The loop',
  better: 'getting better',
  worse: 'getting worse',
  without: { better: 'pulling ahead', worse: 'falling behind' },
  neither: 'not yet',
  asking: 'which way?',
  sentence: (week: number, tanks: string, mood: string) => `Week ${week}: ${tanks}. The loop: ${mood}.`,
  base: (value: string) => `no new decisions ${value}`,
};
