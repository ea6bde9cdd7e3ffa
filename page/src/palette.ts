// Every colour of the page. CSS reads them as `--name`; a test asserts the contrast of each pair that is used.

export const palette = {
  paper: '#fbfaf6',
  card: '#ffffff',
  ink: '#17202a',
  soft: '#55606c',
  /** Grid lines and hairlines that carry nothing. */
  rule: '#dedbd2',
  /** Edges of what can be pressed. */
  edge: '#78818b',
  /** Arrows and levels that say nothing yet. */
  idle: '#737c86',
  'idle-2': '#ccd1d5',
  worse: '#b8400f',
  'worse-2': '#f0b796',
  'worse-3': '#f9e6da',
  hatch: '#dd8f66',
  better: '#00677a',
  'better-2': '#8cc9d1',
  'better-3': '#d3eaec',
  guess: '#54418f',
  'guess-3': '#e4dff2',
  other: '#84288f',
  'other-2': '#d3a9d8',
  'other-3': '#f1e2f3',
  focus: '#6a3fc8',
} as const;

export type Colour = keyof typeof palette;

/** What stands on what: text needs 4.5:1, lines 3:1. */
export const pairs: [Colour, Colour, 'text' | 'line'][] = [
  ...(['ink', 'soft', 'worse', 'better', 'guess', 'other', 'focus'] as const).flatMap(
    front => [[front, 'paper', 'text'], [front, 'card', 'text']] as [Colour, Colour, 'text'][],
  ),
  ['card', 'ink', 'text'],
  ['card', 'better', 'text'],
  ['card', 'worse', 'text'],
  ['card', 'guess', 'text'],
  ['card', 'soft', 'text'],
  ['ink', 'better-2', 'text'],
  ['ink', 'worse-2', 'text'],
  ['ink', 'idle-2', 'text'],
  ['ink', 'better-3', 'text'],
  ['ink', 'worse-3', 'text'],
  ['ink', 'guess-3', 'text'],
  ['guess', 'guess-3', 'text'],
  ['worse', 'worse-3', 'text'],
  ['better', 'better-3', 'text'],
  ['edge', 'paper', 'line'],
  ['edge', 'card', 'line'],
  ['idle', 'paper', 'line'],
  ['idle', 'card', 'line'],
  ['better', 'better-2', 'line'],
  ['other', 'other-2', 'line'],
  ['other', 'worse-3', 'line'],
  ['better', 'worse-3', 'line'],
  ['better', 'worse-2', 'line'],
  ['worse', 'worse-2', 'line'],
  ['worse', 'better-3', 'line'],
  ['guess', 'better-3', 'line'],
  ['guess', 'worse-3', 'line'],
];

export function paint(root: HTMLElement): void {
  for (const [name, colour] of Object.entries(palette)) root.style.setProperty(`--${name}`, colour);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map(at => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}
