//! Where the edge is, and what pushes a team over it: `flywheel tipping`.

use flywheel::answer::{Answer, tipping};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<wicked-loop.toml>", &ShippedLibrary).expect("it is shipped");
    let question = tipping::Question { grid: Some(5), replications: Some(32), ..Default::default() };
    println!("{}", question.ask(scenario, &Nobody).expect("it runs").words().wide(100));
}
