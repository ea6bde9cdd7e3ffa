//! Basins of attraction: from which starting points a system ends where, the boundary between them, and the least shock that
//! carries it across.

pub mod boundary;
pub mod grid;
pub mod marching_squares;
pub mod threshold;
