//! flywheel
pub mod figure;
pub mod math;
pub mod model;
pub mod text;
