//! Programs executed: luck, replications side by side, and a slow interpreter to hold them against.
//!
//! `stream`, `quantile` and `design` say where random numbers come from, `luck` what a scenario draws from them, `points`
//! where it is run to find out what matters, and `extremes` where to see whether the model stands it. `lanes` evaluates
//! operations on rows, `step` moves a block through time, `ensemble` runs blocks in parallel, `windows` goes on from saved
//! moments with links held, `scores` looks at blocks as they go, `keep` says what stays of them, and `tally` counts what would
//! not fit. `reference` is the same meaning without program, block or thread. Nothing here reads scenario text, knows a clock
//! on a wall, or lets the number of threads into a result.

pub mod design;
pub mod ensemble;
pub mod extremes;
pub mod keep;
pub mod lanes;
pub mod luck;
pub mod points;
pub mod prepared;
pub mod quantile;
pub mod reference;
pub mod scores;
pub mod step;
pub mod stream;
pub mod tally;
pub mod windows;
