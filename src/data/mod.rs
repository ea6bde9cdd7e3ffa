//! A team's own dates: items of work, read from the files that others export.
//!
//! ```
//! use flywheel::data::{Reading, read};
//!
//! let file = b"key;begin;done\nA-1;06.01.2025;13.01.2025\nA-2;31.02.2025;\n";
//! let read = read(file, &Reading::default()).unwrap();
//! assert_eq!(read.items[0].started, Some(jiff::civil::date(2025, 1, 6)));
//! assert_eq!((read.rejected[0].row, read.rejected[0].reason.kind), (3, "a date that there is not"));
//! ```
//!
//! What a file leaves open is a [`Question`], and never guessed.

mod changes;
mod date;
mod days;
mod headers;
pub mod item;
mod layout;
mod listed;
pub mod options;
mod plausible;
pub mod question;
mod read;
mod stages;
mod status;
mod table;
mod tool;
mod words;

pub use item::{Column, Item, Items, Reason, Rejected, StartFrom};
pub use options::{Order, Reading, Role};
pub use question::{Question, Trouble};
pub use read::read;
