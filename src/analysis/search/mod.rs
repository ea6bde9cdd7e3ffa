//! The search for the best of many plans: what they are to bring, the race among them, and what each part of the best
//! contributes.

mod chance;
mod field;
pub mod objective;
pub mod race;
pub mod shapley;
