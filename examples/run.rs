//! How a team goes, as bands over time: `flywheel run`.

use flywheel::answer::{Answer, run};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenarios = run::DEMONSTRATION.map(|name| load(name, &ShippedLibrary).expect("it is shipped"));
    let question = run::Question { demonstration: true, ..run::Question::default() };
    let runs = question.ask(scenarios.into(), &Nobody).expect("it runs");
    println!("{}", runs.words().wide(100));
}
