//! Functions that remember or draw, made of hidden stocks, flows, auxiliaries, pipelines and noise: engine, order of
//! calculation and feedback need to know nothing else.
//!
//! # Source
//! SMTH, DELAY, TREND, FORCST: XMILE 1.0 (OASIS 2015), section 3.5.3, with the structures that Sterman (2000), Business
//! Dynamics, chapters 11 and 16, gives for them. NPV: the Vensim reference manual. Random functions: XMILE 1.0, section
//! 3.5.2, drawn from our keyed streams.

use std::collections::HashMap;
use std::sync::Arc;

use crate::text::{Source, Span, canonical};

use super::builtin::{Function, Stateful};
use super::draft::{Draft, DraftKind};
use super::*;

/// Stages that are made where a delay's order is not a number but calculated: at the start one of them is chosen.
pub const MOST_STAGES: usize = 24;

/// The most stages of a delay whose order is written out.
const MOST_WRITTEN: f64 = 1000.0;

/// The most hidden variables of a model; more come from a file that a program has written by mistake.
const MOST_HIDDEN: usize = 200_000;

/// The hidden variables of a model in the making.
pub struct Hidden {
    pub variables: Vec<Variable>,
    declared: usize,
    source: Arc<Source>,
    /// How long a draw is held: the dt of the model file.
    period: f64,
    /// The values of constants: a delay whose order is one of them has at least as many stages, and a seed can be
    /// calculated from them.
    constants: HashMap<VariableId, f64>,
    /// The owner of the last hidden variable, and how many it has.
    owned: (VariableId, usize),
    /// Whether there have been too many, which is told once.
    pub is_full: bool,
    /// Terms that families have made so far.
    pub written_out: usize,
    /// Of each family that is added up the sum, its variable and the first member.
    sums: HashMap<String, (Arc<Term>, VariableId, VariableId)>,
}

/// Whose hidden variables are being made, and where it stands.
#[derive(Clone, Copy)]
struct Site<'a> {
    owner: VariableId,
    name: &'a str,
    span: Span,
}

impl Hidden {
    /// Hidden variables that come after the drafts; `dt` is that of the model file, `source`.
    pub fn after(drafts: &[Draft], dt: f64, source: &Arc<Source>) -> Hidden {
        let value = |(i, draft): (usize, &Draft)| match &draft.kind {
            DraftKind::Constant(constant) => Some((VariableId(i as u32), constant.spread.value)),
            _ => None,
        };
        let constants = drafts.iter().enumerate().filter_map(value).collect();
        let owned = (VariableId(u32::MAX), 0);
        let (source, variables, declared) = (source.clone(), Vec::new(), drafts.len());
        let sums = HashMap::new();
        Hidden { variables, declared, source, period: dt, constants, owned, is_full: false, written_out: 0, sums }
    }

    /// The sum of a family, and the variable that is its value; `members` are asked for once. None where there are none.
    pub fn sum(
        &mut self,
        family: &str,
        members: impl FnOnce() -> Vec<VariableId>,
        span: Span,
    ) -> Option<(Arc<Term>, VariableId)> {
        if let Some((all, value, _)) = self.sums.get(family) {
            return Some((all.clone(), *value));
        }
        let members = members();
        let all = members.iter().map(|id| Term::variable(*id)).reduce(add)?;
        let value = self.next(0);
        let name = format!("sum({family})");
        let kind = Kind::Auxiliary { equation: equation(all.clone()) };
        self.variables.push(hidden(name, value, span, kind));
        let all = Arc::new(all);
        self.sums.insert(family.to_string(), (all.clone(), value, members[0]));
        Some((all, value))
    }

