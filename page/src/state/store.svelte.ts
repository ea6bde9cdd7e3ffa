// The one store. What others may call:
//
//   room.state      plan, view, step, week, lang, projector, guess, notes: plain data; all but `plan` may be set directly
//   room.about      what the model is; null until the engine has answered
//   room.shown      the newest run of `room.setting` with `room.charts`; may be of few teams at first. `room.did` likewise
//   room.stale      whether `shown` is of another setting than the one that is now wanted (a run is under way)
//   room.setting    what is run now: the plan, or the story's step
//   room.charts     what is charted now: the plan's charts, or the step's
//   room.hidden     while a guess is open: nothing on the page may give the answer away
//   room.t          the table of strings in the language of the page
//   room.change(plan => plan)         one action that can be undone
//   room.drag(plan => plan)           many small moves of one gesture; room.drop() ends it: one action
//   room.undo() redo() replay() resetAll() resetOne(what)
//   room.go(view, step?)  room.play() room.pause() room.setWeek(week)
//   room.guessFirst()                 begins a guess about the first chart, or gives it up
//   room.show(name) room.close()      the open dialog, `room.open`
//   room.why(variable, week?)         sets the week and opens `why`; `room.whyOf` is the variable
//   room.link                         the text after `#` that tells this state; `room.home` is what links are told against
//   room.ask(ask)                     asks the slow worker; throws Refused with words to show
//   room.say(text) room.warn(text)    to the live region; as a message with a way to close it
//   room.addFiles({name: text}, open) loads scenario files beside those that were given
import { Client, FULL } from '../engine/client';
import type { About, Ask, Did, File_, Of, Shown } from '../engine/types';
import { inWords, Refused } from '../engine/wrong';
import { strings, type Strings } from '../strings';
import { given } from './given';
import { fromLink, toLink } from './link';
import { keptIn } from './kept';
import { mix } from './mix';
import { screen } from './screen.svelte';
import { keepInSession, readSession } from './session';
import * as plain from './state';
import type { History, Lang, Plan, State, View } from './state';

export type Open =
  | 'team' | 'assumptions' | 'why' | 'edge' | 'compare' | 'facilitator' | 'believe' | 'record' | 'cards' | 'share' | 'help' | 'memo';

/** What a reset can be of: the picks of a box, a figure, an assumption, or all of one kind. */
export type Part = { box: number } | { figure: string } | { constant: string } | 'team' | 'constants' | 'picks' | 'charts';

const none: State = {
  plan: { scenario: '', team: {}, constants: {}, picks: {}, charts: ['', ''] },
  view: 'explore', step: 0, week: 52, lang: 'en', projector: false, guess: null, notes: {},
};

/** Weeks a second while playing. */
const PACE = 7;
const wait = (ms: number) => new Promise(done => setTimeout(done, ms));

class Room {
  readonly given = given();
  /** The language in which the page opens. */
  private readonly lang: Lang = this.given.lang ?? (navigator.language.startsWith('de') ? 'de' : 'en');
  state = $state<State>(none);
  about = $state.raw<About | null>(null);
  shown = $state.raw<Shown | null>(null);
  did = $state.raw<Did | null>(null);
  /** Whether what is shown is of another setting than the wanted one. */
  stale = $state(false);
  open = $state<Open | null>(null);
  whyOf = $state('');
  playing = $state(false);
  /** What a replay shows just now. */
  replaying = $state<'before' | 'after' | null>(null);
  said = $state('');
  warning = $state('');
  failed = $state('');
  /** Whether the page's own answers are those of the command line. */
  selfTest = $state<'waiting' | 'none' | 'same' | 'different'>('waiting');
  private all = $state.raw<History>(plain.history(none.plan));
  private before: Plan | null = null;
  private client: Client | null = null;
  private files: Record<string, string> = {};
  /** The key of the setting that `shown` and `did` are of. */
  private shownKey = '';

