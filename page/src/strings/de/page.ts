import type { Strings } from '../en';

export const page: Strings['page'] = {
  title: 'Der Teufelskreis und das Schwungrad',
  loading: 'Einen Moment: Die Rechnung wird ausgepackt.',
  failed: 'Die Seite konnte nicht starten.',
  failedHelp: 'Bitte in einem neueren Firefox, Chrome, Edge oder Safari öffnen.',
  undone: 'Zurückgenommen.',
  redone: 'Wiederholt.',
  reset: 'Zurückgesetzt.',
  before: 'Vor der letzten Änderung.',
  after: 'Nach der letzten Änderung.',
  close: 'Schließen',
  dismiss: 'Meldung schließen',
  week: week => `Woche ${week}`,
  dropped: 'Szenario-Datei hier ablegen, um sie zu öffnen',
  tooLarge: name => `${name} ist größer, als ein Szenario sein kann (1 MB). Bitte eine Szenario-Datei ablegen, etwa eine, die diese Seite gespeichert hat.`,
  notToml: name => `${name} ist keine Szenario-Datei: Der Name sollte auf .toml enden. Bitte eine Datei ablegen, die diese Seite gespeichert hat, oder eine aus dem Ordner scenarios.`,
  loaded: name => `${name} ist geöffnet.`,
  teams: n => `${n} solche Teams, gleiches Glück`,
  running: 'rechnet',
  selfTest: { waiting: 'prüft die Zahlen', none: '', same: 'Dieselben Zahlen wie die Kommandozeile', different: 'Das sind NICHT die Zahlen der Kommandozeile. Diese Seite nicht verwenden, sondern neu bauen.' },
};
