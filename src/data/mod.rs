//! A team's own dates: items of work read from the files that others export.

pub mod item;

pub use item::{Column, Items, Reason, Rejected, StartFrom};
