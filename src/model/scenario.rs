//! A scenario: which team, what is done to it and when, how often it is run, and what its author claims. It is read by
//! `scenario_file`.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::lexer::short;
use crate::text::span::Place;
use crate::text::{Code, Diagnostic, Severity, Source, plain, suggestion};

use super::beginning::initial_order;
use super::change::Effect;
use super::claim::Claim;
use super::cut::Cut;
use super::joint::Joint;
use super::points::Points;
use super::resolve::a;
use super::story;
use super::time::{TimeSpec, whole_steps};
use super::{Beginnings, ChangeKind, Kind, Model, Noise, Role, Size, Spread, Start, Stock, Variable, VariableId};

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
    pub initial: Beginnings,
    pub time: TimeSpec,
    /// Variables wanted beside the model's headline.
    pub record: Vec<VariableId>,
    pub replications: u64,
    pub seed: u64,
    pub design: Design,
    pub uncertainty: Uncertainty,
    /// Where the replications stand, in place of what the design would draw.
    pub points: Option<Arc<Points>>,
    /// What constants are and stocks begin with in each replication, where a table beside the scenario says so.
    pub joint: Option<Arc<Joint>>,
    /// The spread of each constant, in the order of the model file.
    pub constants: Vec<(VariableId, Spread)>,
    pub picks: Vec<Pick>,
    pub shocks: Vec<Shock>,
    /// Links that are held, to see what hangs on them; no scenario file and no export says so.
    pub cuts: Vec<Cut>,
    pub claims: Vec<Claim>,
    /// The figures of its team that it tells, by their places in [`Model::team`].
    pub team: BTreeSet<usize>,
    /// Where its files set what constants are and stocks begin with.
    pub set_at: BTreeMap<VariableId, Place>,
    /// Where its files name the starting point.
    pub start_named_at: Option<Place>,
    /// Starts and constants may lie outside the ranges that the model allows.
    pub allow_outside: bool,
    /// What can be run, and probably does not say what was meant.
    pub warnings: Vec<Diagnostic>,
    /// For each claim, the scenario that it is held against.
    pub bases: Vec<Option<Arc<Scenario>>>,
    /// What its file tells a room, step by step; what it extends has no say in it.
    pub story: Vec<story::Step>,
}

/// How the uniform numbers of a constant are spread over the replications of an ensemble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
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
    pub kind: ChangeKind,
}

impl Pick {
    /// An intervention in full strength, as the model has it.
    pub fn of(model: &Model, intervention: usize, start: f64) -> Pick {
        Pick { intervention, start, strength: 1.0, kind: model.interventions[intervention].kind }
    }
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
    /// In the end, in the usual run.
    pub amount: f64,
    /// The constant of which the amount is a multiple, and by which number: each replication draws its own.
    pub size: Option<(VariableId, f64)>,
    pub from: f64,
    /// Time over which it rises; 0 is a step.
    pub ramp: f64,
    pub to: Option<f64>,
}

impl Addition {
    /// What is added at a moment in the usual run. `slack` is the part of a step within which moments count as equal.
    pub fn at(&self, time: f64, slack: f64) -> f64 {
        self.share(time, slack).map_or(0.0, |share| share * self.amount)
    }

    /// The share of the amount that is added at a moment; none before it begins and after its end.
    pub fn share(&self, time: f64, slack: f64) -> Option<f64> {
        let since = time - self.from;
        if since < -slack || self.to.is_some_and(|to| time >= to - slack) {
            return None;
        }
        Some(if self.ramp > 0.0 { (since / self.ramp).clamp(0.0, 1.0) } else { 1.0 })
    }
}

impl Shock {
    /// Why nothing would happen: a shock shorter than a step may begin and end between two of them.
    pub fn misfit(&self, time: &TimeSpec) -> Option<String> {
        let slack = 1e-6;
        let first = ((self.from - time.start) / time.dt - slack).ceil().max(0.0);
        let over = (self.to? - time.start) / time.dt - slack <= first;
        let (name, dt) = (&self.name, plain(time.dt));
        over.then(|| format!("the shock `{name}` begins and ends between two steps of {dt}: nothing would happen"))
    }
}

/// Why a scenario cannot be changed as it was asked to be.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no `{name}` in the model{}", match .nearest {
        Some(near) => format!(": did you mean `{near}`?"),
        None => "; `flywheel model show --model FILE` lists what there is".to_string(),
    })]
    Unknown { name: String, nearest: Option<String> },
    #[error("`{name}` is {kind} and is calculated by its equation: only constants and the starts of stocks can be set{}",
        match .figure {
            Some(constant) => format!("; as a figure of the team it is `{constant}`"),
            None => String::new(),
        })]
    Calculated { name: String, kind: String, figure: Option<String> },
    #[error("`{name}` cannot be {}, which is not a number one can compute with", plain(*.value))]
    NotFinite { name: String, value: f64 },
    #[error("`{name}` starts at {}, and cannot be negative", plain(*.value))]
    Negative { name: String, value: f64 },
    #[error("a step has to be a number above 0, and {} is none", plain(*.dt))]
    NoStep { dt: f64 },
    /// A step that does not fit the run, the noise or a shock; the reason in words.
    #[error("{0}")]
    Step(String),
    /// A value outside the range that the model allows.
    #[error("{0}; {ALLOW_OUTSIDE}")]
    Outside(String),
}

