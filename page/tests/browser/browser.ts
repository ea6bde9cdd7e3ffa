// The browsers of Debian, driven: Chromium over its own protocol, Firefox over WebDriver BiDi.
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { Visit, type Size, sizes } from './visit';

export const browsers = ['chrome', 'firefox'] as const;
export type Name = (typeof browsers)[number];

const programs: Record<Name, string> = { chrome: process.env['CHROME'] ?? '/usr/bin/chromium', firefox: process.env['FIREFOX'] ?? '/usr/bin/firefox-esr' };

export class Browser_ {
  private constructor(readonly name: Name, readonly version: string, private readonly url: string, private readonly browser: Browser) {}

  static async start(name: Name, file: string): Promise<Browser_> {
    const browser = await puppeteer.launch({
      browser: name,
      executablePath: programs[name],
      headless: true,
      protocolTimeout: 240_000,
      // As root, in a container, Chromium has no sandbox of its own.
      args: name === 'chrome' ? ['--no-sandbox', '--lang=en-US', '--force-prefers-reduced-motion'] : [],
      extraPrefsFirefox: { 'intl.accept_languages': 'en-US', 'ui.prefersReducedMotion': 1, 'dom.events.testing.asyncClipboard': true },
    });
    return new Browser_(name, await browser.version(), pathToFileURL(file).href, browser);
  }

  async visit(size: Size): Promise<Visit> {
    const page = await this.browser.newPage();
    // Firefox ESR knows no orientation of a screen: the size is set all the same.
    await page.setViewport(sizes[size]).catch((error: Error) => {
      if (this.name !== 'firefox' || !/Orientation|unknown command/i.test(error.message)) throw error;
    });
    await until(page, sizes[size].width);
    return new Visit(page, this.url);
  }

  async stop(): Promise<void> {
    await this.browser.close();
  }
}

/** A size may come a moment after it was asked for. */
async function until(page: Page, width: number): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if ((await page.evaluate(() => innerWidth)) === width) return;
    await new Promise(done => setTimeout(done, 40));
  }
  throw new Error(`the window is not ${width} px wide`);
}
