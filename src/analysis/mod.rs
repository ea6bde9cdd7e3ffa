//! What results mean: estimates over replications, each with its Monte Carlo error, and verdicts on claims.
//!
//! Nothing here runs a model: analysis is handed results.

pub mod basin;
pub mod bootstrap;
pub mod claims;
pub mod criterion;
pub mod estimate;
pub mod fit;
pub mod forecast;
pub mod loops;
pub mod outcome;
pub mod paired;
pub mod search;
pub mod sensitivity;
pub mod summary;
pub mod turning_point;
