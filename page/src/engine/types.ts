// What the page asks of the engine and what it is told, as JSON. The Rust side is `src/answer/room` of the library: its
// schemas are the truth, and these types say the same in TypeScript.

/** How one team stands and what it takes up: all that a run depends on. */
export interface Setting {
  /** The name of one of the scenario files that the page was given, such as `<wicked-loop.toml>`. */
  scenario: string;
  /** Figures that the team gives of itself, by name (`people`, `throughput`, ...). */
  team: Record<string, number>;
  /** Assumptions in which it differs, by name of the constant. */
  constants: Record<string, number>;
  /** What it takes up, by name of the intervention; all of it, the scenario's own picks are not added. */
  picks: Record<string, Pick>;
}

export interface Pick {
  /** Week in which it begins. */
  start: number;
  /** How much of it is done: above 0, 1 is all. */
  strength: number;
  /** Whether it is learned or decided; as the model has it where it is not told. */
  kind?: Kind;
}

export type Kind = 'habit' | 'decision';

/** A step of the story by its place, in place of a setting: the file says what is run, and against what. */
export interface OfStep { step: number }

export type Of = Setting | OfStep;

export type Ask =
  | { about: { scenario: string; files: Record<string, string>; beside?: string[] } }
  /** Runs the setting and the same without its picks ("no new decisions"), with the same luck. */
  | { show: { of: Of; replications: number; charts: string[]; paths: number } }
  /** What each loop did to the outcome, quarter by quarter. Slow: eleven times a plain run. */
  | { did: { of: Of; replications: number } }
  /** Two sentences on why a variable bent in a week. */
  | { why: { of: Of; variable: string; week: number } }
  /** The scenario file of a setting, whole; `base`: with no new decisions. */
  | { file: { of: Of; base?: boolean; replications?: number } }
  /** The one-page memo of the command line, as a whole HTML document. */
  | { memo: { of: Of; replications: number } }
  /** The edge between the flywheel and the wicked loop, and where this team stands. Slow. */
  | { edge: { of: Of; grid: number; replications: number } };

/** Every answer, or what is wrong with the question. */
export type Told<T> = T | { errors: Wrong[] };
export interface Wrong { message: string; help?: string | null }

export interface Estimated { value: number; error: number }

export interface About {
  version: string;
  /** The model's title, and its unit of time (`weeks`). */
  model: string;
  unit: string;
  /** The scenario that is opened, and all that can be. */
  scenario: string;
  scenarios: ScenarioAbout[];
  /** Saved moments: weeks 0 to 104. */
  times: number[];
  /** Replications that a run of the file has where nobody says otherwise. */
  replications: number;
  seed: number;
  boxes: { name: string; title: string; about: string }[];
  interventions: Intervention[];
  /** Figures that a team may give of itself. */
  figures: Figure[];
  assumptions: Assumption[];
  loops: { id: string; name: string; reinforcing: boolean; about: string }[];
  /** The classes in which a team can end, best first. */
  outcomes: { name: string; label: string }[];
  /** Every variable that can be put on a chart. */
  variables: VariableAbout[];
  ring: { tanks: Tank[]; arrows: Arrow[] };
  /** The two charts that are shown at first. */
  charts: string[];
  /** What the odds are about. */
  odds: string;
  story: Step[];
}

export interface ScenarioAbout {
  name: string;
  title: string;
  label: string;
  prose: string;
  picks: Record<string, Pick>;
}

export interface Intervention {
  name: string;
  title: string;
  /** Index of its box. */
  box: number;
  about: string;
  /** Weeks until it is a habit. */
  ramp: number;
  /** Where its start is marked on the slider. */
  start: number;
  /** What it is in a real team, what to watch, the usual objection and what to say to it; empty where the model has none. */
  real: string;
  watch: string;
  objection: string;
}

export interface Figure {
  name: string;
  label: string;
  about: string;
  unit: string;
  min: number;
  max: number;
  /** What the opened scenario says; null where it says nothing. */
  value: number | null;
}

export interface Assumption {
  name: string;
  label: string;
  about: string;
  unit: string;
  value: number;
  min: number;
  max: number;
  source: string;
  /** Grade of the evidence. */
  grade: string;
}

export interface VariableAbout { name: string; label: string; unit: string; about: string; better: 'more' | 'less' | null }

