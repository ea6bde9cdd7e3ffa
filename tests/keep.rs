//! What stays of an ensemble: beyond the number up to which every value is kept, counts and readings that agree with
//! every value, whatever the number of threads and the width of blocks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flywheel::analysis::estimate::quantiles;
use flywheel::analysis::outcome::ending;
use flywheel::analysis::summary::{Quantiles, summarise};
use flywheel::model::scenario::Scenario;
use flywheel::model::{VariableId, file};
use flywheel::results::{Results, Spread};
use flywheel::run::ensemble::{Nobody, Part, RunError, Watch, run};
use flywheel::run::keep::{EXACT, Kept, PATHS, Reading, Wanted, keep};
use flywheel::run::tally::BINS;
use flywheel::text::Source;

/// A queue that is served by luck, and which part of the weeks it is empty in.
const QUEUE: &str = r#"
name = "queue"
[time]
unit = "week"
start = 0
stop = 12
dt = 0.5
save = 2

[unit]
item = "a piece of work"

[stock.queue]
unit = "item"
initial = 4
inflows = ["arriving"]
outflows = ["serving"]
non_negative = true

[noise.luck]
unit = "1"
distribution = "lognormal"
mean = '1'
cv = 'unevenness'
period = 1

[flow.arriving]
unit = "item/week"
equation = 'rate * luck'

[flow.serving]
unit = "item/week"
equation = 'queue / time_of_service'

[aux.change]
unit = "item/week"
equation = 'arriving - serving'

[constant.rate]
unit = "item/week"
value = 3
min = 2
max = 4
distribution = "uniform"

[constant.unevenness]
unit = "1"
value = 0.5

[constant.time_of_service]
unit = "week"
value = 2
min = 1
max = 3
distribution = "triangular"

[constant.enough]
unit = "item"
value = 6

[[outcome]]
name = "long"
when = 'queue > enough'

[[outcome]]
name = "short"
"#;

const MORE: u64 = EXACT + 777;

fn queue(replications: u64) -> Scenario {
    let model = file::read(&Source::new("queue", QUEUE)).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    Scenario { replications, ..Scenario::of_model(Arc::new(model)) }
}

fn ids(scenario: &Scenario) -> Vec<VariableId> {
    ["queue", "change", "long", "short"].map(|name| scenario.model.find(name).unwrap()).to_vec()
}

fn kept(scenario: &Scenario, width: usize) -> Kept {
    let variables = ids(scenario);
    let readings =
        vec![Reading { variable: variables[0], from: 2, to: 5 }, Reading { variable: variables[1], from: 6, to: 6 }];
    let part = Part { width, ..Part::whole(scenario) };
    keep(scenario, &Wanted { variables, readings, ..Wanted::default() }, &part, &Nobody).unwrap()
}

#[test]
fn counts_and_readings_agree_with_every_value() {
    let scenario = queue(MORE);
    let all =
        Results::new(Arc::new(scenario.clone()), run(&scenario, &ids(&scenario), &Part::whole(&scenario)).unwrap());
    let counted = Results::new(Arc::new(scenario.clone()), kept(&scenario, 64));
    assert_eq!((counted.replications(), counted.paths()), (MORE as usize, PATHS as usize));
    let sums = summarise(&counted);
    for id in ids(&scenario) {
        assert_eq!(counted.path(id, 17), all.path(id, 17));
        for time in 0..all.times().len() {
            let values = all.at(id, time).unwrap();
            assert!(counted.at(id, time).is_none(), "not every value was kept");
            let band = sums.of(id).unwrap()[time];
            for (found, exact) in
                band.quantiles.values().into_iter().zip(quantiles(Spread::Each(values), Quantiles::SHARES))
            {
                let bin = exact.abs() / BINS as f64;
                assert!((found - exact).abs() <= bin * 1.01, "{found}, not {exact}");
            }
            let mean = values.iter().sum::<f64>() / MORE as f64;
            assert!((band.mean - mean).abs() < 1e-9, "{} and {mean}", band.mean);
        }
    }
    assert_eq!(ending(&counted), ending(&all));
    for (reading, values) in kept(&scenario, 64).readings {
        assert_eq!(values.as_slice(), &*all.reading(reading).unwrap());
    }
}

#[test]
fn up_to_a_number_every_value_is_kept() {
    let scenario = queue(EXACT);
    let kept = kept(&scenario, 64);
    assert!(kept.tallies.is_empty());
    assert_eq!(kept.first, run(&scenario, &ids(&scenario), &Part::whole(&scenario)).unwrap());
}

#[test]
fn neither_threads_nor_width_change_what_is_kept() {
    let scenario = queue(MORE);
    let whole = kept(&scenario, 64);
    assert!(kept(&scenario, 50) == whole, "blocks of 50 differ from blocks of 64");
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert!(one.install(|| kept(&scenario, 64)) == whole, "one thread differs from several");
}

/// Ends a run when enough replications are done.
struct Impatient(AtomicU64);

impl Watch for Impatient {
    fn done(&self, replications: u64) {
        self.0.fetch_add(replications, Ordering::Relaxed);
    }

    fn ended(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= 500
    }
}

#[test]
fn whoever_looks_on_is_told_how_far_it_is_and_may_end_it() {
    let scenario = queue(100_000);
    let watch = Impatient(AtomicU64::new(0));
    let wanted = Wanted { variables: ids(&scenario), readings: Vec::new(), ..Wanted::default() };
    let ended = keep(&scenario, &wanted, &Part::whole(&scenario), &watch);
    assert_eq!(ended, Err(RunError::Ended));
    let done = watch.0.load(Ordering::Relaxed);
    assert!((500..5000).contains(&done), "{done} replications were run");
}
