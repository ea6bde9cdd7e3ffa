//! One number for all the bits of a small ensemble of the shipped model: built natively by `tests/wasm.rs`, and as
//! WebAssembly for Node to run.

use flywheel::model::VariableId;
use flywheel::model::library::ShippedLibrary;
use flywheel::model::scenario::{Design, Scenario};
use flywheel::model::scenario_file::load;
use flywheel::run::ensemble::{Part, run};

/// FNV-1a over the bits of every variable at every saved moment in `replications` replications.
///
/// `design` is 0 for random, 1 for a Latin hypercube, 2 for Sobol. Returns 0 where anything goes wrong, which no hash of
/// real results is likely to be.
#[unsafe(no_mangle)]
pub extern "C" fn digest(design: u32, replications: u32) -> u64 {
    let Ok(scenario) = load("<one-from-each-box.toml>", &ShippedLibrary) else { return 0 };
    let design = [Design::Random, Design::LatinHypercube, Design::Sobol][design as usize % 3];
    let scenario = Scenario { design, replications: u64::from(replications), ..scenario };
    let every: Vec<VariableId> = scenario.model.ids().collect();
    let Ok(samples) = run(&scenario, &every, &Part::whole(&scenario)) else { return 0 };
    let bytes = samples.values.iter().flat_map(|value| value.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
