//! Sensitivity from model to index: models whose answers are known in closed form.

use std::f64::consts::PI;
use std::sync::Arc;

use flywheel::analysis::claims::quantity::Quantity;
use flywheel::analysis::sensitivity::decomposition::{Decomposition, decompose};
use flywheel::analysis::sensitivity::morris::{Effects, effects};
use flywheel::analysis::sensitivity::sobol_indices::Indices;
use flywheel::model::file;
use flywheel::model::scenario::Scenario;
use flywheel::results::Results;
use flywheel::run::ensemble::{Nobody, Part};
use flywheel::run::keep::{Wanted, keep};
use flywheel::run::points::{Factor, factors, saltelli, trajectories};
use flywheel::text::Source;

/// One step of a model with constants that are uniform between two ends, and what else it is made of.
fn model(constants: &[(&str, f64, f64)], rest: &str) -> Scenario {
    let constant = |(name, min, max): &(&str, f64, f64)| {
        let value = 0.5 * (min + max);
        format!(
            "[constant.{name}]\nvalue = {value}\nunit = \"1\"\ndistribution = \"uniform\"\nmin = {min}\nmax = {max}\n"
        )
    };
    let constants: String = constants.iter().map(constant).collect();
    let text = format!("[time]\nstop = 1\n{constants}{rest}");
    let model = file::read(&Source::new("test", text)).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    Scenario::of_model(model.into())
}

fn values(at: &Scenario, of: &str) -> Vec<f64> {
    let quantity = Quantity::read(at, of).unwrap();
    let wanted = Wanted { variables: Vec::new(), readings: quantity.readings(&at.time), ..Wanted::default() };
    let kept = keep(at, &wanted, &Part::whole(at), &Nobody).unwrap();
    quantity.values(&Results::new(Arc::new(at.clone()), kept))
}

fn shares(scenario: &Scenario, of: &str, size: usize) -> Decomposition {
    let points = saltelli(scenario, size).unwrap();
    decompose(&points, size, &values(&scenario.at(points.clone()), of))
}

fn check(found: &[Indices], expected: &[(f64, f64)]) {
    assert_eq!(found.len(), expected.len());
    for (factor, (Indices { first, total }, expected)) in found.iter().zip(expected).enumerate() {
        for (found, truth) in [(first, expected.0), (total, expected.1)] {
            assert!((found.value - truth).abs() <= 3.0 * found.error, "factor {factor}: {found:?}, truth {truth}");
            assert!(found.error < 0.03, "factor {factor}: {found:?}");
        }
    }
}

fn indices(found: &Decomposition) -> Vec<Indices> {
    found.contributions.iter().map(|contribution| contribution.indices).collect()
}

/// Ishigami & Homma (1990) as a model, through the whole engine; a fourth constant is not used.
#[test]
fn ishigami_as_a_model() {
    let equation = "[aux.y]\nunit = \"1\"\nequation = 'sin(x1) + 7*sin(x2)^2 + 0.1*x3^4*sin(x1)'\n";
    let constants = [("x1", -PI, PI), ("x2", -PI, PI), ("x3", -PI, PI), ("idle", 0.0, 1.0)];
    let found = shares(&model(&constants, equation), "y@1", 1 << 14);
    let squares = (PI * PI, PI * PI * PI * PI);
    let v1 = 0.5 * (1.0 + 0.1 * squares.1 / 5.0) * (1.0 + 0.1 * squares.1 / 5.0);
    let (v2, v13) = (49.0 / 8.0, 0.01 * squares.1 * squares.1 * 8.0 / 225.0);
    let v = v1 + v2 + v13;
    check(&indices(&found), &[(v1 / v, (v1 + v13) / v), (v2 / v, v2 / v), (0.0, v13 / v), (0.0, 0.0)]);
    let idle = found.contributions[3].indices;
    assert_eq!((idle.first.value, idle.total.value, idle.total.error), (0.0, 0.0, 0.0));
    assert!((found.mean.value - 3.5).abs() < 0.05 && (found.deviation * found.deviation / v - 1.0).abs() < 0.02);
}

