use super::*;

const ALL: [Design; 3] = [Design::Random, Design::LatinHypercube, Design::Sobol];
use sha2::{Digest, Sha256};

fn points(design: Design, seed: u64, name: &str, dimension: usize, size: u64) -> Vec<f64> {
    let mut row = vec![f64::NAN; size as usize];
    design.uniforms(seed, name, dimension, size).unwrap().fill(0, &mut row);
    row
}

/// Asserts that each of `row.len()` equal strata holds exactly one number, and that strictly inside.
fn check_strata(row: &[f64], what: &str) {
    let mut taken = vec![false; row.len()];
    for &u in row {
        let place = u * row.len() as f64;
        assert!(u > 0.0 && u < 1.0 && place.fract() > 0.0, "{what}: {u} is on a border");
        assert!(!std::mem::replace(&mut taken[place as usize], true), "{what}: two numbers around {u}");
    }
}

#[test]
fn latin_hypercube_hits_each_stratum_once() {
    for size in [1, 2, 3, 4, 5, 7, 16, 17, 64, 65, 1000, 4097] {
        for seed in 0..20 {
            check_strata(&points(Design::LatinHypercube, seed, "skill", 3, size), &format!("{size}, seed {seed}"));
        }
    }
}

#[test]
fn the_largest_size_stays_in_its_strata() {
    let size = MAX_STRATIFIED_SIZE;
    let uniforms = Design::LatinHypercube.uniforms(7, "skill", 0, size).unwrap();
    let Points::LatinHypercube(permutation) = &uniforms.points else { unreachable!() };
    for replication in (0..size).step_by(9_999_991) {
        let stratum = uniforms.at(replication) * size as f64;
        assert_eq!(stratum as u64, permutation.at(replication));
        assert!(stratum.fract() > 0.0);
    }
    for bits in [0, u64::MAX] {
        for count in [1, 2, 3, 1000, size - 1, size] {
            let place = within_stratum(count - 1, count, bits) * count as f64;
            assert!(place > (count - 1) as f64 && place < count as f64, "{count} {bits}");
        }
    }
}

/// Over 24,000 seeds the orders of 3 and of 4 things occur equally often: chi-square with 5 and 23 degrees of
/// freedom exceeds 35.9 and 70.6 with probability 1e-6.
#[test]
fn permutations_of_a_handful_are_equally_likely() {
    for (size, orders, limit) in [(3, 6, 35.9), (4, 24, 70.6)] {
        let mut counts = std::collections::BTreeMap::<Vec<u64>, f64>::new();
        for seed in 0..24_000 {
            let permutation = Permutation::new(size, &Stream::new(Kind::Scramble, "skill", seed));
            *counts.entry((0..size).map(|index| permutation.at(index)).collect()).or_default() += 1.0;
        }
        let expected = 24_000.0 / orders as f64;
        let chi_square: f64 = counts.values().map(|n| (n - expected) * (n - expected) / expected).sum();
        assert_eq!(counts.len(), orders);
        assert!(chi_square < limit, "{chi_square}");
    }
}

/// The first ten points of the first three dimensions as Joe and Kuo's own program prints them
/// (https://web.maths.unsw.edu.au/~fkuo/sobol/), in units of 1/16; they go by Gray code.
#[test]
fn unscrambled_points_are_those_of_joe_and_kuo() {
    let published = [
        [0, 0, 0],
        [8, 8, 8],
        [12, 4, 4],
        [4, 12, 12],
        [6, 6, 10],
        [14, 14, 2],
        [10, 2, 14],
        [2, 10, 6],
        [3, 5, 15],
        [11, 13, 7],
    ];
    for (i, point) in published.iter().enumerate() {
        for (dimension, sixteenths) in point.iter().enumerate() {
            let gray = (i ^ (i >> 1)) as u32;
            assert_eq!(sobol_point(&directions(dimension).unwrap(), gray), sixteenths << 28, "{i} {dimension}");
        }
    }
}

