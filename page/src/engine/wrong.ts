// What goes wrong, in words to show.
import type { Wrong } from './types';

/** What an engine said in place of an answer. */
export class Refused extends Error {
  constructor(readonly wrong: Wrong[]) {
    super(wrong.map(({ message, help }) => (help ? `${message}${/[.!?;:]$/.test(message) ? '' : ';'} ${help}` : message)).join(' '));
  }
}

/** An error in words to show. */
export const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error));