    /// For each sum of a family its variable and the first member, whose unit it has.
    pub fn sums(&self) -> impl Iterator<Item = (VariableId, VariableId)> + '_ {
        self.sums.values().map(|(_, value, member)| (*value, *member))
    }

    /// Makes what a call needs, and returns the variable that is its value.
    ///
    /// # Errors
    /// The place of an order that cannot be used, and why; the whole call where there are too many.
    pub fn add(
        &mut self,
        function: Stateful,
        arguments: &[Term],
        (owner, name): (VariableId, &str),
        span: Span,
    ) -> Result<VariableId, (Span, String)> {
        let site = Site { owner, name, span };
        if self.variables.len() > MOST_HIDDEN {
            self.is_full = true;
            return Err((span, format!("the delays and averages of this model need more than {MOST_HIDDEN} stocks")));
        }
        let given = |i: usize| arguments.get(i).map(bare);
        let or = |i: usize, otherwise: Term| given(i).unwrap_or(otherwise);
        let x = bare(&arguments[0]);
        Ok(match function {
            Stateful::Init => self.stock(site, x, Vec::new(), Vec::new()),
            Stateful::Previous => self.pipeline(site, x, None, given(1)),
            Stateful::Delay => self.pipeline(site, x, given(1), given(2)),
            Stateful::Smooth1 | Stateful::Smooth3 | Stateful::Delay1 | Stateful::Delay3 => {
                let stages = if matches!(function, Stateful::Smooth1 | Stateful::Delay1) { 1.0 } else { 3.0 };
                let initial = or(2, x.clone());
                self.stages(site, function, x, or(1, Term::number(0.0)), Term::number(stages), initial)?
            }
            Stateful::SmoothN | Stateful::DelayN => {
                let initial = or(3, x.clone());
                self.stages(site, function, x, or(1, Term::number(0.0)), or(2, Term::number(1.0)), initial)?
            }
            Stateful::Trend => self.trend(site, x, or(1, Term::number(0.0)), or(2, Term::number(0.0))),
            Stateful::Forecast => {
                let trend = self.trend(site, x.clone(), or(1, Term::number(0.0)), or(3, Term::number(0.0)));
                let growth = add(Term::number(1.0), multiply(Term::variable(trend), or(2, Term::number(0.0))));
                self.auxiliary(site, multiply(x, growth))
            }
            Stateful::PresentValue => self.present_value(
                site,
                x,
                or(1, Term::number(0.0)),
                or(2, Term::number(0.0)),
                or(3, Term::number(1.0)),
            ),
            Stateful::Uniform => {
                let most = or(1, Term::number(0.0));
                let mean = divide(add(x.clone(), most.clone()), Term::number(2.0));
                self.noise(site, DistributionKind::Uniform, mean, Some(subtract(most, x)), given(2))
            }
            Stateful::Normal => self.noise(site, DistributionKind::Normal, x, given(1), given(2)),
            Stateful::Lognormal => {
                let variation = divide(or(1, Term::number(0.0)), x.clone());
                self.noise(site, DistributionKind::Lognormal, x, Some(variation), given(2))
            }
            Stateful::Exponential => self.noise(site, DistributionKind::Exponential, x, None, given(1)),
            Stateful::Poisson => self.noise(site, DistributionKind::Poisson, x, None, given(1)),
        })
    }

    fn variable(&mut self, site: Site, kind: Kind) -> VariableId {
        let before = if self.owned.0 == site.owner { self.owned.1 } else { 0 };
        self.owned = (site.owner, before + 1);
        let name = format!("{}#{}", site.name, before + 1);
        let id = self.next(0);
        self.variables.push(hidden(name, site.owner, site.span, kind));
        id
    }

    fn auxiliary(&mut self, site: Site, root: Term) -> VariableId {
        self.variable(site, Kind::Auxiliary { equation: equation(root) })
    }

    fn flow(&mut self, site: Site, root: Term) -> VariableId {
        self.variable(site, Kind::Flow { equation: equation(root), non_negative: false })
    }

    fn stock(&mut self, site: Site, initial: Term, inflows: Vec<VariableId>, outflows: Vec<VariableId>) -> VariableId {
        let placed = |flows: Vec<VariableId>| flows.into_iter().map(|id| (id, site.span)).collect();
        let (inflows, outflows) = (placed(inflows), placed(outflows));
        let initial = Some(equation(initial));
        self.variable(site, Kind::Stock(Stock { initial, inflows, outflows, non_negative: false, range: None }))
    }

    fn pipeline(&mut self, site: Site, input: Term, length: Option<Term>, initial: Option<Term>) -> VariableId {
        let (length, initial) = (length.map(equation), initial.map(equation));
        self.variable(site, Kind::Pipeline(Pipeline { input: equation(input), length, initial }))
    }

    /// The id of the hidden variable that is made after `more` others.
    fn next(&self, more: usize) -> VariableId {
        VariableId((self.declared + self.variables.len() + more) as u32)
    }

    /// The time a stage takes. Below half a dt Euler's steps overshoot without end, whatever the tool: such a stage
    /// passes on in one step what it gets.
    fn stage_time(&mut self, site: Site, time: Term) -> VariableId {
        let dt = || Term::apply(Function::Dt, []);
        let too_short = Term::apply(Function::Less, [time.clone(), divide(dt(), Term::number(2.0))]);
        self.auxiliary(site, Term::apply(Function::Choose, [too_short, dt(), time]))
    }

    /// A chain of averages or of delays, each with an equal part of the time.
    fn stages(
        &mut self,
        site: Site,
        function: Stateful,
        input: Term,
        time: Term,
        order: Term,
        initial: Term,
    ) -> Result<VariableId, (Span, String)> {
        let (stages, order) = match calculated(&order, &|_| None) {
            Some(written) => {
                let whole = (written + 0.5).floor();
                if !(1.0..=MOST_WRITTEN).contains(&whole) {
                    let message = format!("the order of a delay is a whole number from 1 to {MOST_WRITTEN}");
                    return Err((order.span, message));
                }
                (whole as usize, Term::number(whole))
            }
            None => {
                let known = if let TermKind::Variable(id) = &order.kind { self.constants.get(id) } else { None };
                let stages = known.map_or(0, |order| order.clamp(0.0, MOST_WRITTEN).ceil() as usize).max(MOST_STAGES);
                let whole = Term::apply(Function::Int, [add(order, Term::number(0.5))]);
                let at_start = self.stock(site, whole, Vec::new(), Vec::new());
                (stages, Term::variable(at_start))
            }
        };
        // A long initial value is calculated once, and not by each stage.
        let initial = match initial.kind {
            TermKind::Number(_) | TermKind::Variable(_) => initial,
            _ if stages < 4 => initial,
            _ => Term::variable(self.stock(site, initial, Vec::new(), Vec::new())),
        };
        let share = if let TermKind::Number(1.0) = order.kind { time } else { divide(time, order.clone()) };
        let mut time = self.stage_time(site, share);
        let averages = matches!(function, Stateful::Smooth1 | Stateful::Smooth3 | Stateful::SmoothN);
        let mut outputs = Vec::with_capacity(stages);
        let mut flow = if averages { None } else { Some(self.flow(site, input.clone())) };
        let mut above = input;
        for stage in 0..stages {
            if stage > 0 && function == Stateful::DelayN {
                time = self.pipeline(site, Term::variable(time), None, None);
            }
            let output = match flow {
                None => {
                    let stock = self.next(1);
                    let adjustment =
                        self.flow(site, divide(subtract(above, Term::variable(stock)), Term::variable(time)));
                    self.stock(site, initial.clone(), vec![adjustment], Vec::new())
                }
                Some(inflow) => {
                    let stock = self.next(1);
                    let outflow = self.flow(site, divide(Term::variable(stock), Term::variable(time)));
                    self.stock(site, multiply(initial.clone(), Term::variable(time)), vec![inflow], vec![outflow]);
                    flow = Some(outflow);
                    outflow
                }
            };
            above = Term::variable(output);
            outputs.push(output);
        }
        let Some(last) = outputs.pop() else { return Err((site.span, "a delay has a stage or more".into())) };
        if let TermKind::Number(_) = order.kind {
            return Ok(last);
        }
        // As many stages as the order at the start says; none, or more than there are, cannot be calculated.
        let mut chosen = Term::variable(last);
        for (stage, output) in outputs.into_iter().enumerate().rev() {
            let here = Term::apply(Function::LessEqual, [order.clone(), Term::number(stage as f64 + 1.0)]);
            chosen = Term::apply(Function::Choose, [here, Term::variable(output), chosen]);
        }
        let beyond = Term::apply(Function::Greater, [order.clone(), Term::number(stages as f64)]);
        let none = Term::apply(Function::Less, [order, Term::number(1.0)]);
        let not_a_number = divide(Term::number(0.0), Term::number(0.0));
        let impossible = Term::apply(Function::Or, [none, beyond]);
        Ok(self.auxiliary(site, Term::apply(Function::Choose, [impossible, not_a_number, chosen])))
    }

    /// The difference from an exponential average, as a fraction of it, over the averaging time.
    fn trend(&mut self, site: Site, input: Term, time: Term, initial: Term) -> VariableId {
        let time = self.stage_time(site, time);
        let average = self.next(1);
        let adjustment =
            self.flow(site, divide(subtract(input.clone(), Term::variable(average)), Term::variable(time)));
        let start = divide(input.clone(), add(Term::number(1.0), multiply(initial, Term::variable(time))));
        self.stock(site, start, vec![adjustment], Vec::new());
        let size = Term::apply(Function::Abs, [Term::variable(average)]);
        let parts = [subtract(input, Term::variable(average)), multiply(Term::variable(time), size)];
        self.auxiliary(site, Term::apply(Function::SafeDivide, parts))
    }

    /// What has come in so far, each part worth less by what the discount rate has taken since the start.
    fn present_value(&mut self, site: Site, stream: Term, rate: Term, initial: Term, factor: Term) -> VariableId {
        let worth = self.next(1);
        let loss = self.flow(site, multiply(Term::variable(worth), rate));
        self.stock(site, Term::number(1.0), Vec::new(), vec![loss]);
        let income = multiply(stream, Term::variable(worth));
        let inflow = self.flow(site, income.clone());
        let so_far = self.stock(site, initial, vec![inflow], Vec::new());
        let this_step = multiply(income, Term::apply(Function::Dt, []));
        self.auxiliary(site, multiply(add(Term::variable(so_far), this_step), factor))
    }

    fn noise(
        &mut self,
        site: Site,
        kind: DistributionKind,
        mean: Term,
        spread: Option<Term>,
        seed: Option<Term>,
    ) -> VariableId {
        let (mean, spread) = (equation(mean), spread.map(equation));
        let id = self.variable(site, Kind::Noise(Noise { kind, mean, spread, period: self.period }));
        // Draws with one seed share their luck, wherever they stand.
        if let Some(seed) = seed.and_then(|seed| self.seed(&seed)) {
            self.variables.last_mut().expect("just made").name = format!("#{seed}");
        }
        id
    }

    /// What tells a seed from others: its value, or how it is written where that is found out only in a run. 0 is none, as
    /// in Stella.
    fn seed(&self, seed: &Term) -> Option<String> {
        match self.settled(seed) {
            Some(value) => (value != 0.0).then(|| value.to_string()),
            None => Some(canonical(&self.source.text[seed.span.start..seed.span.end]).replace('_', "")),
        }
    }

    /// The value of what is calculated from numbers and constants alone.
    fn settled(&self, term: &Term) -> Option<f64> {
        calculated(term, &|id| self.constants.get(&id).copied())
    }
}

