import type { Strings } from '../en';

export const link: Strings['link'] = {
  tooLong: length => `Der Link ist zu lang (${length} Zeichen; höchstens 4000). Die Seite beginnt, wie sie geöffnet wurde.`,
  unknown: part => `Der Link nennt „${part}“, das diese Seite nicht kennt. Sie beginnt, wie sie geöffnet wurde; bitte um den Link noch einmal bitten, oder um die Szenario-Datei.`,
  scenario: name => `Der Link gehört zum Szenario „${name}“, das diese Seite nicht hat. Bittet um die Datei, legt sie hier ab und öffnet den Link noch einmal.`,
  range: (part, low, high) => `Der Link sagt „${part}“, das liegt nicht zwischen ${low} und ${high}. Die Seite beginnt, wie sie geöffnet wurde.`,
  twice: part => `Der Link sagt „${part}“ zweimal. Die Seite beginnt, wie sie geöffnet wurde.`,
};
