//! Which feedback loop leads, and when, by Loops that Matter: `flywheel loops --scores`.

use flywheel::answer::{Answer, Luck, scores};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<wicked-loop.toml>", &ShippedLibrary).expect("it is shipped");
    let luck = Luck { replications: Some(100), ..Luck::default() };
    let question = scores::Question { at: vec![26.0], luck, ..Default::default() };
    println!("{}", question.ask(scenario, &Nobody).expect("it runs").words().wide(100));
}
