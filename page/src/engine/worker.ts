// A worker with an engine of its own: question in, answer out. What is asked is only passed on.
interface Exports { memory: WebAssembly.Memory; room(bytes: number): number; ask(): number; answer(): number }

let ready: Promise<Exports>;

function asked(engine: Exports, question: string): unknown {
  const bytes = new TextEncoder().encode(question);
  // The memory is looked at last: where it grows, what was looked at before is gone.
  const to = engine.room(bytes.length);
  new Uint8Array(engine.memory.buffer, to, bytes.length).set(bytes);
  const length = engine.ask(), from = engine.answer();
  return JSON.parse(new TextDecoder().decode(new Uint8Array(engine.memory.buffer, from, length)));
}

onmessage = async ({ data }: MessageEvent<{ module: WebAssembly.Module } | { id: number; question: string }>) => {
  if ('module' in data) {
    ready = WebAssembly.instantiate(data.module, {}).then(made => made.exports as unknown as Exports);
    return;
  }
  try {
    postMessage({ id: data.id, told: asked(await ready, data.question) });
  } catch (error) {
    postMessage({ id: data.id, told: { errors: [{ message: `The engine stopped: ${String(error)}`, help: 'Reload the page.' }] } });
  }
};
