//! Whether `flywheel pick` is as often right as it says: `cargo bench --bench pick_confidence`.
//!
//! All plans of the shipped model are run in 10,000 teams, which tells which is best; then, with each of twenty other
//! seeds, in 1,000 teams. On these the search is held against ranking all plans, for every objective and criterion: does it
//! find the same ten, with how many runs; how sure does it say that it is, and how often is the plan that it reports the
//! best one? That takes about an hour on two processors.
//!
//! `cargo bench --bench pick_confidence -- SEEDS TEAMS TRUTH [FOLDER]` asks with other numbers. In the folder, values of
//! runs are kept and used again: what is to be tried out is the search, and not the model.

use std::path::Path;

use flywheel::analysis::bootstrap::{Resamples, spread};
use flywheel::analysis::criterion::Criterion;
use flywheel::analysis::search::objective::Objective;
use flywheel::analysis::search::race::{Race, Search, TOP};
use flywheel::model::library::ShippedLibrary;
use flywheel::model::plan::{Choices, Orders, Plan};
use flywheel::model::scenario::Scenario;
use flywheel::model::scenario_file::load;
use flywheel::results::Results;
use flywheel::run::ensemble::{Nobody, Part, over};
use flywheel::run::keep::{Wanted, keep};

/// Objectives, in the order in which the values of a folder are numbered.
const OBJECTIVES: [(&str, bool); 8] = [
    ("value@0..104", false),
    ("value@97..104", false),
    ("delivering@97..104", false),
    ("flow_time@97..104", true),
    ("trust@104", false),
    ("energy@104", false),
    ("flywheel@104", false),
    ("flywheel@52", false),
];

/// A seed that is none of those that are held against it.
const TRUTH_SEED: u64 = 2_000_003;

/// The first of the seeds that the search is tried with. Those below, and 1,000,003, were looked at while its rules were
/// chosen.
const FIRST_SEED: u64 = 101;

/// `values[objective][plan][team]`, turned so that more is better.
type Values = Vec<Vec<Vec<f32>>>;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let number = |place: usize, usual: u64| arguments.get(place).map_or(usual, |a| a.parse().expect("a number"));
    let (seeds, teams, truth) = (number(0, 20), number(1, 1000), number(2, 10_000));
    let folder = arguments.get(3).map(Path::new);
    let scenario = load("<wicked-loop.toml>", &ShippedLibrary).expect("the shipped scenario is sound");
    let allowed = vec![true; scenario.model.interventions.len()];
    let gaps = vec![0.0, 4.0, 8.0];
    let plans = Choices { allowed, orders: Orders::Boxes, first: 4.0, gaps, budget: None }.plans(&scenario);

    let cases: Vec<(usize, Criterion)> = (0..OBJECTIVES.len())
        .flat_map(|objective| {
            let is_class = OBJECTIVES[objective].0.starts_with("flywheel");
            let meant = move |criterion: &Criterion| !is_class || *criterion == Criterion::Mean;
            Criterion::CHOICES.iter().map(|(_, criterion)| *criterion).filter(meant).map(move |c| (objective, c))
        })
        .collect();
    let true_gains: Vec<Vec<f64>> = {
        let values = values(&scenario, &plans, TRUTH_SEED, truth, folder, "truth");
        cases.iter().map(|(objective, criterion)| gains(*criterion, &values[*objective])).collect()
    };
    let mut found: Vec<Vec<Outcome>> = vec![Vec::new(); cases.len()];
    for seed in FIRST_SEED..FIRST_SEED + seeds {
        let values = values(&scenario, &plans, seed, teams, folder, &format!("seed{seed}"));
        for (case, (objective, criterion)) in cases.iter().enumerate() {
            found[case].push(outcome(*criterion, seed, &values[*objective], &true_gains[case]));
        }
        println!("seed {seed} done");
    }
    tell(&cases, &found);
}

