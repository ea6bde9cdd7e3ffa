// What a room wrote and guessed, as a comment at the end of a scenario file: the command line passes over it.
import type { Guess, Notes } from './state';

export interface Kept { notes: Notes; guess: Guess | null }

const MARK = '# page: ';
/** So much is read: a page of notes, and a value for each week. */
const MOST = { notes: 40, note: 4000, values: 600 };

export function withKept(toml: string, { notes, guess }: Kept): string {
  const written = Object.fromEntries(Object.entries(notes).filter(([, note]) => note.trim() !== ''));
  const own = guess?.locked ? guess : null;
  if (Object.keys(written).length === 0 && !own) return toml;
  const text = JSON.stringify({ notes: written, guess: own }).replaceAll('\u007f', '\\u007f');
  return `${toml.trimEnd()}\n\n# What the room wrote and guessed.\n${MARK}${text}\n`;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function guessOf(read: unknown): Guess | null {
  if (!read || typeof read !== 'object') return null;
  const { variable, kind, values, way, week } = read as Record<string, unknown>;
  if (typeof variable !== 'string') return null;
  if (kind === 'curve' && Array.isArray(values) && values.length <= MOST.values && values.every(isNumber)) return { variable, locked: true, kind, values };
  if (kind === 'vote' && (way === 'up' || way === 'same' || way === 'down') && (week === null || isNumber(week))) return { variable, locked: true, kind, way, week };
  return null;
}

/** What stands in a file, or nothing where it was written by no page; what is not understood is passed over. */
export function readKept(toml: string): Kept | null {
  const line = toml.split(/\r?\n/).filter(one => one.startsWith(MARK)).at(-1);
  if (!line) return null;
  try {
    return keptIn(JSON.parse(line.slice(MARK.length)));
  } catch {
    return null;
  }
}

/** The notes and the guess in what was read, wherever it stood. */
export function keptIn(read: unknown): Kept {
  const { notes, guess } = (read ?? {}) as { notes?: unknown; guess?: unknown };
  const all = notes && typeof notes === 'object' ? Object.entries(notes) : [];
  const fit = all.filter((one): one is [string, string] => /^[a-z_]{1,40}$/i.test(one[0]) && typeof one[1] === 'string' && one[1].length <= MOST.note);
  return { notes: Object.fromEntries(fit.slice(0, MOST.notes)), guess: guessOf(guess) };
}
