//! Links that are held from a moment on: against closed forms, against the slow interpreter, and against the run in which
//! nothing is held.

use std::sync::Arc;

use flywheel::analysis::claims::quantity::Quantity;
use flywheel::analysis::estimate::mean;
use flywheel::analysis::loops::knockout::{Change, effect};
use flywheel::analysis::loops::trajectory::{beyond, did};
use flywheel::analysis::paired::share_luck;
use flywheel::model::cut::{Cut, Hold};
use flywheel::model::graph::{Graph, Link};
use flywheel::model::scenario::{Pick, Scenario, Shock, Uncertainty};
use flywheel::model::{Method, Model, VariableId, file};
use flywheel::results::Results;
use flywheel::run::ensemble::{Nobody, Part, Samples, run};
use flywheel::run::reference;
use flywheel::run::windows::Windows;
use flywheel::text::Source;

fn model(text: &str) -> Arc<Model> {
    Arc::new(file::read(&Source::new("test", text)).unwrap_or_else(|wrong| panic!("{wrong:?}")))
}

fn cut(scenario: &Scenario, cause: &str, effect: &str, from: f64, hold: Hold) -> Cut {
    let [cause, effect] = [cause, effect].map(|name| scenario.model.find(name).unwrap());
    Cut { cause, effect, from, hold }
}

fn with(scenario: &Scenario, cuts: Vec<Cut>) -> Scenario {
    Scenario { cuts, ..scenario.clone() }
}

fn every(scenario: &Scenario) -> Vec<VariableId> {
    scenario.model.ids().collect()
}

fn whole(scenario: &Scenario, wanted: &[VariableId]) -> Samples {
    run(scenario, wanted, &Part::whole(scenario)).unwrap()
}

fn bits(samples: &Samples) -> Vec<u64> {
    samples.values.iter().map(|v| v.to_bits()).collect()
}

/// One from each box, a shock, uncertain constants and luck, saved at every step.
fn busy() -> Scenario {
    let mut scenario = Scenario { replications: 3, ..Scenario::of_model(file::shipped()) };
    scenario.time.stop = 5.0;
    scenario.time.save = scenario.time.dt;
    for (i, name) in ["quick_wins", "not_now", "wip_limit", "small_batch"].iter().enumerate() {
        let intervention = scenario.model.interventions.iter().position(|k| k.name == *name).unwrap();
        scenario.picks.push(Pick::of(&scenario.model, intervention, 0.5 * i as f64));
    }
    let constant = scenario.model.find("demand_shock").unwrap();
    let (name, title) = ("demand".to_string(), "demand doubled".to_string());
    scenario.shocks.push(Shock { name, title, constant, amount: 1.0, from: 1.0, to: Some(4.0) });
    scenario
}

/// What delays, averages, draws and one-step pipelines keep for an equation; counters of stocks and of auxiliaries; a
/// stock that is a rate; classes.
const ODD: &str = r#"
name = "odd"
[time]
unit = "week"
start = -2
stop = 6
dt = 0.25
save = 0.25
[unit]
item = "one"
[stock.a]
unit = "item"
initial = '2*one'
inflows = ["into_a"]
outflows = ["out_of_a", "leaking"]
non_negative = true
[flow.into_a]
unit = "item/week"
equation = 'rate*luck + smth1(b, delay, b)/delay + delay(c, 2*delay)/delay'
[flow.out_of_a]
unit = "item/week"
equation = 'a/delay + previous(c)/delay'
[flow.leaking]
unit = "item/week"
equation = 'delay3(a, delay)/delay*f(b/one)'
[stock.b]
unit = "item"
initial = '1.5*c'
inflows = ["into_b"]
[flow.into_b]
unit = "item/week"
equation = 'a/delay - b/delay*random(0.5, 1.5) + init(c)/delay'
[aux.c]
unit = "item"
equation = 'one*(2 + sin(time/delay)) + a/4'
[counter.sum_of_a]
unit = "item*week"
rate = 'a'
[counter.sum_of_c]
unit = "item*week"
rate = 'c - b'
[noise.luck]
unit = "1"
distribution = "lognormal"
mean = 'b/one/3'
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

