import type { Strings } from '../en';

export const help: Strings['help'] = {
  licences: 'Lizenzen',
  engine: 'Diese Seite ist ein Teil von flywheel, unter MIT oder Apache-2.0. Der Rechenkern besteht aus Rust-Crates, die Seite aus diesen Paketen:',
  title: 'Tasten und Hilfe',
  keys: [
    ['Leertaste', 'abspielen oder anhalten; in der Geschichte der nächste Schritt'],
    ['← →', 'eine Woche zurück oder vor; in der Geschichte ein Schritt'],
    ['1 2 3 4', 'zur Kiste mit dieser Nummer'],
    ['Strg Z, Strg Y', 'rückgängig, wiederholen'],
    ['R', 'die letzte Änderung noch einmal zeigen'],
    ['0', 'alles zurücksetzen'],
    ['G', 'erst raten'],
    ['W', 'warum knickt es?'],
    ['O', 'Chancen und Kante'],
    ['T, A', 'Team, Annahmen'],
    ['E, S, L', 'Erkunden, Geschichte, Gruppen'],
    ['F', 'Ablauf für die Moderation'],
    ['B', 'warum glauben?'],
    ['P', 'Ansicht für den Beamer'],
    ['D', 'Deutsch oder Englisch'],
    ['?', 'diese Hilfe'],
    ['Esc', 'schließt, was offen ist'],
  ],
  read: 'Wie man es liest',
  reading: [
    'Auf jede Frage antworten zweihundert solche Teams, die sich unterscheiden wie echte. „Ohne neue Entscheidungen“ sind dieselben Teams mit demselben Glück.',
    'Die dicke Linie ist das mittlere Team, das dunkle Band die Hälfte der Teams, das helle neun von zehn; dünne Linien sind einzelne Teams, jeweils das Mittel der neun Wochen ringsum.',
    'Ein Pfeil ist so dick wie das, was seine Kreise in diesem Quartal bewirkt haben. Petrol: besser als ohne neue Entscheidungen; orange gestrichelt: schlechter; grau: noch nicht.',
  ],
};
