//! Which feedback loop drives a team, and when: `flywheel loops`.

use flywheel::answer::{Answer, loops};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<wicked-loop.toml>", &ShippedLibrary).expect("it is shipped");
    let loops = loops::Question { at: vec![26.0], ..Default::default() }.ask(scenario, &Nobody).expect("it runs");
    println!("{}", loops.words().wide(100));
}