/// Engine and interpreter agree in every variable at every step, whatever the block; and nothing moves before the cut,
/// nor, where the value of that moment is held, at it.
fn check(base: &Scenario, plain: &Samples, cuts: Vec<Cut>) {
    let scenario = with(base, cuts.clone());
    let wanted = every(&scenario);
    let samples = whole(&scenario, &wanted);
    for width in [1, 2] {
        let narrow = run(&scenario, &wanted, &Part { width, ..Part::whole(&scenario) }).unwrap();
        assert_eq!(bits(&samples), bits(&narrow), "{cuts:?}: width {width}");
    }
    let (count, times) = (scenario.replications as usize, samples.times.len());
    for replication in 0..count {
        let slow = reference::run(&scenario, replication as u64).unwrap();
        for (index, id) in wanted.iter().enumerate() {
            let name = &scenario.model.variable(*id).name;
            for time in 0..times {
                let at = (index * times + time) * count + replication;
                let (fast, slow) = (samples.values[at], slow.values[time][id.0 as usize]);
                assert_eq!(fast.to_bits(), slow.to_bits(), "{cuts:?}: {name} at {time}: {fast} and {slow}");
                let still = |cut: &Cut| match cut.hold {
                    Hold::Then => samples.times[time] <= cut.from,
                    Hold::At(_) => samples.times[time] < cut.from,
                };
                if cuts.iter().all(still) {
                    assert_eq!(fast.to_bits(), plain.values[at].to_bits(), "{cuts:?}: {name} moves at {time}");
                }
            }
        }
    }
}

#[test]
fn every_link_can_be_held_and_engine_and_interpreter_agree() {
    let odd = Scenario { replications: 3, ..Scenario::of_model(model(ODD)) };
    let mut short = busy();
    short.time.stop = 3.0;
    for mut scenario in [short, odd] {
        let links = Graph::shown(&scenario.model).links;
        let mut felt = 0;
        // Each link once: under one of three ways to run in turn.
        let ways =
            [(Method::Euler, Uncertainty::All), (Method::Euler, Uncertainty::None), (Method::Rk4, Uncertainty::All)];
        for (way, (method, uncertainty)) in ways.into_iter().enumerate() {
            scenario.time.method = method;
            scenario.uncertainty = uncertainty;
            let plain = whole(&scenario, &every(&scenario));
            for (i, Link { cause, effect, .. }) in links.iter().enumerate().filter(|(i, _)| i % 3 == way) {
                let from = [2.0, 1.25, 0.0, -9.0][i / 3 % 4];
                let held = |hold| Cut { cause: *cause, effect: *effect, from, hold };
                check(&scenario, &plain, vec![held(Hold::Then)]);
                check(&scenario, &plain, vec![held(Hold::At(0.75))]);
                let cut = with(&scenario, vec![held(Hold::At(0.75))]);
                felt += usize::from(bits(&whole(&cut, &every(&cut))) != bits(&plain));
            }
        }
        assert!(3 * felt > 2 * links.len(), "{felt} of {} cuts change something", links.len());
    }
}

#[test]
fn cuts_add_up_and_of_one_link_the_last_counts() {
    for method in [Method::Euler, Method::Rk4] {
        let mut scenario = busy();
        scenario.time.method = method;
        let plain = whole(&scenario, &every(&scenario));
        let all: Vec<Cut> = scenario.model.loops.iter().map(|l| Cut::of(l, 2.0)).collect();
        check(&scenario, &plain, all);
        let [early, late] = [1.0, 3.0].map(|from| cut(&scenario, "pressure", "intensity", from, Hold::Then));
        let other = cut(&scenario, "pressure", "effort_per_item", 2.5, Hold::At(1.0));
        check(&scenario, &plain, vec![early, other, late]);
        let both = with(&scenario, vec![early, late]);
        let one = with(&scenario, vec![late]);
        assert_eq!(bits(&whole(&both, &every(&both))), bits(&whole(&one, &every(&one))));
    }
}

