//! Link and loop scores held against closed forms, and sums over paths against listing the paths.

use std::sync::Arc;

use flywheel::analysis::loops::dominance::{Rows, dominance};
use flywheel::math::ln;
use flywheel::model::graph::Graph;
use flywheel::model::scenario::{Scenario, Uncertainty};
use flywheel::model::{VariableId, file, read};
use flywheel::program::scores::{Between, Route, Score};
use flywheel::run::ensemble::{Nobody, Part};
use flywheel::run::scores::run;
use flywheel::text::Source;

/// A model from XMILE variables.
fn model(variables: &str, stop: f64, dt: f64) -> Scenario {
    let text = format!(
        "<xmile version='1.0' xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0'><header><vendor>v</vendor>\
         <product version='1'>p</product></header><sim_specs method='Euler'><start>0</start><stop>{stop}</stop>\
         <dt>{dt}</dt></sim_specs><model><variables>{variables}</variables></model></xmile>"
    );
    let model = read(&Source::new("test", &text)).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let mut scenario = Scenario::of_model(Arc::new(model));
    (scenario.uncertainty, scenario.replications) = (Uncertainty::None, 1);
    scenario
}

fn named(scenario: &Scenario, name: &str) -> VariableId {
    scenario.model.find(name).unwrap_or_else(|| panic!("no {name}"))
}

/// Scores at every saved moment: `[score][time]` of one replication.
fn scored(scenario: &Scenario, asked: &[Score]) -> Vec<Vec<f64>> {
    let causal = Graph::of(&scenario.model);
    let out = run(scenario, &[], &causal, asked, &Part::whole(scenario), &Nobody).unwrap();
    let times = scenario.time.saved().len();
    out.scores.chunks(times * scenario.replications as usize).map(<[f64]>::to_vec).collect()
}

fn round(scenario: &Scenario, names: &[&str]) -> Score {
    let through = names.iter().map(|name| named(scenario, name)).collect();
    Score::Loop(vec![Route { through, between: Between::Link }])
}

/// The first moment at which the second loop has the larger share.
fn handover(scenario: &Scenario, first: Score, second: Score) -> f64 {
    let none = || Score::Sizes(Vec::new());
    let scores = scored(scenario, &[first, second, none(), none(), none()]);
    let times = scenario.time.saved();
    let scores = scores.concat();
    let rows = Rows { scores: &scores, partition: &[0, 0], others: &[0], times: times.len(), replications: 1 };
    let shares = dominance(&rows);
    let leads = |time: usize| shares.leader(time, 0);
    assert_eq!(leads(1), Some(0), "the first loop leads at first");
    let at = (1..times.len()).find(|time| leads(*time) == Some(1)).expect("a handover");
    assert!((at..times.len()).all(|time| leads(time) != Some(0)), "it happens once");
    times[at]
}

#[test]
fn logistic_growth_hands_over_at_half_the_capacity() {
    let scenario = model(
        "<stock name='population'><eqn>10</eqn><inflow>births</inflow></stock>\
         <flow name='births'><eqn>0.5*population*room</eqn></flow>\
         <aux name='room'><eqn>1-population/1000</eqn></aux>",
        20.0,
        1.0 / 64.0,
    );
    let growing = round(&scenario, &["population", "births"]);
    let filling = round(&scenario, &["population", "room", "births"]);
    // Half the capacity is reached when capacity/start - 1 = 99 has shrunk to 1 by exp(-0.5 t).
    let half = 2.0 * ln(99.0);
    let found = handover(&scenario, growing, filling);
    assert!((found - half).abs() < 0.1, "{found}, and half the capacity is reached at {half}");
}

#[test]
fn word_of_mouth_gives_way_to_saturation_at_the_peak_of_adoption() {
    // Bass (1969), equation 9: adoption peaks at ln(q/p)/(p+q); there the pull of those who have and the want of those
    // who have not are the same.
    let (p, q) = (0.01, 0.4);
    let scenario = model(
        &format!(
            "<stock name='potential'><eqn>1000</eqn><outflow>adopting</outflow></stock>\
             <stock name='adopters'><eqn>0</eqn><inflow>adopting</inflow></stock>\
             <flow name='adopting'><eqn>{p}*potential+{q}*potential*adopters/1000</eqn></flow>"
        ),
        30.0,
        1.0 / 64.0,
    );
    let spreading = round(&scenario, &["adopters", "adopting"]);
    let saturating = round(&scenario, &["potential", "adopting"]);
    let peak = ln(q / p) / (p + q);
    let found = handover(&scenario, spreading, saturating);
    assert!((found - peak).abs() < 0.1, "{found}, and adoption peaks at {peak}");
}

