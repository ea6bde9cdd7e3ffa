//! A scenario for other tools: `flywheel model export`.

use flywheel::answer::model::export::Question;
use flywheel::export::Form;
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<one-from-each-box.toml>", &ShippedLibrary).expect("it is shipped");
    let question = Question { to: Form::Xmile, ..Question::default() };
    println!("{}", question.ask(&scenario, &ShippedLibrary, &Nobody).expect("it can be written").text);
}