  readonly canUndo = $derived(this.all.past.length > 0);
  readonly canRedo = $derived(this.all.future.length > 0);
  readonly step = $derived(this.state.view === 'story' ? (this.about?.story[this.state.step] ?? null) : null);
  /** The plan that is looked at: during a replay, that before the last change. */
  readonly plan = $derived(this.replaying === 'before' ? (this.all.past.at(-1) ?? this.state.plan) : this.state.plan);
  readonly setting: Of = $derived(this.step && !this.step.own ? { step: this.state.step } : plain.settingOf(this.plan));
  readonly charts: string[] = $derived(this.step ? this.step.charts : [...new Set(this.plan.charts)]);
  readonly hidden = $derived(this.state.guess !== null && !this.state.guess.locked);
  readonly opened: Plan | null = $derived(this.about ? plain.openedPlan(this.about, this.state.plan.scenario) : null);
  readonly t: Strings = $derived(strings[this.state.lang]);
  /**
   * The page as it was written: what links are told against. A file that was dropped here stands on no other page, so a link
   * names it, and a page that lacks it says so.
   */
  readonly home: State | null = $derived.by(() => {
    if (!this.about) return null;
    const known = this.about.scenarios.some(one => one.name === this.given.open);
    const state = plain.opened(this.about, this.lang);
    return { ...state, plan: known ? plain.openedPlan(this.about, this.given.open) : { ...state.plan, scenario: this.given.open } };
  });
  /** Whether the plan is of a file that this page was not written with. */
  readonly dropped = $derived(this.about !== null && this.state.plan.scenario !== this.given.open && !this.given.beside.includes(this.state.plan.scenario));
  readonly last = $derived(this.about?.times.at(-1) ?? 104);
  readonly busy = $derived(this.stale || (this.shown !== null && this.shown.replications < 200));

  async start(): Promise<void> {
    try {
      this.client = await Client.start();
      this.files = { ...this.given.files };
      const about = await this.load(this.given.open, this.files, this.given.beside);
      this.about = about;
      this.begin(plain.opened(about, this.lang));
      this.readLink(false);
      this.client.told = (shown, key) => this.receive(shown, key);
      this.client.failed = wrong => { this.stale = false; this.warn(wrong.message); this.refused = wrong.message; };
      this.follow();
      // The event's own address: the page may have written another one since.
      addEventListener('hashchange', event => this.readLink(true, new URL(event.newURL).hash));
      await this.test();
    } catch (error) {
      this.failed = inWords(error);
    }
  }

  private begin(state: State): void {
    this.state = state;
    this.all = plain.history(state.plan);
  }

  /** The state that the address tells, as one action if the page is open already. */
  private readLink(asChange: boolean, hash = location.hash): void {
    const text = hash.slice(1);
    if (!this.about || (asChange && text === this.linked)) return;
    const told = fromLink(this.about, text, this.home!, this.t.link);
    if ('wrong' in told) {
      this.warn(told.wrong);
      return;
    }
    // Nothing is told, and the page was written for a file of another model than the one that is open.
    if (!this.about.scenarios.some(one => one.name === told.plan.scenario)) return;
    const { plan, ...rest } = told;
    if (asChange) this.change(() => plan);
    else this.begin(told);
    Object.assign(this.state, rest, { plan: this.all.now, notes: this.state.notes });
    const session = asChange ? {} : readSession();
    // A page that is opened without a link begins with its story: nothing is shown before anybody has guessed.
    if (!asChange && text === '' && session.link !== text && this.about.story.length > 0) this.go('story', 0);
    if (!asChange) this.goOn(session, text);
    this.state.guess ??= this.guessOfStep();
  }

  /** What a reload found here: an open guess stays open, and gives nothing away. */
  private goOn(session: Record<string, unknown>, text: string): void {
    const { notes, guess } = keptIn(session);
    this.state.notes = notes;
    const { guessing } = session;
    if (session.link !== text || typeof guessing !== 'string' || !this.about?.variables.some(one => one.name === guessing)) return;
    this.state.guess = guess ? { ...guess, locked: session.locked === true } : { variable: guessing, locked: false, kind: 'curve', values: [] };
  }

  private linked = '';
  /** The text after `#` that tells this state. */
  readonly link = $derived(this.about && this.home ? toLink(this.about, this.state, this.home) : '');

  private follow(): void {
    $effect.root(() => {
      $effect(() => {
        const wanted = { of: this.setting, charts: this.charts };
        const key = JSON.stringify(wanted);
        this.stale = key !== this.shownKey;
        this.client!.show(wanted);
      });
      $effect(() => {
        const of = this.setting;
        if (this.hidden) return undefined;
        const timer = setTimeout(() => void this.askDid(of), 400);
        return () => clearTimeout(timer);
      });
      $effect(() => {
        if (this.playing) return undefined;
        const { guess, notes } = $state.snapshot(this.state) as State;
        keepInSession({ link: this.link, notes, guess, guessing: guess?.variable ?? null, locked: guess?.locked ?? false });
        const text = this.link;
        const timer = setTimeout(() => this.write(text), 250);
        return () => clearTimeout(timer);
      });
      $effect(() => {
        document.documentElement.lang = this.state.lang;
        document.documentElement.classList.toggle('projector', this.state.projector);
        dispatchEvent(new Event('resize'));
      });
    });
  }

