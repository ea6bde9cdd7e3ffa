//! What each feedback loop does to a team, and when it turns: `flywheel loops`.

use flywheel::answer::{Answer, Luck, loops};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<one-from-each-box.toml>", &ShippedLibrary).expect("it is shipped");
    let luck = Luck { replications: Some(200), ..Luck::default() };
    let question = loops::Question { luck, ..Default::default() };
    println!("{}", question.ask(scenario, &Nobody).expect("it runs").words().wide(100));
}
