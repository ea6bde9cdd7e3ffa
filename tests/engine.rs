//! The engine held against the slow interpreter, against itself in other shapes, and against what must be so whatever
//! the numbers: items are conserved, Little's law holds, nothing is negative.

use std::sync::Arc;

use flywheel::analysis::estimate::quantiles;
use flywheel::model::points::{Points, Row};
use flywheel::model::scenario::{Design, Pick, Scenario, Shock, Uncertainty};
use flywheel::model::{DistributionKind, Kind, Method, Model, Spread, VariableId, file};
use flywheel::results::Spread as Values;
use flywheel::run::ensemble::{Nobody, Part, RunError, Samples, run};
use flywheel::run::keep::{Wanted, keep};
use flywheel::run::points::{Factor, factors, saltelli, trajectories};
use flywheel::run::prepared::Prepared;
use flywheel::run::reference;
use flywheel::text::Source;

fn shipped() -> Scenario {
    Scenario::of_model(file::shipped())
}

/// The frozen model, of which figures were published.
fn frozen() -> Scenario {
    Scenario::of_model(model(include_str!("../conformance/brief/model.toml")))
}

fn model(text: &str) -> Arc<Model> {
    let model = file::read(&Source::new("test", text));
    Arc::new(model.unwrap_or_else(|wrong| panic!("{wrong:?}")))
}

fn start(scenario: &mut Scenario, name: &str) {
    let start = scenario.model.starts.iter().find(|s| s.name == name).unwrap();
    scenario.initial = start.stocks.iter().cloned().collect();
}

fn pick(scenario: &mut Scenario, names: &[&str], first: f64, gap: f64) {
    for (i, name) in names.iter().enumerate() {
        let intervention = scenario.model.interventions.iter().position(|k| k.name == *name).unwrap();
        scenario.picks.push(Pick::of(&scenario.model, intervention, first + gap * i as f64));
    }
}

fn one_from_each() -> Scenario {
    let mut scenario = shipped();
    pick(&mut scenario, &["quick_wins", "not_now", "wip_limit", "small_batch"], 4.0, 6.0);
    scenario
}

fn shocked() -> Scenario {
    let mut scenario = shipped();
    start(&mut scenario, "healthy");
    let constant = scenario.model.find("demand_shock").unwrap();
    let (name, title) = ("demand".to_string(), "demand doubled".to_string());
    scenario.shocks.push(Shock { name, title, constant, amount: 1.0, from: 4.0, to: Some(16.0) });
    scenario
}

fn every(scenario: &Scenario) -> Vec<VariableId> {
    scenario.model.ids().collect()
}

fn bits(samples: &Samples) -> Vec<u64> {
    samples.values.iter().map(|v| v.to_bits()).collect()
}

/// Every variable, at every saved moment, in each of a few replications: the same bits as the interpreter's.
fn check_against_reference(scenario: &Scenario) {
    let wanted = every(scenario);
    let samples = run(scenario, &wanted, &Part::whole(scenario)).unwrap();
    let (count, times) = (scenario.replications as usize, samples.times.len());
    for replication in 0..count {
        let slow = reference::run(scenario, replication as u64).unwrap();
        for (index, id) in wanted.iter().enumerate() {
            for time in 0..times {
                let fast = samples.values[(index * times + time) * count + replication];
                let slow = slow.values[time * scenario.time.steps_a_save()][id.0 as usize];
                let name = &scenario.model.variable(*id).name;
                assert_eq!(fast.to_bits(), slow.to_bits(), "{name} at {time} in {replication}: {fast} and {slow}");
            }
        }
    }
}

/// Given points are drawn by the engine and by the interpreter alike, whatever the block.
#[test]
fn engine_and_interpreter_agree_at_given_points() {
    let mut scenario = one_from_each();
    scenario.time.stop = 30.0;
    let count = factors(&scenario).len();
    let design = saltelli(&scenario, 2).unwrap();
    check_against_reference(&scenario.at(design.clone()));
    check_against_reference(&scenario.at(trajectories(&scenario, 2).points));
    let at = scenario.at(design);
    let wanted = every(&at);
    let whole = run(&at, &wanted, &Part::whole(&at)).unwrap();
    assert_eq!(whole.replications, 0..2 * (count as u64 + 2));
    let narrow = run(&at, &wanted, &Part { width: 7, ..Part::whole(&at) }).unwrap();
    assert_eq!(bits(&whole), bits(&narrow));
}

