//! How many items a team will finish, and when, from the dates of its items alone.
//!
//! ```text
//! dates -> what was known -> hazards of ages, level of starts, pace -> futures, item by item -> quantiles -> scores
//! known    known             survival         level                    simulate                 score        backtest
//! ```
//!
//! All settings stand beside what they set, each with its reason; none was fitted to the teams on which the method is scored.

pub mod backtest;
mod draw;
pub mod known;
pub mod level;
pub mod mc13;
pub mod score;
pub mod simulate;
pub mod survival;
#[cfg(test)]
mod tests;