/// What one search says, held against what is so.
#[derive(Clone)]
struct Outcome {
    /// Its runs as a share of running everything.
    share: f64,
    /// Plans of its ten that are not among the ten of all plans in the same teams, and those of them that are stated to be
    /// no different from the tenth.
    missing: usize,
    missing_ties: usize,
    confidence: f64,
    right: bool,
    /// The best plan of all teams is stated to be a tie with the reported one.
    best_is_among_ties: bool,
}

fn outcome(criterion: Criterion, seed: u64, values: &[Vec<f32>], true_gains: &[f64]) -> Outcome {
    let teams = values[0].len() as u64;
    let race = Race { alternatives: values.len(), replications: teams, criterion, seed, exhaustive: false };
    let of = |plan: &usize, teams: std::ops::Range<u64>| -> Vec<f64> {
        values[*plan][teams.start as usize..teams.end as usize].iter().map(|x| f64::from(*x)).collect()
    };
    let search = race.run(&Nobody, |round| {
        Ok::<_, ()>(Some(round.alternatives.iter().map(|plan| of(plan, round.replications.clone())).collect()))
    });
    let search: Search = search.expect("values are there");
    let own = ranked(&gains(criterion, values));
    let top: Vec<usize> = search.leaders.iter().take(TOP).map(|leader| leader.alternative).collect();
    let missing: Vec<&usize> = own[..TOP].iter().filter(|plan| !top.contains(plan)).collect();
    // What is missing is no different from the last of the ten that were found, by the bootstrap over teams.
    let resamples = Resamples::new(seed, teams as usize, 200);
    let judged = judged(criterion, values);
    let last = &judged[*top.last().expect("ten are found")];
    let ties = |plan: &&&usize| {
        let (own, last) = (&judged[***plan], last);
        let differences = resamples.of(criterion, own).into_iter().zip(resamples.of(criterion, last));
        let differences: Vec<f64> = differences.map(|(own, last)| own - last).collect();
        criterion.of(own) - criterion.of(last) <= 2.0 * spread(differences.into_iter())
    };
    let best = ranked(true_gains)[0];
    Outcome {
        share: search.runs as f64 / (values.len() as u64 * teams) as f64,
        missing: missing.len(),
        missing_ties: missing.iter().filter(ties).count(),
        confidence: search.confidence,
        right: search.leaders[0].alternative == best,
        best_is_among_ties: search.leaders.iter().any(|leader| leader.ties && leader.alternative == best),
    }
}

/// The criterion of every plan.
fn gains(criterion: Criterion, values: &[Vec<f32>]) -> Vec<f64> {
    judged(criterion, values).iter().map(|row| criterion.of(row)).collect()
}

/// What every plan is judged by.
fn judged(criterion: Criterion, values: &[Vec<f32>]) -> Vec<Vec<f64>> {
    let wide: Vec<Vec<f64>> = values.iter().map(|row| row.iter().map(|x| f64::from(*x)).collect()).collect();
    criterion.judged(&wide.iter().map(|row| &row[..]).collect::<Vec<_>>())
}

fn ranked(gains: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..gains.len()).collect();
    order.sort_by(|a, b| gains[*b].total_cmp(&gains[*a]));
    order
}

