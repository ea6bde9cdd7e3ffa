//! Where a team stands, told from the dates of its items: regression ABC.
//!
//! What a team of the model would have left behind in a tracker ([`trace`]) is summed up ([`summaries`]) in the same way as
//! what a real team has left behind ([`history`]). Among thousands of simulated teams those that look like the real one tell
//! what it can be ([`regression`]). Whether such answers can be believed is told by teams whose answer is known
//! ([`calibration`]).

pub mod calibration;
pub mod history;
pub mod least_squares;
pub mod regression;
pub mod strangeness;
pub mod summaries;
pub mod trace;
