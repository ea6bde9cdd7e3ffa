// A worker with an engine of its own: question in, answer out. What is asked is only passed on.
import { fake } from './fake';

interface Exports { memory: WebAssembly.Memory; room(bytes: number): number; ask(): number; answer(): number }

let engine: Exports | null = null;
let ready: Promise<void> = Promise.resolve();

function asked(question: string): unknown {
  if (!engine) return fake(JSON.parse(question));
  const bytes = new TextEncoder().encode(question);
  new Uint8Array(engine.memory.buffer, engine.room(bytes.length), bytes.length).set(bytes);
  const length = engine.ask();
  return JSON.parse(new TextDecoder().decode(new Uint8Array(engine.memory.buffer, engine.answer(), length)));
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
