//! What results mean: estimates over replications, each with its Monte Carlo error, and verdicts on claims.
//!
//! Nothing here runs a model: analysis is handed results.

pub mod assumption;
pub mod bootstrap;
pub mod checks;
pub mod contour;
pub mod criterion;
pub mod edge;
pub mod estimate;
pub mod loops;
pub mod morris;
pub mod net_error;
pub mod outcome;
pub mod paired;
pub mod quantity;
pub mod rank_correlation;
pub mod ranking;
pub mod search;
pub mod sensitivity;
pub mod sobol_indices;
pub mod stake;
pub mod summary;
mod surface;
pub mod swing;
pub mod turning_point;
pub mod verdict;
