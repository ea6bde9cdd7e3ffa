//! What an answer rests on: `flywheel model show --assumptions`.

use flywheel::answer::{Answer, Luck, assumptions};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load(assumptions::USUAL, &ShippedLibrary).expect("it is shipped");
    let luck = Luck { replications: Some(500), ..Luck::default() };
    let question = assumptions::Question { luck, ..Default::default() };
    println!("{}", question.ask(scenario, &Nobody).expect("it runs").words().wide(100));
}
