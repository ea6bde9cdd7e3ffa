import type { Strings } from '../en';

export const cards: Strings['cards'] = {
  title: 'Karten zum Drucken',
  lead: 'Eine Karte je Änderung, nach Kästen. An den gestrichelten Linien schneiden. Jede Gruppe nimmt eine aus jedem Kasten, höchstens vier, und legt sie in eine Reihenfolge.',
  print: 'Karten drucken',
  sheets: cards => `${cards} Karten, acht auf ein Blatt`,
  from: 'ab Woche',
  much: 'wie viel davon',
  watch: 'Darauf achten',
  objection: 'Der übliche Einwand',
  withObjection: 'Mit dem üblichen Einwand',
};