/// Windows that go on from a saved block have the bits of runs from the start: in a model with delays, noise and every kind of
/// variable, by both methods, and in the shipped one.
#[test]
fn windows_have_the_bits_of_runs_from_the_start() {
    let odd = Scenario { replications: 70, ..Scenario::of_model(model(ODD)) };
    for (mut scenario, variable) in [(busy(), "pressure"), (odd, "a")] {
        let variable = scenario.model.find(variable).unwrap();
        let links: Vec<(VariableId, VariableId)> =
            Graph::shown(&scenario.model).links.iter().step_by(9).map(|link| (link.cause, link.effect)).collect();
        let sets = vec![vec![links[0]], vec![links[1]], links.iter().copied().take(5).collect(), vec![]];
        for method in [Method::Euler, Method::Rk4] {
            scenario.time.method = method;
            // Saved at every step.
            let (steps, length) = (scenario.time.steps(), 7);
            let starts: Vec<usize> = (0..=steps).step_by(5).collect();
            let windows = Windows { sets: sets.clone(), starts, length, variable };
            let found = windows.run(&scenario, &Part { width: 32, ..Part::whole(&scenario) }, &Nobody).unwrap();
            assert!(!found.starts.is_empty() && found.starts.iter().all(|start| start + length <= steps));
            let plain = whole(&scenario, &[variable]);
            let count = scenario.replications as usize;
            let at = |samples: &Samples, step: usize| samples.values[step * count..][..count].to_vec();
            for (window, start) in found.starts.iter().enumerate() {
                let from = scenario.time.start + *start as f64 * scenario.time.dt;
                assert_eq!(found.plain[window], at(&plain, start + length));
                for (set, links) in sets.iter().enumerate() {
                    let cut = |(cause, effect): &(VariableId, VariableId)| Cut {
                        cause: *cause,
                        effect: *effect,
                        from,
                        hold: Hold::Then,
                    };
                    let cut = with(&scenario, links.iter().map(cut).collect());
                    let expected = at(&whole(&cut, &[variable]), start + length);
                    let same = |a: &f64, b: &f64| a.to_bits() == b.to_bits();
                    assert!(
                        found.held[set][window].iter().zip(&expected).all(|(a, b)| same(a, b)),
                        "set {set} from {from}"
                    );
                }
            }
        }
    }
}

const LOGISTIC: &str = r#"
name = "logistic"
[time]
unit = "week"
start = 0
stop = 8
dt = 0.0625
save = 0.0625
[unit]
one = "head"
[stock.heads]
unit = "one"
initial = 10
inflows = ["growing"]
[flow.growing]
unit = "one/week"
equation = 'rate*heads*room'
[aux.room]
unit = "1"
equation = '1 - heads/most'
[constant.rate]
unit = "1/week"
value = 0.8
[constant.most]
unit = "one"
value = 100
"#;

/// Logistic growth up to week 3, then what is left of the equation when one of its links is held. With Runge and Kutta's
/// method a hold that began a step early or late would be seen: it moves the end by a thousandth and more.
#[test]
fn held_links_leave_the_equation_that_can_be_solved() {
    use flywheel::math::exp;
    let mut scenario = Scenario { replications: 1, ..Scenario::of_model(model(LOGISTIC)) };
    scenario.time.method = Method::Rk4;
    let heads = scenario.model.find("heads").unwrap();
    let (rate, most, from) = (0.8, 100.0, 3.0);
    let logistic = |t: f64| most / (1.0 + 9.0 * exp(-rate * t));
    let then = logistic(from);
    let speed = rate * then * (1.0 - then / most);
    type Law<'a> = &'a dyn Fn(f64) -> f64;
    let cases: [(&str, &str, Hold, Law); 5] = [
        // Growth does not feel the crowd any more: exponential.
        ("room", "growing", Hold::Then, &|s| then * exp(rate * (1.0 - then / most) * s)),
        // The same link, at the source.
        ("heads", "room", Hold::Then, &|s| then * exp(rate * (1.0 - then / most) * s)),
        // Parents do not grow in number: the room fills up.
        ("heads", "growing", Hold::Then, &|s| most - (most - then) * exp(-rate * then / most * s)),
        ("heads", "growing", Hold::At(20.0), &|s| most - (most - then) * exp(-rate * 20.0 / most * s)),
        // The flow is held where it enters the stock: a straight line.
        ("growing", "heads", Hold::Then, &|s| then + speed * s),
    ];
    for (cause, effect, hold, law) in cases {
        let scenario = with(&scenario, vec![cut(&scenario, cause, effect, from, hold)]);
        let samples = whole(&scenario, &[heads]);
        for (time, found) in samples.times.iter().zip(&samples.values) {
            let expected = if *time <= from { logistic(*time) } else { law(time - from) };
            let apart = (found / expected - 1.0).abs();
            assert!(apart < 1e-6, "{cause} -> {effect}, {hold:?} at {time}: {found}, by hand {expected}");
        }
    }
}

