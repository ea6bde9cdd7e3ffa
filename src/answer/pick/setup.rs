//! A question about plans that can be answered, and what cannot be.

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::criterion::Criterion;
use crate::analysis::estimate::Estimate;
use crate::analysis::search::objective::Objective;
use crate::answer::memo::assumptions;
use crate::answer::{Onlooker, Refusal};
use crate::model::moments::reached;
use crate::model::plan::{Choices, Plan};
use crate::model::scenario::Scenario;
use crate::run::keep::Reading;
use crate::text::{canonical, plain, plural, suggestion};

use super::Question;

/// A question that can be answered.
pub struct Setup {
    /// Without its own picks.
    pub scenario: Scenario,
    /// The picks that the scenario had itself.
    pub own: Plan,
    pub objective: Objective,
    pub criterion: Criterion,
    pub choices: Choices,
    /// What there is to choose from; the first is to do nothing.
    pub plans: Vec<Plan>,
    pub exhaustive: bool,
    /// What was drawn for the uncertain constants, where a memo is to tell what its claims rest on.
    pub assumptions: Vec<Reading>,
}

/// Where the model does not say when picks start: so often into a run, in whole intervals of saved moments.
const STEPS: f64 = 26.0;
/// From one start to the next, in such steps.
const GAPS: [f64; 3] = [0.0, 1.0, 2.0];

/// The most plans, whose names alone fill a file, and the most replications, whose values fill the memory.
const MOST_PLANS: usize = 100_000;
const MOST_REPLICATIONS: u64 = 100_000;

