import type { Strings } from '../en';

export const choose: Strings['choose'] = {
  label: 'Vier Kisten, aus jeder eine Änderung',
  none: 'hier nichts Neues',
  lever: box => `${box}: was zu tun ist`,
  start: box => `${box}: Woche, in der es beginnt`,
  strength: box => `${box}: wie viel davon`,
  from: week => `ab Woche ${week}`,
  usual: week => `üblich: Woche ${week}`,
  words: { 25: 'ein wenig', 50: 'halb', 75: 'meist', 100: 'ganz' },
  percent: percent => `${percent} %`,
  spoken: (word, percent) => `${word}, ${percent} %`,
  several: n => `${n} zugleich`,
  reset: box => `${box} zurücksetzen`,
  unfold: title => `Mehr zu: ${title}`,
  about: 'Was es ist',
  real: 'In einem echten Team',
  watch: 'Worauf zu achten ist',
  objection: 'Der übliche Einwand',
  habit: weeks => `Nach etwa ${weeks} Wochen eine Gewohnheit.`,
};