/// Growth and decay, each a loop of its own: what each did is known in closed form, in steps of Euler's method.
#[test]
fn trajectories_of_two_loops_are_those_of_the_closed_form() {
    let text = LOGISTIC.replace("'rate*heads*room'", "'rate*heads'").replace(
        "inflows = [\"growing\"]",
        "inflows = [\"growing\"]\noutflows = [\"dying\"]\n[flow.dying]\nunit = \"one/week\"\nequation = 'loss*heads'",
    ) + "[constant.loss]\nunit = \"1/week\"\nvalue = 0.3\n";
    let scenario = Scenario { replications: 1, ..Scenario::of_model(model(&text)) };
    let id = |name: &str| scenario.model.find(name).unwrap();
    let (heads, growing, dying) = (id("heads"), id("growing"), id("dying"));
    let (gain, loss, dt, length) = (0.8, 0.3, 0.0625, 24);
    let sets = vec![vec![(heads, growing)], vec![(heads, dying)], vec![(heads, growing), (heads, dying)]];
    let windows = Windows { sets, starts: (0..=104).step_by(8).collect(), length, variable: heads };
    let found = windows.run(&scenario, &Part::whole(&scenario), &Nobody).unwrap();
    assert_eq!(found.starts.len(), 14);
    let power = |base: f64, steps: usize| (0..steps).fold(1.0, |product, _| product * base);
    for (window, start) in found.starts.iter().enumerate() {
        let then = 10.0 * power(1.0 + dt * (gain - loss), *start);
        let plain = then * power(1.0 + dt * (gain - loss), length);
        // What is held flows on as it was; the other loop goes on.
        let decay = power(1.0 - dt * loss, length);
        let growth = power(1.0 + dt * gain, length);
        let held = [
            then * (decay + gain / loss * (1.0 - decay)),
            then * (growth - loss / gain * (growth - 1.0)),
            then * (1.0 + dt * length as f64 * (gain - loss)),
        ];
        for (set, held) in held.iter().enumerate() {
            let (did, expected) = (did(&found, set, window).mean.value, plain - held);
            assert!((did / expected - 1.0).abs() < 1e-9, "set {set} from {start}: {did}, by hand {expected}");
        }
        let both = plain - held[2];
        let found_beyond = beyond(&found, [0, 1], &found, 2, window).mean.value;
        // The first two sets are the first two of the pair's run, the third is the pair.
        assert!((found_beyond - (both - (plain - held[0]) - (plain - held[1]))).abs() < 1e-9 * plain);
    }
}

/// Logistic growth as two loops. As the window shrinks, the moment at which the balancing one has done as much as the reinforcing
/// one tends to half of what there can be: there the slope of births, `rate`, is that of deaths, `2 rate heads / most`.
#[test]
fn the_balancing_loop_overtakes_at_half_of_the_capacity() {
    let text = LOGISTIC.replace("'rate*heads*room'", "'rate*heads'").replace(
        "inflows = [\"growing\"]",
        "inflows = [\"growing\"]\noutflows = [\"crowding\"]\n[flow.crowding]\nunit = \"one/week\"\nequation = 'rate*heads*heads/most'",
    );
    let scenario = Scenario { replications: 1, ..Scenario::of_model(model(&text)) };
    let id = |name: &str| scenario.model.find(name).unwrap();
    let (heads, growing, crowding) = (id("heads"), id("growing"), id("crowding"));
    let overtakes_at = |length: usize| {
        let sets = vec![vec![(heads, growing)], vec![(heads, crowding)]];
        let windows = Windows { sets, starts: (0..=128 - length).collect(), length, variable: heads };
        let found = windows.run(&scenario, &Part::whole(&scenario), &Nobody).unwrap();
        let size = |set: usize, window: usize| did(&found, set, window).mean.value.abs();
        let first = (0..found.starts.len()).find(|window| size(1, *window) >= size(0, *window)).unwrap();
        // How many there are when the window begins.
        let samples = whole(&scenario, &[heads]);
        samples.values[found.starts[first]]
    };
    let apart: Vec<f64> = [32, 16, 8, 4, 2].map(|length| (overtakes_at(length) - 50.0).abs()).to_vec();
    assert!(apart.windows(2).all(|pair| pair[1] < pair[0]), "{apart:?}");
    // Between two steps they are 1.2 heads apart.
    assert!(apart[4] < 2.5, "{apart:?}");
}

