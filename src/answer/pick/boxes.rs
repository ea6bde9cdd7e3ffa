//! Which boxes count, and which picks of a box can be told apart: in teams whose interventions differ in size as their
//! ranges say.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::bootstrap::{Resamples, spread};
use crate::analysis::estimate::Estimate;
use crate::analysis::outcome::of_hundred;
use crate::answer::Words;
use crate::answer::machine::{Estimated, Number};
use crate::answer::numbers::{person, small};
use crate::answer::words::Rows;
use crate::model::plan::Plan;

use super::data::PlanData;
use super::search::Picked;
use super::setup::Setup;
use super::words::{bracketed, first_words, with_error};

/// How many errors from zero a difference can be told.
const TOLD: f64 = 2.0;

/// Of what the best plan brings, the part from which on a box counts. A convention.
const COUNTS: f64 = 0.1;

/// Nothing is needed where the best plan brings no more than this part of what comes by itself; of an outcome class, where it
/// brings no more than this share into it. A convention.
const NEEDED: f64 = 0.05;

/// What a box does for the best plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// A tenth or more of what the best plan brings is missing without it.
    Counts,
    /// Less than a tenth is.
    CountsLittle,
    /// Whether something is missing without it cannot be told.
    CannotBeTold,
    /// Any pick of it costs more than it brings.
    CostsMore,
}

impl Weight {
    fn words(self) -> &'static str {
        match self {
            Weight::Counts => "counts",
            Weight::CountsLittle => "counts little",
            Weight::CannotBeTold => "cannot be told",
            Weight::CostsMore => "costs more",
        }
    }

    fn of(brings: Estimate, whole: f64) -> Weight {
        match brings.value {
            value if value.abs() <= TOLD * brings.error || value == 0.0 => Weight::CannotBeTold,
            value if value < 0.0 => Weight::CostsMore,
            value if value < COUNTS * whole => Weight::CountsLittle,
            _ => Weight::Counts,
        }
    }
}

/// The best plans with each pick of a box and without any, as far as the search knows them.
pub struct BoxPlans {
    /// Its place in the model.
    pub index: usize,
    pub without: Plan,
    /// Interventions and plans.
    pub with: Vec<(usize, Plan)>,
}

/// A plan, and the objective by the criterion.
pub struct Valued {
    pub plan: Plan,
    pub value: f64,
}

/// A box.
pub struct BoxFound {
    pub index: usize,
    /// The best plan without a pick of it, and the best with one.
    pub without: Valued,
    pub with: Valued,
    /// How much more the latter brings.
    pub brings: Estimate,
    pub weight: Weight,
    /// Its picks, the best first.
    pub picks: Vec<PickFound>,
}

/// A pick of a box.
pub struct PickFound {
    pub intervention: usize,
    /// The best plan with it.
    pub best: Valued,
    /// How far that is behind the best plan with a pick of this box.
    pub behind: Estimate,
}

impl PickFound {
    /// Whether it cannot be told from the best of its box.
    pub fn ties(&self) -> bool {
        self.behind.value <= TOLD * self.behind.error
    }
}

/// What boxes do, from plans run in the same replications: `judged` has what a plan is judged by in each.
pub fn found<'a>(
    setup: &Setup,
    plans: Vec<BoxPlans>,
    judged: &dyn Fn(&Plan) -> &'a [f64],
    resamples: &Resamples,
    whole: f64,
) -> Vec<BoxFound> {
    let taken = |plan: Plan| {
        let (value, resampled) = (setup.criterion.of(judged(&plan)), resamples.of(setup.criterion, judged(&plan)));
        (Valued { plan, value }, resampled)
    };
    let apart = |a: &(Valued, Vec<f64>), b: &(Valued, Vec<f64>)| Estimate {
        value: a.0.value - b.0.value,
        error: spread(a.1.iter().zip(&b.1).map(|(a, b)| a - b)),
    };
    let of_box = |own: BoxPlans| {
        let without = taken(own.without);
        let mut with: Vec<_> = own.with.into_iter().map(|(intervention, plan)| (intervention, taken(plan))).collect();
        with.sort_by(|a, b| b.1.0.value.total_cmp(&a.1.0.value));
        let best = &with.first()?.1;
        let brings = apart(best, &without);
        let behind: Vec<Estimate> = with.iter().map(|(_, one)| apart(best, one)).collect();
        let best = Valued { plan: best.0.plan.clone(), value: best.0.value };
        let picks = with.into_iter().zip(behind);
        let pick = |((intervention, (best, _)), behind)| PickFound { intervention, best, behind };
        let (index, weight) = (own.index, Weight::of(brings, whole));
        Some(BoxFound { index, without: without.0, with: best, brings, weight, picks: picks.map(pick).collect() })
    };
    plans.into_iter().filter_map(of_box).collect()
}

/// A box, and what it does for the best plan.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BoxData {
    /// Its name.
    #[serde(rename = "box")]
    pub name: String,
    /// What it does for the best plan.
    pub weight: Weight,
    /// What the best plan with a pick of it brings more than the best without, in the objective's unit, turned so that more is
    /// better.
    pub brings: Estimated,
    /// The objective by the criterion with the best plan that has no pick of it.
    pub value_without: Number,
    /// That plan.
    pub without: PlanData,
    /// The objective by the criterion with the best plan that has a pick of it.
    pub value_with: Number,
    /// Its picks, each in the best plan that has it; the best first.
    pub picks: Vec<PickInBox>,
}

