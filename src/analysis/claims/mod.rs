//! Claims and what they are about: quantities of one replication, verdicts with their Monte Carlo errors, and what a model's
//! own runs say of it.

pub mod checks;
pub mod quantity;
pub mod verdict;