/// Points where the design would have put the replications, each with its own luck, give what the design gives.
#[test]
fn points_of_a_design_are_that_design() {
    let drawn = Scenario { replications: 70, design: Design::Sobol, ..one_from_each() };
    let column = |(dimension, (id, _)): (usize, &(VariableId, Spread))| {
        let name = &drawn.model.variable(*id).name;
        let mut row = vec![0.0; 70];
        drawn.design.uniforms(drawn.seed, name, dimension, 70).unwrap().fill(0, &mut row);
        row
    };
    let varying = drawn.constants.iter().enumerate().filter(|(_, (_, spread))| spread.varies());
    let rows = (0..70).map(|at| Row { at, but: None, luck: at as u64 });
    let given = drawn.at(Points::new(varying.map(column).collect(), rows.collect()));
    let wanted = every(&drawn);
    let [drawn, given] = [drawn, given].map(|scenario| run(&scenario, &wanted, &Part::whole(&scenario)).unwrap());
    assert_eq!(bits(&drawn), bits(&given));
}

/// In Saltelli's design a constant that a variable does not depend on leaves it as it is, to the last bit: luck is shared.
#[test]
fn what_a_variable_does_not_read_leaves_it_alone() {
    let mut scenario = shipped();
    scenario.time.stop = 1.0;
    let (size, factors) = (64, factors(&scenario));
    let requests = scenario.model.find("request_count").unwrap();
    let at = scenario.at(saltelli(&scenario, size).unwrap());
    let samples = run(&at, &[requests], &Part::whole(&at)).unwrap();
    let values = &samples.values[..at.replications as usize];
    let moved = |i: usize| (0..size).any(|j| values[j] != values[(2 + i) * size + j]);
    let name = |i: usize| match factors[i] {
        Factor::Constant(id, _) => scenario.model.variable(id).name.as_str(),
        Factor::Luck => "luck",
    };
    let by: Vec<&str> = (0..factors.len()).filter(|i| moved(*i)).map(name).collect();
    assert_eq!(by, ["item_effort", "request_rate", "luck"]);
}

#[test]
fn engine_and_interpreter_agree_to_the_last_bit() {
    for mut scenario in [shipped(), one_from_each(), shocked()] {
        scenario.replications = 5;
        for method in [Method::Euler, Method::Rk4] {
            scenario.time.method = method;
            for uncertainty in [Uncertainty::All, Uncertainty::None] {
                scenario.uncertainty = uncertainty;
                check_against_reference(&scenario);
            }
        }
    }
}

#[test]
fn neither_width_nor_threads_nor_a_split_change_a_bit() {
    for design in [Design::Random, Design::LatinHypercube, Design::Sobol] {
        let mut scenario = Scenario { replications: 200, design, ..one_from_each() };
        scenario.time.stop = 30.0;
        let wanted = every(&scenario);
        let whole = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap();
        for width in [1, 7, 64, 500] {
            let part = Part { width, ..Part::whole(&scenario) };
            assert_eq!(bits(&run(&scenario, &wanted, &part).unwrap()), bits(&whole), "width {width}");
        }
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let there = pool.install(|| run(&scenario, &wanted, &Part::whole(&scenario)).unwrap());
            assert_eq!(bits(&there), bits(&whole), "{threads} threads");
        }
        let parts = [0..1, 1..77, 77..200].map(|replications| {
            let part = Part { replications, width: 16 };
            run(&scenario, &wanted, &part).unwrap()
        });
        let points = wanted.len() * whole.times.len();
        for point in 0..points {
            let row = |s: &Samples| {
                let count = (s.replications.end - s.replications.start) as usize;
                bits(s)[point * count..][..count].to_vec()
            };
            if point % 997 == 0 {
                assert_eq!(parts.iter().flat_map(row).collect::<Vec<_>>(), row(&whole), "split, point {point}");
            }
        }
    }
}

