// WCAG 2.2 A and AA, by axe-core inside the page. What axe cannot decide is a failure too, unless the palette's own test covers
// it: it says of each pair of colours that it can be read.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { must, type Visit } from './visit';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** Rules whose open questions the test of the palette answers. */
const covered = new Set(['color-contrast']);

export async function accessible(visit: Visit, what: string): Promise<void> {
  // The engine of the driver evaluates it: the page's own policy has no say in that.
  await visit.page.evaluate(source);
  const told = (await visit.page.evaluate(async tags => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    return axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations', 'incomplete'] });
  }, TAGS)) as AxeResults;
  // What no pointer can hit is no target: the points of a guess are for keys, and the pointer draws on what lies under them.
  const untouchable = await visit.page.evaluate(() => [...document.querySelectorAll('input')].filter(one => getComputedStyle(one).pointerEvents === 'none').map(one => one.outerHTML));
  const open = told.incomplete
    .filter(one => !covered.has(one.id))
    .map(one => (one.id === 'target-size' ? { ...one, nodes: one.nodes.filter(node => !untouchable.includes(node.html)) } : one))
    .filter(one => one.nodes.length > 0);
  const lines = [...told.violations.map(one => ['violation', one] as const), ...open.map(one => ['undecided', one] as const)].flatMap(([kind, one]) =>
    one.nodes.slice(0, 4).map(node => `${what}: ${kind}: ${one.id}: ${node.html.slice(0, 160)} (${(node.failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 220)})`));
  must(lines.length === 0, lines.join('\n'));
}
