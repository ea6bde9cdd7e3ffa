// A step's words in the language of the page; what is not translated stays English and says so.
import type { Step } from '../engine/types';

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
