import { de } from './de';
import { en, type Strings } from './en';

export type { Strings };
export const strings: Record<'en' | 'de', Strings> = { en, de };
