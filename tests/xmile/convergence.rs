//! Orders of convergence of the two methods, through XMILE.

use flywheel::math::{cos, exp, ln};

use super::*;

/// The slope of the straight line that fits best.
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let (mx, my) = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
    let covariance: f64 = points.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum();
    covariance / points.iter().map(|p| (p.0 - mx) * (p.0 - mx)).sum::<f64>()
}

/// A pendulum (x'' = -x), logistic growth and a decay driven by time, at moment 2, against their solutions. Near a
/// multiple of pi the leading error of a pendulum vanishes: there the slope would say nothing.
#[test]
fn euler_converges_at_first_order_and_runge_kutta_at_fourth() {
    let pendulum = stock("x", "1", &["v"], &[]) + &stock("w", "0", &["dw"], &[]) + &flow("v", "w") + &flow("dw", "-x");
    let logistic = stock("x", "1", &["g"], &[]) + &flow("g", "x*(1 - x/10)");
    // x' = 2t - x with x = 1 at first.
    let driven = stock("x", "1", &["in"], &["out"]) + &flow("in", "2*TIME") + &flow("out", "x");
    for (what, variables, solution) in [
        ("pendulum", pendulum, cos(2.0)),
        ("logistic", logistic, 10.0 / (1.0 + 9.0 * exp(-2.0))),
        ("driven", driven, 2.0 * 2.0 - 2.0 + 3.0 * exp(-2.0)),
    ] {
        for (method, order, coarsest) in [("euler", 1.0, 128), ("rk4", 4.0, 8)] {
            let error = |steps: i32| {
                let dt = format!("<dt reciprocal=\"true\">{steps}</dt>");
                let text = format!("<sim_specs method=\"{method}\"><start>0</start><stop>2</stop>{dt}</sim_specs>");
                (ran_text(&document(&text, &variables)).last("x") - solution).abs()
            };
            let points: Vec<(f64, f64)> =
                (0..4).map(|i| coarsest << i).map(|steps| (ln(1.0 / f64::from(steps)), ln(error(steps)))).collect();
            let found = slope(&points);
            assert!((found - order).abs() < 0.05 * order, "{what} by {method}: slope {found} of {points:?}");
        }
    }
}
