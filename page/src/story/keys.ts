// Keys of the story: space and arrows, and what clickers send (Page Up and Page Down).

export type Move = 1 | -1 | 'first' | 'last' | null;

interface Pressed { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean; altKey: boolean }

/** What has the focus: a slider keeps its arrows, a field keeps all, a button keeps space and enter. */
export type Focus = 'slider' | 'field' | 'button' | 'none';

export function focusOf(on: EventTarget | null): Focus {
  if (!(on instanceof HTMLElement)) return 'none';
  if (on.isContentEditable || on instanceof HTMLTextAreaElement || on instanceof HTMLSelectElement) return 'field';
  if (on instanceof HTMLInputElement) return on.type === 'range' ? 'slider' : 'field';
  return on instanceof HTMLButtonElement || on instanceof HTMLAnchorElement || on.tagName === 'SUMMARY' ? 'button' : 'none';
}

export function moveOf(pressed: Pressed, focus: Focus): Move {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || focus === 'field') return null;
  switch (pressed.key) {
    // A clicker has no other keys, so they work wherever the focus is.
    case 'PageDown': return 1;
    case 'PageUp': return -1;
    case ' ': return focus === 'button' ? null : pressed.shiftKey ? -1 : 1;
    case 'ArrowRight': return focus === 'slider' ? null : 1;
    case 'ArrowLeft': return focus === 'slider' ? null : -1;
    case 'Home': return focus === 'slider' ? null : 'first';
    case 'End': return focus === 'slider' ? null : 'last';
    default: return null;
  }
}

export function moved(step: number, move: Move, count: number): number {
  if (move === null) return step;
  const to = move === 'first' ? 0 : move === 'last' ? count - 1 : step + move;
  return Math.max(0, Math.min(count - 1, to));
}
