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

/** The day that is so many weeks after one that is written as 2027-03-01. */
export function dated(from: string, weeks: number): string {
  const day = new Date(`${from}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + Math.round(7 * weeks));
  return Number.isNaN(day.valueOf()) ? '' : new Intl.DateTimeFormat(room.state.lang, { dateStyle: 'medium', timeZone: 'UTC' }).format(day);
}

/** As short as it is still the same number, for ticks and settings. */
export const short = (value: number): string => (value < 0 ? '−' : '') + format(0, 4).format(Math.abs(value));