/// Refuses a start that a stock cannot have.
///
/// # Errors
/// A negative start of a stock that is never negative.
pub fn check_start(stock: &Variable, value: f64) -> Result<(), Refusal> {
    match stock.kind {
        Kind::Stock(Stock { non_negative: true, .. }) if value < 0.0 => {
            Err(Refusal::Negative { name: stock.name.clone(), value })
        }
        _ => Ok(()),
    }
}

/// Why a value lies outside the range that the model allows a stock to start in, or a constant to have.
pub fn outside(variable: &Variable, value: f64) -> Option<String> {
    let range = match &variable.kind {
        Kind::Stock(stock) => stock.range,
        Kind::Constant(constant) => constant.range,
        _ => None,
    };
    let (least, most) = range.filter(|(least, most)| !(*least..=*most).contains(&value))?;
    let (name, value, least, most) = (&variable.name, plain(value), plain(least), plain(most));
    let does = if variable.is_constant() { "would be" } else { "would start at" };
    Some(format!("`{name}` {does} {value}, and the model allows {least} to {most}"))
}

/// What is probably meant by a value that lies outside: 45 of a share is 0.45.
pub fn as_share(variable: &Variable, value: f64) -> Option<String> {
    let share = value / 100.0;
    let is_share = variable.unit.is_one() && outside(variable, 1.5).is_some();
    let meant = is_share && value > 1.0 && outside(variable, share).is_none();
    meant.then(|| format!("{} of 100 is written {}", plain(value), plain(share)))
}

/// The way out for who means it.
pub const ALLOW_OUTSIDE: &str =
    "to try what lies beyond, write allow_outside = true above the first [table] of the scenario";

/// What is unusual about a value that a scenario gives to a constant.
pub fn doubt(variable: &Variable, value: f64) -> Option<String> {
    let name = &variable.name;
    let outside = |range: Option<(f64, f64)>| range.filter(|(least, most)| !(*least..=*most).contains(&value));
    match &variable.kind {
        Kind::Constant(constant) => match outside(constant.spread.range) {
            Some((least, most)) if constant.role == Role::Assumption => {
                let (value, least, most) = (plain(value), plain(least), plain(most));
                Some(format!("`{name}` is {value} here, outside the model's range {least} to {most}"))
            }
            _ if value < 0.0 && constant.spread.value > 0.0 => {
                Some(format!("`{name}` is {} here, and is never negative in the model", plain(value)))
            }
            _ => None,
        },
        _ => None,
    }
}

impl Scenario {
    /// The constant or the stock of this name.
    ///
    /// # Errors
    /// A name that the model does not have, or one of what is calculated.
    pub fn settable(&self, name: &str) -> Result<VariableId, Refusal> {
        let model = &self.model;
        let figure = model.figure(name).map(|figure| model.variable(figure.constant).name.clone());
        let Some(id) = model.find(name) else {
            let settable = model.variables.iter().filter(|v| v.is_constant() || v.stock().is_some());
            let nearest = || suggestion::nearest(name, settable.map(|v| v.name.as_str())).map(String::from);
            return Err(Refusal::Unknown { name: short(name), nearest: figure.or_else(nearest) });
        };
        let variable = model.variable(id);
        if !variable.is_constant() && variable.stock().is_none() {
            return Err(Refusal::Calculated { name: variable.name.clone(), kind: a(variable.kind_name()), figure });
        }
        Ok(id)
    }

    /// Gives a constant its value, or a stock its start, and says which it was; a value that is unusual is noted among
    /// the warnings.
    ///
    /// # Errors
    /// A name that the model does not have, or one of what is calculated; a value that cannot be.
    pub fn set(&mut self, name: &str, value: f64) -> Result<VariableId, Refusal> {
        let id = self.settable(name)?;
        let model = self.model.clone();
        let variable = model.variable(id);
        let name = variable.name.clone();
        if !value.is_finite() {
            return Err(Refusal::NotFinite { name, value });
        }
        check_start(variable, value)?;
        if let Some(why) = outside(variable, value).filter(|_| !self.allow_outside) {
            let meant = as_share(variable, value).map_or(String::new(), |meant| format!("; {meant}"));
            return Err(Refusal::Outside(format!("{why}{meant}")));
        }
        match self.constants.iter_mut().find(|(constant, _)| *constant == id) {
            Some((_, spread)) => *spread = Spread::fixed(value),
            None => drop(self.initial.insert(id, value.into())),
        }
        self.set_at.remove(&id);
        self.part(|own| own == id);
        let warning = doubt(variable, value).map(|message| Diagnostic::error(Code::OutOfRange, message));
        self.warnings.extend(warning.map(|w| Diagnostic { severity: Severity::Warning, ..w }));
        Ok(id)
    }

