//! Elementary effects: what an outcome does when one factor moves and all others stay, from many places.

use crate::math;
use crate::run::points::Step;

use crate::analysis::estimate::{Estimate, mean};

/// What one factor does to an outcome, over many places.
///
/// # Units
/// Those of the outcome, for the whole way of the factor from its lowest level to its highest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effects {
    /// Mean of the sizes of the effects (Campolongo's mu*): how much the factor moves the outcome, whichever way.
    pub size: Estimate,
    /// Mean of the effects (mu): which way.
    pub mean: Estimate,
    /// Standard deviation of the effects (sigma): how much an effect depends on where the other factors, or this one,
    /// stand; 0 where the outcome is a straight line in this factor and does not mix it with others.
    pub spread: f64,
}

/// The effects of `factors` factors on an outcome, from its values along trajectories.
///
/// The effect of a step is what the outcome rises by, divided by how far the factor moves. An effect that is infinite or
/// no number is left out.
///
/// # Shape
/// `values` as [`Trajectories`](crate::run::points::Trajectories) count replications: point `s` of trajectory `t` at
/// `s * trajectories.len() + t`. One result a factor; NaN where no trajectory moves it.
///
/// # Source
/// Morris (1991), "Factorial sampling plans for preliminary computational experiments", Technometrics 33(2), 161-174;
/// the size mu* from Campolongo, Cariboni & Saltelli (2007), "An effective screening design for sensitivity analysis of
/// large models", Environmental Modelling & Software 22(10), 1509-1518.
///
/// ```
/// use flywheel::analysis::sensitivity::morris::effects;
/// use flywheel::run::points::Step;
///
/// // 3 x - y, with x moved up and then y moved down by two thirds.
/// let walk = vec![Step { factor: 0, by: 2.0 / 3.0 }, Step { factor: 1, by: -2.0 / 3.0 }];
/// let found = effects(&[walk], 2, &[-1.0, 1.0, 5.0 / 3.0]);
/// assert!((found[0].mean.value - 3.0).abs() < 1e-12 && (found[1].mean.value + 1.0).abs() < 1e-12);
/// assert!((found[1].size.value - 1.0).abs() < 1e-12);
/// ```
pub fn effects(trajectories: &[Vec<Step>], factors: usize, values: &[f64]) -> Vec<Effects> {
    let count = trajectories.len();
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); factors];
    for (t, walk) in trajectories.iter().enumerate() {
        for (s, step) in walk.iter().enumerate() {
            let (before, after) = (values[s * count + t], values[(s + 1) * count + t]);
            found[step.factor].push((after - before) / step.by);
        }
    }
    found.iter().map(|effects| of_factor(effects)).collect()
}

