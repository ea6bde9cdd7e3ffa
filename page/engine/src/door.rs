//! Questions in and answers out through memory that both sides see: who asks writes a question where `room` says, calls `ask`,
//! and reads as many bytes where `answer` says. Whoever takes this in has a function `answered`, a text from a text.

use std::cell::RefCell;

use super::answered;

thread_local! {
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
        *text = answered(&String::from_utf8_lossy(text)).into_bytes();
        text.len()
    })
}

/// Where the answer stands.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    TEXT.with_borrow(|text| text.as_ptr())
}
