import type { Strings } from '../en';

export const assumptions: Strings['assumptions'] = {
  title: 'Annahmen',
  lead: 'Jede Zahl des Modells, mit Spannweite und Herkunft. Ändert, was ihr bezweifelt: Das Ergebnis folgt sofort.',
  search: 'Annahme suchen',
  hint: 'trust, switching, judgement …',
  found: (n, of) => (n === of ? `${of} Annahmen` : `${n} von ${of} Annahmen`),
  nothing: 'So heißt keine. Ein kürzeres englisches Wort hilft, etwa „trust“.',
  all: n => `Alle ${n} zeigen`,
  changed: n => (n === 0 ? 'keine geändert' : n === 1 ? '1 geändert' : `${n} geändert`),
  onlyChanged: 'Nur geänderte',
  value: label => `${label}, Wert`,
  slide: label => `${label}, Regler`,
  was: value => `Vorgabe ${value}`,
  range: (low, high) => `Spannweite ${low} bis ${high}`,
  source: 'Quelle',
  grade: { judgement: 'Einschätzung', primary: 'Studie gelesen', secondary: 'Bericht gelesen', unverified: 'aus dem Gedächtnis' },
  grades: 'Studie gelesen: die Arbeit oder ihre Zusammenfassung. Bericht gelesen: eine Seite darüber oder Zahlen eines Anbieters. Aus dem Gedächtnis: nicht geprüft. Einschätzung: Soweit wir sehen, hat es niemand gemessen.',
  reset: 'Zurück',
  resetOne: label => `Zurücksetzen: ${label}`,
  resetAll: 'Alle Annahmen zurücksetzen',
  outside: (low, high) => `Das muss von ${low} bis ${high} reichen. Der letzte Wert, der passt, bleibt.`,
};
