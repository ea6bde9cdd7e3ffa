//! flywheel
pub mod analysis;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod figure;
pub mod math;
pub mod model;
pub mod program;
pub mod results;
pub mod run;
pub mod text;
