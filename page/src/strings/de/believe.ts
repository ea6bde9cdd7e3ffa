import type { Strings } from '../en';

export const believe: Strings['believe'] = {
  title: 'Warum sollte ich das glauben?',
  points: [
    ['Jede Zahl liegt offen', 'Jede hat Spannweite, Quelle und Note, und ihr könnt sie hier ändern. Die meisten sind Einschätzungen, und das steht dabei.'],
    ['Dieselben Teams, dasselbe Glück', 'Auf beiden Seiten jedes Vergleichs stehen dieselben Teams mit demselben Glück, Woche für Woche. Verschieden ist nur die Entscheidung.'],
    ['Von außen geprüft', 'Zwei Simulatoren, die keine Zeile mit diesem teilen, kommen auf neun Stellen genau zu denselben Zahlen. Über fünfzig veröffentlichte Modelle geben ihre veröffentlichten Ergebnisse.'],
    ['An echten Fällen gemessen, Fehlschläge genannt', 'Von 28 Behauptungen zu veröffentlichten Fällen treffen 25 zu. Drei nicht: gehaltene Zusagen bei Microsoft XIT, Fehler bei wenig offener Arbeit, und was gute Zeitführung einem gestressten Team erspart.'],
    ['Es sagt auch Nein', 'Fünfzehn Änderungen auf einmal bringen 13 von 100 Teams ins Schwungrad, vier davon 60. Ein Fünftel der Zeit fürs Aufräumen lohnt sich für ein volles Team gar nicht. Genannt werden Chancen, versprochen wird nichts.'],
  ],
  leftOut: 'Was fehlt',
  left: [
    'Andere Teams, die einander bremsen: Abhängigkeiten sind eine Dichte, kein Netz.',
    'Was ein einzelnes Stück wert ist, und herauszufinden, was man bauen soll.',
    'Politik: Budgets, Rivalität, Umbauten, Wechsel an der Spitze.',
    'Ein Markt, der mit dem Erfolg wächst.',
    'Änderungen, die einander das Lernen erleichtern.',
    'Auf welcher Seite der Kante euer Team steht: Das sagen Zahlen eines Augenblicks nicht.',
  ],
  use: 'Es hilft, darüber nachzudenken, wohin ein Team geht und warum. Termine verspricht es nicht.',
  selfTest: {
    same: 'Selbsttest bestanden: Dieser Browser kommt Bit für Bit auf dieselben Zahlen wie die Kommandozeile.',
    different: 'Selbsttest NICHT bestanden: Das sind nicht die Zahlen der Kommandozeile. Diese Seite bitte nicht verwenden, sondern mit `flywheel workshop` neu bauen.',
    waiting: 'Der Selbsttest läuft.',
    none: 'Diese Seite hat keinen Selbsttest dabei. Mit `flywheel workshop` gebaut hätte sie einen.',
  },
  version: (version, seed) => `flywheel ${version}, Startzahl ${seed}`,
  sources: hash => `gebaut aus ${hash}`,
  more: 'Alle Annahmen ansehen',
};
