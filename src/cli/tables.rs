//! Tables as wide as the screen, for answers that do not stand in `src/answer/` yet.

use crate::answer::Words;

use super::screen::{self, Stream};

/// Columns with blanks between them, as wide as the screen: the first to the left, the others to the right.
pub fn table(rows: &[Vec<String>]) -> String {
    columns(rows, 1)
}

/// The same with so many columns to the left.
pub fn columns(rows: &[Vec<String>], left: usize) -> String {
    let mut words = Words::default();
    words.columns(rows.to_vec(), left);
    words.wide(screen::width(Stream::Answers))
}
