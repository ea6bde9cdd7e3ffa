//! A scenario: which team, what is done to it and when, how often it is run, and what its author claims. It is read by
//! `scenario_file`.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::text::{Diagnostic, Source};

use super::claim::Claim;
use super::time::TimeSpec;
use super::{Model, Spread, VariableId};

/// Everything that a run needs to know.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The file's name without folder and ending; for the model alone, the model's name.
    pub stem: String,
    pub title: String,
    /// A few words for the scenario's line on a chart, where the title is too long for it.
    pub label: Option<String>,
    pub prose: String,
    pub source: Arc<Source>,
    /// The files it extends, the nearest first.
    pub extends: Vec<Arc<Source>>,
    pub model: Arc<Model>,
    /// Name of the starting point, where there is one.
    pub start: Option<String>,
    /// Initial values that stand in place of the stocks' own equations.
    pub initial: BTreeMap<VariableId, f64>,
    pub time: TimeSpec,
    /// Variables wanted beside the model's headline.
    pub record: Vec<VariableId>,
    pub replications: u64,
    pub seed: u64,
    pub design: Design,
    pub uncertainty: Uncertainty,
    /// The spread of each constant, in the order of the model file.
    pub constants: Vec<(VariableId, Spread)>,
    pub picks: Vec<Pick>,
    pub shocks: Vec<Shock>,
    pub claims: Vec<Claim>,
    /// What can be run, and probably does not say what was meant.
    pub warnings: Vec<Diagnostic>,
    /// For each claim, the scenario that it is held against.
    pub bases: Vec<Option<Arc<Scenario>>>,
}

/// How the uniform numbers of a constant are spread over the replications of an ensemble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Design {
    /// Independent draws, which do not depend on the size of the ensemble.
    #[default]
    Random,
    /// One draw in each of `size` equal strata of every constant, the strata of two constants paired at random.
    ///
    /// # Source
    /// McKay, Beckman & Conover (1979), Technometrics 21(2), 239-245.
    LatinHypercube,
    /// A scrambled Sobol sequence: one draw in each stratum of every constant, and few gaps between constants taken
    /// together; exact where `size` is a power of two.
    ///
    /// # Source
    /// Sobol numbers: Joe & Kuo (2008), "Constructing Sobol sequences with better two-dimensional projections", SIAM J.
    /// Sci. Comput. 30(5), 2635-2654. Scrambling: Owen (1995), by the hash of Laine & Karras (2011) as given in Burley
    /// (2020), "Practical hash-based Owen scrambling", Journal of Computer Graphics Techniques 9(4).
    Sobol,
}

impl Design {
    pub const CHOICES: &[(&str, Design)] =
        &[("random", Design::Random), ("latin-hypercube", Design::LatinHypercube), ("sobol", Design::Sobol)];

    pub fn name(self) -> &'static str {
        crate::text::toml::word_of(Design::CHOICES, self)
    }
}

/// What differs between replications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncertainty {
    /// Constants differ from team to team, and every week has its luck.
    All,
    /// Constants differ; noise is at its mean.
    Constants,
    /// One team, many lucks: constants are at their defaults.
    Noise,
    /// Nothing: all replications are the same.
    None,
}

impl Uncertainty {
    pub const CHOICES: &[(&str, Uncertainty)] = &[
        ("all", Uncertainty::All),
        ("constants", Uncertainty::Constants),
        ("noise", Uncertainty::Noise),
        ("none", Uncertainty::None),
    ];

    pub fn name(self) -> &'static str {
        crate::text::toml::word_of(Uncertainty::CHOICES, self)
    }

    pub fn of_constants(self) -> bool {
        matches!(self, Uncertainty::All | Uncertainty::Constants)
    }

    pub fn of_noise(self) -> bool {
        matches!(self, Uncertainty::All | Uncertainty::Noise)
    }
}

/// An intervention taken up at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// Index into [`Model::interventions`].
    pub intervention: usize,
    pub start: f64,
    /// Scales all that the intervention adds, its cost included.
    pub strength: f64,
}

/// An amount added to a constant from one moment (included) to another (not included): a shock or a push.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    pub name: String,
    pub title: String,
    pub constant: VariableId,
    pub amount: f64,
    pub from: f64,
    /// None: to the end.
    pub to: Option<f64>,
}

/// An amount added to a constant over time, by a pick or a shock.
#[derive(Debug, Clone, PartialEq)]
pub struct Addition {
    pub constant: VariableId,
    pub amount: f64,
    pub from: f64,
    /// Time over which it rises; 0 is a step.
    pub ramp: f64,
    pub to: Option<f64>,
}

impl Addition {
    /// What is added at a moment. `slack` is the part of a step within which moments count as equal.
    pub fn at(&self, time: f64, slack: f64) -> f64 {
        let since = time - self.from;
        if since < -slack || self.to.is_some_and(|to| time >= to - slack) {
            return 0.0;
        }
        let risen = if self.ramp > 0.0 { (since / self.ramp).clamp(0.0, 1.0) } else { 1.0 };
        risen * self.amount
    }
}

impl Scenario {
    /// The scenario in which nothing is done to the model's default team.
    pub fn of_model(model: Arc<Model>) -> Scenario {
        let start = model.default_start.as_ref().and_then(|name| model.starts.iter().find(|s| s.name == *name));
        Scenario {
            stem: model.name.clone(),
            title: model.title.clone(),
            label: None,
            prose: model.about.clone(),
            source: model.source.clone(),
            extends: Vec::new(),
            start: start.map(|s| s.name.clone()),
            initial: start.map(|s| s.stocks.iter().copied().collect()).unwrap_or_default(),
            time: model.time.clone(),
            record: Vec::new(),
            replications: 1000,
            seed: 1,
            design: Design::Random,
            uncertainty: Uncertainty::All,
            constants: model.constants().map(|(id, _, c)| (id, c.spread)).collect(),
            picks: Vec::new(),
            shocks: Vec::new(),
            claims: Vec::new(),
            warnings: model.warnings.clone(),
            bases: Vec::new(),
            model,
        }
    }

    /// All that picks and shocks add to constants, in the order in which it is added.
    pub fn additions(&self) -> Vec<Addition> {
        let mut out = Vec::new();
        for pick in &self.picks {
            let intervention = &self.model.interventions[pick.intervention];
            for &(constant, amount) in &intervention.adds {
                let amount = amount * pick.strength;
                out.push(Addition { constant, amount, from: pick.start, ramp: intervention.ramp, to: None });
            }
        }
        for shock in &self.shocks {
            let &Shock { constant, amount, from, to, .. } = shock;
            out.push(Addition { constant, amount, from, ramp: 0.0, to });
        }
        out
    }

    /// The variables to keep: what people see first, the outcome classes, the flow diagram, what the file asks for and
    /// what its claims need; each once.
    pub fn recorded(&self) -> Vec<VariableId> {
        let diagram = self.model.flow_diagram.iter().flat_map(|d| d.lines.iter());
        let mut wanted: Vec<VariableId> = self
            .model
            .headline
            .iter()
            .chain(&self.model.outcomes)
            .chain(diagram)
            .chain(&self.record)
            .copied()
            .collect();
        for claim in &self.claims {
            claim.each_value(&mut |id, of_base| wanted.extend((!of_base).then_some(id)));
        }
        if wanted.is_empty() {
            wanted.extend(self.model.declared().filter(|id| !self.model.variable(*id).is_constant()));
        }
        let mut seen = HashSet::new();
        wanted.retain(|id| seen.insert(*id));
        wanted
    }
}
