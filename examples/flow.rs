//! What a team's own dates show: `flywheel flow`.

use flywheel::answer::{Answer, flow};

fn main() {
    let file = include_bytes!("../tests/data/real/pytest.csv");
    let flow = flow::Question::default().ask(&[("pytest.csv", file)]).expect("it is a list of items");
    println!("{}", flow.words().wide(100));
}
