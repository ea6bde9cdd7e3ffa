// The state as readable text after `#`, and back.
import type { About } from '../engine/types';
import type { State } from './state';

export function toLink(_about: About, _state: State): string {
  return '';
}

/** The state that a link tells, or what is wrong with it. */
export function fromLink(_about: About, _text: string, opened: State): State | { wrong: string } {
  return opened;
}
