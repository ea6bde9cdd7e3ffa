//! The command line: arguments as typed, then what they mean, then text for people or JSON for machines.
//!
//! Data goes to standard output, talk to standard error. Exit codes: 0 fine, 1 a check failed, 2 wrong usage, 3 a bad
//! file, 130 interrupted. No arithmetic happens here.

pub mod charts;
pub mod check;
pub mod compare;
mod deliver;
pub mod files;
pub mod flow;
mod folders;
pub mod forecast;
pub mod loops;
mod man;
pub mod memo;
pub mod model;
pub mod new;
pub mod own_files;
pub mod pick;
pub mod print;
pub mod progress;
pub mod run;
pub mod runs;
pub mod schema;
mod screen;
pub mod sensitivity;
mod shell;
pub mod simulate;
pub mod tipping;
pub mod why;
pub mod workshop;

use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::answer::machine::{Mistake, USAGE, Wrong};
use crate::answer::refusal;
use crate::answer::{Luck, Onlooker, Refusal, Work, contradictions, stages};
use crate::model::scenario::{Design, Scenario};
use crate::model::scenario_file::load;
use crate::text::diagnostic::{Diagnostic, Severity, sorted};
use crate::text::{excerpt, visible};
use files::Disk;
use progress::Progress;
use screen::Stream;

/// Why a command ended without doing what was asked.
pub enum Failure {
    /// A claim was not proved.
    Check,
    /// What was asked has no answer.
    Refused(Refusal),
    /// Files are not what they should be, and the answer for machines says so already.
    Told(Vec<Diagnostic>),
    /// Somebody ended it, and was told what was known by then.
    EndedEarly,
}

impl Failure {
    /// The command was called in a way that means nothing.
    pub fn usage(why: impl Into<String>) -> Failure {
        Failure::Refused(Refusal::asked(why))
    }
}

impl<R: Into<Refusal>> From<R> for Failure {
    fn from(refusal: R) -> Failure {
        Failure::Refused(refusal.into())
    }
}

type Outcome = Result<(), Failure>;

const EXAMPLES: &str = "\
Examples:
  flywheel run                                  the demonstration: one team, twice
  flywheel new my-team.toml                     a commented scenario to start from
  flywheel run my-team.toml                     a thousand teams like yours: table, charts, files
  flywheel check scenarios/                     prove or refute what scenario files claim
  flywheel compare now.toml plan.toml           what a plan changes, and with what effect
  flywheel pick my-team.toml                    which one from each box, and how sure that is
  flywheel flow issues.csv                      what your team's own dates show
  flywheel forecast items.csv                   how many items by when, from your team's own dates
  flywheel sensitivity my-team.toml             which assumptions matter
  flywheel tipping my-team.toml                 how far the edge is, and what pushes a team over it
  flywheel loops my-team.toml                   which loop drives the team, and when
  flywheel why throughput --at 20               what moves it, and what changed at its last turning point
  flywheel simulate my-team.toml -o run.csv     one run without luck, every variable
  flywheel workshop                             one page for a room, which needs no network
  flywheel model show trust                     what trust is made of
  flywheel model export --to xmile -o m.xmile   the model for Stella, PySD and others

A file may be -, for standard input or standard output. Lines are as wide as the terminal. Without one they are 100 columns \
wide, or as wide as the variable COLUMNS says.

Exit codes: 0 fine; 1 a claim was not proved, or a test of the battery failed; 2 wrong usage; 3 a file is wrong, \
or cannot be read or written; 130 interrupted. With --json, errors are JSON too, on standard output: code, message, place \
and help.";

/// The scenario of every command that is given none: the team of the wicked loop. `run` shows it beside another.
const DEFAULT: &str = "<wicked-loop.toml>";

