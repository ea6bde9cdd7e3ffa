//! What loops did, as CSV in full precision.

use crate::analysis::paired::PairedDifference;
use crate::analysis::summary::Quantiles;
use crate::results::{field, shortest};

use super::Loops;

impl Loops {
    /// `loops.csv`: a row for each case, loop and window, and for all loops: each alone and added up, all held at once, and the
    /// change of the outcome itself. What is no number is left empty.
    pub fn csv(&self) -> String {
        let mut out = format!("case,loop,name,from,to,mean,error,{},raised,lowered\n", Quantiles::NAMES.join(","));
        for case in &self.cases {
            let mut rows = |id: &str, name: &str, trajectory: &[PairedDifference]| {
                for ((from, to), did) in case.windows.iter().zip(trajectory) {
                    let mut row = vec![field(&case.label), field(id), field(name), shortest(*from), shortest(*to)];
                    let (mean, ways) = ([did.mean.value, did.mean.error], [did.more.value, did.less.value]);
                    row.extend(mean.into_iter().chain(did.quantiles.values()).chain(ways).map(cell));
                    out.push_str(&row.join(","));
                    out.push('\n');
                }
            };
            for (set, held) in self.held.iter().enumerate() {
                for of in &held.loops {
                    let told = &self.set.loops[*of];
                    rows(&told.id, &told.name, &case.each[set]);
                }
            }
            rows("", "each alone, added up", &case.summed);
            rows("", "all held at once", &case.together);
            rows("", "change of the outcome", &case.change);
        }
        out
    }
}

/// A cell of a table: empty where it is no number.
fn cell(value: f64) -> String {
    // A zero has no sign.
    if value.is_finite() { shortest(value + 0.0) } else { String::new() }
}
