//! How many items by when, from a team's own dates: `flywheel forecast`.

use flywheel::answer::own_items::Asked;
use flywheel::answer::{Answer, forecast};
use flywheel::run::ensemble::Nobody;

fn main() {
    let file = include_bytes!("../tests/data/real/pip.csv");
    let reading = Asked { as_of: Some("2023-06-30".into()), ..Asked::default() };
    let question = forecast::Question { reading, items: Some(40), ..Default::default() };
    let found = question.ask(&[("pip.csv", file)], &Nobody).expect("there is enough of it");
    println!("{}", found.words().wide(100));
}