impl Setup {
    /// # Errors
    /// A question that means nothing, with the way out.
    pub fn new(question: &Question, mut scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Setup, Refusal> {
        question.luck.apply(&mut scenario);
        if scenario.replications > MOST_REPLICATIONS {
            let why = format!("plans are compared in at most {MOST_REPLICATIONS} replications");
            return Err(Refusal::of("replications", scenario.replications, why));
        }
        let allowed = allowed(&scenario, &question.only, &question.not)?;
        let objective = objective(&scenario, question)?;
        let criterion = criterion(&scenario, &objective, question.by)?;
        let mut own = Plan { picks: std::mem::take(&mut scenario.picks) };
        own.picks.sort_by(|a, b| a.start.total_cmp(&b.start));
        let first = first(&scenario, &own, question.first)?;
        let gaps = gaps(&scenario, &allowed, first, &question.gaps)?;
        let budget = question.budget;
        let choices = Choices { allowed, orders: question.orders, first, gaps, budget };
        let plans = plans(&scenario, &choices)?;
        for own in scenario.model.boxes.iter().filter(|own| named(&scenario, &own.name).is_empty()) {
            onlooker.note(&format!("the box `{}` is empty: nothing can be picked from it", own.name));
        }
        let assumptions = if question.memo { assumptions::readings(&scenario) } else { Vec::new() };
        let exhaustive = question.exhaustive;
        Ok(Setup { scenario, own, objective, criterion, choices, plans, exhaustive, assumptions })
    }

    /// The unit in which change effort is counted; empty where the model does not say.
    pub fn cost_unit(&self) -> String {
        let model = &self.scenario.model;
        model.cost_unit.as_ref().map_or(String::new(), |unit| unit.to_string())
    }

    /// A gain by the criterion with its own sign: regret without its minus, and so what less of is better.
    pub fn own(&self, gain: f64) -> f64 {
        if self.criterion == Criterion::Regret { 0.0 - gain } else { self.objective.told(gain) }
    }

    /// The same as people read it: a chance in teams of 100.
    pub fn shown(&self, gain: f64) -> f64 {
        self.scale() * self.own(gain)
    }

    /// A difference between gains as people read it.
    pub fn difference(&self, gain: Estimate) -> Estimate {
        Estimate { value: self.scale() * gain.value, error: self.scale() * gain.error }
    }

    fn scale(&self) -> f64 {
        if self.objective.quantity.is_class { 100.0 } else { 1.0 }
    }

    /// Whether less of what is shown is better.
    pub fn is_less(&self) -> bool {
        self.objective.less || self.criterion == Criterion::Regret
    }

    /// The unit in which people read the objective.
    pub fn measure(&self) -> String {
        let quantity = &self.objective.quantity;
        if quantity.is_class { format!("{}s of 100", self.scenario.one()) } else { quantity.measure.clone() }
    }

    /// The title of an intervention.
    pub fn title(&self, intervention: usize) -> &str {
        &self.scenario.model.interventions[intervention].title
    }
}

/// Which interventions may be picked.
fn allowed(scenario: &Scenario, only: &[String], not: &[String]) -> Result<Vec<bool>, Refusal> {
    let model = &scenario.model;
    if model.interventions.is_empty() {
        let name = &model.name;
        let why = format!("the model `{name}` has no boxes with interventions: there is nothing to pick from");
        return Err(Refusal::asked(why));
    }
    let mut out = vec![only.is_empty(); model.interventions.len()];
    for (part, names, value) in [("only", only, true), ("not", not, false)] {
        for name in names {
            let meant = named(scenario, name);
            if meant.is_empty() {
                return Err(Refusal::of(part, name, unknown(scenario, name)));
            }
            meant.into_iter().for_each(|index| out[index] = value);
        }
    }
    if !out.contains(&true) {
        let why = "this leaves every box empty: name fewer here, or others among those allowed";
        return Err(Refusal::of("not", not.join(","), why));
    }
    Ok(out)
}

/// The interventions of a name: that one, or all of that box.
fn named(scenario: &Scenario, name: &str) -> Vec<usize> {
    let (model, name) = (&scenario.model, canonical(name));
    let of_box = model.boxes.iter().position(|own| own.name == name);
    let own = model.interventions.iter().position(|own| own.name == name);
    let in_box = |index: &usize| Some(model.interventions[*index].in_box) == of_box;
    own.map_or_else(|| (0..model.interventions.len()).filter(in_box).collect(), |own| vec![own])
}

fn unknown(scenario: &Scenario, name: &str) -> String {
    let model = &scenario.model;
    if model.boxes.iter().any(|own| own.name == canonical(name)) {
        return "this box is empty: nothing can be picked from it".into();
    }
    let names = model.interventions.iter().map(|own| own.name.as_str());
    let names = names.chain(model.boxes.iter().map(|own| own.name.as_str()));
    match suggestion::nearest(name, names) {
        Some(nearest) => format!("there is no such intervention or box: did you mean `{nearest}`?"),
        None => {
            let boxes: Vec<&str> = model.boxes.iter().map(|own| own.name.as_str()).collect();
            format!("there is no such intervention or box; the boxes are {}", boxes.join(", "))
        }
    }
}

fn objective(scenario: &Scenario, question: &Question) -> Result<Objective, Refusal> {
    let Some(text) = &question.objective else {
        let Some(usual) = Objective::usual(scenario).filter(|_| !question.less) else {
            let usual = Quantity::usual(scenario);
            let such = usual.first().map_or(String::new(), |one| format!(", such as '{}'", one.text));
            let why =
                format!("say what a plan is to bring{such}; and say so where less of it is better, as of a queue");
            return Err(Refusal::missing("objective", why));
        };
        return Ok(usual);
    };
    Objective::read(scenario, text, question.less).map_err(|wrong| {
        let names: Vec<&str> = scenario.model.objectives.iter().map(|own| own.name.as_str()).collect();
        let nearest = suggestion::nearest(text, names.iter().copied());
        let help = wrong.help.or_else(|| nearest.map(|name| format!("did you mean `{name}`?")));
        let help = help.map_or(String::new(), |help| format!(": {help}"));
        let names = match help.is_empty() && !names.is_empty() {
            true => format!("; those with names are {}", names.join(", ")),
            false => String::new(),
        };
        Refusal::of("objective", text, format!("{}{help}{names}", wrong.message))
    })
}

/// The one asked for. Else of a class its chance, of what is added up over the run the mean, for what teams bring adds up as
/// well, and of anything else the median.
fn criterion(scenario: &Scenario, objective: &Objective, by: Option<Criterion>) -> Result<Criterion, Refusal> {
    match by {
        Some(by) if objective.quantity.is_class && by != Criterion::Mean => {
            let why = "an outcome class is 0 or 1 in each team, and what counts is its chance: ask for the mean, or omit this";
            Err(Refusal::of("by", by.name(), why))
        }
        Some(by) => Ok(by),
        None if objective.quantity.is_class || objective.is_total(scenario) => Ok(Criterion::Mean),
        None => Ok(Criterion::Median),
    }
}

/// When the first pick starts.
fn first(scenario: &Scenario, own: &Plan, typed: Option<f64>) -> Result<f64, Refusal> {
    let (time, unit) = (&scenario.time, &scenario.time.unit);
    if let Some(first) = typed {
        if !(first >= time.start && first < time.stop) {
            let (start, stop) = (plain(time.start), plain(time.stop));
            return Err(Refusal::of("first", plain(first), format!("the run goes from {unit} {start} to {stop}")));
        }
        return Ok(first);
    }
    let usual = reached(time.start, scenario.model.pick.first.unwrap_or_else(|| usual_step(scenario)), 1);
    Ok(own.picks.first().map_or(if usual < time.stop { usual } else { time.start }, |pick| pick.start))
}

/// About a month in a run of two years.
fn usual_step(scenario: &Scenario) -> f64 {
    let time = &scenario.time;
    ((time.stop - time.start) / STEPS / time.save).round().max(1.0) * time.save
}

/// From one start to the next. Of the usual gaps those are left out with which the last pick would start too late.
fn gaps(scenario: &Scenario, allowed: &[bool], first: f64, typed: &[f64]) -> Result<Vec<f64>, Refusal> {
    let (model, time) = (&scenario.model, &scenario.time);
    let is_open = |index: usize| (0..allowed.len()).any(|i| allowed[i] && model.interventions[i].in_box == index);
    let picks = (0..model.boxes.len()).filter(|index| is_open(*index)).count();
    let last = |gap: f64| reached(first, gap, picks.saturating_sub(1));
    for gap in typed {
        if !gap.is_finite() || *gap < 0.0 {
            return Err(Refusal::of("gaps", plain(*gap), format!("a gap is 0 or more {}", plural(&time.unit))));
        }
        if last(*gap) >= time.stop {
            let (unit, at, stop) = (&time.unit, plain(last(*gap)), plain(time.stop));
            let why =
                format!("the last of {picks} picks would start in {unit} {at}, and the run ends in {unit} {stop}");
            return Err(Refusal::of("gaps", plain(*gap), why));
        }
    }
    let usual = || {
        let declared = &model.pick.gaps;
        let step = usual_step(scenario);
        let all = if declared.is_empty() { GAPS.map(|steps| steps * step).to_vec() } else { declared.clone() };
        all.into_iter().filter(|gap| last(*gap) < time.stop).collect()
    };
    Ok(if typed.is_empty() { usual() } else { typed.to_vec() })
}

fn plans(scenario: &Scenario, choices: &Choices) -> Result<Vec<Plan>, Refusal> {
    let model = &scenario.model;
    let unit = model.cost_unit.as_ref().map_or(String::new(), |unit| format!(" {unit}"));
    if let Some(budget) = choices.budget {
        if budget.is_nan() || budget < 0.0 {
            return Err(Refusal::of("budget", plain(budget), "a budget is 0 or more"));
        }
        let open = model.interventions.iter().zip(&choices.allowed).filter(|(_, allowed)| **allowed);
        let priced = open.map(|(own, _)| (&own.name, scenario.usual(own.cost)));
        let cheapest = priced.min_by(|(_, a), (_, b)| a.total_cmp(b));
        if let Some((name, cost)) = cheapest.filter(|(_, cost)| *cost > budget) {
            let cost = plain(cost);
            let why = format!("this buys nothing: the cheapest, `{name}`, costs {cost}{unit}");
            return Err(Refusal::of("budget", plain(budget), why));
        }
    }
    let most = choices.most_plans(model);
    if most > MOST_PLANS {
        return Err(Refusal::asked(format!(
            "these are up to {most} plans, more than the {MOST_PLANS} that can be compared: give fewer \
             gaps, one order, or fewer interventions"
        )));
    }
    Ok(choices.plans(scenario))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file;
    use crate::run::ensemble::Nobody;
    use crate::text::Source;

    /// When plans of a model in months start, whose run takes five years.
    fn moments(pick: &str) -> (f64, Vec<f64>) {
        let text = format!(
            "time = {{ unit = \"month\", stop = 60 }}\n\
             stock.bath = {{ unit = \"1\", initial = 1, better = \"high\", inflows = [\"tap\"] }}\n\
             flow.tap = {{ unit = \"1/month\", equation = 'open' }}\n\
             constant.open = {{ unit = \"1/month\", value = 0, role = \"lever\" }}\n\
             box.water = {{ title = \"Water\" }}\n\
             intervention.turn = {{ box = \"water\", title = \"Turn it\", adds = {{ open = 1 }} }}\n{pick}"
        );
        let scenario = Scenario::of_model(file::read(&Source::new("bath", &text)).unwrap().into());
        let setup = Setup::new(&Question::default(), scenario, &Nobody).unwrap();
        assert_eq!(setup.objective.quantity.text, "bath@60");
        (setup.choices.first, setup.choices.gaps)
    }

    #[test]
    fn plans_start_when_the_model_says_or_so_far_into_its_run() {
        assert_eq!(moments("pick = { first = 3, gaps = [1] }"), (3.0, vec![1.0]));
        assert_eq!(moments(""), (2.0, vec![0.0, 2.0, 4.0]));
    }
}
