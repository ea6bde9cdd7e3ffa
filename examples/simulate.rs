//! One run without luck: `flywheel simulate`.

use flywheel::answer::Answer;
use flywheel::answer::simulate::{Question, Setting};
use flywheel::run::ensemble::Nobody;
use flywheel::{ShippedLibrary, load};

fn main() {
    let scenario = load("<wicked-loop.toml>", &ShippedLibrary).expect("it is shipped");
    let set = vec![Setting { name: "team_size".into(), value: 9.0 }];
    let run = Question { set, ..Question::default() }.ask(scenario, &Nobody).expect("it runs");
    println!("{}", run.sheets()[0].text.lines().take(3).collect::<Vec<_>>().join("\n"));
}