fn of_factor(effects: &[f64]) -> Effects {
    let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
    let (size, mean) = (mean(&sizes), mean(effects));
    let count = effects.iter().filter(|effect| effect.is_finite()).count() as f64;
    // The error of a mean is its standard deviation over the root of the count.
    let spread = if count < 2.0 { f64::NAN } else { mean.error * math::sqrt(count) };
    Effects { size, mean, spread }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::exp;

    /// Points of trajectories, in thirds.
    type Walk = [[u8; 4]; 5];

    /// Six trajectories of SALib 1.6.0: `sample.morris.sample(problem, 6, num_levels=4, seed=7)`, with four factors from
    /// 0 to 1.
    const DESIGN: [Walk; 6] = [
        [[0, 0, 0, 0], [2, 0, 0, 0], [2, 0, 2, 0], [2, 2, 2, 0], [2, 2, 2, 2]],
        [[2, 0, 3, 0], [2, 0, 1, 0], [0, 0, 1, 0], [0, 2, 1, 0], [0, 2, 1, 2]],
        [[3, 1, 3, 3], [3, 3, 3, 3], [3, 3, 3, 1], [3, 3, 1, 1], [1, 3, 1, 1]],
        [[0, 3, 3, 0], [0, 3, 3, 2], [2, 3, 3, 2], [2, 3, 1, 2], [2, 1, 1, 2]],
        [[1, 1, 3, 0], [3, 1, 3, 0], [3, 3, 3, 0], [3, 3, 1, 0], [3, 3, 1, 2]],
        [[2, 2, 1, 3], [0, 2, 1, 3], [0, 2, 3, 3], [0, 2, 3, 1], [0, 0, 3, 1]],
    ];

    /// Of each factor mu, mu* and sigma as SALib 1.6.0 has them: `analyze.morris.analyze(problem, X, Y, num_levels=4,
    /// seed=7)`.
    const SALIB: [[f64; 3]; 4] = [
        [-0.5000000000000001, 0.8333333333333334, 1.2247448713915892],
        [2.283800430553454, 2.283800430553454, 1.0246721769314384],
        [-2.0, 2.0, 1.0954451150103321],
        [0.6295337065936079, 0.6295337065936079, 0.2207896163734382],
    ];

    /// Factors that act alone, curve, mix and cancel out.
    fn outcome(x: [f64; 4]) -> f64 {
        x[0] + 2.0 * x[1] * x[1] - 3.0 * x[2] * x[0] + 0.5 * exp(x[3] * x[1])
    }

    fn steps(walk: &Walk) -> Vec<Step> {
        let step = |pair: &[[u8; 4]]| {
            let factor = (0..4).find(|f| pair[0][*f] != pair[1][*f]).unwrap();
            Step { factor, by: (f64::from(pair[1][factor]) - f64::from(pair[0][factor])) / 3.0 }
        };
        walk.windows(2).map(step).collect()
    }

    fn found(outcome: &dyn Fn([f64; 4]) -> f64) -> Vec<Effects> {
        let walks: Vec<Vec<Step>> = DESIGN.iter().map(steps).collect();
        let at = |s: usize| DESIGN.iter().map(move |walk| walk[s].map(|thirds| f64::from(thirds) / 3.0));
        let values: Vec<f64> = (0..5).flat_map(at).map(outcome).collect();
        effects(&walks, 4, &values)
    }

    fn ranks(sizes: impl Iterator<Item = f64>) -> Vec<usize> {
        let sizes: Vec<f64> = sizes.collect();
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]));
        order
    }

    #[test]
    fn numbers_and_ranks_are_those_of_salib() {
        let found = found(&outcome);
        for (found, [mean, size, spread]) in found.iter().zip(SALIB) {
            for (found, salib) in [(found.mean.value, mean), (found.size.value, size), (found.spread, spread)] {
                assert!((found - salib).abs() < 1e-9, "{found} and {salib}");
            }
        }
        assert_eq!(ranks(found.iter().map(|f| f.size.value)), ranks(SALIB.iter().map(|s| s[1])));
    }

    #[test]
    fn a_plane_has_its_slopes_and_no_spread() {
        for (found, slope) in found(&|x| 7.0 + x[0] - 2.0 * x[1] + 0.5 * x[3]).iter().zip([1.0, -2.0, 0.0, 0.5f64]) {
            assert!((found.mean.value - slope).abs() < 1e-12 && (found.size.value - slope.abs()).abs() < 1e-12);
            assert!(found.spread < 1e-12 && found.size.error < 1e-12);
        }
    }

    #[test]
    fn a_factor_that_is_not_used_has_exactly_nothing() {
        let found = found(&|x| x[0] * x[3]);
        assert_eq!((found[1].size.value, found[1].mean.value, found[1].spread), (0.0, 0.0, 0.0));
    }

    #[test]
    fn the_order_of_factors_does_not_matter() {
        let renamed = |walk: &Walk| {
            let renamed = |step: Step| Step { factor: 3 - step.factor, ..step };
            steps(walk).into_iter().map(renamed).collect::<Vec<_>>()
        };
        let walks: Vec<Vec<Step>> = DESIGN.iter().map(renamed).collect();
        let at = |s: usize| DESIGN.iter().map(move |walk| walk[s].map(|thirds| f64::from(thirds) / 3.0));
        let values: Vec<f64> = (0..5).flat_map(at).map(outcome).collect();
        let mut again = effects(&walks, 4, &values);
        again.reverse();
        assert_eq!(again, found(&outcome));
    }

    #[test]
    fn an_effect_without_a_number_is_left_out() {
        let walk = || vec![Step { factor: 0, by: 1.0 }];
        let found = effects(&[walk(), walk(), walk()], 1, &[0.0, 0.0, f64::NAN, 2.0, 4.0, 1.0]);
        assert_eq!((found[0].mean.value, found[0].size.value), (3.0, 3.0));
        assert!((found[0].spread - f64::sqrt(2.0)).abs() < 1e-15);
    }
}