/// What would change a team that is busy and late: a system-dynamics simulator.
#[derive(Parser)]
#[command(name = "flywheel", version, about, after_help = EXAMPLES, propagate_version = true, disable_help_subcommand = true)]
struct Line {
    /// Say only what was asked for. Errors and warnings are still shown.
    #[arg(long, global = true, display_order = 100)]
    quiet: bool,
    /// Answer in JSON.
    #[arg(long, global = true, display_order = 101)]
    json: bool,
    /// Write without colours. The variable NO_COLOR and a dumb terminal do the same.
    #[arg(long, global = true, display_order = 102)]
    no_color: bool,
    /// Number of threads; all that the machine has, if not given. Results do not depend on it.
    #[arg(long, global = true, display_order = 103, value_name = "N", value_parser = whole::<u16>(1, 1024), allow_negative_numbers = true)]
    threads: Option<u16>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Simulate scenarios: a table, charts and files. Without a scenario, the demonstration.
    #[command(after_help = run::EXAMPLES)]
    Run(run::Arguments),
    /// One run without luck: every variable as CSV, time first.
    #[command(after_help = simulate::EXAMPLES)]
    Simulate(simulate::Arguments),
    /// Prove or refute what scenario files claim.
    #[command(after_help = check::EXAMPLES)]
    Check(check::Arguments),
    /// What differs between scenarios, and what difference that makes to the same teams with the same luck.
    #[command(after_help = compare::EXAMPLES)]
    Compare(compare::Arguments),
    /// Which one from each box: the best of all plans, how sure that is, and what each pick contributes.
    #[command(after_help = pick::EXAMPLES)]
    Pick(pick::Arguments),
    /// What your team's own dates show, from what your tool exports: cycle times, throughput, ageing items, cumulative flow.
    #[command(after_help = flow::EXAMPLES)]
    Flow(flow::Arguments),
    /// How many items by when, from your team's own dates: the odds of a promise, open items in danger, and how right this was before.
    #[command(after_help = forecast::EXAMPLES)]
    Forecast(forecast::Arguments),
    /// Which assumptions matter, for any outcome: a table and a tornado chart.
    #[command(after_help = sensitivity::EXAMPLES)]
    Sensitivity(sensitivity::Arguments),
    /// What each feedback loop did to a team, quarter by quarter, and when it turned.
    #[command(after_help = loops::EXAMPLES)]
    Loops(loops::Arguments),
    /// What moves a variable at a moment, and what has changed since its last turning point; with the equations.
    #[command(after_help = why::EXAMPLES)]
    Why(why::Arguments),
    /// Find the edge: a map of starting points, how far the border is, and the smallest shock that tips a team.
    #[command(after_help = tipping::EXAMPLES)]
    Tipping(tipping::Arguments),
    /// Write the page for a room: one file that any browser opens, with the engine inside.
    #[command(after_help = workshop::EXAMPLES)]
    Workshop(workshop::Arguments),
    /// Read, verify and export a model.
    #[command(subcommand)]
    Model(model::Command),
    /// Print the JSON Schema of a file or an answer, for editors and for programs that read answers.
    #[command(after_help = schema::EXAMPLES)]
    Schema(schema::Arguments),
    /// Write a commented scenario to start from.
    New(new::Arguments),
    /// Print completions for a shell: flywheel completions bash > FILE.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print a manual page: flywheel man model check | man -l -.
    Man(man::Arguments),
}

/// What may be said on the command line in place of a scenario's own keys.
#[derive(Args, Clone, Default)]
pub struct Overrides {
    /// Seed of all luck, in place of the scenario's.
    #[arg(long, value_name = "N", value_parser = whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// How many teams, in place of the scenario's number.
    #[arg(long, value_name = "N", value_parser = whole::<u64>(1, u64::MAX), allow_negative_numbers = true)]
    pub replications: Option<u64>,
    /// How the teams' constants are spread: random, latin-hypercube or sobol.
    #[arg(long, value_name = "DESIGN", value_parser = one_of(Design::CHOICES))]
    pub design: Option<Design>,
}

/// Reads a whole number that is no less and no more than these.
fn whole<T: TryFrom<u64>>(least: u64, most: u64) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        number.and_then(|number: u64| T::try_from(number).ok()).ok_or_else(|| match most {
            u64::MAX if least > 0 => format!("it is a whole number of at least {least}"),
            _ => format!("it is a whole number from {least} to {most}"),
        })
    }
}

/// Reads one of these words.
fn one_of<T: Copy>(choices: &'static [(&'static str, T)]) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        let found = choices.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        found.map(|(_, choice)| *choice).ok_or_else(|| format!("it is one of {}", words.join(", ")))
    }
}

impl Overrides {
    fn luck(&self) -> Luck {
        Luck { seed: self.seed, replications: self.replications, design: self.design }
    }

