// The state as readable text after `#`, and back: only what differs from the opened scenario, strictly parsed.
//
//   1&scenario.busy.toml&story.3&week.56&lang.de&projector&charts.trust.wip
//   quick_wins@4   a pick and its week     not_now@10x0.5   half of it     demo@4~decision   decided instead of learned
//   wip_limit@no   not done, though the scenario does it
//   people=9       a figure of the team    trust_loss_time:6   an assumption
//
// Guesses and notes are too long for it; they go into files.
import type { About, Pick } from '../engine/types';
import { en, type Strings } from '../strings/en';
import { openedPlan, sameJson, tidy, type Lang, type Plan, type State } from './state';

export const LONGEST = 4000;
const VERSION = '1';
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;

/** What is wrong with a link: `kind` names the sentence that is told. */
export type Bad = { kind: 'tooLong'; length: number } | { kind: 'unknown' | 'twice' | 'scenario'; part: string } | { kind: 'range'; part: string; low: string; high: string };

/** The bounds of a pick's strength. */
const STRONGEST = 10;

const code = (name: string): string => encodeURIComponent(name).replaceAll('.', '%2E');

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const weekOf = (about: About, view: State['view'], step: number, opened: State): number => (view === 'story' ? (about.story[step]?.week ?? opened.week) : opened.week);

export function toLink(about: About, state: State, opened: State): string {
  const { plan } = state, from = openedPlan(about, plan.scenario), parts: string[] = [];
  if (plan.scenario !== opened.plan.scenario) parts.push(`scenario.${encodeURIComponent(plan.scenario)}`);
  if (state.view === 'story') parts.push(`story.${state.step + 1}`);
  if (state.view === 'groups') parts.push('groups');
  if (state.week !== weekOf(about, state.view, state.step, opened)) parts.push(`week.${state.week}`);
  if (state.lang !== opened.lang) parts.push(`lang.${state.lang}`);
  if (state.projector) parts.push('projector');
  if (!sameJson(plan.charts, from.charts)) parts.push(`charts.${plan.charts.map(code).join('.')}`);
  for (const { name } of about.interventions) {
    const now = plan.picks[name], was = from.picks[name];
    if (sameJson(now, was)) continue;
    parts.push(now ? `${name}@${now.start}${now.strength === 1 ? '' : `x${now.strength}`}${now.kind ? `~${now.kind}` : ''}` : `${name}@no`);
  }
  for (const [name, value] of Object.entries(plan.team)) parts.push(`${name}=${value}`);
  for (const [name, value] of Object.entries(plan.constants)) parts.push(`${name}:${value}`);
  return parts.length ? [VERSION, ...parts].join('&') : '';
}

/** The state that a link tells, or what is wrong with it in words. */
export function fromLink(about: About, text: string, opened: State, words: Strings['link'] = en.link): State | { wrong: string } {
  const read = readLink(about, text, opened);
  if (!('wrong' in read)) return read;
  const { wrong } = read;
  if (wrong.kind === 'tooLong') return { wrong: words.tooLong(wrong.length) };
  return { wrong: wrong.kind === 'range' ? words.range(wrong.part, wrong.low, wrong.high) : words[wrong.kind](wrong.part) };
}

/** The same, with what is wrong as data. */
export function readLink(about: About, text: string, opened: State): State | { wrong: Bad } {
  if (text === '') return opened;
  if (text.length > LONGEST) return { wrong: { kind: 'tooLong', length: text.length } };
  const [version, ...parts] = text.split('&');
  const unknown = (part: string): { wrong: Bad } => ({ wrong: { kind: 'unknown', part: part.slice(0, 60) } });
  if (version !== VERSION) return unknown(version ?? '');
  const state: State = { ...opened, plan: opened.plan, guess: null };
  const seen = new Set<string>();
  let plan: Plan = opened.plan, week: number | null = null;

  // The scenario comes first, whatever its place: all else is told against it.
  const scenarios = parts.filter(part => part.startsWith('scenario.'));
  for (const part of scenarios) {
    const name = decode(part.slice('scenario.'.length));
    if (name === null) return unknown(part);
    if (!about.scenarios.some(one => one.name === name)) return { wrong: { kind: 'scenario', part: name.slice(0, 60) } };
    plan = openedPlan(about, name);
  }
  plan = { ...plan, picks: { ...plan.picks } };

  for (const part of parts) {
    const [, name = '', sign = '', value = ''] = /^([a-z_0-9]+)([.@=:]?)(.*)$/s.exec(part) ?? [];
    const key = sign === '@' || sign === '=' || sign === ':' ? `${sign}${name}` : name;
    if (!name) return unknown(part);
    if (seen.has(key)) return { wrong: { kind: 'twice', part: part.slice(0, 60) } };
    seen.add(key);
    const number = (text: string, low: number, high: number): number | Bad => {
      if (!NUMBER.test(text)) return { kind: 'unknown', part: part.slice(0, 60) };
      const read = Number(text);
      return read >= low && read <= high ? read : { kind: 'range', part: part.slice(0, 60), low: String(low), high: String(high) };
    };
    const last = about.times.at(-1) ?? 0;

    if (sign === '@') {
      if (!about.interventions.some(one => one.name === name)) return unknown(part);
      if (value === 'no') {
        if (!plan.picks[name]) return unknown(part);
        delete plan.picks[name];
        continue;
      }
      const [told = '', kind, ...more] = value.split('~');
      const [from = '', much = '1', ...rest] = told.split('x');
      const start = number(from, 0, last), strength = number(much, Number.MIN_VALUE, STRONGEST);
      if (rest.length || more.length || !(kind === undefined || kind === 'habit' || kind === 'decision')) return unknown(part);
      if (typeof start !== 'number') return { wrong: start };
      if (typeof strength !== 'number') return { wrong: strength.kind === 'range' ? { ...strength, low: '0' } : strength };
      plan.picks[name] = { start, strength, ...(kind && { kind }) } satisfies Pick;
    } else if (sign === '=' || sign === ':') {
      const bounds = (sign === '=' ? about.figures : about.assumptions).find(one => one.name === name);
      if (!bounds) return unknown(part);
      const read = number(value, bounds.min, bounds.max);
      if (typeof read !== 'number') return { wrong: read };
      if (sign === '=') plan = { ...plan, team: { ...plan.team, [name]: read } };
      else plan = { ...plan, constants: { ...plan.constants, [name]: read } };
    } else if (name === 'story' && sign === '.') {
      const read = number(value, 1, about.story.length);
      if (typeof read !== 'number') return { wrong: read };
      if (!Number.isInteger(read) || seen.has('groups')) return unknown(part);
      state.view = 'story';
      state.step = read - 1;
    } else if (name === 'week' && sign === '.') {
      const read = number(value, 0, last);
      if (typeof read !== 'number') return { wrong: read };
      week = read;
    } else if (name === 'charts' && sign === '.') {
      const [first, second, ...rest] = value.split('.').map(decode);
      const known = (one: string | null | undefined): one is string => about.variables.some(variable => variable.name === one);
      if (!known(first) || !known(second) || rest.length) return unknown(part);
      plan = { ...plan, charts: [first, second] };
    } else if (name === 'lang' && (value === 'en' || value === 'de')) state.lang = value satisfies Lang;
    else if (part === 'groups' && !seen.has('story')) state.view = 'groups';
    else if (part === 'projector') state.projector = true;
    else if (name !== 'scenario') return unknown(part);
  }
  state.plan = tidy(about, plan);
  state.week = week ?? weekOf(about, state.view, state.step, opened);
  return state;
}
