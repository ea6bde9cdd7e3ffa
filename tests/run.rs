//! Runs of a model that shares no name with the shipped one: which moments are told, and which of two ends better.

use flywheel::answer::run::{Question, Runs};
use flywheel::answer::{Answer, Luck};
use flywheel::model::file;
use flywheel::model::scenario::Scenario;
use flywheel::run::ensemble::Nobody;
use flywheel::text::Source;

/// A reservoir over three years of months, which is better empty.
const RESERVOIR: &str = r#"
name = "reservoir"
one = "reservoir"
headline = ["water"]
MOMENTS
[time]
unit = "month"
stop = 36
[unit]
litre = "a litre of water"
[stock.water]
unit = "litre"
initial = 10
inflows = ["rain"]
outflows = ["leak"]
better = "low"
[flow.rain]
unit = "litre/month"
equation = 'shower'
[flow.leak]
unit = "litre/month"
equation = 'water / stay'
[noise.shower]
unit = "litre/month"
distribution = "poisson"
mean = 'wet'
[constant.wet]
unit = "litre/month"
value = 5
[constant.stay]
unit = "month"
value = 4
"#;

fn reservoir(moments: &str) -> Scenario {
    let model = file::read(&Source::new("reservoir.toml", RESERVOIR.replace("MOMENTS", moments))).unwrap();
    Scenario { replications: 50, ..Scenario::of_model(model.into()) }
}

fn run(scenarios: Vec<Scenario>) -> Runs {
    Question { luck: Luck { seed: Some(7), ..Luck::default() }, ..Question::default() }.ask(scenarios, &Nobody).unwrap()
}

#[test]
fn a_table_shows_the_moments_that_the_model_names_or_quarters_of_the_run() {
    let heads = |moments: &str| {
        let told = run(vec![reservoir(moments)]).words().wide(100);
        let head = told.lines().find(|line| line.trim_start().starts_with("month 0")).unwrap();
        head.split_whitespace()
            .take_while(|word| *word != "90")
            .filter(|word| *word != "month")
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(heads(""), "0 9 18 27 36");
    assert_eq!(heads("moments = [12, 24, 36, 48]"), "0 12 24 36");
    assert_eq!(heads("moments = [1.5, 30]"), "0 30 36", "what is not kept is not told");
}

#[test]
fn of_two_with_the_same_luck_the_better_is_what_the_model_calls_better() {
    let mut drained = reservoir("");
    drained.set("stay", 2.0).unwrap();
    drained.title = "Drained".into();
    drained.stem = "drained".into();
    for pair in [vec![reservoir(""), drained.clone()], vec![drained, reservoir("")]] {
        let told = run(pair).words().wide(1000);
        let better = "With the same luck, \"Drained\" ends with less water than \"reservoir\" in 100 of 100 reservoirs";
        assert!(told.contains(better) && told.contains(" At the end the median difference is "), "{told}");
    }
}
