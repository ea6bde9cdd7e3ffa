//! Models: what one is made of, whether it is well made, and the same for other tools and people.

pub mod export;
pub mod show;
pub mod verify;

use crate::model::Model;
use crate::model::draft::Dialect;

/// How many a model has of each kind.
pub fn counts(model: &Model) -> Vec<(&'static str, usize)> {
    let of = |kind: &str| model.declared().filter(|id| model.variable(*id).kind_name() == kind).count();
    let mut out = vec![
        ("stocks", of("stock")),
        ("flows", of("flow")),
        ("auxiliaries", of("auxiliary")),
        ("constants", of("constant")),
        ("tables", model.tables.len()),
        ("noise sources", of("noise")),
        ("counters", of("counter")),
        ("interventions", model.interventions.len()),
        ("loops", model.loops.len()),
    ];
    // What XMILE has no word for is not missing there.
    if model.dialect == Dialect::Xmile {
        out.truncate(5);
    }
    out
}
