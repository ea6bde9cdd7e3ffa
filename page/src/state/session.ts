// What a reload must not lose and no link holds: kept by the browser for this tab, where it lets a page from a file do so.

const KEY = `flywheel ${location.pathname}`;

/** A page of links, notes and a guess; what is larger was not written by this page. */
const MOST = 300_000;

export function readSession(): Record<string, unknown> {
  try {
    const text = sessionStorage.getItem(KEY) ?? '';
    const read: unknown = text.length > MOST ? null : JSON.parse(text);
    return read && typeof read === 'object' ? { ...read } : {};
  } catch {
    return {};
  }
}

export function keepInSession(part: Record<string, unknown>): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...readSession(), ...part }));
  } catch {
    // Then a reload begins anew.
  }
}
