// Links of several groups, one a line. What is pasted is not to be trusted: each line is read by the strict reader of links,
// a line that it refuses is told with its reason, and what is long is not read to its end.
import type { About } from '../engine/types';
import { fromLink } from '../state/link';
import type { Plan, State } from '../state/state';
import type { Strings } from '../strings';

export interface Group { line: number; name: string; plan: Plan }
export interface Refused { line: number; text: string; why: string }
export interface Pasted {
  groups: Group[];
  refused: Refused[];
  /** Refused lines that are not listed. */
  more: number;
  /** Whether there was more than is read. */
  cut: boolean;
}

/** What is said of lines. */
type Words = Pick<Strings['groups'], 'wrong' | 'tooMany' | 'name'>;

/** More groups no room has, and no table shows. */
export const MOST = 40;
const LISTED = 8;
const READ = 200_000;
const NAME = 40;

/** What stands before a link on its line, and the text after `#`. */
export function linkIn(line: string): { name: string; link: string } {
  const at = line.indexOf('#');
  if (at < 0) {
    const [, name = '', link = ''] = /^(?:([^=]*?)[:\s]\s*)?(\S*)$/.exec(line.trim().slice(0, 8000)) ?? [null, '', line.trim()];
    return { name: named(name), link };
  }
  const before = line.slice(0, Math.min(at, 2000)).replace(/\S+$/, last => (/^\w+:\/|[/\\]|\.html?$/.test(last) ? '' : last));
  return { name: named(before), link: line.slice(at + 1).trim() };
}

const named = (text: string): string => text.replace(/[\p{C}\s]+/gu, ' ').replace(/[\s:;,–-]+$/u, '').trim().slice(0, NAME);

export function pasted(about: About, text: string, opened: State, words: Words): Pasted {
  const out: Pasted = { groups: [], refused: [], more: 0, cut: text.length > READ };
  const refuse = (line: number, all: string, why: string) => {
    if (out.refused.length < LISTED) out.refused.push({ line, text: all.length > 60 ? `${all.slice(0, 60)}…` : all, why });
    else out.more++;
  };
  const lines = text.slice(0, READ).split(/\r\n|\r|\n/);
  for (const [at, all] of lines.entries()) {
    if (all.trim() === '') continue;
    if (out.groups.length >= MOST) {
      refuse(at + 1, all, words.tooMany(MOST));
      continue;
    }
    const { name, link } = linkIn(all);
    const told = fromLink(about, link, opened, words.wrong);
    if ('wrong' in told) refuse(at + 1, all, told.wrong);
    else out.groups.push({ line: at + 1, name: name || words.name(out.groups.length + 1), plan: told.plan });
  }
  return out;
}