/// The value of what is calculated from numbers and the variables that have a value.
fn calculated(term: &Term, value: &dyn Fn(VariableId) -> Option<f64>) -> Option<f64> {
    let TermKind::Apply(function, arguments) = &term.kind else {
        return match &term.kind {
            TermKind::Number(x) => Some(*x),
            TermKind::Variable(id) => value(*id),
            _ => None,
        };
    };
    let values = arguments.iter().map(|a| calculated(a, value)).collect::<Option<Vec<f64>>>()?;
    match (function, values.as_slice()) {
        (Function::Negate, [a]) => Some(-a),
        (Function::Add, [a, b]) => Some(a + b),
        (Function::Subtract, [a, b]) => Some(a - b),
        (Function::Multiply, [a, b]) => Some(a * b),
        (Function::Divide, [a, b]) => Some(a / b),
        _ => None,
    }
}

/// How long a stage of a delay or an average was asked to take, where a hidden variable is the time of one.
pub fn asked_of_stage(variable: &Variable) -> Option<&Term> {
    let (Some(_), Kind::Auxiliary { equation }) = (variable.owner, &variable.kind) else { return None };
    match &equation.root.kind {
        TermKind::Apply(Function::Choose, parts) => match &parts[..] {
            [_, Term { kind: TermKind::Apply(Function::Dt, _), .. }, time] => Some(time),
            _ => None,
        },
        _ => None,
    }
}

