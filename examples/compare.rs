//! What differs between two scenarios, and what comes of it: `flywheel compare`.

use flywheel::answer::{Answer, compare};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenarios = ["<wicked-loop.toml>", "<one-from-each-box.toml>"];
    let scenarios = scenarios.map(|name| load(name, &ShippedLibrary).expect("it is shipped"));
    let comparison = compare::Question::default().ask(scenarios.into(), &Nobody).expect("they run");
    println!("{}", comparison.words().wide(100));
}
