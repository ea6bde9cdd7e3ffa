import type { Strings } from '../en';

export const memo: Strings['memo'] = {
  title: 'Memo zum Drucken',
  lead: 'Eine Seite zum Weitergeben, wie die Kommandozeile sie schreibt (auf Englisch): Behauptung, Chancen, Kurven, Annahmen, Grenzen.',
  waiting: 'Das Memo wird geschrieben …',
  print: 'Drucken',
  save: 'Als Text sichern',
  file: 'memo.md',
  rests: 'Worauf es beruht',
  limits: 'Grenzen',
  repeat: 'Noch einmal rechnen',
};
