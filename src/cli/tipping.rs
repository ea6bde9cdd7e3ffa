//! `flywheel tipping`: where the edge is between starting points that end well and those that do not, and what pushes a
//! team over it.

mod tell;

use std::path::PathBuf;

use clap::Args;

use crate::analysis::estimate::Estimate;
use crate::answer::Onlooker;
use crate::answer::tipping::{MOST_TEAMS, axes, map, shock};
use crate::model::VariableId;
use crate::model::draft::Dialect;
use crate::model::moments::reached;
use crate::model::scenario::Scenario;
use crate::text::{plain, suggestion};

use super::charts::Charts;
use super::files::{Batch, is_shipped};
use super::{DEFAULT, Failure, Manner, Outcome, open, out_folder, print};
use crate::answer::provenance::manifest;
use crate::answer::tipping::axes::Axis;
use crate::answer::tipping::map::{Between, Map, Others, Question, Standing, Towards, beginning, standing_at};
use crate::answer::tipping::shock::{Plan, Tipped};
use crate::answer::tipping::teams::Teams;

pub const EXAMPLES: &str = "\
Examples:
  flywheel tipping                                       the wicked loop: which teams find the way out by themselves
  flywheel tipping my-team.toml --x trust --y wip        trust and work in progress
  flywheel tipping my-team.toml --x team_size=4..10 --y request_rate
  flywheel tipping my-team.toml --others stay            all but these two as in the file
  flywheel tipping --shock demand_shock=0.5 --durations 8,16,32 --horizon 156
  flywheel tipping my-team.toml --here --shock management_push

The map shows, for each start, how many teams end in a class: the classes are conditions in the model file. The shock is \
added to a constant for a while; the team that it hits starts well (--from, --here), and is otherwise the scenario's.";

#[derive(Args)]
pub struct Arguments {
    /// A scenario or model file; none: the wicked loop.
    scenario: Option<String>,
    /// What goes across the map: a stock (where it starts) or a constant, with its range if you like: trust=0.2..0.9.
    #[arg(long, value_name = "NAME[=LOW..HIGH]")]
    x: Option<String>,
    /// What goes up the map.
    #[arg(long, value_name = "NAME[=LOW..HIGH]")]
    y: Option<String>,
    /// What the other stocks do on the map: follow the axes along the straight line from the model's best starting point to
    /// its worst (the default, where there are two that end differently), or stay where the scenario starts.
    #[arg(long, value_name = "HOW", value_parser = others)]
    others: Option<Others>,
    /// The outcome class that the odds are about; the model's first, if not given.
    #[arg(long, value_name = "NAME")]
    class: Option<String>,
    /// Cells of the map across and up.
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = super::whole::<u16>(2, 200), allow_negative_numbers = true)]
    grid: u16,
    /// Teams in each cell of the map; the line of even odds, and figures in words, rest on four times as many.
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = super::whole::<u64>(2, 100_000), allow_negative_numbers = true)]
    replications: u64,
    /// When it is looked at where teams end, in place of the scenario's horizon.
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    horizon: Option<f64>,
    /// The shock: a constant, and what is added to it.
    #[arg(long, value_name = "NAME[=AMOUNT]")]
    shock: Option<String>,
    /// When the shock begins; after four save intervals, if not given.
    #[arg(long, alias = "week", value_name = "TIME", allow_negative_numbers = true)]
    at: Option<f64>,
    /// How long shocks last in the table.
    #[arg(long, value_name = "TIME,...", value_delimiter = ',', allow_negative_numbers = true)]
    durations: Vec<f64>,
    /// The starting point of the team that is shocked; the model's best, if not given.
    #[arg(long, value_name = "START", conflicts_with = "here")]
    from: Option<String>,
    /// The team that is shocked starts where the scenario starts.
    #[arg(long)]
    here: bool,
    /// Seed of all luck, in place of the scenario's.
    #[arg(long, value_name = "N", value_parser = super::whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    seed: Option<u64>,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    charts: Charts,
}

const OTHERS: [(&str, Others); 2] = [("stay", Others::Stay), ("follow", Others::Follow)];

fn others(text: &str) -> Result<Others, String> {
    let found = OTHERS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, others)| *others).ok_or_else(|| "it is one of stay, follow".to_string())
}

/// A figure in words rests on so many times the teams of a cell.
const FIGURE: u64 = 4;

