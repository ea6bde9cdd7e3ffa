//! Numbers as people read them.

pub use crate::text::{fine, person, small};

/// Two Monte Carlo errors of a share, in counts of 100.
pub fn give_or_take(error: f64) -> String {
    format!("{:.0}", (200.0 * error).ceil())
}

/// An error with as many decimals as the number that it stands beside, rounded up.
pub fn error_beside(number: &str, error: f64) -> String {
    let Some(decimals) = number.split_once('.').map_or(Some(0), |(_, d)| d.parse::<u64>().ok().map(|_| d.len())) else {
        return small(error);
    };
    // Rounding adds up to a half and one less than nothing: what is left is up.
    let half = 0.5 / [1.0, 10.0, 100.0, 1000.0][decimals.min(3)];
    if error == 0.0 || !error.is_finite() { small(error) } else { format!("{:.decimals$}", error + 0.99 * half) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_and_no_minus_before_nothing() {
        for (value, expected) in
            [(110.4, "110"), (33.14, "33.1"), (4.786, "4.79"), (-0.001, "0.00"), (f64::NAN, "-"), (1.7e12, "1.70e12")]
        {
            assert_eq!(person(value), expected);
        }
        for (value, expected) in [(0.0514, "0.051"), (-0.0514, "-0.051"), (0.5, "0.50"), (0.0, "0.00")] {
            assert_eq!(fine(value), expected);
        }
    }

    #[test]
    fn an_error_is_as_fine_as_its_number() {
        for (number, error, written) in [
            ("4.79", 0.0112, "0.02"),
            ("0.03", 0.0004, "0.01"),
            ("110", 2.1, "3"),
            ("33.1", 0.3, "0.3"),
            ("1.70e12", 31.0, "31"),
            ("0.00", 0.0, "0"),
        ] {
            assert_eq!(error_beside(number, error), written);
        }
    }

    #[test]
    fn two_digits_that_count() {
        for (value, expected) in [(0.00314, "0.0031"), (1.44, "1.4"), (31.0, "31"), (0.0, "0")] {
            assert_eq!(small(value), expected);
        }
    }
}
