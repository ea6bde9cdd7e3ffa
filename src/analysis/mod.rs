//! What results mean: estimates over replications, each with its Monte Carlo error, and verdicts on claims.
//!
//! Nothing here runs a model: analysis is handed results.

pub mod assumption;
pub mod bend;
pub mod chain;
pub mod checks;
pub mod contour;
pub mod course;
pub mod credit;
pub mod criterion;
pub mod cycles;
pub mod dominance;
pub mod edge;
pub mod estimate;
pub mod knockout;
pub mod lead;
pub mod morris;
pub mod net_error;
pub mod objective;
pub mod outcome;
pub mod paired;
pub mod passing;
pub mod quantity;
pub mod rank_correlation;
pub mod ranking;
pub mod resample;
pub mod search;
pub mod sensitivity;
pub mod since;
pub mod sobol_indices;
pub mod stake;
pub mod story;
pub mod summary;
mod surface;
pub mod swing;
pub mod turning;
pub mod upper_hand;
pub mod verdict;

pub mod ways_round;