    /// Puts what was typed in place of what the scenario says.
    pub fn apply(&self, scenario: &mut Scenario) {
        self.luck().apply(scenario);
    }
}

/// How a command is to speak.
#[derive(Clone, Copy)]
pub struct Manner {
    pub quiet: bool,
    pub json: bool,
}

impl Onlooker for Manner {
    fn begin<'w>(&'w self, what: &str, replications: u64) -> Box<dyn Work + 'w> {
        Box::new(Progress::new(what, replications, !self.quiet))
    }

    fn note(&self, text: &str) {
        print::note(text);
    }

    fn aside(&self, text: &str) {
        if !self.quiet {
            print::note(text);
        }
    }

    fn warn(&self, warnings: &[Diagnostic]) {
        print::diagnostics(warnings);
    }

    fn ended(&self) -> bool {
        progress::ended()
    }
}

/// Runs the program on the arguments it was started with.
pub fn main() -> ExitCode {
    // What clap says of a wrong line comes before there is one.
    if std::env::args_os().any(|word| word == "--no-color") {
        screen::without_colours();
    }
    let colours = if screen::is_coloured(Stream::Answers) { ColorChoice::Auto } else { ColorChoice::Never };
    let parsed = as_is(Line::command().color(colours)).try_get_matches().and_then(|line| Line::from_arg_matches(&line));
    let line = match parsed {
        Ok(line) => line,
        Err(error) => {
            // Help and version are answers; the rest is wrong usage, which clap also ends with 2.
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            // The words typed are in it, and names of files among them.
            let plain = error.render().to_string();
            match visible::lines(&plain) {
                harmless if harmless == plain => match error.print().and_then(|()| std::io::stdout().flush()) {
                    Err(wrong) if code == 0 && wrong.kind() != ErrorKind::BrokenPipe => {
                        return ended(Err(print::unwritten(&wrong)), false);
                    }
                    _ => {}
                },
                harmless => print::note(harmless.trim_end()),
            }
            if code != 0 && std::env::args_os().any(|word| word == "--json") {
                let _ = print::json(&wrong_line(&plain));
            }
            return ExitCode::from(code);
        }
    };
    if let Some(threads) = line.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
        if let Err(error) = pool {
            print::note(&format!("the number of threads stays as it is: {error}"));
        }
    }
    progress::listen();
    let manner = Manner { quiet: line.quiet, json: line.json };
    let outcome = match line.command {
        Command::Run(arguments) => run::run(&arguments, manner),
        Command::Simulate(arguments) => simulate::run(&arguments, manner),
        Command::Check(arguments) => check::run(&arguments, manner),
        Command::Compare(arguments) => compare::run(&arguments, manner),
        Command::Sensitivity(arguments) => sensitivity::run(&arguments, manner),
        Command::Flow(arguments) => flow::run(&arguments, manner),
        Command::Forecast(arguments) => forecast::run(&arguments, manner),
        Command::Pick(arguments) => pick::run(&arguments, manner),
        Command::Loops(arguments) => loops::run(&arguments, manner),
        Command::Why(arguments) => why::run(&arguments, manner),
        Command::Tipping(arguments) => tipping::run(&arguments, manner),
        Command::Workshop(arguments) => workshop::run(&arguments, manner),
        Command::Model(command) => model::run(&command, manner),
        Command::Schema(arguments) => schema::run(&arguments, manner),
        Command::New(arguments) => new::run(&arguments, manner),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Line::command(), "flywheel", &mut text);
            print::answer(&String::from_utf8_lossy(&text))
        }
        Command::Man(arguments) => man::run(&arguments, Line::command(), manner),
    };
    ended(outcome, line.json)
}

/// A command whose usage is told in full wherever it is told: clap shows what may be left out as needed where it was typed.
fn as_is(mut command: clap::Command) -> clap::Command {
    command.build();
    with_usage(command)
}

fn with_usage(mut command: clap::Command) -> clap::Command {
    let usage = usage(&mut command);
    let below: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_string()).collect();
    below.iter().fold(command.override_usage(usage), |command, name| command.mut_subcommand(name, with_usage))
}

