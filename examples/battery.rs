//! Whether a model behaves: `flywheel model check --battery`.

use flywheel::ShippedLibrary;
use flywheel::answer::{Answer, battery};
use flywheel::model::file;
use flywheel::run::ensemble::Nobody;

fn main() {
    let question = battery::Question { replications: Some(50) };
    let battery = question.ask(&file::shipped(), &ShippedLibrary, &Nobody).expect("it runs");
    println!("{}", battery.words().wide(100));
}