    /// Lets all stocks begin as at a starting point of the model.
    pub fn begin_at(&mut self, start: &Start) {
        self.start = Some(start.name.clone());
        self.initial = start.stocks.iter().cloned().collect();
        let model = self.model.clone();
        self.part(|id| !model.variable(id).is_constant());
        self.set_at.retain(|id, _| self.model.variable(*id).is_constant());
    }

    /// Gives the run another step. The save interval stays; where it is shorter than the step, every step is saved.
    ///
    /// # Errors
    /// A step that is not above 0, or one that does not fit the run, the save interval, the noise or a shock.
    pub fn set_step(&mut self, dt: f64) -> Result<(), Refusal> {
        if dt <= 0.0 || !dt.is_finite() {
            return Err(Refusal::NoStep { dt });
        }
        self.time.dt = dt;
        self.time.save = self.time.save.max(dt);
        // The time axis of an XMILE file need not fit in all its parts; one that does is not spoilt.
        let loose = self.model.time.misfit().is_some();
        let misfit = if loose { self.time.impossible() } else { self.time.misfit() };
        let misfit = misfit.map(|m| m.message).or_else(|| self.noise_misfit());
        let misfit = misfit.or_else(|| self.shocks.iter().find_map(|shock| shock.misfit(&self.time)));
        misfit.map_or(Ok(()), |why| Err(Refusal::Step(why)))
    }