/// How a command is called: "flywheel loops [OPTIONS] [SCENARIO]".
fn usage(command: &mut clap::Command) -> String {
    let text = command.render_usage().to_string();
    text.strip_prefix("Usage:").unwrap_or(&text).trim().to_string()
}

/// Says why a command failed, to people and, under `--json`, to machines, and with what code the program ends.
fn ended(outcome: Outcome, json: bool) -> ExitCode {
    let machines = |refusal: &Refusal| {
        if json {
            // Where nothing can be written, nothing can be said of it either.
            let _ = print::json(&Wrong::of(refusal, option));
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Check) => ExitCode::from(1),
        Err(Failure::Refused(refusal)) => {
            machines(&refusal);
            match &refusal {
                Refusal::Asked { of, why } => {
                    let message = refusal::message(of.as_ref(), why, option);
                    print::note(&format!("error: {}", visible::line(&message)));
                    ExitCode::from(2)
                }
                Refusal::Files(diagnostics) => wrong_files(diagnostics),
                Refusal::Ended => {
                    print::note("stopped before the end; files that are written are whole");
                    ExitCode::from(progress::INTERRUPTED)
                }
            }
        }
        Err(Failure::Told(diagnostics)) => wrong_files(&diagnostics),
        Err(Failure::EndedEarly) => {
            print::note("stopped before the end; the answer is what was known by then");
            ExitCode::from(progress::INTERRUPTED)
        }
    }
}

fn wrong_files(diagnostics: &[Diagnostic]) -> ExitCode {
    print::diagnostics(diagnostics);
    ExitCode::from(3)
}

/// A part of a question as it is typed: an option, or what stands in a place of the line.
fn option(part: &str) -> String {
    let typed = std::env::args().skip(1);
    let command =
        typed.fold(Line::command(), |command, word| command.find_subcommand(word).cloned().unwrap_or(command));
    match command.get_positionals().any(|own| own.get_id() == part) {
        true => part.to_uppercase(),
        false => format!("--{}", part.replace('_', "-")),
    }
}

/// What clap says of a wrong line, for machines: its first paragraph, and what it tells to do.
fn wrong_line(said: &str) -> Wrong {
    let mut paragraphs = said.split("\n\n").map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let first = paragraphs.next().unwrap_or_default();
    let message = match first.strip_prefix("error: ") {
        Some(message) => message.to_string(),
        // A command was not finished, and its help was shown.
        None => "a command is missing".into(),
    };
    let rest: Vec<String> = paragraphs.collect();
    let help = ["tip: ", "Usage: "].iter().find_map(|begins| rest.iter().find(|text| text.starts_with(begins)));
    let help = help.map(|text| text.trim_start_matches("tip: ").to_string());
    Wrong::new(vec![Mistake { help, ..Mistake::of(USAGE, message) }])
}

/// Reads a scenario from disk, and tells what in it is probably a slip.
fn open(name: &str) -> Result<Scenario, Failure> {
    open_beside(name, &mut Vec::new())
}

/// The same for one of several, which may extend one file: what was `told` of another is not told again.
fn open_beside(name: &str, told: &mut Vec<String>) -> Result<Scenario, Failure> {
    let mut scenario = load(name, &Disk)?;
    scenario.warnings.extend(stages::too_short(&scenario));
    let (wrong, doubts): (Vec<_>, Vec<_>) =
        contradictions::of(&scenario).into_iter().partition(|told| told.severity == Severity::Error);
    scenario.warnings.extend(doubts);
    scenario.warnings.retain(|warning| {
        let text = excerpt::one(warning, false);
        let is_new = !told.contains(&text);
        told.extend(is_new.then_some(text));
        is_new
    });
    tell_warnings(&scenario);
    if wrong.is_empty() { Ok(scenario) } else { Err(sorted(wrong).into()) }
}

fn tell_warnings(scenario: &Scenario) {
    if !scenario.warnings.is_empty() {
        print::diagnostics(&scenario.warnings);
    }
}

/// The folder for results, unless another was named.
fn out_folder(named: &Option<PathBuf>) -> Result<PathBuf, Failure> {
    match named {
        Some(folder) if files::is_standard(folder) => {
            Err(Failure::usage("--out -: results are files in a folder, and standard output is none: name a folder"))
        }
        Some(folder) => Ok(folder.clone()),
        None => Ok(PathBuf::from("out")),
    }
}
