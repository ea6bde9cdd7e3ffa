//! A system-dynamics simulator for the wicked loop of product teams, and for the flywheel it becomes when it is pushed
//! the other way.
//!
//! One direction of travel, a room a stage:
//!
//! ```text
//! text -> model -> program -> run -> results -> analysis -> figure -> answer -> interfaces
//! ```
//!
//! From text to figure:
//!
//! ```
//! use std::sync::Arc;
//! use flywheel::analysis::summary::summarise;
//! use flywheel::figure::fans::{Series, fans};
//! use flywheel::results::Results;
//! use flywheel::run::ensemble::{Part, run};
//! use flywheel::{ShippedLibrary, load};
//!
//! let mut scenario = load("<one-from-each-box.toml>", &ShippedLibrary).unwrap();
//! scenario.replications = 100;
//! let samples = run(&scenario, &scenario.recorded(), &Part::whole(&scenario)).unwrap();
//! let results = Results::new(Arc::new(scenario), samples);
//! let summary = summarise(&results);
//!
//! let trust = results.scenario.model.find("trust").unwrap();
//! assert!(summary.of(trust).unwrap().last().unwrap().quantiles.p50 > 0.6);
//!
//! let series = [Series { results: &results, summary: &summary, name: "one from each box".into() }];
//! let figure = fans("The flywheel", &series, &[trust]);
//! assert_eq!(figure.panels[0].title, "Trust");
//! ```
//!
//! The library does no input or output: texts come in through a [`Library`], strings go out. The same seed gives the
//! same bits on every machine, natively and as WebAssembly.

#![forbid(unsafe_code)]

pub mod analysis;
pub mod answer;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod data;
pub mod export;
pub mod figure;
pub mod math;
pub mod model;
pub mod program;
pub mod results;
pub mod run;
pub mod text;

pub use model::Model;
pub use model::library::{Library, ShippedLibrary};
pub use model::scenario::Scenario;
pub use model::scenario_file::load;
pub use results::Results;
pub use text::{Diagnostic, Source};