/// Who is shocked, and what comes of it.
struct Shocked {
    plan: Plan,
    /// Words for the team: the name of a starting point, or none.
    from: Option<String>,
    /// The class in which a team counts as tipped; None: any but the class asked about.
    into: Option<usize>,
    /// Without a shock and without luck it ends elsewhere than in the class asked about: there is nothing to tip.
    is_lost: bool,
    tipped: Tipped,
}

/// All that was found.
struct Found {
    scenario: Scenario,
    classes: Vec<VariableId>,
    class: usize,
    /// The class in which the model's worst starting point ends, if it is another.
    against: Option<usize>,
    axes: [Axis; 2],
    others: Others,
    replications: u64,
    standings: Vec<Standing>,
    /// The model's best and its worst starting point, where they differ.
    line: Option<[usize; 2]>,
    here: Vec<Estimate>,
    fate: usize,
    map: Map,
    alone: [Option<Estimate>; 2],
    towards: Option<Towards>,
    between: Option<Between>,
    shocked: Option<Shocked>,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let mut scenario = open(arguments.scenario.as_deref().unwrap_or(DEFAULT))?;
    scenario.seed = arguments.seed.unwrap_or(scenario.seed);
    set_horizon(&mut scenario, arguments.horizon)?;
    let classes = scenario.model.outcomes.clone();
    let class = class(&scenario, arguments.class.as_deref())?;
    let start = beginning(&scenario)?;
    let axes = axes::read(&scenario, &start, [arguments.x.as_deref(), arguments.y.as_deref()], &manner)?;
    let plan = shock::read(&scenario, arguments.shock.as_deref(), arguments.at, &arguments.durations)?;
    let victim = victim(&scenario, arguments)?;
    let cells = u64::from(arguments.grid) * u64::from(arguments.grid);
    let replications = FIGURE * arguments.replications;
    let most = arguments.replications * cells.max(FIGURE * map::STATIONS as u64);
    if most > MOST_TEAMS {
        return Err(Failure::usage(format!(
            "{most} {}s at once are more than {MOST_TEAMS}: ask for a smaller --grid, or fewer --replications",
            scenario.one()
        )));
    }
    let lucks = shock::lucks(&scenario).len() * plan.as_ref().map_or(0, |plan| plan.durations.len());
    let figures = 3 * map::STATIONS + 1 + scenario.model.starts.len() + lucks;
    // A line across the map has about two cells beside it in each column and row.
    let beside = 4 * u64::from(arguments.grid);
    let all = cells * arguments.replications + cells + replications * (figures as u64 + beside);
    let teams = Teams::new(manner.begin(&scenario.stem, all), classes);
    let question = Question { scenario: &scenario, teams: &teams, class, axes: &axes, here: &start, replications };
    let standings = question.standings()?;
    let line = line(&standings, class);
    let best_and_worst = line.map(|line| line.map(|index| &standings[index]));
    if arguments.others == Some(Others::Follow) && line.is_none() {
        let why =
            "--others follow: the model has no two starting points that end differently, between which they could go";
        return Err(Failure::usage(why));
    }
    let others = arguments.others.unwrap_or(if line.is_some() { Others::Follow } else { Others::Stay });
    let guide = best_and_worst.filter(|_| others == Others::Follow);
    let map = question.map(usize::from(arguments.grid), arguments.replications, guide)?;
    let here = teams.shares_of(&scenario, replications)?;
    let fate = teams.fate_of(&scenario)?;
    let [x, y] = &axes;
    let alone = [question.alone(x)?, question.alone(y)?];
    // Those who are well off look where it ends, the others where it begins.
    let goal = best_and_worst.map(|[best, worst]| if here[class].value < 0.5 { best } else { worst });
    let towards = goal.map_or(Ok(None), |goal| question.towards(goal))?;
    let between = best_and_worst.map_or(Ok(None), |[best, worst]| question.between(best, worst))?;
    let against =
        line.map(|[_, worst]| standings[worst].fate).filter(|fate| *fate != class && *fate < teams.classes.len());
    let shocked = match plan {
        None => None,
        Some(plan) => {
            let best = best(&standings, class).filter(|_| !arguments.here);
            let from = victim.or_else(|| best.map(|best| standings[best].name.clone()));
            let hit = from.as_deref().and_then(|name| standing_at(&scenario, name)).unwrap_or_else(|| scenario.clone());
            let is_lost = teams.fate_of(&hit)? != class;
            let is_tipped = |end: usize| against.map_or(end != class, |against| end == against);
            let tipped = plan.run(&hit, &teams, replications, is_tipped)?;
            Some(Shocked { plan, from, into: against, is_lost, tipped })
        }
    };
    let classes = teams.end(&scenario, &manner);
    let found = Found {
        scenario,
        classes,
        class,
        against,
        axes,
        others,
        replications: arguments.replications,
        standings,
        line,
        here,
        fate,
        map,
        alone,
        towards,
        between,
        shocked,
    };
    let files = found.write(arguments)?;
    if manner.json {
        return print::json(&found.json(&files));
    }
    print::told(&found.spoken())?;
    print::written(&files, manner);
    Ok(())
}

