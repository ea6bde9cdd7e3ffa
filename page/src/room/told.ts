// A plan and what came of it, in the words of the page.
import { better, giveOrTake, ofHundred } from '../edge/odds';
import type { Setting, Shown } from '../engine/types';
import { short } from '../numbers';
import { room } from '../state/store.svelte';
import { leverName } from '../words';

/** What is taken up, in the order in which it begins: when and what. */
export function pickLines(picks: Setting['picks']): { when: string; what: string }[] {
  const t = room.t.record;
  return Object.entries(picks)
    .sort(([, a], [, b]) => a.start - b.start)
    .map(([name, { start, strength }]) => ({ when: t.from(start), what: leverName(name) + (strength === 1 ? '' : `, ${t.part(Math.round(strength * 100))}`) }));
}

export function teamLines(setting: Setting): string[] {
  const { short: words, unit } = room.t.team;
  return Object.entries(setting.team).map(([name, value]) => {
    const figure = room.about?.figures.find(one => one.name === name);
    return words[name]?.(short(value)) ?? `${figure?.label ?? name}: ${short(value)} ${unit[figure?.unit ?? ''] ?? figure?.unit ?? ''}`.trim();
  });
}

export function constantLines(setting: Setting): string[] {
  return Object.entries(setting.constants).map(([name, value]) => {
    const one = room.about?.assumptions.find(known => known.name === name);
    return `${one?.label ?? name}: ${short(value)}${one && one.unit !== '1' ? ` ${one.unit}` : ''} (${short(one?.value ?? NaN)})`;
  });
}

/** How deep the dip before is, in percent of what would have been; null: none. */
export function dip(shown: Shown): { percent: number; week: number } | null {
  const { before } = shown.course;
  if (!before || before.side === shown.odds.better) return null;
  const percent = Math.round(100 * Math.abs(before.share));
  return percent > 0 ? { percent, week: Math.round(before.week) } : null;
}

export const visibleFrom = (shown: Shown): number | null => (shown.course.end === shown.odds.better && shown.course.visible ? shown.course.visible.from : null);

export function oddsLines(shown: Shown): string[] {
  const t = room.t.record, { odds } = shown, out: string[] = [];
  const good = better(odds);
  out.push((odds.better === 'more' ? t.better : t.less)(ofHundred(good.value), odds.label.split(',')[0]!, giveOrTake(good)));
  const best = room.about?.outcomes[0];
  const share = (side: 'plan' | 'base') => ofHundred(shown[side].ending.find(one => one.outcome === best?.name)?.share.value ?? 0);
  if (best) out.push(t.ends(share('plan'), best.label, share('base')));
  const from = visibleFrom(shown), low = dip(shown);
  out.push((from === null ? t.notVisible : t.visible(from)) + (low ? ` ${t.dip(low.percent, low.week)}` : ''));
  return out;
}