/// A term with the values of delays, averages and draws in place of their calls: what these are called with is theirs,
/// and would be kept once more at each level of a call within a call.
fn bare(term: &Term) -> Term {
    let kind = match &term.kind {
        TermKind::Stateful { value, .. } => TermKind::Variable(*value),
        TermKind::Apply(function, arguments) => TermKind::Apply(*function, arguments.iter().map(bare).collect()),
        TermKind::Look(table, at) => TermKind::Look(*table, Box::new(bare(at))),
        TermKind::Number(_) | TermKind::Variable(_) | TermKind::Sum { .. } => term.kind.clone(),
    };
    Term { kind, span: term.span }
}

fn hidden(name: String, owner: VariableId, span: Span, kind: Kind) -> Variable {
    Variable {
        spelling: name.clone(),
        name,
        label: None,
        unit: Unit::one(),
        scale: None,
        better: None,
        about: String::new(),
        span,
        owner: Some(owner),
        member: None,
        kind,
    }
}

fn equation(root: Term) -> Equation {
    Equation { root, text: String::new() }
}

fn add(a: Term, b: Term) -> Term {
    Term::apply(Function::Add, [a, b])
}

fn subtract(a: Term, b: Term) -> Term {
    Term::apply(Function::Subtract, [a, b])
}

fn multiply(a: Term, b: Term) -> Term {
    Term::apply(Function::Multiply, [a, b])
}

fn divide(a: Term, b: Term) -> Term {
    Term::apply(Function::Divide, [a, b])
}
