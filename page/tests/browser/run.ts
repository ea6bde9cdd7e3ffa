// Each check is run in each browser on a page of its own, from the file. Nothing is fetched: a request is a failure.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { checks, type Check } from './checks';
import { Browser_, browsers, type Name } from './browser';

const usage = 'usage: npm run browsers -- PAGE [chrome|firefox] [WORD...]: all checks, or those that have one of the words in their names; a page is made by `flywheel workshop`';

export async function run(words: string[]): Promise<number> {
  const [file, ...rest] = words;
  if (!file || !existsSync(file)) {
    console.error(file ? `There is no file ${file}. Make one with \`flywheel workshop -o ${file}\`.` : usage);
    return 2;
  }
  const only = browsers.filter(name => rest.includes(name));
  const sought = rest.filter(word => !browsers.includes(word as Name));
  const chosen = checks.filter(check => sought.length === 0 || sought.some(word => check.name.includes(word)));
  let passed = 0, failed = 0;
  for (const name of only.length ? only : browsers) {
    const browser = await Browser_.start(name, resolve(file));
    const from = Date.now();
    try {
      for (const check of chosen) {
        const wrong = await told(browser, check);
        if (wrong === null) passed++;
        else {
          failed++;
          console.log(`${name}: ${check.name}: FAILED\n  ${wrong.split('\n').join('\n  ')}`);
        }
      }
    } finally {
      await browser.stop();
    }
    console.log(`${name} ${browser.version}: ${chosen.length} checks in ${Math.round((Date.now() - from) / 1000)} s`);
  }
  console.log(`${passed} checks passed${failed ? `, ${failed} FAILED` : ''}`);
  return failed ? 1 : 0;
}

const PATIENCE = 300_000;

/** What is wrong, or null. Whatever a check does, the page makes no request and no error. */
async function told(browser: Browser_, check: Check): Promise<string | null> {
  const visit = await browser.visit(check.size ?? 'laptop');
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await visit.open(check.link);
    const late = new Promise<never>((_, fail) => (timer = setTimeout(() => fail(new Error(`not done after ${PATIENCE / 1000} s`)), PATIENCE)));
    await Promise.race([check.how(visit), late]);
    const wrong = [...visit.errors.map(text => `error: ${text}`), ...visit.requests.map(url => `request: ${url.slice(0, 200)}`)];
    return wrong.length ? wrong.join('\n') : null;
  } catch (error) {
    const picture = process.env['PICTURES'];
    if (picture) await visit.picture(`${picture}/${browser.name}-${check.name.replace(/\W+/g, '-').slice(0, 80)}.png`).catch(() => {});
    return [error instanceof Error ? error.message : String(error), ...visit.errors].join('\n');
  } finally {
    clearTimeout(timer);
    await visit.close();
  }
}
