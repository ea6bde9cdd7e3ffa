//! Which one from each box: `flywheel pick`.

use flywheel::answer::{Answer, Luck, pick};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<wicked-loop.toml>", &ShippedLibrary).expect("it is shipped");
    let luck = Luck { replications: Some(200), ..Luck::default() };
    let question = pick::Question { only: vec!["trust".into(), "wip_limit".into()], luck, ..Default::default() };
    println!("{}", question.ask(scenario, &Nobody).expect("it runs").words().wide(100));
}