/// What is asked for changes nothing about what is found: dropping what nobody wants is safe.
#[test]
fn a_variable_alone_has_the_values_it_has_among_all() {
    let scenario = Scenario { replications: 3, ..one_from_each() };
    let wanted = every(&scenario);
    let all = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap();
    for (index, id) in wanted.iter().enumerate() {
        let alone = run(&scenario, &[*id], &Part::whole(&scenario)).unwrap();
        let size = alone.values.len();
        assert_eq!(bits(&alone), bits(&all)[index * size..][..size], "{}", scenario.model.variable(*id).name);
    }
}

#[test]
fn halving_dt_moves_no_median_by_more_than_two_percent() {
    for scenario in [shipped(), one_from_each(), shocked()] {
        for uncertainty in [Uncertainty::Constants, Uncertainty::All, Uncertainty::None] {
            let replications = if uncertainty == Uncertainty::None { 1 } else { 1000 };
            let mut whole = Scenario { uncertainty, replications, ..scenario.clone() };
            whole.time.save = 4.0;
            let mut half = whole.clone();
            half.time.dt /= 2.0;
            let wanted: Vec<VariableId> =
                every(&whole).into_iter().filter(|id| !whole.model.variable(*id).is_constant()).collect();
            let [a, b] = [&whole, &half].map(|s| run(s, &wanted, &Part::whole(s)).unwrap());
            let (times, count) = (a.times.len(), replications as usize);
            for (index, id) in wanted.iter().enumerate() {
                let median = |s: &Samples, time| {
                    quantiles(Values::Each(&s.values[(index * times + time) * count..][..count]), [0.5])[0]
                };
                let largest = (0..times).map(|t| median(&a, t).abs()).fold(0.0, f64::max);
                for time in 0..times {
                    let apart = (median(&a, time) - median(&b, time)).abs();
                    let variable = whole.model.variable(*id);
                    // A net change is the small difference of two large numbers, each of which moves by less than 2%.
                    let allowed = if variable.name.starts_with("net_") { 0.06 } else { 0.02 };
                    // A class of 0 or 1 jumps: its median moves by a whole or not at all.
                    if !matches!(variable.kind, Kind::Outcome { .. }) {
                        assert!(
                            apart <= allowed * largest,
                            "{} at {time}, {uncertainty:?}: {apart} of {largest}",
                            variable.name
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn items_are_conserved_in_every_replication() {
    for mut scenario in [shipped(), one_from_each(), shocked()] {
        scenario.replications = 500;
        let names = ["backlog", "wip", "waiting", "defects", "declined", "withdrawn", "delivered", "requested"];
        let wanted: Vec<VariableId> = names.iter().map(|n| scenario.model.find(n).unwrap()).collect();
        let samples = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap();
        let (times, count) = (samples.times.len(), 500);
        let at = |variable: usize, time: usize, r: usize| samples.values[(variable * times + time) * count + r];
        for replication in 0..count {
            let balance = |time| (0..7).map(|v| at(v, time, replication)).sum::<f64>() - at(7, time, replication);
            for time in 0..times {
                let lost = (balance(time) - balance(0)).abs();
                assert!(lost < 1e-9, "replication {replication}, week {time}: {lost} items");
            }
        }
    }
}

/// Little (1961): in a steady state, work in the system is throughput times time in the system. The time is read off the
/// cumulative flow diagram, across.
#[test]
fn flow_time_is_the_width_of_the_cumulative_flow_diagram() {
    for (name, expected) in [("healthy", 1.57), ("stressed", 13.2)] {
        let mut scenario = Scenario { uncertainty: Uncertainty::None, replications: 1, ..frozen() };
        start(&mut scenario, name);
        scenario.time.stop = 1600.0;
        let wanted = ["started_total", "shipped_total", "flow_time"].map(|n| scenario.model.find(n).unwrap());
        let samples = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap();
        let times = samples.times.len();
        let row = |v: usize| &samples.values[v * times..][..times];
        let (entered, left, flow_time) = (row(0), row(1), row(2));
        let at = times - 40;
        // The moment when as many have left as had entered at week `at`, between two weeks.
        let later = (at..times).find(|t| left[*t] >= entered[at]).unwrap();
        let part = (entered[at] - left[later - 1]) / (left[later] - left[later - 1]);
        let across = samples.times[later - 1] + part - samples.times[at];
        assert!((across - flow_time[at]).abs() < 0.01 * across, "{name}: {across} across, {} by Little", flow_time[at]);
        assert!((across - expected).abs() < 0.01 * expected, "{name}: {across}, published {expected}");
    }
}

/// Ten thousand teams from all corners of the ranges, with picks, shocks and luck: every number is a number, no stock
/// and no item flow is below 0.
#[test]
fn nothing_is_negative_or_not_a_number_across_all_ranges() {
    let mut base = shipped();
    for (_, spread) in &mut base.constants {
        if spread.range.is_some_and(|(min, max)| min < max) {
            spread.kind = DistributionKind::Uniform;
        }
    }
    let model = base.model.clone();
    let wanted: Vec<VariableId> = every(&base)
        .into_iter()
        // What the engine remembers of the start stands for one branch of an `if`, and may not be the one taken.
        .filter(|id| !model.variable(*id).name.contains('#'))
        .filter(|id| match &model.variable(*id).kind {
            Kind::Stock(_) => true,
            Kind::Flow { .. } | Kind::Auxiliary { .. } => model.variable(*id).unit.to_string() == "item/week",
            _ => false,
        })
        .collect();
    assert!(wanted.len() > 20);
    let names: Vec<&str> = model.interventions.iter().map(|i| i.name.as_str()).collect();
    let starts = ["healthy", "stressed", "loaded"];
    for corner in 0..10u64 {
        let mut scenario = Scenario { replications: 10_000, seed: corner, design: Design::Sobol, ..base.clone() };
        start(&mut scenario, starts[corner as usize % 3]);
        // Of the interventions each corner takes another few.
        let chosen: Vec<&str> = names
            .iter()
            .enumerate()
            .filter(|(i, _)| (i * 7 + corner as usize) % 5 < corner as usize % 5)
            .map(|(_, n)| *n)
            .collect();
        pick(&mut scenario, &chosen, 2.0, corner as f64);
        scenario.picks.retain(|p| p.start < 104.0);
        let constant = model.find(if corner % 2 == 0 { "demand_shock" } else { "management_push" }).unwrap();
        let (name, title) = (String::from("shock"), String::from("shock"));
        scenario.shocks.push(Shock { name, title, constant, amount: 2.0, from: 10.0, to: Some(40.0) });
        let part = Part { replications: corner * 1000..(corner + 1) * 1000, width: 64 };
        let samples = run(&scenario, &wanted, &part).unwrap();
        assert_eq!(samples.not_finite, None);
        let size = samples.times.len() * 1000;
        for (index, id) in wanted.iter().enumerate() {
            let least = samples.values[index * size..][..size].iter().copied().fold(f64::INFINITY, f64::min);
            assert!(least >= 0.0, "{} falls to {least}", model.variable(*id).name);
        }
    }
}

const TANK: &str = r#"
name = "tank"
[time]
unit = "hour"
stop = 8
dt = 0.5
[unit]
litre = "of water"
[stock.water]
unit = "litre"
initial = 100
inflows = ["filling"]
outflows = ["leaking", "drinking"]
non_negative = true
[flow.filling]
unit = "litre/hour"
equation = 'rain'
[flow.leaking]
unit = "litre/hour"
equation = 'water/leak_time'
[flow.drinking]
unit = "litre/hour"
equation = 'thirst'
[constant.rain]
unit = "litre/hour"
value = 0
[constant.leak_time]
unit = "hour"
value = 4
[constant.thirst]
unit = "litre/hour"
value = 0
"#;

/// The error at the end of the leaking tank against its closed form, 100 exp(-t/4).
fn tank_error(method: Method, dt: f64) -> f64 {
    let mut scenario = Scenario { replications: 1, ..Scenario::of_model(model(TANK)) };
    let saved = scenario.time.save;
    scenario.time.method = method;
    scenario.set_step(dt).unwrap();
    assert_eq!(scenario.time.save, saved.max(dt), "the save interval stays where it can");
    let water = scenario.model.find("water").unwrap();
    let samples = run(&scenario, &[water], &Part::whole(&scenario)).unwrap();
    (samples.values.last().unwrap() - 100.0 * flywheel::math::exp(-2.0)).abs()
}

#[test]
fn euler_converges_at_first_order_and_runge_kutta_at_fourth() {
    for (method, order, dt) in [(Method::Euler, 1.0, 1.0 / 64.0), (Method::Rk4, 4.0, 0.5)] {
        let slope = flywheel::math::ln(tank_error(method, dt) / tank_error(method, dt / 2.0)) / std::f64::consts::LN_2;
        assert!((slope - order).abs() < 0.05 * order, "{method:?}: slope {slope}");
    }
}

#[test]
fn half_the_step_is_half_the_error_of_euler_and_runge_kutta_does_better() {
    let (whole, half) = (tank_error(Method::Euler, 1.0 / 32.0), tank_error(Method::Euler, 1.0 / 64.0));
    assert!((whole / half - 2.0).abs() < 0.05, "{whole} and {half}");
    assert!(tank_error(Method::Rk4, 1.0 / 32.0) < half / 1000.0);
}

/// What is set takes the place of the file's number, and nothing else does.
#[test]
fn constants_and_starts_can_be_set() {
    let mut scenario = Scenario { replications: 1, ..Scenario::of_model(model(TANK)) };
    let water = scenario.set("Water", 40.0).unwrap();
    let thirst = scenario.set("thirst", 1.5).unwrap();
    assert!(scenario.warnings.is_empty());
    let samples = run(&scenario, &[water, thirst], &Part::whole(&scenario)).unwrap();
    assert_eq!((samples.values[0], samples.values[samples.times.len()]), (40.0, 1.5));
    check_against_reference(&scenario);
    let refusals = [
        ("water", -1.0, "`water` starts at -1, and cannot be negative"),
        ("thirst", f64::NAN, "`thirst` cannot be NaN, which is not a number one can compute with"),
        ("wter", 1.0, "there is no `wter` in the model: did you mean `water`?"),
        (
            "leaking",
            1.0,
            "`leaking` is a flow and is calculated by its equation: only constants and the starts of stocks can be set",
        ),
    ];
    for (name, value, message) in refusals {
        assert_eq!(scenario.set(name, value).unwrap_err().to_string(), message);
    }
}

/// Outflows of a stock that cannot go below 0 are served in listed order, and shown as served.
#[test]
fn an_empty_tank_gives_what_it_has_first_come_first_served() {
    let mut scenario =
        Scenario { replications: 1, ..Scenario::of_model(model(&TANK.replace("value = 4", "value = 1"))) };
    let set = |s: &mut Scenario, name: &str, value: f64| {
        let id = s.model.find(name).unwrap();
        s.constants.iter_mut().find(|c| c.0 == id).unwrap().1.value = value;
    };
    set(&mut scenario, "thirst", 150.0);
    let wanted = ["water", "leaking", "drinking"].map(|n| scenario.model.find(n).unwrap());
    let samples = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap();
    let times = samples.times.len();
    // 200 litres an hour could leave in half an hour: 100 leak, 100 of the 150 asked for are left to drink.
    assert_eq!([0, 1, 2].map(|v| samples.values[v * times]), [100.0, 100.0, 100.0]);
    assert_eq!([0, 1, 2].map(|v| samples.values[v * times + 1]), [0.0, 0.0, 0.0]);
    check_against_reference(&scenario);
}

/// A stage of Runge and Kutta, a strict table, chained initial values, a flow that is a constant and a counter of a
/// stock: shapes that the shipped model has not.
#[test]
fn engine_and_interpreter_agree_on_odd_shapes() {
    let text = r#"
name = "odd"
[time]
unit = "week"
start = -2
stop = 6
dt = 0.25
[unit]
item = "one"
[stock.a]
unit = "item"
initial = 'b*2'
inflows = ["into_a"]
[stock.b]
unit = "item"
initial = 'c + f(1)*c'
outflows = ["out_of_b"]
non_negative = true
[flow.into_a]
unit = "item/week"
equation = 'rate'
[flow.out_of_b]
unit = "item/week"
equation = 'max(rate, b/delay)*luck*(1 + pulse(1*delay, 0*delay, 2*delay))'
[aux.c]
unit = "item"
equation = 'if time > 0 then 3*one else one*(2 mod 5)'
[aux.beyond]
unit = "1"
equation = 'f(a/one)'
[counter.sum_of_a]
unit = "item*week"
rate = 'a'
[noise.luck]
unit = "1"
distribution = "lognormal"
mean = '1'
cv = 'spread'
period = 0.5
[constant.rate]
unit = "item/week"
value = 1
[constant.delay]
unit = "week"
value = 1
[constant.one]
unit = "item"
value = 1
[constant.spread]
unit = "1"
value = 0.3
min = 0.1
max = 0.5
distribution = "uniform"
[table.f]
input = "1"
output = "1"
points = [[0, 0], [1, 0.5], [100, 3]]
"#;
    let mut scenario = Scenario { replications: 4, ..Scenario::of_model(model(text)) };
    check_against_reference(&scenario);
    scenario.time.method = Method::Rk4;
    check_against_reference(&scenario);
    let strict = text.replace("[[0, 0], [1, 0.5], [100, 3]]", "[[0, 0], [1, 0.5], [9, 3]]\nrange = \"strict\"");
    let strict = Scenario { replications: 4, ..Scenario::of_model(model(&strict)) };
    let samples = run(&strict, &every(&strict), &Part::whole(&strict)).unwrap();
    let wrong = samples.not_finite.unwrap();
    assert_eq!((strict.model.variable(wrong.variable).name.as_str(), wrong.replications), ("beyond", 4));
    assert!(wrong.time > -2.0);
}

/// One more noise source and one more constant leave all other luck as it was.
#[test]
fn other_luck_is_untouched_by_an_addition() {
    let more = file::SHIPPED.to_string()
        + "\n[noise.weather]\nunit = \"1\"\ndistribution = \"poisson\"\nmean = '3'\nperiod = 1\n\
           [constant.aardvark]\nunit = \"1\"\nvalue = 1\nmin = 0\nmax = 2\ndistribution = \"uniform\"\n";
    for design in [Design::Random, Design::LatinHypercube] {
        let [before, after] = [model(file::SHIPPED), model(&more)].map(|m| Scenario {
            replications: 70,
            design,
            ..Scenario::of_model(m)
        });
        let wanted = |s: &Scenario| ["delivering", "request_count", "trust"].map(|n| s.model.find(n).unwrap());
        let [a, b] = [&before, &after].map(|s| run(s, &wanted(s), &Part::whole(s)).unwrap());
        assert_eq!(bits(&a), bits(&b), "{design:?}");
    }
}

#[test]
fn a_start_that_is_no_number_is_refused_and_too_large_an_ensemble_too() {
    let text = TANK.replace("initial = 100", "initial = '1*litre_at(0)'").replace("[constant.rain]", "[table.litre_at]\ninput = \"1\"\noutput = \"litre\"\nrange = \"strict\"\npoints = [[1, 0], [2, 1]]\n[constant.rain]");
    let scenario = Scenario { replications: 2, ..Scenario::of_model(model(&text)) };
    let refused = run(&scenario, &every(&scenario), &Part::whole(&scenario)).unwrap_err();
    assert!(matches!(refused, RunError::NotFiniteAtStart { ref name, .. } if name == "water"), "{refused}");
    let vast = Scenario { replications: 1 << 40, ..shipped() };
    assert!(matches!(run(&vast, &vast.recorded(), &Part::whole(&vast)), Err(RunError::TooMany { .. })));
    // What is wrong is told in the numbers that were asked for, however large.
    let most = Scenario { replications: u64::MAX, ..shipped() };
    let refused = run(&most, &[VariableId(0), VariableId(1)], &Part::whole(&most)).unwrap_err().to_string();
    let (replications, moments) = (u128::from(u64::MAX), 105);
    assert!(refused.contains(&format!(" are {} values,", 2 * moments * replications)), "{refused}");
    let refused = keep(&most, &Wanted::default(), &Part::whole(&most), &Nobody).unwrap_err().to_string();
    assert_eq!(refused, "18446744073709551615 replications are more than can be counted (4294967295): ask for fewer");
}

/// The head of `benches/limit.rs`, which is the same model written by hand, tells where trust ends.
#[test]
fn the_yardstick_ends_where_the_same_model_by_hand_does() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/bench.xmile");
    let model = flywheel::model::read(&Source::new("bench.xmile", std::fs::read_to_string(path).unwrap())).unwrap();
    let scenario = Scenario { replications: 1, ..Scenario::of_model(Arc::new(model)) };
    let trust = scenario.model.find("trust").unwrap();
    let samples = run(&scenario, &[trust], &Part::whole(&scenario)).unwrap();
    let end = samples.values.last().unwrap();
    assert!((end / 0.10282938762977363 - 1.0).abs() < 1e-12, "{end}");
}

/// What was compiled once runs other picks, weeks, strengths, shocks, values, spreads and luck with the same bits as what is
/// compiled for them.
#[test]
fn a_prepared_scenario_runs_whatever_is_asked_with_the_same_bits() {
    let base = Scenario { replications: 70, ..one_from_each() };
    let wanted = every(&base);
    let prepared = Prepared::new(&base, &wanted);
    let lever = base.model.find("demand_shock").unwrap();
    let other = base.model.find("item_effort").unwrap();
    let spread_of = |scenario: &Scenario, id| scenario.constants.iter().find(|own| own.0 == id).unwrap().1;
    let set = |scenario: &mut Scenario, id, spread: Spread| {
        scenario.constants.iter_mut().find(|own| own.0 == id).unwrap().1 = spread;
    };
    let shock =
        |constant, amount| Shock { name: "s".into(), title: "s".into(), constant, amount, from: 8.0, to: Some(20.5) };
    type Change<'a> = (&'a str, Box<dyn Fn(&mut Scenario) + 'a>);
    let changes: Vec<Change> = vec![
        ("nothing", Box::new(|_| {})),
        ("no picks", Box::new(|s| s.picks.clear())),
        ("a later week, half as strong", Box::new(|s| s.picks[1] = Pick { start: 31.5, strength: 0.5, ..s.picks[1] })),
        (
            "every pick",
            Box::new(|s| {
                s.picks = (0..s.model.interventions.len())
                    .map(|i| Pick { strength: 1.5, ..Pick::of(&s.model, i, i as f64) })
                    .collect();
            }),
        ),
        ("a value", Box::new(|s| set(s, other, Spread::fixed(1.25 * spread_of(s, other).value)))),
        (
            "a spread",
            Box::new(|s| {
                let value = spread_of(s, other).value;
                let range = Some((0.5 * value, 2.0 * value));
                set(s, other, Spread { kind: DistributionKind::Triangular, range, ..Spread::fixed(value) });
            }),
        ),
        (
            "zero and one",
            Box::new(|s| {
                set(s, other, Spread::fixed(1.0));
                set(s, lever, Spread::fixed(0.0));
            }),
        ),
        ("a shock to a lever", Box::new(|s| s.shocks.push(shock(lever, 0.5)))),
        ("a shock to another constant", Box::new(|s| s.shocks.push(shock(other, 0.25)))),
        ("other luck", Box::new(|s| s.seed += 1)),
        ("more of it, spread evenly", Box::new(|s| (s.replications, s.design) = (130, Design::Sobol))),
        ("no luck", Box::new(|s| s.uncertainty = Uncertainty::None)),
        ("another start", Box::new(|s| start(s, "healthy"))),
    ];
    for (what, change) in &changes {
        let mut changed = base.clone();
        change(&mut changed);
        let part = Part::whole(&changed);
        let anew = run(&changed, &wanted, &part).unwrap();
        let prepared = prepared.run(&changed, &part, &Nobody).unwrap();
        assert!(anew.values.iter().all(|value| value.is_finite()), "{what}");
        let differ = |(a, b): &(&f64, &f64)| a.to_bits() != b.to_bits();
        assert_eq!(anew.values.iter().zip(&prepared.values).filter(differ).count(), 0, "{what}");
    }
}

/// A team that only finishes what it has, begun as a team of its size would.
const BEGUN: &str = r#"
default_start = "own"
[time]
unit = "week"
stop = 4
dt = 0.5
save = 0.5
[unit]
item = "a piece of work"
person = "one of us"
[stock.wip]
unit = "item"
outflows = ["finishing"]
[stock.waiting]
unit = "item"
initial = '3*wip'
[stock.known]
unit = "item"
[flow.finishing]
unit = "item/week"
equation = 'wip/finishing_time'
[aux.share]
unit = "1"
equation = 'wip/(wip + waiting)'
[constant.team_size]
unit = "person"
value = 8
distribution = "uniform"
min = 3
max = 20
[constant.open_per_head]
unit = "item/person"
value = 2
distribution = "triangular"
min = 1
max = 4
[constant.finishing_time]
unit = "week"
value = 2
[start.own]
stocks = { known = '0.5*waiting + 0.5*wip', wip = 'open_per_head*team_size', waiting = 'wip/4' }
[start.fixed]
stocks = { wip = 20, known = 7 }
[start.between]
mix = { own = 0.25, fixed = 0.75 }
"#;

/// Every replication begins by its own constants, each stock after those that its equation reads; from there on the path
/// is what it must be.
#[test]
fn stocks_begin_by_the_equations_of_a_starting_point() {
    let mut scenario = Scenario { replications: 70, ..Scenario::of_model(model(BEGUN)) };
    let find = |name: &str| scenario.model.find(name).unwrap();
    let [wip, waiting, known, size, each] = ["wip", "waiting", "known", "team_size", "open_per_head"].map(find);
    let expected = |name: &str, size: f64, each: f64| {
        let own = each * size;
        match name {
            "own" => [own, own / 4.0, 0.5 * (own / 4.0) + 0.5 * own],
            "fixed" => [20.0, 60.0, 7.0],
            // The mix of one that is given and one that is not: `waiting` is a quarter of what the first gives.
            _ => [0.25 * own + 15.0, 0.25 * ((0.25 * own + 15.0) / 4.0), f64::NAN],
        }
    };
    for name in ["own", "fixed", "between"] {
        start(&mut scenario, name);
        check_against_reference(&scenario);
        let samples = run(&scenario, &[wip, waiting, known, size, each], &Part::whole(&scenario)).unwrap();
        let (times, count) = (samples.times.len(), 70);
        let value = |variable: usize, time: usize, r: usize| samples.values[(variable * times + time) * count + r];
        for r in 0..count {
            let begins = expected(name, value(3, 0, r), value(4, 0, r));
            for (variable, begins) in begins.into_iter().enumerate().filter(|(_, x)| x.is_finite()) {
                assert!((value(variable, 0, r) - begins).abs() < 1e-12 * begins, "{variable} from {name}");
            }
            for time in 0..times {
                let expected = begins[0] * flywheel::math::pow(0.75, time as f64);
                assert!((value(0, time, r) - expected).abs() < 1e-12 * expected, "{time} from {name}");
            }
        }
    }
    start(&mut scenario, "own");
    let sizes = run(&scenario, &[size], &Part::whole(&scenario)).unwrap().values;
    assert!(sizes.iter().any(|x| *x > 15.0) && sizes.iter().any(|x| *x < 6.0), "teams differ");
}

/// What is compiled once with its constants left open begins by the constants at hand.
#[test]
fn a_prepared_start_follows_its_constants() {
    let scenario = Scenario { replications: 9, ..Scenario::of_model(model(BEGUN)) };
    let wanted = ["wip", "waiting"].map(|name| scenario.model.find(name).unwrap());
    let prepared = Prepared::new(&scenario, &wanted);
    let mut larger = scenario.clone();
    larger.set("team_size", 40.0).unwrap();
    let mut given = larger.clone();
    given.set("wip", 5.0).unwrap();
    let mut elsewhere = larger.clone();
    start(&mut elsewhere, "fixed");
    for changed in [&scenario, &larger, &given, &elsewhere] {
        let whole = Part::whole(changed);
        assert_eq!(prepared.run(changed, &whole, &Nobody).unwrap(), run(changed, &wanted, &whole).unwrap());
    }
    let first = run(&given, &wanted, &Part::whole(&given)).unwrap().values;
    assert!(first[..9].iter().all(|wip| *wip == 5.0), "a number in place of the equation");
    assert_eq!(first[9 * first.len() / 18], 1.25, "what reads the stock reads that number");
}
