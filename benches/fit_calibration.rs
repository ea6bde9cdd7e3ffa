//! Whether `flywheel fit` can be believed: simulation-based calibration with teams of the model itself. It takes a minute.

use flywheel::analysis::fit::summaries::Known;
use flywheel::answer::fit::{bank, calibrated::calibrated};
use flywheel::run::ensemble::Nobody;

fn main() {
    let tests = std::env::args().find_map(|tests| tests.parse().ok()).unwrap_or(500);
    for (people, said) in [(Some(8.0), "people known"), (None, "people not known")] {
        let bank = bank(people, 26, 6000, 1, &Nobody).expect("it runs");
        let cases = [
            ("start and done", Known::Dates, &[][..]),
            ("created, start and done", Known::Created, &[][..]),
            ("start, done and five answers", Known::Dates, &[0, 1, 2, 3, 4][..]),
        ];
        for (with, known, questions) in cases {
            println!("{said}; {with}; {tests} teams");
            let found = calibrated(&bank, known, questions, tests);
            // Of so many numbers the smallest p is held against a hundredth over their count.
            let limit = 0.01 / found.len() as f64;
            for own in found {
                println!(
                    "  {:20} spread {:.3} of before, 90% hold {:.3}, ranks p {:.4} (limit {limit:.4})",
                    own.number, own.ratio, own.holds, own.flat
                );
            }
        }
    }
}
