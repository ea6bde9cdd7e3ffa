//! flywheel
pub mod analysis;
pub mod figure;
pub mod math;
pub mod model;
pub mod program;
pub mod results;
pub mod run;
pub mod text;
