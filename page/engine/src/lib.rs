//! The engine of the page: a question as JSON in, its answer as JSON out.

mod door;

use std::cell::RefCell;

use flywheel::answer::room::Room;

thread_local! {
    static ROOM: RefCell<Room> = RefCell::default();
}

fn answered(question: &str) -> String {
    ROOM.with_borrow_mut(|room| room.ask(question))
}