    /// Why the step does not fit the noise: a draw is held for a whole number of steps.
    pub(super) fn noise_misfit(&self) -> Option<String> {
        let dt = self.time.dt;
        // One dt seldom fits the one noise and not the other: the first is enough.
        self.model.ids().find_map(|id| match self.model.variable(id).kind {
            Kind::Noise(Noise { period, .. }) if whole_steps(period, dt).is_none_or(|steps| steps == 0) => {
                let name = &self.model.variable(self.model.shown(id)).name;
                Some(format!(
                    "the noise `{name}` is drawn every {}, which is not a whole number of steps of {}",
                    plain(period),
                    plain(dt)
                ))
            }
            _ => None,
        })
    }

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
            initial: start.map(|s| s.stocks.iter().cloned().collect()).unwrap_or_default(),
            time: model.time.clone(),
            record: Vec::new(),
            replications: 1000,
            seed: 1,
            design: Design::Random,
            uncertainty: Uncertainty::All,
            points: None,
            joint: None,
            constants: model.constants().map(|(id, _, c)| (id, c.spread)).collect(),
            picks: Vec::new(),
            shocks: Vec::new(),
            cuts: Vec::new(),
            claims: Vec::new(),
            team: BTreeSet::new(),
            set_at: BTreeMap::new(),
            start_named_at: None,
            allow_outside: false,
            warnings: model.warnings.clone(),
            bases: Vec::new(),
            story: Vec::new(),
            model,
        }
    }

    /// Whether it is a model by itself, to which nobody has done anything yet.
    pub fn is_model_alone(&self) -> bool {
        Arc::ptr_eq(&self.source, &self.model.source)
    }

    /// What one replication is to people: a team, where the model says so.
    pub fn one(&self) -> &str {
        self.model.one.as_deref().unwrap_or("run")
    }

    /// The constants in which replications differ, in the order of the model file.
    pub fn uncertain(&self) -> impl Iterator<Item = (VariableId, Spread)> + '_ {
        let differ = self.uncertainty.of_constants();
        self.constants.iter().copied().filter(move |(_, spread)| differ && spread.varies())
    }

    /// Whether the luck of each period differs between replications: there is noise in the model, and it is not held at
    /// its mean.
    pub fn has_luck(&self) -> bool {
        self.uncertainty.of_noise() && self.model.ids().any(|id| matches!(self.model.variable(id).kind, Kind::Noise(_)))
    }

    /// Whether replications can differ from each other at all.
    pub fn differs(&self) -> bool {
        self.points.is_some() || self.joins() || self.has_luck() || self.uncertain().next().is_some()
    }

    /// Whether replications are given values of their own for a constant, or for the start of a stock.
    pub fn is_given(&self, id: VariableId) -> bool {
        let joined = |joint: &Arc<Joint>| self.joins() && joint.has(id);
        self.points.as_ref().is_some_and(|points| points.given(id).is_some()) || self.joint.as_ref().is_some_and(joined)
    }

    /// The value that a replication is given for a constant, or for the start of a stock, where it has its own. A row of the
    /// table beside the scenario goes with the luck of a replication: who has the same luck is the same team.
    pub fn given(&self, id: VariableId, replication: u64) -> Option<f64> {
        if let Some(values) = self.points.as_ref().and_then(|points| points.given(id)) {
            return values.get(replication as usize).copied();
        }
        let luck = self.points.as_ref().map_or(replication, |points| points.luck(replication));
        self.joint.as_ref().filter(|_| self.joins())?.at(id, luck)
    }

    /// Whether a table beside the scenario says in what replications differ.
    fn joins(&self) -> bool {
        self.joint.is_some() && self.uncertainty.of_constants()
    }

    /// Lets no table beside the scenario speak for these constants and stocks any more: something else was said of them.
    pub fn part(&mut self, gone: impl Fn(VariableId) -> bool) {
        if let Some(joint) = self.joint.as_ref().filter(|joint| joint.columns().any(|(id, _)| gone(id))) {
            self.joint = joint.without(gone).map(Arc::new);
        }
    }

    /// The same scenario at given points, a replication at each.
    ///
    /// # Panics
    /// Where the points have not one column for each of the [uncertain](Scenario::uncertain) constants.
    pub fn at(&self, points: Points) -> Scenario {
        assert_eq!(points.width(), self.uncertain().count(), "one column for each uncertain constant");
        Scenario { replications: points.replications(), points: Some(Arc::new(points)), ..self.clone() }
    }

    /// Every variable in the order in which the first moment is calculated.
    pub fn initial_order(&self) -> Vec<VariableId> {
        // What runs in a circle has been refused where it was read.
        initial_order(&self.model, &self.initial).unwrap_or_else(|_| self.model.initial_order.clone())
    }

    /// How much an intervention adds or costs here at full strength, in the usual run.
    pub fn usual(&self, size: Size) -> f64 {
        let own = |id| self.constants.iter().find(|(constant, _)| *constant == id).map(|(_, spread)| spread.value);
        size.constant.and_then(own).unwrap_or(size.value)
    }

    /// All that picks and shocks add to constants, in the order in which it is added.
    pub fn additions(&self) -> Vec<Addition> {
        let shock = |&Shock { constant, amount, from, to, .. }: &Shock| Addition {
            constant,
            amount,
            size: None,
            from,
            ramp: 0.0,
            to,
        };
        self.picks.iter().flat_map(|pick| self.additions_of(pick)).chain(self.shocks.iter().map(shock)).collect()
    }

    /// What a pick adds to constants.
    pub fn additions_of(&self, pick: &Pick) -> Vec<Addition> {
        let intervention = &self.model.interventions[pick.intervention];
        let addition = |Effect { constant, size, is_whole }: Effect| {
            let times = if is_whole { 1.0 } else { pick.strength };
            Addition {
                constant,
                amount: self.usual(size) * times,
                size: size.constant.map(|size| (size, times)),
                from: pick.start,
                ramp: intervention.ramp_as(pick.kind),
                to: None,
            }
        };
        intervention.effects(pick.kind).into_iter().map(addition).collect()
    }

    /// The variables to keep: what people see first, the outcome classes, the charts of flows, what the file asks for
    /// and what its claims need; each once.
    pub fn recorded(&self) -> Vec<VariableId> {
        let diagram = self.model.flow_diagram.iter().flat_map(|d| d.lines.iter());
        let distribution = self.model.flow_distribution.iter().flat_map(|d| d.parts.iter());
        let mut wanted: Vec<VariableId> = self
            .model
            .headline
            .iter()
            .chain(&self.model.outcomes)
            .chain(diagram)
            .chain(distribution)
            .chain(&self.record)
            .copied()
            .collect();
        // Where nobody says what comes first, all of it does, whatever is claimed.
        if wanted.is_empty() {
            wanted.extend(self.model.declared().filter(|id| !self.model.variable(*id).is_constant()));
        }
        for claim in &self.claims {
            claim.each_value(&mut |id, of_base, _, _| wanted.extend((!of_base).then_some(id)));
        }
        let mut seen = HashSet::new();
        wanted.retain(|id| seen.insert(*id));
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DistributionKind, Grade, Method, Role};
    use crate::text::toml::assert_one_word_each;

    #[test]
    fn files_and_questions_have_the_same_words() {
        assert_one_word_each(Design::CHOICES);
        assert_one_word_each(Uncertainty::CHOICES);
        assert_one_word_each(DistributionKind::CHOICES);
        assert_one_word_each(Grade::CHOICES);
        assert_one_word_each(Method::CHOICES);
        assert_one_word_each(Role::CHOICES);
        assert_one_word_each(ChangeKind::CHOICES);
    }
}
