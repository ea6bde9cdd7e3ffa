// Scenario files in and out.
import { inWords } from './engine/wrong';
import { readKept, withKept } from './state/kept';
import { room } from './state/store.svelte';

const LARGEST = 1_000_000;

export async function openFile(file: File): Promise<void> {
  const { page } = room.t;
  if (file.size > LARGEST) room.warn(page.tooLarge(file.name));
  else if (!file.name.endsWith('.toml')) room.warn(page.notToml(file.name));
  else {
    room.warn('');
    const text = await file.text(), kept = readKept(text);
    await room.addFiles({ [file.name]: text }, file.name);
    if (room.warning) return;
    if (kept) room.state.notes = { ...room.state.notes, ...kept.notes };
    if (kept?.guess && room.about?.variables.some(one => one.name === kept.guess!.variable)) room.state.guess = kept.guess;
    room.say(page.loaded(file.name));
  }
}

export function chooseFile(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.toml';
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) void openFile(file);
  };
  input.click();
}

/** Hands a text to the browser as a file to keep. */
export function save(name: string, text: string, type = 'text/plain'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export async function saveScenario(): Promise<void> {
  try {
    const { name, toml } = await room.file();
    const { notes, guess } = room.state;
    save(name, withKept(toml, { notes, guess }));
  } catch (error) {
    room.warn(inWords(error));
  }
}
