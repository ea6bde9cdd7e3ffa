//! `flywheel loops`: the feedback loops of a scenario, which of them drives it and when, and what cutting each would do.

mod cuts;
mod machine;
mod pages;
mod table;
mod words;

use std::path::PathBuf;

use clap::Args;

use crate::analysis::dominance::{Dominance, Rows, dominance};
use crate::analysis::outcome::{Ending, ending};
use crate::analysis::story::{Cast, Story};
use crate::analysis::summary::{Summary, summarise};
use crate::analysis::turning::{Phase, courses};
use crate::analysis::upper_hand::{Sign, Takeover, Ways, takeover, ways};
use crate::analysis::ways_round::{Found, of_links, search};
use crate::answer::ensemble::tell_not_finite;
use crate::answer::scoring::{cast_story, score, usual_scores, without_weekly_luck};
use crate::answer::{Onlooker, Refusal};
use crate::model::graph::Graph;
use crate::model::scenario::Scenario;
use crate::model::{Kind, VariableId};
use crate::program::scores::{Between, MOST_MENTIONS, too_much};
use crate::results::Results;
use crate::run::scores::Scored;
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::plain;

use super::charts::Charts;
use super::files::Batch;
use super::{DEFAULT, Failure, Manner, Outcome, Overrides, open, out_folder, print};
use crate::answer::provenance::manifest;
use cuts::{Cutting, cutting};

pub const EXAMPLES: &str = "\
Examples:
  flywheel loops                                  the wicked loop: which loop drives it, and when
  flywheel loops my-team.toml --png               the same for your team; charts as PNG too
  flywheel loops my-team.toml --of trust          with the chart of trust above the loops
  flywheel loops my-team.toml --at 13 --at 52     cut each loop in week 13, and in week 52
  flywheel loops model.xmile                      the strongest loops of any model

A loop's share is what it does, among all that loops do at that moment (Loops that Matter). What it does once it is cut is \
found by running again, with the same teams, and one of its links held at the value of that moment.";

#[derive(Args)]
pub struct Arguments {
    /// A scenario or model file; none: the wicked loop.
    scenario: Option<String>,
    /// The variable whose chart stands above the loops, in place of the first that the model shows.
    #[arg(long, value_name = "VARIABLE")]
    of: Option<String>,
    /// When loops are cut, in the model's unit of time; given once for each moment, in any order. A quarter and half of the run, if not given.
    #[arg(long, alias = "week", value_name = "MOMENT", allow_negative_numbers = true)]
    at: Vec<f64>,
    /// Tell of all loops that the model names, not only of those that a coach tells; of a model without names, of all found.
    #[arg(long)]
    all: bool,
    /// Cut no loops: their shares only.
    #[arg(long, conflicts_with = "at")]
    no_cuts: bool,
    #[command(flatten)]
    overrides: Overrides,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    charts: Charts,
}

/// A scenario without the luck of the weeks, and what its loops do.
struct Driven {
    scenario: Scenario,
    results: Results,
    summary: Summary,
    dominance: Dominance,
    ways: Ways,
    takeover: Takeover,
    /// Whether each loop reinforces or balances, and when it turns.
    courses: Vec<Vec<Phase>>,
    /// Where these teams are at the end, in a model that says where one can be.
    ending: Option<Ending>,
}

/// All that was found.
struct Loops {
    graph: Graph,
    found: Found,
    story: Story,
    /// The variable on top.
    of: VariableId,
    driven: Driven,
    /// The same team if nothing is done, where something is.
    base: Option<Driven>,
    /// Scores of links of the usual team: `links[link][time]`, in the order of the graph.
    links: Vec<Vec<f64>>,
    cuttings: Vec<Cutting>,
    /// Moments at which nothing is cut, because what follows them is no number.
    uncut: Vec<f64>,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    // What has a place in the file is mended there, and what was typed where it was typed.
    let is_typed = |wrong: &Diagnostic| wrong.code == Code::TooLarge && wrong.labels.is_empty();
    told(arguments, manner).map_err(|failure| match failure {
        Failure::Refused(Refusal::Files(wrong))
            if arguments.overrides.replications.is_some() && is_typed(&wrong[0]) =>
        {
            Failure::usage(format!("--replications: {}", wrong[0].message))
        }
        failure => failure,
    })
}