/// A pick of a box, in the best plan that has it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PickInBox {
    /// The name of the intervention.
    pub intervention: String,
    /// How far that plan is behind the best plan with a pick of this box.
    pub behind: Estimated,
    /// Whether it cannot be told from that: it is behind by no more than two Monte Carlo errors.
    pub ties: bool,
    /// That plan.
    pub plan: PlanData,
}

impl Setup {
    /// Whether what comes by itself is nearly as good as what the best plan brings: `gain` is what that brings more.
    pub fn nothing_is_needed(&self, nothing: f64, gain: f64) -> bool {
        let whole = if self.objective.quantity.is_class { 1.0 } else { nothing.abs() };
        gain <= NEEDED * whole
    }

    pub fn boxes_told(&self, picked: &Picked) -> Vec<BoxData> {
        let model = &self.scenario.model;
        let pick = |pick: &PickFound| PickInBox {
            intervention: model.interventions[pick.intervention].name.clone(),
            behind: pick.behind.into(),
            ties: pick.ties(),
            plan: self.plan(&pick.best.plan),
        };
        let told = |own: &BoxFound| BoxData {
            name: model.boxes[own.index].name.clone(),
            weight: own.weight,
            brings: own.brings.into(),
            value_without: self.own(own.without.value).into(),
            without: self.plan(&own.without.plan),
            value_with: self.own(own.with.value).into(),
            picks: own.picks.iter().map(pick).collect(),
        };
        picked.boxes.iter().map(told).collect()
    }

    /// "Nothing is needed: ...", where that is so and something else is told first.
    pub fn nothing_needed(&self, picked: &Picked) -> String {
        let is_told = self.plans[picked.search.leaders[0].alternative].picks.is_empty();
        let Some(gain) = picked.gain.filter(|_| picked.nothing_is_needed && !is_told) else { return String::new() };
        let Some((_, nothing)) = picked.beside.first() else { return String::new() };
        let one = self.scenario.one();
        if self.objective.quantity.is_class {
            let shares = [nothing.objective.value, nothing.objective.value + gain.value].map(of_hundred);
            let class = first_words(&self.objective.quantity.words);
            return format!(
                "Nothing is needed: left alone {} of 100 such {one}s are {class}, and with the best plan {}.\n",
                shares[0], shares[1]
            );
        }
        let class = picked.columns.iter().position(|column| column.is_class);
        let class = class.map_or(String::new(), |class| {
            let words = first_words(&picked.columns[class].words);
            format!(" Left alone, {} of 100 such {one}s are {words}.", of_hundred(nothing.columns[class].value))
        });
        let percent = 100.0 * gain.value / nothing.objective.value.abs();
        let percent = person(percent);
        let brings = match self.objective.less {
            true => format!("with the best plan {} is {percent}% lower", first_words(&self.objective.quantity.words)),
            false => format!("the best plan brings {percent}% more"),
        };
        format!("Nothing is needed: {brings} than doing nothing.{class}\n")
    }

    /// Each box with the best plan with a pick of it and without.
    pub fn box_rows(&self, picked: &Picked) -> Rows {
        let measure = bracketed(&self.measure());
        let title = format!("Which boxes count {measure}");
        let brings = if self.objective.less { "it takes away" } else { "it brings" };
        let mut rows = vec![[title.trim_end(), "with it", "without it", brings, ""].map(String::from).to_vec()];
        for own in &picked.boxes {
            let [with, without] = [&own.with, &own.without].map(|at| person(self.shown(at.value)));
            let brings = with_error(self.difference(own.brings));
            let name = format!("  {}", self.scenario.model.boxes[own.index].title);
            rows.push(vec![name, with, without, brings, own.weight.words().into()]);
        }
        rows
    }

    /// The picks of each box that counts, and how far each is behind the best.
    pub fn pick_rows(&self, picked: &Picked) -> Rows {
        let counts = |own: &&BoxFound| matches!(own.weight, Weight::Counts | Weight::CountsLittle);
        let mut rows: Rows = Vec::new();
        for own in picked.boxes.iter().filter(counts) {
            rows.push(vec![format!("  {}", self.scenario.model.boxes[own.index].title), String::new()]);
            let several = own.picks.iter().filter(|pick| pick.ties()).count() > 1;
            for pick in &own.picks {
                let ties = if several && pick.ties() { "=" } else { " " };
                let Estimate { value, error } = self.difference(pick.behind);
                let behind = match value {
                    0.0 => "the best".to_string(),
                    value => format!("{} behind, error {}", person(value), small(error)),
                };
                rows.push(vec![format!("  {ties} {}", self.title(pick.intervention)), behind]);
            }
        }
        if !rows.is_empty() {
            rows.insert(0, ["Which pick of a box", "the best plan with it"].map(String::from).to_vec());
        }
        rows
    }

    pub fn say_boxes(&self, picked: &Picked, out: &mut Words) {
        if picked.boxes.is_empty() {
            return;
        }
        out.table(self.box_rows(picked));
        out.say("\n");
        let rows = self.pick_rows(picked);
        if !rows.is_empty() {
            out.table(rows);
            out.say("\n");
        }
    }
}
