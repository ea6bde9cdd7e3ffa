//! Whether what `flywheel pick` tells hangs on how large the interventions are: `cargo bench --bench pick_robustness`.
//!
//! Of a stressed, a loaded and a healthy team: the sizes and costs of all interventions are drawn 200 times from their
//! ranges. In each draw plans are held against each other in 200 teams, which have these sizes and differ in everything
//! else, by the objective that `pick` asks for. How often is each box, and each pick, in the best plan?
//!
//! All plans are run once with sizes drawn for each team; the 150 best of them go into every draw, in which all but 50 drop
//! out after 32 teams and all but 12 after 80. How often the best of a draw was among the last third of the 150 is told too:
//! it shows whether some that matter were left behind. That takes about an hour on two processors.
//!
//! `cargo bench --bench pick_robustness -- DRAWS TEAMS` asks with other numbers, and words behind them of some teams only, such as
//! `-- 200 200 healthy`.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use flywheel::analysis::search::objective::Objective;
use flywheel::model::VariableId;
use flywheel::model::distribution::Spread;
use flywheel::model::library::ShippedLibrary;
use flywheel::model::plan::{Choices, Orders, Plan};
use flywheel::model::scenario::Scenario;
use flywheel::model::scenario_file::load;
use flywheel::results::Results;
use flywheel::run::ensemble::{Nobody, Part, WIDTH, over};
use flywheel::run::keep::{Reading, Wanted, keep};

/// Teams in which all plans are run once, and how many of them go on.
const POOLED: u64 = 400;
const GO_ON: usize = 150;

/// After so many teams so many plans are left.
const ROUNDS: [(u64, usize); 2] = [(32, 50), (80, 12)];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let number = |place: usize, usual: u64| arguments.get(place).map_or(usual, |a| a.parse().expect("a number"));
    let (draws, teams) = (number(0, 200), number(1, 200));
    let is_asked = |name: &str| arguments.len() < 3 || arguments[2..].iter().any(|asked| asked == name);
    let all = [("stressed", "<wicked-loop.toml>"), ("loaded", "<busy.toml>"), ("healthy", "<healthy.toml>")];
    for (name, file) in all.into_iter().filter(|(name, _)| is_asked(name)) {
        let scenario = load(file, &ShippedLibrary).expect("the shipped scenario is sound");
        let objective = Objective::usual(&scenario).expect("the model declares objectives");
        println!(
            "\n{name}: {draws} draws of all sizes, {teams} teams each, by the mean of {}",
            objective.quantity.words
        );
        tell(&scenario, &search(&scenario, &objective, draws, teams), draws);
    }
}

/// The best plan of each draw, and its place among all plans.
fn search(scenario: &Scenario, objective: &Objective, draws: u64, teams: u64) -> Vec<(Plan, usize)> {
    let allowed = vec![true; scenario.model.interventions.len()];
    let plans = Choices { allowed, orders: Orders::Boxes, first: 4.0, gaps: vec![6.0], budget: None }.plans(scenario);
    let mut pooled: Vec<Standing> = plans.iter().map(Standing::new).collect();
    run(scenario, objective, &mut pooled, 0..POOLED);
    best_first(&mut pooled);
    let sizes = sizes(scenario, draws);
    let best = (0..draws).map(|draw| {
        let mut drawn = Scenario { seed: 1000 + draw, ..scenario.clone() };
        for (id, spread) in &mut drawn.constants {
            if let Some(values) = sizes.get(id) {
                *spread = Spread::fixed(values[draw as usize]);
            }
        }
        let mut alive: Vec<Standing> = pooled.iter().take(GO_ON).map(|own| Standing::new(own.plan)).collect();
        let mut seen = 0;
        for (until, left) in ROUNDS.into_iter().chain([(teams, 1)]) {
            let until = until.min(teams);
            run(&drawn, objective, &mut alive, seen..until);
            seen = until;
            best_first(&mut alive);
            alive.truncate(left);
        }
        let plan = alive[0].plan;
        (plan.clone(), pooled.iter().position(|own| own.plan == plan).unwrap_or(0))
    });
    best.collect()
}

/// A plan, and what it brought in all teams so far.
struct Standing<'a> {
    plan: &'a Plan,
    sum: f64,
}

impl Standing<'_> {
    fn new(plan: &Plan) -> Standing<'_> {
        Standing { plan, sum: 0.0 }
    }
}

/// Runs plans in some teams, with the same luck.
fn run(scenario: &Scenario, objective: &Objective, standings: &mut [Standing], teams: Range<u64>) {
    let wanted = Wanted { readings: objective.readings(scenario), ..Wanted::default() };
    let part = Part { replications: teams, width: WIDTH };
    over(standings, |_, standing| {
        let scenario = standing.plan.in_place_of_picks(scenario);
        let kept = keep(&scenario, &wanted, &part, &Nobody).expect("it runs");
        standing.sum += objective.gains(&Results::new(Arc::new(scenario), kept)).iter().sum::<f64>();
    });
}

fn best_first(standings: &mut [Standing]) {
    standings.sort_by(|a, b| b.sum.total_cmp(&a.sum));
}

/// What is drawn for the sizes and costs of all interventions, by the constants that hold them.
fn sizes(scenario: &Scenario, draws: u64) -> HashMap<VariableId, Vec<f64>> {
    let constants = scenario.model.sizes();
    let readings: Vec<Reading> = constants.iter().map(|id| Reading { variable: *id, from: 0, to: 0 }).collect();
    let mut short = Scenario { replications: draws, ..scenario.clone() };
    short.picks.clear();
    short.time.stop = short.time.start + short.time.save;
    let wanted = Wanted { readings, ..Wanted::default() };
    let kept = keep(&short, &wanted, &Part::whole(&short), &Nobody).expect("it runs");
    let results = Results::new(Arc::new(short), kept);
    let drawn = |id: &VariableId| Some((*id, results.reading(Reading { variable: *id, from: 0, to: 0 })?.to_vec()));
    constants.iter().filter_map(drawn).collect()
}

/// How often each box and each of its picks is in the best plan.
fn tell(scenario: &Scenario, best: &[(Plan, usize)], draws: u64) {
    let model = &scenario.model;
    let of_hundred = |count: usize| 100.0 * count as f64 / draws as f64;
    for (index, own) in model.boxes.iter().enumerate() {
        let with = best.iter().filter(|(plan, _)| plan.pick_in(model, index).is_some()).count();
        println!("  {:<40} {:>5.1} of 100", own.title, of_hundred(with));
        let picks = (0..model.interventions.len()).filter(|i| model.interventions[*i].in_box == index);
        for pick in picks {
            let with = best.iter().filter(|(plan, _)| plan.picks.iter().any(|own| own.intervention == pick)).count();
            if with > 0 {
                println!("    {:<38} {:>5.1}", model.interventions[pick].title, of_hundred(with));
            }
        }
    }
    let late = best.iter().filter(|(_, place)| *place >= GO_ON * 2 / 3).count();
    println!("  the best was among the last third of the {GO_ON}: {:.1} of 100", of_hundred(late));
    let mut plans: BTreeMap<String, usize> = BTreeMap::new();
    best.iter().for_each(|(plan, _)| *plans.entry(plan.words(model)).or_default() += 1);
    let mut plans: Vec<_> = plans.into_iter().collect();
    plans.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (plan, count) in plans.iter().take(5) {
        println!("  {:>5.1}  {plan}", of_hundred(*count));
    }
}
