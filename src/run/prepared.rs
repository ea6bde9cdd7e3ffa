//! A scenario that is compiled once and run many times: with other picks, other weeks, other strengths, other values of its
//! constants, other luck.

use std::sync::Arc;

use crate::model::VariableId;
use crate::model::scenario::Scenario;
use crate::program::Program;
use crate::program::compile::{compile, compile_open};

use super::ensemble::{Part, RunError, Samples, Watch, compiled_in_chunks, over, refuse_too_many};

/// A compiled scenario, and the variables that are read of it.
#[derive(Clone)]
pub struct Prepared {
    scenario: Scenario,
    variables: Vec<VariableId>,
    program: Program,
}

impl Prepared {
    /// Compiles a scenario with its constants left open.
    pub fn new(scenario: &Scenario, variables: &[VariableId]) -> Prepared {
        let program = compile_open(scenario, variables);
        Prepared { scenario: scenario.clone(), variables: variables.to_vec(), program }
    }

    /// The scenario that was compiled, to change a copy of.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Runs a part of a scenario's ensemble, and keeps the variables at the saved moments: what
    /// [`run`](super::ensemble::run) gives, to the last bit. What differs from the scenario that was compiled in more than
    /// picks, shocks, constants and luck is compiled again.
    ///
    /// ```
    /// use flywheel::run::ensemble::{Nobody, Part, run};
    /// use flywheel::run::prepared::Prepared;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let scenario = load("<one-from-each-box.toml>", &ShippedLibrary).unwrap();
    /// let trust = [scenario.model.find("trust").unwrap()];
    /// let prepared = Prepared::new(&scenario, &trust);
    ///
    /// let mut later = scenario.clone();
    /// later.replications = 50;
    /// later.picks[0].start += 8.0;
    /// let part = Part::whole(&later);
    /// assert_eq!(prepared.run(&later, &part, &Nobody).unwrap(), run(&later, &trust, &part).unwrap());
    /// ```
    ///
    /// # Errors
    /// As [`run`](super::ensemble::run).
    pub fn run(&self, scenario: &Scenario, part: &Part, watch: &dyn Watch) -> Result<Samples, RunError> {
        let times = scenario.time.saved();
        let count = part.replications.end.saturating_sub(part.replications.start);
        refuse_too_many(self.variables.len(), times.len(), count)?;
        let program = match self.fits(scenario) {
            true => {
                let mut program = self.program.clone();
                program.adopt(scenario);
                program
            }
            false => compile(scenario, &self.variables),
        };
        let mut values = vec![0.0; self.variables.len() * times.len() * count as usize];
        let mut rows: Vec<&mut [f64]> = values.chunks_mut((count as usize).max(1)).collect();
        let not_finite = compiled_in_chunks(scenario, &program, part, watch, &mut |chunk| {
            over(&mut rows, |point, row| chunk.copy_to(point, row));
        })?;
        Ok(Samples {
            variables: self.variables.clone(),
            times,
            replications: part.replications.clone(),
            values,
            not_finite,
        })
    }

    /// Whether a scenario differs in nothing that is compiled in.
    fn fits(&self, scenario: &Scenario) -> bool {
        let own = &self.scenario;
        let is_open = |constant: VariableId| self.program.inputs.iter().any(|input| input.constant == Some(constant));
        Arc::ptr_eq(&own.model, &scenario.model)
            && own.time == scenario.time
            && own.initial == scenario.initial
            && own.cuts == scenario.cuts
            && own.uncertainty == scenario.uncertainty
            && own.joint == scenario.joint
            && own.points.is_none()
            && scenario.points.is_none()
            && scenario
                .additions()
                .iter()
                .all(|addition| is_open(addition.constant) || !self.is_read(addition.constant))
    }

    /// Whether the program reads a constant.
    fn is_read(&self, constant: VariableId) -> bool {
        self.program.constants.iter().any(|row| row.variable == constant)
    }
}
