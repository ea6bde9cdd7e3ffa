// The two workers, as the page sees them. No engine work is done on the main thread but to unpack it.
import type { About, Ask, Of, Shown, Told, Wrong } from './types';
import { Refused } from './wrong';
import Inside from './worker?worker&inline';

/** What is wrong, where that is told in place of an answer. */
function refusal(told: unknown): Wrong[] | null {
  return told && typeof told === 'object' && 'errors' in told ? (told as { errors: Wrong[] }).errors : null;
}

async function unpacked(): Promise<WebAssembly.Module> {
  const packed = document.getElementById('engine')?.textContent?.trim() ?? '';
  if (packed === '' || packed.startsWith('@')) throw new Error('There is no engine in this page: `cargo xtask page` builds it.');
  const text = atob(packed), bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return WebAssembly.compile(await new Response(plain).arrayBuffer());
}

/** One worker: questions are answered in the order in which they were asked. */
class Desk {
  private readonly worker = new Inside();
  private readonly waiting = new Map<number, (told: Told<unknown>) => void>();
  private next = 0;

  constructor(module: WebAssembly.Module) {
    this.worker.onmessage = ({ data }: MessageEvent<{ id: number; told: Told<unknown> }>) => {
      const tell = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      tell?.(data.told);
    };
    this.worker.postMessage({ module });
  }

  ask<T>(ask: Ask): Promise<T> {
    const id = this.next++;
    return new Promise((done, fail) => {
      this.waiting.set(id, told => {
        const wrong = refusal(told);
        if (wrong) fail(new Refused(wrong));
        else done(told as T);
      });
      this.worker.postMessage({ id, question: JSON.stringify(ask) });
    });
  }
}

export interface Wanted { of: Of; charts: string[] }

/** How many teams are shown at once, and to how many that is refined. */
export const FIRST = 64;
export const FULL = 200;
const PATHS = 24;
/** As long as a slider still moves, nothing is refined. */
const REST = 140;

export class Client {
  private constructor(private readonly live: Desk, private readonly slow: Desk, private readonly loops: Desk) {}

  static async start(): Promise<Client> {
    const module = await unpacked();
    return new Client(new Desk(module), new Desk(module), new Desk(module));
  }

  /** Answers that may take their time. What loops did is found apart: nobody asked for it, and nobody is to wait for it. */
  ask<T>(ask: Ask): Promise<T> {
    return ('did' in ask ? this.loops : this.slow).ask<T>(ask);
  }

  /** All engines read the same files; the quick one answers. */
  open(ask: Ask): Promise<About> {
    for (const desk of [this.slow, this.loops]) void desk.ask<About>(ask).catch(() => {});
    return this.live.ask<About>(ask);
  }

  /** Answers of the quick worker: texts and files. */
  quick<T>(ask: Ask): Promise<T> {
    return this.live.ask<T>(ask);
  }

  private want: { key: string; wanted: Wanted } | null = null;
  private running = false;
  private rest: ReturnType<typeof setTimeout> | undefined;
  /** Full answers by question: undo, redo and replay need no second run. */
  private readonly kept = new Map<string, Shown>();

  told: (shown: Shown, key: string) => void = () => {};
  failed: (wrong: Refused) => void = () => {};

  /** Shows what is wanted: few teams at once, all soon after. What is no longer wanted is not run. */
  show(wanted: Wanted): void {
    const key = JSON.stringify(wanted);
    if (key === this.want?.key) return;
    this.want = { key, wanted };
    clearTimeout(this.rest);
    const kept = this.kept.get(key);
    if (kept) this.told(kept, key);
    else if (!this.running) void this.run(FIRST);
  }

  /** What was kept is of files that are no longer the same. */
  forget(): void {
    this.kept.clear();
    this.want = null;
  }

  has(wanted: Wanted): Shown | undefined {
    return this.kept.get(JSON.stringify(wanted));
  }

  private async run(replications: number): Promise<void> {
    const asked = this.want!;
    this.running = true;
    try {
      const shown = await this.live.ask<Shown>({ show: { ...asked.wanted, replications, paths: PATHS } });
      if (shown.replications >= FULL) this.keep(asked.key, shown);
      if (replications === FIRST || asked === this.want) this.told(shown, asked.key);
    } catch (error) {
      if (asked === this.want) this.failed(error as Refused);
      if (asked === this.want) return;
    } finally {
      this.running = false;
    }
    const want = this.want;
    if (!want) return;
    if (this.kept.has(want.key)) this.told(this.kept.get(want.key)!, want.key);
    else if (asked !== want) void this.run(FIRST);
    else if (replications < FULL) this.rest = setTimeout(() => void this.refine(), REST);
  }

  private async refine(): Promise<void> {
    if (!this.running && this.want && !this.kept.has(this.want.key)) await this.run(FULL);
  }

  private keep(key: string, shown: Shown): void {
    this.kept.set(key, shown);
    const [oldest] = this.kept.keys();
    if (this.kept.size > 12 && oldest !== undefined) this.kept.delete(oldest);
  }
}
