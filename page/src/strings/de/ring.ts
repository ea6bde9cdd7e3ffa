import type { Strings } from '../en';

export const ring: Strings['ring'] = {
  label: 'Der Kreis',
  better: 'wird besser',
  worse: 'wird schlechter',
  without: { better: 'zieht davon', worse: 'fällt zurück' },
  neither: 'noch nicht',
  asking: 'wohin?',
  sentence: (week, tanks, mood) => `Woche ${week}: ${tanks}. Der Kreis: ${mood}.`,
  base: value => `ohne neue Entscheidungen ${value}`,
};
