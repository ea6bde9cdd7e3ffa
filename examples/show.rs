//! What a model is made of: `flywheel model show`.

use flywheel::answer::{Answer, model::show};
use flywheel::model::file;

fn main() {
    let question = show::Question { name: Some("trust".into()) };
    println!("{}", question.ask(&file::shipped()).expect("there is such a variable").words().wide(100));
}
