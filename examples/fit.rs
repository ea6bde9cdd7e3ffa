//! Where a team stands, from the dates of its items: `flywheel fit`.

use flywheel::answer::Answer;
use flywheel::answer::fit::{Item, Question};
use flywheel::run::ensemble::Nobody;

fn main() {
    // Four items begin each week, and take three weeks on average.
    let item = |i: i32| {
        let started = i * 7 / 4;
        let done = started + [9, 16, 20, 26, 38, 13][i as usize % 6];
        Item { created: None, started: Some(started), done: (done <= 364).then_some(done), dropped: None }
    };
    let question = Question {
        items: (0..208).map(item).collect(),
        as_of: Some(363),
        people: Some(8.0),
        answers: [("slips".to_string(), "half".to_string())].into(),
        teams: Some(2000),
        ..Question::default()
    };
    let fit = question.ask(&Nobody).expect("the dates are enough");
    println!("{}", fit.words().wide(110));
}