/// Puts what was typed in place of the scenario's horizon.
fn set_horizon(scenario: &mut Scenario, horizon: Option<f64>) -> Result<(), Failure> {
    let Some(horizon) = horizon else { return Ok(()) };
    let loose = scenario.time.misfit().is_some();
    let time = &mut scenario.time;
    time.stop = reached(time.start, horizon, 1);
    let misfit = if loose { time.impossible() } else { time.misfit() };
    match misfit {
        Some(misfit) => {
            let help = misfit.help.map_or(String::new(), |help| format!("; {help}"));
            Err(Failure::usage(format!("--horizon {}: {}{help}", plain(horizon), misfit.message)))
        }
        None => Ok(()),
    }
}

/// The index of the class that is asked about.
fn class(scenario: &Scenario, typed: Option<&str>) -> Result<usize, Failure> {
    let model = &scenario.model;
    if model.outcomes.is_empty() {
        let name = &model.source.name;
        return Err(Failure::usage(format!(
            "the model `{}` has no outcome classes: nothing says where a {} ends; {}",
            if is_shipped(name) { &model.name } else { name },
            scenario.one(),
            match model.dialect {
                Dialect::Xmile => "XMILE has no place for them, and a model file of our own form has one: [[outcome]]",
                _ => "[[outcome]] in its file does",
            }
        )));
    }
    let Some(typed) = typed else { return Ok(0) };
    let found = model.find(typed).and_then(|id| model.outcomes.iter().position(|outcome| *outcome == id));
    found.ok_or_else(|| {
        let names = model.outcomes.iter().map(|id| model.variable(*id).name.as_str());
        let help = suggestion::help_for(typed, names).map_or(String::new(), |help| format!(": {help}"));
        Failure::usage(format!("--class {typed}: the model has no such outcome class{help}"))
    })
}

/// The starting point of the team that is shocked, where one was typed.
fn victim(scenario: &Scenario, arguments: &Arguments) -> Result<Option<String>, Failure> {
    let Some(typed) = &arguments.from else { return Ok(None) };
    let name = crate::text::canonical(typed);
    let starts = || scenario.model.starts.iter().map(|start| start.name.as_str());
    if let Some(start) = starts().find(|start| *start == name) {
        return Ok(Some(start.to_string()));
    }
    let help = suggestion::help_for(typed, starts()).map_or(String::new(), |help| format!(": {help}"));
    Err(Failure::usage(format!("--from {typed}: the model has no such starting point{help}")))
}

/// The starting point whose teams end in the class most often; of equals the first.
fn best(standings: &[Standing], class: usize) -> Option<usize> {
    let share = |index: usize| standings[index].shares[class].value;
    (0..standings.len()).reduce(|a, b| if share(b) > share(a) { b } else { a })
}

/// The best starting point and the one whose teams end in the class least often, where the two end differently without luck
/// too.
fn line(standings: &[Standing], class: usize) -> Option<[usize; 2]> {
    let share = |index: usize| standings[index].shares[class].value;
    let best = best(standings, class)?;
    let worst = (0..standings.len()).reduce(|a, b| if share(b) < share(a) { b } else { a })?;
    let differ = (standings[best].fate == class) && (standings[worst].fate != class);
    differ.then_some([best, worst])
}

impl Found {
    fn write(&self, arguments: &Arguments) -> Result<Vec<PathBuf>, Failure> {
        let folder = out_folder(&arguments.out)?.join(&self.scenario.stem);
        let mut batch = Batch::default();
        batch.add(&folder.join("tipping.csv"), self.csv().as_bytes())?;
        if let Some(csv) = self.shock_csv() {
            batch.add(&folder.join("tipping-shock.csv"), csv.as_bytes())?;
        }
        arguments.charts.add(&mut batch, &folder.join("tipping"), &self.page())?;
        if let Some(page) = self.shock_page() {
            arguments.charts.add(&mut batch, &folder.join("tipping-shock"), &page)?;
        }
        batch.add_manifest(&folder.join("tipping-manifest.json"), manifest("tipping", [&self.scenario]))?;
        Ok(batch.place()?)
    }
}
