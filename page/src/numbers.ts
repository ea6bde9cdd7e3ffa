// Numbers as the page's language writes them.
import { room } from './state/store.svelte';

const made = new Map<string, Intl.NumberFormat>();

function format(digits: number, atMost = digits): Intl.NumberFormat {
  const { lang } = room.state, key = `${lang} ${digits} ${atMost}`;
  let one = made.get(key);
  if (!one) made.set(key, (one = new Intl.NumberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: atMost })));
  return one;
}

/** With so many decimals, and a true minus; `sign`: with a plus as well. */
export function fixed(value: number, digits: number, sign = false): string {
  const text = format(digits).format(Math.abs(value));
  const zero = !/[1-9]/.test(text);
  return (zero ? '' : value < 0 ? '−' : sign ? '+' : '') + text;
}

/** How many decimals a number of that size needs to be read from afar. */
export const decimals = (size: number): number => (size <= 1.2 ? 2 : size < 10 ? 1 : 0);

/** As short as it is still the same number, for ticks and settings. */
export const short = (value: number): string => (value < 0 ? '−' : '') + format(0, 4).format(Math.abs(value));