fn told(arguments: &Arguments, manner: Manner) -> Outcome {
    let mut scenario = open(arguments.scenario.as_deref().unwrap_or(DEFAULT))?;
    arguments.overrides.apply(&mut scenario);
    let of = variable(&scenario, arguments.of.as_deref())?;
    let moments = cuts::moments(&scenario, &arguments.at, arguments.no_cuts)?;
    let scenario = without_weekly_luck(scenario);
    let graph = Graph::of(&scenario.model);
    if let Some((heaviest, links)) = too_much(&scenario.model, &graph) {
        return Err(too_large(&scenario, heaviest, links).into());
    }
    let links = usual_scores(&scenario, &graph, &of_links(&graph, Between::Link), &manner)?;
    let found = search(&graph, |asked| usual_scores(&scenario, &graph, asked, &manner))?;
    if found.ways.is_empty() {
        let name = &scenario.source.name;
        return Err(Failure::usage(format!("nothing in `{name}` feeds back on itself while it runs: it has no loops")));
    }
    let cast = if arguments.all { Cast::Everyone } else { Cast::Story };
    let story = cast_story(&scenario, &graph, &found.ways, cast, &manner)?;
    let driven = drive(&scenario, &graph, &story, of, &manner)?;
    if (1..driven.dominance.times).all(|time| driven.dominance.numbers(time) == 0) {
        return Err(no_numbers(&driven.results).into());
    }
    tell_not_finite(&driven.results, &manner);
    let base = match scenario.picks.is_empty() {
        true => None,
        false => Some(drive(&Scenario { picks: Vec::new(), ..scenario.clone() }, &graph, &story, of, &manner)?),
    };
    let is_number = |moment: &f64| {
        let index = scenario.time.saved_index(*moment);
        index.is_none_or(|index| driven.dominance.numbers(index + 1) > 0)
    };
    let (moments, uncut): (Vec<f64>, Vec<f64>) = moments.into_iter().partition(is_number);
    let cuttings = moments
        .iter()
        .map(|moment| cutting(&driven, &story, of, *moment, &manner))
        .collect::<Result<Vec<Cutting>, Refusal>>()?;
    let loops = Loops { graph, found, story, of, driven, base, links, cuttings, uncut };
    let folder = out_folder(&arguments.out)?.join(&loops.driven.scenario.stem);
    let mut batch = Batch::default();
    batch.add(&folder.join("loops.csv"), loops.shares_csv().as_bytes())?;
    batch.add(&folder.join("links.csv"), loops.links_csv().as_bytes())?;
    if arguments.charts.wanted() {
        arguments.charts.add(&mut batch, &folder.join("dominance"), &loops.dominance_page())?;
        arguments.charts.add(&mut batch, &folder.join("loops"), &loops.each_page())?;
        if let Some(page) = loops.diagram_page() {
            arguments.charts.add_page(&mut batch, &folder.join("diagram"), &page)?;
        }
    }
    batch.add_manifest(&folder.join("loops-manifest.json"), manifest("loops", [&loops.driven.scenario]))?;
    let files = batch.place()?;
    if manner.json {
        return print::json(&loops.json(&files));
    }
    print::told(&loops.spoken())?;
    print::written(&files, manner);
    Ok(())
}

/// The variable that the chart on top is of.
fn variable(scenario: &Scenario, typed: Option<&str>) -> Result<VariableId, Failure> {
    let model = &scenario.model;
    let Some(typed) = typed else {
        let stock = model.declared().find(|id| model.variable(*id).is_state());
        let first = model.headline.first().copied().or(stock);
        return first.ok_or_else(|| Failure::usage("the model has no stocks: nothing can feed back on itself"));
    };
    let found = crate::answer::outcomes::variable(scenario, "of", typed)?;
    let what = match model.variable(found).kind {
        Kind::Constant(_) => "a constant",
        Kind::Noise(_) => "luck",
        _ => return Ok(found),
    };
    let such = model.headline.first().map_or(String::new(), |id| format!(", such as `{}`", model.variable(*id).name));
    Err(Failure::usage(format!(
        "--of {typed}: that is {what}, and no loop moves it: name a stock, a flow or what is calculated from them{such}"
    )))
}