/// What the effect reads stays, to the bit, in each replication its own; the cause goes on.
#[test]
fn a_held_value_stays() {
    let text = LOGISTIC.replace("value = 0.8", "value = 0.8\nmin = 0.5\nmax = 1\ndistribution = \"uniform\"")
        + "[aux.seen]\nunit = \"one\"\nequation = 'heads'\n";
    let scenario = Scenario { replications: 4, ..Scenario::of_model(model(&text)) };
    let wanted = ["heads", "seen"].map(|name| scenario.model.find(name).unwrap());
    for (from, hold) in [(3.0, Hold::Then), (-1.0, Hold::Then), (3.0, Hold::At(7.0))] {
        let scenario = with(&scenario, vec![cut(&scenario, "heads", "seen", from, hold)]);
        let samples = whole(&scenario, &wanted);
        let times = samples.times.len();
        let at = |variable: usize, time: usize| &samples.values[(variable * times + time) * 4..][..4];
        let first = samples.times.iter().position(|time| *time >= from).unwrap();
        for time in 0..times {
            match hold {
                _ if time < first => assert_eq!(at(1, time), at(0, time)),
                Hold::Then => assert_eq!(at(1, time), at(0, first)),
                Hold::At(value) => assert_eq!(at(1, time), [value; 4]),
            }
        }
        assert!(at(0, times - 1).iter().zip(at(0, first)).all(|(end, then)| end > then));
        assert!(at(0, first.max(1)).windows(2).all(|pair| pair[0] != pair[1]));
    }
}

#[test]
fn what_cannot_be_cut_is_told() {
    let scenario = busy();
    let misfit = |cause, effect, from| {
        cut(&scenario, cause, effect, from, Hold::Then).misfit(&scenario.model, &scenario.time).unwrap_or_default()
    };
    assert_eq!(misfit("pressure", "intensity", 2.125), "");
    assert_eq!(misfit("releasing", "waiting", 0.0), "");
    assert_eq!(misfit("trust", "intensity", 2.0), "`intensity` does not read `trust`: there is nothing to cut");
    assert_eq!(misfit("pressure", "intensity", 9.0), "a cut at 9 is outside the run, which goes from 0 to 5");
    assert_eq!(
        misfit("pressure", "intensity", 2.1),
        "a cut begins with a step, and 2.1 is between two of 0.125 from 0 on"
    );
    for named in &scenario.model.loops {
        assert_eq!(Cut::of(named, 1.0).misfit(&scenario.model, &scenario.time), None, "{}", named.id);
    }
}

/// The wicked loop's spine, cut in week 26 in two hundred teams: who are let off it deliver more. The luck is shared, and
/// so the difference is known better than either side.
#[test]
fn knocking_out_the_spine_is_measured_with_its_error() {
    let scenario = Scenario { replications: 200, ..Scenario::of_model(file::shipped()) };
    let wanted = ["delivering", "pressure"].map(|name| scenario.model.find(name).unwrap());
    let results = |scenario: &Scenario| Results::new(Arc::new(scenario.clone()), whole(scenario, &wanted));
    let loops = &scenario.model.loops;
    let named = |id: &str| Cut::of(loops.iter().find(|l| l.id == id).unwrap(), 26.0);
    let base = results(&scenario);
    let [spine, weak, nothing] = [vec![named("R1")], vec![named("R16")], vec![]].map(|c| results(&with(&scenario, c)));
    assert!(share_luck(&base, &spine));
    let quantity = Quantity::read(&scenario, "delivering@97..104").unwrap();
    let gained = effect(&base, &spine, &quantity);
    assert!(gained.mean.value > 4.0 * gained.mean.error && gained.mean.error < gained.independent_error, "{gained:?}");
    assert!(effect(&base, &nothing, &quantity).is_nothing());
    let change = |cut: &Results| Change::between(&base, cut, &wanted, 26.0, 78.0).unwrap();
    let [spine, weak, nothing] = [&spine, &weak, &nothing].map(change);
    assert!(spine.size().value > 10.0 * weak.size().value, "{:?} and {:?}", spine.size(), weak.size());
    assert_eq!(nothing.size().value, 0.0);
    // The error is that of a mean over replications: halves of the ensemble lie as far apart as it says.
    let halves = spine.values().chunks(100).map(mean).collect::<Vec<_>>();
    assert!((halves[0].value - halves[1].value).abs() < 4.0 * 2.0 * spine.size().error);
    assert_eq!(spine.of_each().len(), 2);
}
