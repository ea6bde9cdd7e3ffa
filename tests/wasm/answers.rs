//! Every question as JSON in and out of memory that both sides see: built natively by `tests/wasm.rs`, and as WebAssembly
//! for Node to ask.

use std::cell::RefCell;

use flywheel::answer::ask::Request;
use flywheel::run::ensemble::Nobody;

thread_local! {
    /// A question on its way in, then its answer on its way out.
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Answers a question; where it has no answer, says why.
pub fn answered(question: &str) -> String {
    let request = serde_json::from_str::<Request>(question).map_err(|wrong| wrong.to_string());
    request.and_then(|request| request.answer(&Nobody).map_err(|why| format!("{why:?}"))).unwrap_or_else(|why| why)
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
