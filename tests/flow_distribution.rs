//! What the working time goes to: the chart, and the variables of the shipped model behind it.

use std::sync::Arc;

use flywheel::analysis::summary::summarise;
use flywheel::figure::Mark;
use flywheel::figure::flow_distribution::flow_distribution;
use flywheel::model::file;
use flywheel::model::scenario::{Pick, Scenario};
use flywheel::results::Results;
use flywheel::run::ensemble::{Part, run};

/// Teams with this start and with all interventions from week 10 on, or none.
fn teams(start: &str, replications: u64, everything: bool) -> Scenario {
    let mut scenario = Scenario { replications, ..Scenario::of_model(file::shipped()) };
    let model = scenario.model.clone();
    let start = model.starts.iter().find(|s| s.name == start).unwrap();
    scenario.initial = start.stocks.iter().cloned().collect();
    if everything {
        let pick = |intervention| Pick::of(&model, intervention, 10.0);
        scenario.picks = (0..model.interventions.len()).map(pick).collect();
    }
    scenario
}

#[test]
fn the_layers_fill_the_whole_and_are_the_shares_of_the_means() {
    let scenario = teams("stressed", 40, false);
    let samples = run(&scenario, &scenario.recorded(), &Part::whole(&scenario)).unwrap();
    let parts = scenario.model.flow_distribution.as_ref().unwrap().parts.clone();
    let results = Results::new(Arc::new(scenario), samples);
    let summary = summarise(&results);
    let figure = flow_distribution(&results, &summary).unwrap();
    let layer = |mark: &Mark| match mark {
        Mark::Layer { low, high, .. } => Some((low.clone(), high.clone())),
        _ => None,
    };
    let layers: Vec<(Vec<f64>, Vec<f64>)> = figure.panels[0].marks.iter().filter_map(layer).collect();
    assert_eq!(layers.len(), parts.len());
    for time in 0..results.times().len() {
        let means: Vec<f64> = parts.iter().map(|id| summary.of(*id).unwrap()[time].mean).collect();
        let total: f64 = means.iter().sum();
        let mut floor = 0.0;
        for ((low, high), mean) in layers.iter().zip(&means) {
            assert_eq!(low[time], floor, "a layer lies on the one below it");
            assert!((high[time] - low[time] - 100.0 * mean / total).abs() < 1e-9, "moment {time}");
            floor = high[time];
        }
        assert!((floor - 100.0).abs() < 1e-9, "the shares of moment {time} add up to {floor}");
    }
}

/// The time left for the product goes into learning, the four parts, switching and waiting for work, and nowhere else.
#[test]
fn the_parts_are_the_time_spent_on_work_at_every_step() {
    let names = [
        "feature_time",
        "failure_time",
        "refactor_effort",
        "release_work",
        "work_time",
        "project_time",
        "change_effort",
        "switch_loss",
        "utilisation",
        "rework_share",
    ];
    for (start, everything) in [("healthy", false), ("stressed", false), ("stressed", true)] {
        let mut scenario = teams(start, 20, everything);
        scenario.time.save = scenario.time.dt;
        let wanted = names.map(|name| scenario.model.find(name).unwrap());
        let samples = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap();
        let points = samples.values.len() / names.len();
        assert_eq!(points, 833 * 20);
        for point in 0..points {
            let [features, failures, debt, risk, work, project, change, switching, utilisation, rework] =
                std::array::from_fn(|variable| samples.values[variable * points + point]);
            let parts = [features, failures, debt, risk];
            assert!(parts.iter().all(|part| *part >= 0.0), "{start} {point}: {parts:?}");
            assert!((parts.iter().sum::<f64>() - work).abs() < 1e-9, "{start} {point}: {parts:?}, not {work}");
            assert!((failures - rework * (features + failures)).abs() < 1e-9 && (0.0..=1.0).contains(&rework));
            let for_items = (project - change - debt - risk).max(0.0);
            let spent = for_items * (1.0 - switching) * utilisation;
            assert!((features + failures - spent).abs() < 1e-9, "{start} {point}: {spent} on items");
        }
    }
}
