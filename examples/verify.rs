//! Whether a model is well made: `flywheel model check`.

use flywheel::answer::{Answer, model::verify};
use flywheel::model::file;
use flywheel::run::ensemble::Nobody;

fn main() {
    let verified = verify::Question::default().ask(&file::shipped(), &Nobody).expect("its units balance");
    println!("{}", verified.words().wide(100));
}