/** A tank of the ring: four, clockwise from the upper left. */
export interface Tank {
  /** The variable that arrows are about, and the one that fills it. */
  variable: string;
  shows: string;
  name: string;
  unit: string;
  /** What fills it to the brim. */
  full: number;
  better: 'more' | 'less';
}

/** From one tank to another, with its words while things get worse and while they get better. */
export interface Arrow {
  from: string;
  to: string;
  worse: string;
  better: string;
  /** The loops of which it is a part. */
  loops: string[];
}

export interface Step {
  /** The heading above, what is said large, and what is said below it. */
  title: string;
  say: string;
  more: string;
  /** The same in other languages, by their codes. */
  words: Record<string, { title?: string; say: string; more: string }>;
  /** Whether a condition stands behind its sentence that `flywheel check` proves; else it is talk. */
  proved: boolean;
  /** The condition, as the file has it. */
  holds: string;
  /** What is taken up in it. */
  picks: Record<string, Pick>;
  /** What happens in it and not in what it is held against, and a few words for that; empty where nothing does. */
  shocks: { title: string; from: number }[];
  label: string;
  /** The scenario's title, and what it is held against. */
  scenario: string;
  against: string;
  /** What is drawn: variables of tanks, indices of arrows, variables of charts; the wheel; the odds. */
  tanks: string[];
  arrows: number[];
  charts: string[];
  wheel: boolean;
  odds: boolean;
  /** Where the playhead stands. */
  week: number;
  /** The variable that is guessed first. */
  guess: string | null;
  /** The last step: the room's own. */
  own: boolean;
}

/** A run beside the same with no new decisions. */
export interface Shown {
  replications: number;
  /** Whether anything is done: else plan and base are the same. */
  differs: boolean;
  times: number[];
  plan: Side;
  base: Side;
  odds: Odds;
  /** Paired differences of each chart's variable, plan less base: p5, p25, p50, p75, p95 by week. */
  differences: Record<string, Bands>;
  /** How the odds' variable goes against the base. */
  course: Course;
  /** Warnings of the file. */
  warnings: string[];
}

/** p5, p25, p50, p75 and p95, each by week. */
export type Bands = [number[], number[], number[], number[], number[]];

export interface Side {
  bands: Record<string, Bands>;
  /** Some teams, by week, of the variables of charts only. */
  paths: Record<string, number[][]>;
  ending: { outcome: string; share: Estimated }[];
}

export interface Odds {
  variable: string;
  label: string;
  /** The weeks over which it is told. */
  from: number;
  to: number;
  /** Share of teams that have more with the plan, less, and the same. */
  more: Estimated;
  less: Estimated;
  same: number;
  /** Whether more is better. */
  better: 'more' | 'less';
  median: Estimated;
}

export interface Course {
  end: 'more' | 'less' | null;
  /** From which week on it is visible in at least eight teams of ten, and what other luck would find. */
  visible: { from: number; earliest: number; latest: number | null } | null;
  /** How far it went the other way before. */
  before: {
    side: 'more' | 'less';
    /** When it is farthest out, how far, and as a share of the base. */
    week: number;
    difference: Estimated;
    share: number;
    /** From when on, and when both are level again. */
    from: number;
    level: number | null;
  } | null;
}

/** What loops did to the outcome. */
export interface Did {
  variable: string;
  unit: string;
  /** Where quarters begin, and how long they are. */
  starts: number[];
  length: number;
  /** By name of the loop: mean effect in each quarter. */
  plan: Record<string, number[]>;
  base: Record<string, number[]>;
}

export interface Why { sentences: string[] }
export interface File_ { name: string; toml: string }
/** Rows of cells, of which the first are heads. */
export type Rows = string[][];

/** The memo of the command line, part by part; all of it is plain text. */
export interface Memo {
  title: string;
  claim: string[];
  parts: { heading: string; texts: string[]; rows: Rows }[];
  assumptions: [string[], Rows];
  limits: string[];
  command: string;
  version: string;
}

export interface Edge {
  x: { name: string; label: string; unit: string; values: number[] };
  y: { name: string; label: string; unit: string; values: number[] };
  /** Share of teams in the class, `cells[y][x]`, 0 to 1. */
  cells: number[][];
  class: string;
  here: { x: number; y: number };
  /** Even odds, as lines of points. */
  edge: [number, number][][];
}
