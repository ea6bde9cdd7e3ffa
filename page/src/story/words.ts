// A step's words in the language of the page; what is not translated stays English and says so.
import type { Step } from '../engine/types';
import { lines } from '../ring/geometry';
import type { Strings } from '../strings';

export interface Said { title: string; say: string; more: string; lang: { title: 'en' | undefined; words: 'en' | undefined } }

export function said(step: Step, lang: string): Said {
  const own = lang === 'en' ? undefined : step.words[lang];
  const english = lang === 'en' ? undefined : ('en' as const);
  return {
    title: own?.title ?? step.title,
    say: own?.say ?? step.say,
    more: own?.more ?? step.more,
    lang: { title: own?.title === undefined ? english : undefined, words: own === undefined ? english : undefined },
  };
}

/** What a step's plan is called at the end of its line, in two parts. */
export function planWords(step: Step, words: Strings['chart']): [string, string] {
  if (step.own) return words.plan;
  const [first, second = ''] = step.label ? lines(step.label, 0, 1) : words.planOfStep;
  return [first ?? '', second];
}
