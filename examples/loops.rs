//! Which feedback loop drives a team, and when: `flywheel loops`.

use flywheel::answer::{Answer, Luck, loops};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<wicked-loop.toml>", &ShippedLibrary).expect("it is shipped");
    let luck = Luck { replications: Some(200), ..Luck::default() };
    let question = loops::Question { at: vec![26.0], luck, ..Default::default() };
    println!("{}", question.ask(scenario, &Nobody).expect("it runs").words().wide(100));
}
