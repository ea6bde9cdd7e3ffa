import type { Strings } from '../en';

export const memo: Strings['memo'] = {
  title: 'Memo zum Drucken',
  lead: 'Eine Seite zum Weitergeben, wie die Kommandozeile sie schreibt (auf Englisch): Behauptung, Chancen, Kurven, Annahmen, Grenzen.',
  waiting: 'Das Memo wird geschrieben …',
  print: 'Drucken',
  save: 'Als HTML speichern',
  file: 'memo.html',
  frame: 'Das Memo',
};
