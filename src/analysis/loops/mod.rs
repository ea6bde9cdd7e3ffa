//! Feedback loops: finding them, what each does to a variable from window to window, their shares in what happens (Loops that
//! Matter), which one is dominant when, and what knocking one out changes.

pub mod acted_on;
pub mod causal_chain;
pub mod cycles;
pub mod direction;
pub mod discovery;
pub mod dominance;
pub mod dominance_phases;
pub mod knockout;
pub mod loop_set;
pub mod membership;
pub mod polarity_phases;
pub mod trajectory;