/// The sum over all paths from one variable to another that pass nothing barred and no state, path by path.
fn listed(
    scenario: &Scenario,
    causal: &Graph,
    score: &dyn Fn(VariableId, VariableId) -> f64,
    at: VariableId,
    to: VariableId,
    barred: &[VariableId],
) -> (f64, usize) {
    let mut out = (0.0, 0);
    for next in causal.links[causal.leaving(at)].iter().map(|link| link.effect) {
        if next == to {
            out = (out.0 + score(at, next), out.1 + 1);
        } else if !scenario.model.variable(next).is_state() && !barred.contains(&next) {
            let rest = listed(scenario, causal, score, next, to, barred);
            out = (out.0 + score(at, next) * rest.0, out.1 + rest.1);
        }
    }
    out
}

/// Holds composite scores between pairs of variables against the sum over the listed paths; tells how many paths there were.
fn check_paths(scenario: &Scenario, pairs: &[(VariableId, VariableId)], barred: &[VariableId]) -> usize {
    let causal = Graph::of(&scenario.model);
    let all: Vec<(VariableId, VariableId)> = causal.links.iter().map(|link| (link.cause, link.effect)).collect();
    let asked = pairs.iter().map(|(from, to)| Score::Paths(*from, *to, barred.to_vec()));
    let asked: Vec<Score> = asked.chain(all.iter().map(|(cause, effect)| Score::Link(*cause, *effect))).collect();
    let scores = scored(scenario, &asked);
    let mut paths = 0;
    let moments: Vec<Vec<f64>> =
        (0..scenario.time.saved().len()).map(|time| scores.iter().map(|score| score[time]).collect()).collect();
    for (time, scores) in moments.iter().enumerate() {
        let score = |cause, effect| {
            let link = all.iter().position(|link| *link == (cause, effect)).unwrap();
            scores[pairs.len() + link]
        };
        for (pair, (from, to)) in pairs.iter().enumerate() {
            let (expected, count) = listed(scenario, &causal, &score, *from, *to, barred);
            let found = scores[pair];
            let size = expected.abs().max(1.0);
            assert!((found - expected).abs() <= 1e-9 * size, "{found} and {expected} at moment {time}");
            paths += if time == 0 { count } else { 0 };
        }
    }
    paths
}

/// Numbers that look random and are always the same (Knuth's MMIX constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn a_sum_over_paths_is_what_listing_them_gives() {
    let mut paths = 0;
    for graph in 0..20 {
        let mut numbers = Numbers(graph + 1);
        let (stocks, between) = (3, 6);
        let mut variables = String::new();
        for stock in 0..stocks {
            variables += &format!("<stock name='s{stock}'><eqn>{}</eqn><inflow>f{stock}</inflow></stock>", stock + 1);
        }
        // Each auxiliary reads two or three of those before it and of the stocks, so that many paths lead through them.
        for aux in 0..between {
            let mut any = || match numbers.below(stocks + aux) {
                stock if stock < stocks => format!("s{stock}"),
                aux => format!("a{}", aux - stocks),
            };
            let (x, y, z) = (any(), any(), any());
            let sign = if numbers.below(2) == 0 { "+" } else { "-" };
            variables += &format!("<aux name='a{aux}'><eqn>1+0.3*{x}{sign}0.2*{y}/(1+{z}*{z})</eqn></aux>");
        }
        for stock in 0..stocks {
            let (x, y) = (numbers.below(between), numbers.below(between));
            variables += &format!("<flow name='f{stock}'><eqn>0.1*a{x}-0.05*a{y}*s{stock}/(1+a{y}*a{y})</eqn></flow>");
        }
        let scenario = model(&variables, 4.0, 0.25);
        let stock = |n: usize| named(&scenario, &format!("s{n}"));
        let pairs: Vec<_> = (0..9).map(|pair| (stock(pair / 3), stock(pair % 3))).collect();
        let barred = [named(&scenario, "a4"), named(&scenario, "a2")];
        paths += check_paths(&scenario, &pairs, &[]);
        paths += check_paths(&scenario, &pairs, &barred[..graph as usize % 3]);
    }
    assert!(paths > 1000, "{paths} paths: too few to mean anything");
}

#[test]
fn and_in_the_shipped_model() {
    let mut scenario = Scenario::of_model(file::shipped());
    (scenario.uncertainty, scenario.replications) = (Uncertainty::None, 1);
    let start = scenario.model.starts.iter().find(|s| s.name == "stressed").unwrap();
    scenario.initial = start.stocks.iter().cloned().collect();
    let pairs = [("pressure", "wip"), ("wip", "waiting"), ("trust", "pressure")];
    let pairs = pairs.map(|(from, to)| (named(&scenario, from), named(&scenario, to)));
    let paths = check_paths(&scenario, &pairs, &[]);
    assert!(paths >= 30, "{paths} paths");
}