  private write(text: string): void {
    this.linked = text;
    try {
      window.history.replaceState(null, '', text ? `#${text}` : location.pathname + location.search);
    } catch {
      // Some browsers refuse this for files; the link is still told under Share.
    }
  }

  /** What was said against a setting: it goes when another one runs. */
  private refused = '';

  private receive(shown: Shown, key: string): void {
    if (this.refused && this.warning === this.refused) this.warn('');
    this.refused = '';
    const wanted = JSON.stringify({ of: this.setting, charts: this.charts });
    if (this.moving) {
      this.missed = { shown, key };
      return;
    }
    this.shown = shown;
    this.shownKey = key;
    this.stale = key !== wanted;
  }

  private asking = false;
  private didKey = '';
  private async askDid(of: Of): Promise<void> {
    const key = JSON.stringify(of);
    if (this.asking || key === this.didKey || this.hidden) return;
    this.asking = true;
    try {
      const did = await this.ask<Did>({ did: { of, replications: 64 } });
      this.did = did;
      this.didKey = key;
    } catch {
      this.did = null;
    } finally {
      this.asking = false;
    }
    if (JSON.stringify(this.setting) !== key) void this.askDid(this.setting);
  }

  ask<T>(ask: Ask): Promise<T> {
    return this.client ? this.client.ask<T>(ask) : Promise.reject(new Refused([{ message: this.t.page.loading }]));
  }

  // ---- what is changed

  private set(all: History): void {
    // A guess is about the plan for which it was locked, and is not held against another.
    const other = !plain.sameJson(plain.settingOf(all.now), plain.settingOf(this.all.now));
    if (other && this.state.guess?.locked && this.state.view !== 'story') this.state.guess = null;
    this.all = all;
    this.state.plan = all.now;
  }

  change(make: (plan: Plan) => Plan): void {
    this.drop();
    if (this.about) this.set(plain.changed(this.all, plain.tidy(this.about, make(this.all.now))));
  }

  drag(make: (plan: Plan) => Plan): void {
    if (!this.about) return;
    this.before ??= this.all.now;
    this.state.plan = plain.tidy(this.about, make($state.snapshot(this.state.plan) as Plan));
  }

  drop(): void {
    if (!this.before) return;
    this.before = null;
    this.set(plain.changed(this.all, $state.snapshot(this.state.plan) as Plan));
  }

  undo(): void {
    this.drop();
    if (!this.canUndo) return;
    this.set(plain.undone(this.all));
    this.say(this.t.page.undone);
  }

  redo(): void {
    this.drop();
    if (!this.canRedo) return;
    this.set(plain.redone(this.all));
    this.say(this.t.page.redone);
  }

  resetAll(): void {
    this.change(() => this.opened!);
    this.say(this.t.page.reset);
  }

  resetOne(part: Part): void {
    const { about, opened } = this;
    if (!about || !opened) return;
    this.change(plan => {
      const without = (from: Record<string, number>, name: string) => Object.fromEntries(Object.entries(from).filter(([one]) => one !== name));
      if (part === 'picks' || part === 'charts' || part === 'team' || part === 'constants') return { ...plan, [part]: opened[part] };
      if ('figure' in part) return { ...plan, team: without(plan.team, part.figure) };
      if ('constant' in part) return { ...plan, constants: without(plan.constants, part.constant) };
      const others = plain.pickInBox(about, plan, part.box, null).picks;
      const own = Object.fromEntries(plain.picksOf(about, opened, part.box).map(({ name, pick }) => [name, pick]));
      return { ...plan, picks: { ...others, ...own } };
    });
    this.say(this.t.page.reset);
  }

  /** Whether curves are going over from one run to another, and what was told meanwhile. */
  private moving = false;
  private missed: { shown: Shown; key: string } | null = null;

  /** Shows how it was before the last change, then goes over to how it is. */
  async replay(): Promise<void> {
    this.drop();
    if (!this.canUndo || this.replaying || !this.client) return;
    const has = () => this.client!.has({ of: this.setting, charts: this.charts });
    this.replaying = 'before';
    this.say(this.t.page.before);
    for (let tries = 0; tries < 40 && !has(); tries++) await wait(50);
    const before = has() ?? this.shown;
    await wait(1600);
    this.replaying = 'after';
    this.moving = true;
    this.say(this.t.page.after);
    for (let tries = 0; tries < 40 && !has(); tries++) await wait(50);
    const after = has();
    if (before && after) {
      const from = performance.now(), length = screen.calm ? 0 : 1400;
      for (let part = 0; part < 1;) {
        part = length ? Math.min(1, (performance.now() - from) / length) : 1;
        this.shown = part < 1 ? mix(before, after, part * part * (3 - 2 * part)) : after;
        if (part < 1) await new Promise(requestAnimationFrame);
      }
      this.shownKey = JSON.stringify({ of: this.setting, charts: this.charts });
      this.stale = false;
    }
    this.moving = false;
    const missed: { shown: Shown; key: string } | null = this.missed;
    this.missed = null;
    if (missed && missed.key !== this.shownKey) this.receive(missed.shown, missed.key);
    await wait(900);
    this.replaying = null;
  }