/// Runs a scenario and finds what its loops do.
fn drive(
    scenario: &Scenario,
    graph: &Graph,
    story: &Story,
    of: VariableId,
    onlooker: &dyn Onlooker,
) -> Result<Driven, Refusal> {
    let mut wanted = vec![of];
    wanted.extend(&scenario.model.headline);
    wanted.extend(story.loops.iter().filter_map(|told| Some(told.shown_by?.0)));
    wanted.extend(cuts::stocks(&scenario.model));
    wanted.extend(&scenario.model.outcomes);
    let mut seen = std::collections::HashSet::new();
    wanted.retain(|id| seen.insert(*id));
    let Scored { samples, scores } = score(scenario, graph, &wanted, &story.scores(graph), onlooker)?;
    let (times, replications) = (samples.times.len(), scenario.replications as usize);
    let others = story.rest_counts();
    let rows = Rows { scores: &scores, partition: &story.partition, others: &others, times, replications };
    let dominance = dominance(&rows);
    let row = |id: VariableId| {
        let place = wanted.iter().position(|other| *other == id).unwrap_or(0);
        &samples.values[place * times * replications..][..times * replications]
    };
    let signs: Vec<Option<Sign>> =
        story.loops.iter().map(|told| told.shown_by.map(|(id, better)| Sign { values: row(id), better })).collect();
    let polarities: Vec<_> = story.loops.iter().map(|told| told.polarity).collect();
    let ways = ways(&dominance, &polarities, &signs);
    let takeover = takeover(&dominance, &ways);
    let results = Results::new(std::sync::Arc::new(scenario.clone()), samples);
    let (summary, courses, ending) = (summarise(&results), courses(&dominance), ending(&results));
    Ok(Driven { scenario: scenario.clone(), results, summary, dominance, ways, takeover, courses, ending })
}

/// That there are more links, into longer equations, than can be scored.
fn too_large(scenario: &Scenario, heaviest: VariableId, links: usize) -> Diagnostic {
    let own = scenario.model.variable(heaviest);
    let message = format!(
        "what each link does is found by its effect's equation, and all of these together mention variables more than \
         {MOST_MENTIONS} times; most of them is `{}`, which has {links} links",
        own.name
    );
    // Whether it is this equation that makes it so many, or that there are so many equations.
    let (mark, way_out) = match links * links > MOST_MENTIONS / 10 {
        true => (
            "calculated from too many at a time",
            "give parts of this equation names of their own: a sum of a hundred sums of a hundred is no trouble",
        ),
        false => (
            "calculated from the most",
            "no single equation makes it too large: take a part of the model, as a model of its own",
        ),
    };
    Diagnostic::error(Code::TooLarge, message).at(&scenario.model.source, own.span, mark).help(way_out)
}

/// That there is not one moment at which loops can be held against each other.
fn no_numbers(results: &Results) -> Diagnostic {
    let scenario = &results.scenario;
    let all = if results.replications() > 1 { format!(", in every {}", results.one()) } else { String::new() };
    let Some(wrong) = results.not_finite() else {
        let message = format!(
            "what the loops of `{}` do is infinite or no number at all from the first step on{all}",
            scenario.stem
        );
        return Diagnostic::error(Code::NotFinite, message).help("look at the run with `flywheel simulate`");
    };
    let (own, unit) = (results.variable(wrong.variable), &scenario.time.unit);
    let message = format!(
        "`{}` is infinite or no number at all from {unit} {} on{all}: before it no moment is saved at which loops could be \
         compared",
        own.name,
        plain(wrong.time)
    );
    Diagnostic::error(Code::NotFinite, message)
        .at(&scenario.model.source, own.span, "grows beyond all numbers, or divides by 0")
        .help("a smaller dt, or a limit in this equation, keeps it among the numbers that a computer can hold")
}
