//! Where the edge between outcomes lies, how far it is, and what shock pushes a team over it.

pub mod axes;
pub mod map;
pub mod shock;
pub mod teams;

/// The most teams that are run together.
pub const MOST_TEAMS: u64 = 1 << 22;
