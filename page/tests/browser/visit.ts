// A page that is looked at: what one sees of it, and what one does to it by mouse and by keyboard.
import type { ElementHandle, KeyInput, Page } from 'puppeteer-core';
import { strings } from '../../src/strings';

export const sizes = {
  projector: { width: 1920, height: 1080 },
  laptop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;
export type Size = keyof typeof sizes;

export const t = strings.en;

export const wait = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms));

export class Visit {
  /** Errors of the page and of its console. */
  readonly errors: string[] = [];
  /** Whatever was asked of the network or the disk besides the file itself. */
  readonly requests: string[] = [];

  constructor(readonly page: Page, private readonly url: string) {
    page.on('pageerror', error => this.errors.push(error instanceof Error ? error.message : String(error)));
    page.on('console', message => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('request', request => {
      const asked = request.url();
      if (asked.split('#')[0] !== this.url && !/^(data|blob|about):/.test(asked)) this.requests.push(asked);
    });
  }

  async open(link = ''): Promise<void> {
    await this.page.goto('about:blank');
    // Without a link a page begins with its story.
    await this.page.goto(`${this.url}#${link || '1'}`, { waitUntil: 'load' });
    await this.ready();
  }

  /** The page is there, and what it shows is of what it says. */
  async ready(): Promise<void> {
    await this.until('the page is there', () => document.querySelector('main.view h1, main.view .say, main.alone h1:not(:empty)') !== null && document.querySelector('main.view') !== null, 90_000);
  }

  async until(what: string, holds: () => boolean, patience = 40_000): Promise<void> {
    await this.poll(what, () => this.page.evaluate(holds), patience);
  }

  async poll(what: string, holds: () => Promise<boolean>, patience = 40_000): Promise<void> {
    for (const end = Date.now() + patience; !(await holds()); await wait(60)) {
      if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    }
  }

  /** What is shown of an element, by its selector; empty where there is none. */
  text(selector: string): Promise<string> {
    return this.page.evaluate(one => (document.querySelector(one) as HTMLElement | null)?.innerText ?? '', selector);
  }

  count(selector: string): Promise<number> {
    return this.page.evaluate(one => document.querySelectorAll(one).length, selector);
  }

  /** The state as the address tells it, once it rests. */
  async link(): Promise<string> {
    let before = '';
    for (let same = 0; same < 4; ) {
      const now = await this.page.evaluate(() => location.hash);
      same = now === before ? same + 1 : 0;
      before = now;
      await wait(120);
    }
    return before.slice(1);
  }

  /** The element that is called so: a button, a field, a slider, a list. */
  async called(name: string, kind = 'button, [role=tab], input, select, textarea, summary', patience = 15_000): Promise<ElementHandle<HTMLElement>> {
    const find = () => this.page.evaluateHandle((name, kind) => {
      const shown = (one: HTMLElement) => one.getClientRects().length > 0 || one.matches('input');
      const plain = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
      const told = (one: Element) => {
        const copy = one.cloneNode(true) as Element;
        for (const hidden of copy.querySelectorAll('[aria-hidden=true], select, textarea')) hidden.remove();
        return plain(copy.textContent);
      };
      const nameOf = (one: HTMLElement) => {
        const label = one.getAttribute('aria-label');
        if (label) return plain(label);
        const labels = (one as HTMLInputElement).labels;
        return labels?.length ? plain([...labels].map(told).join(' ')) : told(one);
      };
      // What lies under an open dialog cannot be reached.
      const ground = document.querySelector('dialog[open]') ?? document;
      const all = [...ground.querySelectorAll<HTMLElement>(kind)].filter(shown);
      return all.find(one => nameOf(one) === name) ?? all.find(one => nameOf(one).startsWith(name)) ?? null;
    }, name, kind);
    for (const end = Date.now() + patience; ; await wait(80)) {
      const found = (await find()).asElement() as ElementHandle<HTMLElement> | null;
      if (found) return found;
      if (Date.now() > end) throw new Error(`nothing is called "${name}"`);
    }
  }

  /** Whether something is called so just now. */
  async has(name: string, kind?: string): Promise<boolean> {
    return this.called(name, kind, 0).then(() => true, () => false);
  }

  async click(name: string, kind?: string): Promise<void> {
    const one = await this.called(name, kind);
    await one.evaluate(node => node.scrollIntoView({ block: 'center', inline: 'center' }));
    await one.click();
  }

  /** Focuses it as a key would, and presses Enter. */
  async enter(name: string, kind?: string): Promise<void> {
    const one = await this.called(name, kind);
    await one.focus();
    await this.page.keyboard.press('Enter');
  }

  async focus(name: string, kind?: string): Promise<void> {
    await (await this.called(name, kind)).focus();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      const parts = key.split('+'), last = parts.pop()!.replace('Space', ' ') as KeyInput;
      for (const held of parts) await this.page.keyboard.down(held as KeyInput);
      await this.page.keyboard.press(last);
      for (const held of parts.reverse()) await this.page.keyboard.up(held as KeyInput);
    }
  }

  /** To the next step of the story, past a question that nobody has answered too. */
  async onward(): Promise<void> {
    const before = await this.text('.story .nth');
    await this.press('PageDown');
    await wait(120);
    if ((await this.text('.story .nth')) === before) await this.press('PageDown');
  }

  async type(name: string, text: string, kind?: string): Promise<void> {
    const one = await this.called(name, kind);
    await one.focus();
    await this.page.evaluate(() => (document.activeElement as HTMLInputElement).select?.());
    await this.press('Backspace');
    if (text) await this.page.keyboard.type(text);
  }

  /** Sets a long text at once, as a paste does. */
  async paste(name: string, text: string): Promise<void> {
    const one = await this.called(name);
    await one.evaluate((node, text) => {
      (node as HTMLTextAreaElement).value = text;
      node.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
    }, text);
  }

  /** Clicks at a part of an element's width, such as the middle of a slider. */
  async clickAt(name: string, part: number, kind?: string): Promise<void> {
    const one = await this.called(name, kind);
    await one.evaluate(node => node.scrollIntoView({ block: 'center' }));
    const box = (await one.boundingBox())!;
    await this.page.mouse.click(box.x + box.width * part, box.y + box.height / 2);
  }

  async choose(name: string, value: string): Promise<void> {
    const one = await this.called(name, 'select');
    await one.select(value);
  }

  /** The name of what is open, or none. */
  dialog(): Promise<string> {
    return this.text('dialog[open] h2');
  }

  async picture(path: string): Promise<void> {
    await this.page.screenshot({ path: path as `${string}.png` });
  }

  async close(): Promise<void> {
    await this.page.close().catch(() => {});
  }
}

/** Fails with words unless it holds. */
export function must(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

export function same(found: unknown, wanted: unknown, what: string): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  must(a === b, `${what}:\n  found  ${a?.slice(0, 600)}\n  wanted ${b?.slice(0, 600)}`);
}
