//! Why a variable does what it does at a moment: `flywheel why`.

use flywheel::answer::{Answer, why};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<wicked-loop.toml>", &ShippedLibrary).expect("it is shipped");
    let question = why::Question { variable: "trust".into(), at: 26.0, ..Default::default() };
    println!("{}", question.ask(scenario, &Nobody).expect("it runs").words().wide(100));
}