/// Luck is a factor like others: beside what a constant adds, and mixed with it.
#[test]
fn luck_has_the_share_that_it_has() {
    let noise = "[noise.luck]\nunit = \"1\"\ndistribution = \"lognormal\"\nmean = '1'\ncv = 0.2\nperiod = 1\n";
    let sum = "[aux.y]\nunit = \"1\"\nequation = 'x + luck'\n[aux.z]\nunit = \"1\"\nequation = 'x * (luck - 1)'\n";
    let scenario = model(&[("x", -1.0, 1.0)], &format!("{noise}{sum}"));
    assert_eq!(factors(&scenario).last(), Some(&Factor::Luck));
    // Variances: 4/12 of x, (1/5)^2 of luck.
    let share = (1.0 / 3.0) / (1.0 / 3.0 + 0.04);
    check(&indices(&shares(&scenario, "y@1", 1 << 14)), &[(share, share), (1.0 - share, 1.0 - share)]);
    // Neither does anything alone: both means are 0.
    check(&indices(&shares(&scenario, "z@1", 1 << 14)), &[(0.0, 1.0), (0.0, 1.0)]);
}

/// The mean of a straight line over the lowest tenth is its value at the 5% point.
#[test]
fn decile_means_of_a_straight_line() {
    let equation = "[aux.y]\nunit = \"1\"\nequation = '10 + 3*a - b'\n";
    let found = shares(&model(&[("a", 0.0, 2.0), ("b", 0.0, 2.0)], equation), "y@1", 1 << 12);
    for (contribution, (low, high)) in found.contributions.iter().zip([(9.3, 14.7), (12.9, 11.1)]) {
        let means = contribution.means.unwrap();
        for (found, truth) in [(means.low, low), (means.high, high)] {
            assert!((found.value - truth).abs() < 2.0 * found.error, "{found:?}, truth {truth}");
        }
    }
}

/// The effect of a constant in a straight line is its slope times the way from its lowest to its highest level.
#[test]
fn effects_of_a_straight_line_and_of_a_product() {
    let equations = "[aux.y]\nunit = \"1\"\nequation = '10 + 3*a - b'\n[aux.z]\nunit = \"1\"\nequation = 'a*c'\n";
    let scenario = model(&[("a", 0.0, 4.0), ("b", 0.0, 8.0), ("c", -1.0, 1.0)], equations);
    let design = trajectories(&scenario, 50);
    let at = scenario.at(design.points);
    let [a, b, c] = effects(&design.steps, 3, &values(&at, "y@1"))[..] else { panic!() };
    for (Effects { mean, size, spread }, truth) in [(a, 9.0), (b, -6.0), (c, 0.0f64)] {
        assert!((mean.value - truth).abs() < 1e-9 && (size.value - truth.abs()).abs() < 1e-9 && spread < 1e-9);
    }
    // In a product the effect depends on where the other stands.
    let [a, b, c] = effects(&design.steps, 3, &values(&at, "z@1"))[..] else { panic!() };
    assert!(a.spread > 1.0 && a.size.value > 1.0 && a.mean.value.abs() < 2.0 * a.mean.error, "{a:?}");
    assert!(b.size.value == 0.0 && c.size.value > 1.0 && c.mean.value > 1.0, "{b:?} {c:?}");
}

/// One more constant leaves the trajectories of the others as they are, but for the steps that it takes.
#[test]
fn a_constant_more_does_not_move_the_others() {
    let equation = "[aux.y]\nunit = \"1\"\nequation = 'a + b'\n";
    let few = model(&[("a", 0.0, 1.0), ("b", 0.0, 1.0)], equation);
    let more = model(&[("new", 0.0, 1.0), ("a", 0.0, 1.0), ("b", 0.0, 1.0)], equation);
    let steps = |scenario: &Scenario, skip: usize| -> Vec<Vec<(usize, f64)>> {
        let own = |walk: Vec<flywheel::run::points::Step>| {
            let steps = walk.into_iter().filter(|step| step.factor >= skip);
            steps.map(|step| (step.factor - skip, step.by)).collect()
        };
        trajectories(scenario, 10).steps.into_iter().map(own).collect()
    };
    assert_eq!(steps(&few, 0), steps(&more, 1));
}
