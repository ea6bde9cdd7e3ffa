// What `flywheel workshop` wrote into the page.
import type { Ask } from '../engine/types';

export interface Given {
  version: string;
  /** The scenario that is opened. */
  open: string;
  files: Record<string, string>;
  /** What else can be opened. */
  beside: string[];
  /** Questions, and the answers of the command line to them. */
  self_test: { ask: Ask; answer: unknown }[];
  /** Where a copy of the page is hosted, for links and QR codes. */
  url: string | null;
  lang: 'en' | 'de' | null;
  /** The hash of the sources that the page was built from. */
  sources: string;
}

const none: Given = { version: '', open: '<one-from-each-box.toml>', files: {}, beside: ['<wicked-loop.toml>', '<busy.toml>'], self_test: [], url: null, lang: null, sources: '' };

export function given(): Given {
  try {
    const read: unknown = JSON.parse(document.getElementById('given')?.textContent ?? 'null');
    return read && typeof read === 'object' ? { ...none, ...read } : none;
  } catch {
    return none;
  }
}
