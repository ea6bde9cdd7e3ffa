//! Which of the things that are not known matter: shares of variance, elementary effects, rank correlations, and what an
//! outcome or the odds of a claim are at both ends of a constant.

pub mod decile_means;
pub mod decile_odds;
pub mod decomposition;
pub mod influence;
pub mod morris;
pub mod net_error;
mod polynomial_chaos;
pub mod rank_correlation;
pub mod ranking;
pub mod sobol_indices;