  // ---- what is looked at

  go(view: View, step = this.state.step): void {
    this.pause();
    this.state.view = view;
    this.state.step = Math.max(0, Math.min((this.about?.story.length ?? 1) - 1, step));
    const now = this.step;
    if (now) this.state.week = now.week;
    this.state.guess = this.guessOfStep();
    this.open = null;
    // What was pressed to come here keeps no key: in a story the space bar goes on.
    setTimeout(() => document.activeElement instanceof HTMLButtonElement && !document.activeElement.closest('main') && document.activeElement.blur());
  }

  /** A step that asks begins with the question: not even for a moment is its answer shown. */
  private guessOfStep(): State['guess'] {
    const variable = this.step?.guess;
    return variable ? { variable, locked: false, kind: 'curve', values: [] } : null;
  }

  setWeek(week: number): void {
    this.state.week = Math.max(0, Math.min(this.last, week));
  }

  play(): void {
    if (this.playing || this.hidden) return;
    this.playing = true;
    if (this.state.week >= this.last) this.state.week = 0;
    let before = performance.now(), week = this.state.week;
    const move = (now: number) => {
      if (!this.playing) return;
      week = Math.min(this.last, week + Math.min(0.1, (now - before) / 1000) * PACE);
      before = now;
      this.state.week = screen.calm ? Math.floor(week) : week;
      if (week >= this.last) this.pause();
      else requestAnimationFrame(move);
    };
    requestAnimationFrame(move);
  }

  pause(): void {
    if (!this.playing) return;
    this.playing = false;
    this.state.week = Math.round(this.state.week);
  }

  /** Begins a guess about the first chart, or gives it up. */
  guessFirst(): void {
    this.pause();
    const [variable = ''] = this.charts;
    // What was read aloud before would still be there to be read.
    this.said = '';
    this.state.guess = this.state.guess ? null : { variable, locked: false, kind: 'curve', values: [] };
  }

  show(name: Open): void {
    this.pause();
    this.open = name;
  }

  close(): void {
    this.open = null;
  }

  why(variable: string, week = Math.round(this.state.week)): void {
    this.setWeek(week);
    this.whyOf = variable;
    this.show('why');
  }

  setLang(lang: Lang): void {
    this.state.lang = lang;
  }

  say(text: string): void {
    this.said = text;
  }

  warn(text: string): void {
    this.warning = text;
  }

  // ---- files

  private load(scenario: string, files: Record<string, string>, beside: string[]): Promise<About> {
    return this.client!.open({ about: { scenario, files, beside } });
  }

  /** Loads scenario files beside those that were given, and opens one of them. */
  async addFiles(files: Record<string, string>, open: string): Promise<void> {
    if (!this.client || !this.about) return;
    const together = { ...this.files, ...files }, others = this.about.scenarios.map(one => one.name).filter(name => name !== open);
    try {
      // A file may be about another model: then nothing stands beside it.
      const about = await this.load(open, together, others).catch(() => this.load(open, together, []));
      this.files = together;
      this.client.forget();
      this.about = about;
      this.change(() => plain.openedPlan(about));
      this.state.step = Math.min(this.state.step, Math.max(0, about.story.length - 1));
    } catch (error) {
      this.warn(`${open}: ${inWords(error)}`);
    }
  }

  /** The plan as a scenario file that the command line runs to the same numbers. */
  file(): Promise<File_> {
    return this.client!.quick<File_>({ file: { of: plain.settingOf($state.snapshot(this.state.plan) as Plan), replications: FULL } });
  }

  private async test(): Promise<void> {
    if (this.given.self_test.length === 0) {
      this.selfTest = 'none';
      return;
    }
    try {
      for (const { ask, answer } of this.given.self_test) {
        if (JSON.stringify(await this.ask(ask)) !== JSON.stringify(answer)) throw new Error('different');
      }
      this.selfTest = 'same';
    } catch {
      this.selfTest = 'different';
    }
  }
}

export const room = new Room();
