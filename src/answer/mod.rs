//! Answers: what can be asked of a scenario, a plain question in and an answer out, for any interface.
//!
//! Nothing here knows a command line, files, streams, a terminal, a clock or a number of threads; all of it compiles to
//! WebAssembly. An interface brings three things: where texts come from (a [`Library`](crate::Library)), who looks on
//! while replications run (an [`Onlooker`]), and what becomes of an answer.
//!
//! [`why`] has the form that every answer gets: a function from a scenario and a question to JSON, words and a picture, of
//! which the command line prints what was wanted. [`battery`], [`judging`], [`scoring`] and [`tipping`] find what
//! `src/cli/` still puts into words, and what is found for `run`, `compare`, `pick`, `sensitivity`, `loops` and the list of
//! assumptions is found there. Tables are rows here, and as wide as a screen only in `src/cli/tables.rs`: that is the way
//! for words with tables in them to come here too.

pub mod assumptions;
pub mod battery;
pub mod check;
pub mod compare;
pub mod ensemble;
pub mod feedback;
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
pub mod pick;
pub mod provenance;
pub mod refusal;
pub mod run;
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
