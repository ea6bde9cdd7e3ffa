// The keys that work everywhere; views may take more, and stop an event that they have taken.
import { room, type Open } from './state/store.svelte';

const opens: Record<string, Open> = { o: 'edge', c: 'compare', t: 'team', a: 'assumptions', f: 'facilitator', b: 'believe', '?': 'help' };

/** Whether a key belongs to what has the focus: text is typed, sliders and lists are moved. */
function taken(event: KeyboardEvent): boolean {
  const on = event.target as HTMLElement;
  if (on.isContentEditable || on.tagName === 'TEXTAREA') return true;
  if (on.tagName === 'SELECT') return !/^[1-9]$/.test(event.key);
  if (on.tagName === 'INPUT') return (on as HTMLInputElement).type !== 'range' || /^(Arrow|Page|Home|End)/.test(event.key);
  return (on.tagName === 'BUTTON' || on.tagName === 'SUMMARY' || on.tagName === 'A') && (event.key === ' ' || event.key === 'Enter');
}

/** Whether the last press was one of the pointer. */
let pointed = false;
export const onpoint = (): void => void (pointed = true);

/** A list in which something was chosen by pointer lets go of the keys: they are those of the page again. */
export function onchoose(event: Event): void {
  if (pointed && event.target instanceof HTMLSelectElement) event.target.blur();
}

export function onkey(event: KeyboardEvent): void {
  pointed = false;
  if (event.defaultPrevented || event.altKey || !room.about) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    const typing = /^(INPUT|TEXTAREA)$/.test((event.target as HTMLElement).tagName) && (event.target as HTMLInputElement).type !== 'range';
    if (typing || room.open) return;
    if (key === 'z' && !event.shiftKey) room.undo();
    else if (key === 'y' || (key === 'z' && event.shiftKey)) room.redo();
    else return;
    event.preventDefault();
    return;
  }
  if (taken(event) || room.open) return;
  const exploring = room.state.view === 'explore';
  if (key === ' ' && exploring) room.playing ? room.pause() : room.play();
  else if ((key === 'ArrowRight' || key === 'ArrowLeft') && exploring) room.setWeek(Math.round(room.state.week) + (key === 'ArrowRight' ? 1 : -1));
  else if (/^[1-9]$/.test(key) && exploring) document.querySelector<HTMLElement>(`[data-box="${Number(key) - 1}"]`)?.focus();
  else if (key === 'r') void room.replay();
  else if (key === '0') room.resetAll();
  else if (key === 'w' && !room.hidden) room.why(room.charts[0] ?? '');
  else if (key === 'g' && exploring) room.guessFirst();
  else if (key === 'e') room.go('explore');
  else if (key === 's') room.go('story');
  else if (key === 'l') room.go('groups');
  else if (key === 'p') room.state.projector = !room.state.projector;
  else if (key === 'd') room.setLang(room.state.lang === 'en' ? 'de' : 'en');
  else if (opens[key] && !(room.hidden && (key === 'o' || key === 'c'))) room.show(opens[key]!);
  else return;
  event.preventDefault();
}
