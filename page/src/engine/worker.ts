// A worker with an engine of its own: question in, answer out. What is asked is only passed on.
import { fake } from './fake';

interface Exports { memory: WebAssembly.Memory; room(bytes: number): number; ask(): number; answer(): number }

let engine: Exports | null = null;
let ready: Promise<void> = Promise.resolve();

function asked(question: string): unknown {
  if (!engine) return fake(JSON.parse(question));
  const bytes = new TextEncoder().encode(question);
  // The memory is looked at last: where it grows, what was looked at before is gone.
  const to = engine.room(bytes.length);
  new Uint8Array(engine.memory.buffer, to, bytes.length).set(bytes);
  const length = engine.ask(), from = engine.answer();
  return JSON.parse(new TextDecoder().decode(new Uint8Array(engine.memory.buffer, from, length)));
}

onmessage = async ({ data }: MessageEvent<{ module: WebAssembly.Module | null } | { id: number; question: string }>) => {
  if ('module' in data) {
    const { module } = data;
    if (module) ready = WebAssembly.instantiate(module, {}).then(made => void (engine = made.exports as unknown as Exports));
    return;
  }
  try {
    await ready;
    postMessage({ id: data.id, told: asked(data.question) });
  } catch (error) {
    postMessage({ id: data.id, told: { wrong: [{ message: `The engine stopped: ${String(error)}`, help: 'Reload the page.' }] } });
  }
};