#[test]
fn unscrambled_points_are_those_of_the_sobol_crate_in_every_dimension() {
    let every: Vec<[u32; 32]> = (0..max_dimensions()).map(|dimension| directions(dimension).unwrap()).collect();
    for (i, point) in sobol::Sobol::<u32>::new(max_dimensions(), &*JOE_KUO).take(100).enumerate() {
        let gray = (i ^ (i >> 1)) as u32;
        let own: Vec<u32> = every.iter().map(|directions| sobol_point(directions, gray)).collect();
        assert_eq!(own, point, "point {i}");
    }
}

#[test]
fn sobol_hits_each_stratum_once_in_every_dimension() {
    for dimension in 0..256 {
        let name = format!("constant {dimension}");
        check_strata(&points(Design::Sobol, 7, &name, dimension, 256), &name);
    }
}

/// The first two dimensions are a (0, m, 2)-net: each box of sides `2^-k` and `2^-(m - k)` holds one of `2^m`
/// points.
#[test]
fn sobol_hits_each_box_of_the_first_two_dimensions_once() {
    for m in 0..=10 {
        let [x, y] = [0, 1].map(|d| points(Design::Sobol, 7, ["skill", "noise"][d], d, 1 << m));
        for k in 0..=m {
            let (columns, rows) = ((1 << k) as f64, (1 << (m - k)) as f64);
            let boxes: std::collections::HashSet<(u64, u64)> =
                x.iter().zip(&y).map(|(x, y)| ((x * columns) as u64, (y * rows) as u64)).collect();
            assert_eq!(boxes.len(), 1 << m, "m {m}, k {k}");
        }
    }
}

/// Root mean square, over 64 seeds, of the error of the mean of `(1 + x_1) ... (1 + x_5)`, whose true mean is 1,
/// with `x = u - 1/2`.
fn integration_error(design: Design, size: u64) -> f64 {
    let square = |seed| {
        let mut products = vec![1.0; size as usize];
        for dimension in 0..5 {
            let column = points(design, seed, &format!("x{dimension}"), dimension, size);
            products.iter_mut().zip(column).for_each(|(product, u)| *product *= u + 0.5);
        }
        let error = products.iter().sum::<f64>() / size as f64 - 1.0;
        error * error
    };
    ((0..64).map(square).sum::<f64>() / 64.0).sqrt()
}

/// Random: the variance of a product is `(1 + 1/12)^5 - 1 = 0.492`. A Latin hypercube removes the main effects
/// (Stein 1987, Technometrics 29(2)), `5/12` of it, and leaves 0.0755. A scrambled net has a root mean square error
/// of order `n^(-3/2) (log n)^2` for five smooth variables (Owen 1997, Annals of Statistics 25(4)). An estimate
/// from 64 seeds is within 4.5 / sqrt(128) = 40 % of the truth.
#[test]
fn stratified_designs_integrate_a_smooth_function_better() {
    let size = 1024.0;
    let error = ALL.map(|design| integration_error(design, size as u64) * f64::sqrt(size));
    assert!((error[0] / 0.492f64.sqrt() - 1.0).abs() < 0.4, "{error:?}");
    assert!((error[1] / 0.0755f64.sqrt() - 1.0).abs() < 0.4, "{error:?}");
    assert!(error[2] < error[0] * 100.0 / size, "{error:?}");
}

/// The correlation of independent columns has standard deviation `1 / sqrt(n)` in a random design.
#[test]
fn columns_of_different_names_are_uncorrelated() {
    let size = 4096;
    for design in ALL {
        let columns: Vec<_> = (0..12).map(|d| points(design, 7, &format!("x{d}"), d, size)).collect();
        for (i, x) in columns.iter().enumerate() {
            for y in &columns[..i] {
                let covariance: f64 = x.iter().zip(y).map(|(x, y)| (x - 0.5) * (y - 0.5)).sum::<f64>() / size as f64;
                assert!((covariance * 12.0 * (size as f64).sqrt()).abs() < 5.0, "{design:?} {covariance}");
            }
        }
    }
}

