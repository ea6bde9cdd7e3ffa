//! The engine of the page: a question as JSON in, its answer as JSON out, through memory that both sides see.
//!
//! The page writes a question where `room` says, calls `ask`, and reads as many bytes where `answer` says.

use std::cell::RefCell;

use flywheel::answer::room::Room;

thread_local! {
    static ROOM: RefCell<Room> = RefCell::default();
    /// A question on its way in, then its answer on its way out.
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for a question of so many bytes, and tells where.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *const u8 {
    TEXT.with_borrow_mut(|text| {
        *text = vec![b' '; bytes];
        text.as_ptr()
    })
}

/// Puts the answer in place of the question that was written there, and tells how many bytes it has.
#[unsafe(no_mangle)]
pub extern "C" fn ask() -> usize {
    TEXT.with_borrow_mut(|text| {
        *text = ROOM.with_borrow_mut(|room| room.ask(&String::from_utf8_lossy(text))).into_bytes();
        text.len()
    })
}

/// Where the answer stands.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    TEXT.with_borrow(|text| text.as_ptr())
}