/// All plans in all teams: from the folder, where they are there, else by running them.
fn values(scenario: &Scenario, plans: &[Plan], seed: u64, teams: u64, folder: Option<&Path>, name: &str) -> Values {
    let file = |objective: usize| folder.map(|folder| folder.join(format!("{name}.{objective}")));
    let kept: Option<Values> = (0..OBJECTIVES.len())
        .map(|objective| {
            let bytes = std::fs::read(file(objective)?).ok()?;
            let sign = if OBJECTIVES[objective].1 { -1.0 } else { 1.0 };
            let number = |four: &[u8]| sign * f32::from_le_bytes(four.try_into().unwrap_or_default());
            let rows = bytes.chunks_exact(4 * teams as usize).map(|row| row.chunks_exact(4).map(number).collect());
            let rows: Vec<Vec<f32>> = rows.collect();
            (rows.len() == plans.len()).then_some(rows)
        })
        .collect();
    if let Some(kept) = kept {
        return kept;
    }
    let scenario = Scenario { seed, replications: teams, ..scenario.clone() };
    let objectives = OBJECTIVES.map(|(text, less)| Objective::read(&scenario, text, less).expect("it is in the model"));
    let readings = objectives.iter().flat_map(|objective| objective.readings(&scenario)).collect();
    let wanted = Wanted { readings, ..Wanted::default() };
    let mut by_plan: Vec<Vec<Vec<f32>>> = vec![Vec::new(); plans.len()];
    over(&mut by_plan, |index, row| {
        let scenario = plans[index].in_place_of_picks(&scenario);
        let kept = keep(&scenario, &wanted, &Part::whole(&scenario), &Nobody).expect("it runs");
        let results = Results::new(std::sync::Arc::new(scenario), kept);
        let gains = |objective: &Objective| objective.gains(&results).into_iter().map(|x| x as f32).collect();
        *row = objectives.iter().map(gains).collect();
    });
    let mut out: Values = vec![Vec::new(); OBJECTIVES.len()];
    for row in by_plan {
        out.iter_mut().zip(row).for_each(|(rows, row)| rows.push(row));
    }
    for (objective, rows) in out.iter().enumerate() {
        let Some(file) = file(objective) else { continue };
        let sign = if OBJECTIVES[objective].1 { -1.0 } else { 1.0 };
        let bytes: Vec<u8> = rows.iter().flatten().flat_map(|x| (sign * x).to_le_bytes()).collect();
        std::fs::write(file, bytes).expect("the folder is there");
    }
    out
}

/// A table a case and, over all of them, how often searches that were so sure were right.
fn tell(cases: &[(usize, Criterion)], found: &[Vec<Outcome>]) {
    println!(
        "\nobjective                      by       runs   ten the same   but for ties   said   right   best among ties"
    );
    let mean = |outcomes: &[Outcome], of: &dyn Fn(&Outcome) -> f64| {
        outcomes.iter().map(of).sum::<f64>() / outcomes.len().max(1) as f64
    };
    let flag = |is_so: bool| f64::from(u8::from(is_so));
    for ((objective, criterion), outcomes) in cases.iter().zip(found) {
        println!(
            "{:<30} {:<7} {:>5.1}% {:>11.0}% {:>13.0}% {:>8.2} {:>7.2} {:>12.2}",
            OBJECTIVES[*objective].0,
            criterion.name(),
            100.0 * outcomes.iter().map(|o| o.share).fold(0.0, f64::max),
            100.0 * mean(outcomes, &|o| flag(o.missing == 0)),
            100.0 * mean(outcomes, &|o| flag(o.missing == o.missing_ties)),
            mean(outcomes, &|o| o.confidence),
            mean(outcomes, &|o| flag(o.right)),
            mean(outcomes, &|o| flag(o.best_is_among_ties)),
        );
    }
    let all: Vec<Outcome> = found.iter().flatten().cloned().collect();
    println!("\nsaid             searches   said   right");
    for (low, high) in [(0.0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 1.01)] {
        let some: Vec<Outcome> = all.iter().filter(|o| (low..high).contains(&o.confidence)).cloned().collect();
        let (said, right) = (mean(&some, &|o| o.confidence), mean(&some, &|o| flag(o.right)));
        println!("{low:.2} to {:.2} {:>13} {said:>8.2} {right:>7.2}", f64::min(high, 1.0), some.len());
    }
    let (said, right) = (mean(&all, &|o| o.confidence), mean(&all, &|o| flag(o.right)));
    println!("all          {:>13} {said:>8.2} {right:>7.2}", all.len());
}
