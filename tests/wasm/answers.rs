//! Every question as JSON in and out of memory that both sides see: built natively by `tests/wasm.rs`, and as WebAssembly
//! for Node to ask.

#[path = "../../page/engine/src/door.rs"]
mod door;

use flywheel::answer::ask::Request;
use flywheel::run::ensemble::Nobody;

/// Answers a question; where it has no answer, says why.
pub fn answered(question: &str) -> String {
    let request = serde_json::from_str::<Request>(question).map_err(|wrong| wrong.to_string());
    request.and_then(|request| request.answer(&Nobody).map_err(|why| format!("{why:?}"))).unwrap_or_else(|why| why)
}