/// Whatever the design, one replication is uniform over seeds: Kolmogorov's limit 2.7 is exceeded once in a
/// million.
#[test]
fn each_point_is_uniform_over_seeds() {
    for design in ALL {
        for replication in [0, 1, 6] {
            let at = |seed| design.uniforms(seed, "skill", 2, 7).unwrap().at(replication);
            let mut draws: Vec<f64> = (0..4000).map(at).collect();
            draws.sort_by(f64::total_cmp);
            let distance = (0..4000).map(|i| (draws[i] - (i as f64 + 0.5) / 4000.0).abs()).fold(0.0, f64::max);
            assert!(distance * 4000f64.sqrt() < 2.7, "{design:?} {distance}");
        }
    }
}

#[test]
fn splitting_an_ensemble_changes_nothing() {
    for design in ALL {
        let whole = points(design, 7, "skill", 5, 300);
        let mut uniforms = design.uniforms(7, "skill", 5, 300).unwrap();
        for (first, lanes) in [(200, 100), (0, 64), (64, 64), (7, 1), (128, 72), (300, 0)] {
            let mut row = vec![f64::NAN; lanes];
            uniforms.fill(first, &mut row);
            assert_eq!(row, whole[first as usize..][..lanes], "{design:?}");
        }
        assert_eq!(uniforms.at(299), whole[299]);
    }
}

#[test]
fn a_constant_depends_on_its_place_in_a_sobol_design_only() {
    for design in ALL {
        let moved = points(design, 7, "skill", 0, 100) != points(design, 7, "skill", 1, 100);
        assert_eq!(moved, design == Design::Sobol);
        assert_ne!(points(design, 7, "skill", 0, 100), points(design, 7, "Skill", 0, 100), "names tell apart");
        assert_ne!(points(design, 7, "skill", 0, 100), points(design, 8, "skill", 0, 100), "seeds tell apart");
    }
    assert_eq!(points(Design::Random, 7, "skill", 0, 100), points(Design::Random, 7, "skill", 0, 200)[..100]);
}

#[test]
fn designs_that_cannot_be_made_say_why() {
    assert_eq!(max_dimensions(), 1000);
    assert!(Design::Sobol.uniforms(7, "skill", 999, 10).is_ok());
    let error = Design::Sobol.uniforms(7, "skill", 1000, 10).unwrap_err().to_string();
    let expected = "skill is constant number 1001, and a sobol design spreads 1000 of them: take the \
                    latin-hypercube or random design";
    assert_eq!(error, expected);
    let error = Design::LatinHypercube.uniforms(7, "skill", 0, u64::MAX).unwrap_err().to_string();
    let expected = "18446744073709551615 replications are too many for a latin-hypercube design, which holds \
                    4294967296: take fewer, or the random design";
    assert_eq!(error, expected);
    assert!(Design::Random.uniforms(7, "skill", usize::MAX, u64::MAX).is_ok());
}

/// SHA-256 of the first 10,000 points, little-endian; computed a second time by an independent Python program.
#[test]
fn golden_bits() {
    let golden = [0x1da0_f596_60c8_866e, 0xadbf_e43c_f533_2f6b, 0x4ac4_9d70_943d_0cc4];
    for (design, golden) in ALL.into_iter().zip(golden) {
        let mut hash = Sha256::new();
        points(design, 20_261_120, "golden", 3, 10_000).iter().for_each(|u| hash.update(u.to_le_bytes()));
        let start = u64::from_be_bytes(hash.finalize()[..8].try_into().unwrap());
        assert_eq!(start, golden, "the promise that a seed keeps its {design:?} points is broken: {start:#x}");
    }
}
