//! Where the edge is, and what pushes a team over it: `flywheel tipping`.

use flywheel::answer::{Answer, tipping};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<wicked-loop.toml>", &ShippedLibrary).expect("it is shipped");
    let (grid, replications) = (Some(5), Some(32));
    let (durations, horizon) = (vec![4.0, 26.0], Some(52.0));
    let question = tipping::Question { grid, replications, durations, horizon, ..Default::default() };
    println!("{}", question.ask(scenario, &Nobody).expect("it runs").words().wide(100));
}
