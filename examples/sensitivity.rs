//! Which assumptions matter: `flywheel sensitivity`.

use flywheel::answer::{Answer, sensitivity};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<one-from-each-box.toml>", &ShippedLibrary).expect("it is shipped");
    let question = sensitivity::Question { samples: Some(16), ..Default::default() };
    println!("{}", question.ask(scenario, &Nobody).expect("it runs").words().wide(100));
}
