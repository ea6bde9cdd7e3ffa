//! What a scenario claims, proved or refuted: `flywheel check`.

use flywheel::answer::{Answer, check};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<one-from-each-box.toml>", &ShippedLibrary).expect("it is shipped");
    let checks = check::Question::default().ask(scenario, &Nobody).expect("it runs");
    println!("{}", checks.words().wide(100));
}
