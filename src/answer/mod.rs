//! Answers: what can be asked of a scenario, a plain question in and an answer out, for any interface.
//!
//! Nothing here knows a command line, files, streams, a terminal, a clock or a number of threads; all of it compiles to
//! WebAssembly. An interface brings three things: where texts come from (a [`Library`](crate::Library)), who looks on
//! while replications run (an [`Onlooker`]), and what becomes of an answer.
//!
//! Each question has one form: plain data with a method `ask`, whose answer is an [`Answer`]: data for machines, words,
//! sheets, charts and manifests. Tables are rows here, and as wide as a screen only where they are shown.

pub mod ask;
pub mod assumptions;
pub mod battery;
pub mod check;
pub mod compare;
pub mod contradictions;
pub mod ensemble;
pub mod feedback;
pub mod flow;
pub mod forecast;
pub mod form;
pub mod judging;
pub mod loops;
pub mod luck;
pub mod machine;
pub mod memo;
pub mod model;
pub mod numbers;
pub mod onlooker;
pub mod outcomes;
pub mod own_figures;
pub mod own_items;
pub mod pick;
pub mod provenance;
pub mod refusal;
pub mod room;
pub mod run;
pub mod scores;
pub mod scoring;
pub mod sensitivity;
pub mod several;
pub mod simulate;
pub mod stages;
pub mod tipping;
pub mod why;
pub mod words;

pub use form::Answer;
pub use luck::Luck;
pub use onlooker::{Briefly, Onlooker, Work};
pub use refusal::Refusal;
pub use words::Words;
