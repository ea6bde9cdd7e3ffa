//! What machines read of a search among plans.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::criterion::Criterion;
use crate::analysis::estimate::Estimate;
use crate::analysis::search::race::{Leader, TOP};
use crate::analysis::search::shapley::ShapleyValues;
use crate::answer::machine::{Estimated, Number, OutcomeName};
use crate::model::ChangeKind;
use crate::model::plan::Plan;
use crate::model::scenario::Pick;
use crate::results::{field, shortest};

use super::boxes::BoxData;
use super::search::{CloseUp, Picked};
use super::setup::Setup;

/// Which plan is best, how sure that is, and what each of its picks contributes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Data {
    /// The file that the scenario was read from.
    pub file: String,
    /// The title of the scenario.
    pub title: String,
    /// What plans are to bring, and by what they are ranked.
    pub objective: ObjectiveData,
    /// The seed of all luck, the same for all plans.
    pub seed: u64,
    /// How many replications there are: the best plans have each of them.
    pub replications: u64,
    /// How many plans there are.
    pub plans: u64,
    /// Whether every plan was run in every replication.
    pub exhaustive: bool,
    /// Whether somebody ended the search: then the answer is what was known by then.
    pub ended: bool,
    /// Runs of the model that the search took, one a replication of a plan.
    pub runs: u64,
    /// Runs that it takes to run every plan in every replication.
    pub runs_of_all_plans: u64,
    /// Runs that the closer look at the best plans took.
    pub runs_of_the_closer_look: u64,
    /// In how many replications the leaders were run.
    pub replications_of_leaders: u64,
    /// The plan with the best value, whichever is told first.
    pub highest: PlanData,
    /// How often the plan that stands highest is the best of all in such searches: from 0 to 1.
    pub confidence: Number,
    /// How many plans cannot be told from the highest, itself included.
    pub ties: u64,
    /// How often the best plan of all is among those that tie: from 0 to 1.
    pub confidence_of_ties: Number,
    /// Whether doing nothing is among those that tie.
    pub nothing_ties: bool,
    /// Whether the best plan brings hardly more than comes by itself: a twentieth of that at most, or of an outcome class five in
    /// a hundred.
    pub nothing_is_needed: bool,
    /// What each box does for the plan that stands highest, and which of its picks can be told apart; empty where the search was
    /// ended.
    pub boxes: Vec<BoxData>,
    /// The first ten plans, and all that tie, in the order in which they are told: of those that tie, the one that starts
    /// the fewest picks at one moment comes first, then the cheapest.
    pub leaders: Vec<LeaderData>,
    /// A closer look at the first ten; empty where the search was ended.
    pub top: Vec<CloseUpData>,
    /// The plan that is told first against doing nothing; null where the search was ended.
    pub against_nothing: Option<AgainstNothing>,
    /// What each pick of the plan that is told first contributes; null where the search was ended, or the plan has more than
    /// ten picks.
    pub contributions: Option<ContributionsData>,
    /// The plan that is told first beside what it is held against: nothing, one box alone, everything at once and others.
    pub side_by_side: Vec<BesideData>,
}

/// What plans are to bring, and by what they are ranked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ObjectiveData {
    /// What it is called; null where it has no name of its own.
    pub name: Option<String>,
    /// It as a claim writes it: `trust@104`.
    pub outcome: String,
    /// What it is, in words: "trust, week 104".
    pub label: String,
    /// Its unit, or what a pure number runs on; empty where neither is known.
    pub unit: String,
    /// Whether less of it is better.
    pub less_is_better: bool,
    /// By what plans are ranked.
    pub by: Criterion,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PlanData {
    /// What is picked, in the order in which it starts; empty where nothing is.
    pub picks: Vec<PickData>,
    /// What it costs, in change effort.
    pub cost: Number,
}

/// An intervention that is picked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PickData {
    /// The name of its box.
    #[serde(rename = "box")]
    pub of_box: String,
    /// Its name.
    pub intervention: String,
    /// When it starts, in the model's unit of time.
    pub start: Number,
    /// Whether it is learned or decided.
    pub kind: ChangeKind,
}

/// One of the best plans, as the search found it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LeaderData {
    #[serde(flatten)]
    pub plan: PlanData,
    /// The objective by the criterion, in the objective's unit; of an outcome class its chance, from 0 to 1.
    pub value: Number,
    /// The standard error of the value.
    pub monte_carlo_error: Number,
    /// How far it is behind the highest: paired, so that shared luck does not count.
    pub behind: Estimated,
    /// Whether it cannot be told from the highest: it is behind by less than two Monte Carlo errors.
    pub ties: bool,
    /// The most picks that it starts at one moment.
    pub most_at_once: u64,
    /// The chance that it is the best of those that were not dropped: from 0 to 1.
    pub chance_of_being_best: Number,
}

/// A plan in all replications.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CloseUpData {
    #[serde(flatten)]
    pub plan: PlanData,
    /// The objective by the criterion, in the objective's unit; of an outcome class its chance, from 0 to 1.
    pub value: Number,
    /// The standard error of the value.
    pub monte_carlo_error: Number,
    /// What else comes of it.
    pub outcomes: Vec<OutcomeData>,
}

/// An outcome of a plan, over all replications.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OutcomeData {
    #[serde(flatten)]
    pub named: OutcomeName,
    /// Of an outcome class, the share of replications that are in it, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<Number>,
    /// Of a number, its median.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median: Option<Number>,
    /// The standard error of the share or the median.
    pub monte_carlo_error: Number,
    /// Of a number, the value that 5% of replications are below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p5: Option<Number>,
    /// Of a number, the value that 95% of replications are below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p95: Option<Number>,
}

/// A plan against doing nothing, replication by replication. Gains are turned so that more is better.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AgainstNothing {
    /// The share of replications in which the plan is better.
    pub share_better: Estimated,
    /// The median of what it gains, in the objective's unit.
    pub median_gain: Estimated,
    /// The gain that 5% of replications are below.
    pub p5: Number,
    /// The gain that 95% of replications are below.
    pub p95: Number,
}

/// What each pick of a plan contributes to what the plan brings by the criterion, in the objective's unit, turned so that
/// more is better.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ContributionsData {
    /// What the whole plan brings more than nothing: the Shapley values add up to it.
    pub gain: Estimated,
    /// Each pick, in the order in which they start.
    pub picks: Vec<ContributionData>,
    /// Every pair of picks.
    pub pairs: Vec<InteractionData>,
}

/// What one pick contributes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ContributionData {
    /// The name of the intervention.
    pub intervention: String,
    /// What it brings alone.
    pub alone: Estimated,
    /// What would be lost without it.
    pub leave_one_out: Estimated,
    /// Its Shapley value: what it adds on average over all orders in which the picks could join.
    pub shapley: Estimated,
}

/// What two picks do together beyond what each does.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct InteractionData {
    /// The names of the interventions.
    pub pair: [String; 2],
    /// Their Shapley interaction index: above 0 they need each other, below 0 one can stand in for the other.
    pub interaction: Estimated,
}

/// What a plan is held against.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BesideData {
    /// What it is, in words.
    pub name: String,
    #[serde(flatten)]
    pub close_up: CloseUpData,
}

impl Setup {
    /// Every plan as far as it got: a column a box with the pick and one with its start, cost, in how many replications it
    /// was run, the objective by the criterion and its Monte Carlo error; of leaders the place at which they are told,
    /// how far they are behind the highest, the error of that, and whether they cannot be told from it.
    pub fn csv(&self, picked: &Picked) -> String {
        let model = &self.scenario.model;
        let boxes = model.boxes.iter().flat_map(|own| [field(&own.name), field(&format!("{}_start", own.name))]);
        let mut head: Vec<String> = boxes.collect();
        let others = ["cost", "replications", "value", "monte_carlo_error", "place", "behind", "behind_error", "ties"];
        head.extend(others.map(String::from));
        let mut out = head.join(",") + "\n";
        let mut places: Vec<Option<(usize, &Leader)>> = vec![None; self.plans.len()];
        for (place, leader) in picked.search.leaders.iter().enumerate() {
            places[leader.alternative] = Some((place + 1, leader));
        }
        for (index, plan) in self.plans.iter().enumerate() {
            let standing = picked.search.standings[index];
            let mut row: Vec<String> = Vec::new();
            for own in 0..model.boxes.len() {
                let pick = plan.pick_in(model, own);
                row.extend(pick.map_or([String::new(), String::new()], |pick| {
                    [field(&model.interventions[pick.intervention].name), shortest(pick.start)]
                }));
            }
            row.extend([shortest(plan.cost(&self.scenario)), standing.replications.to_string()]);
            // Of a leader what was found last, from more resamples.
            let at = places[index].map_or(standing.at, |(_, leader)| leader.at);
            row.extend([shortest(self.own(at.value)), shortest(at.error)]);
            row.extend(places[index].map_or([(); 4].map(|()| String::new()), |(place, leader)| {
                let behind = [leader.behind.value, leader.behind.error].map(shortest);
                [&[place.to_string()], &behind[..], &[leader.ties.to_string()]].concat().try_into().unwrap_or_default()
            }));
            out.push_str(&row.join(","));
            out.push('\n');
        }
        out
    }

    pub fn told(&self, picked: &Picked) -> Data {
        let search = &picked.search;
        let quantity = &self.objective.quantity;
        let told = search.leaders.iter().enumerate().filter(|(place, leader)| *place < TOP || leader.ties);
        let is_nothing = |leader: &Leader| leader.ties && self.plans[leader.alternative].picks.is_empty();
        Data {
            file: self.scenario.source.name.clone(),
            title: self.scenario.title.clone(),
            objective: ObjectiveData {
                name: self.objective.name.clone(),
                outcome: quantity.text.clone(),
                label: quantity.words.clone(),
                unit: quantity.measure.clone(),
                less_is_better: self.objective.less,
                by: self.criterion,
            },
            seed: self.scenario.seed,
            replications: self.scenario.replications,
            plans: self.plans.len() as u64,
            exhaustive: self.exhaustive,
            ended: search.ended,
            runs: search.runs,
            runs_of_all_plans: self.plans.len() as u64 * self.scenario.replications,
            runs_of_the_closer_look: picked.more_runs,
            replications_of_leaders: search.replications,
            highest: self.plan(&self.plans[picked.highest]),
            confidence: search.confidence.into(),
            ties: picked.ties as u64,
            confidence_of_ties: search.confidence_of_ties.into(),
            nothing_ties: search.leaders.iter().any(is_nothing),
            nothing_is_needed: picked.nothing_is_needed,
            boxes: self.boxes_told(picked),
            leaders: told.map(|(_, leader)| self.leader(leader)).collect(),
            top: picked.top.iter().map(|close_up| self.close_up(picked, close_up)).collect(),
            against_nothing: picked.odds.as_ref().map(|odds| AgainstNothing {
                share_better: odds.more.into(),
                median_gain: odds.median.into(),
                p5: odds.range().0.into(),
                p95: odds.range().1.into(),
            }),
            contributions: picked
                .shapley
                .as_ref()
                .zip(picked.top.first())
                .map(|(shapley, best)| self.contributions(shapley, &best.plan)),
            side_by_side: picked
                .beside
                .iter()
                .map(|(name, close_up)| BesideData { name: name.clone(), close_up: self.close_up(picked, close_up) })
                .collect(),
        }
    }

    pub fn plan(&self, plan: &Plan) -> PlanData {
        let model = &self.scenario.model;
        let pick = |pick: &Pick| {
            let own = &model.interventions[pick.intervention];
            PickData {
                of_box: model.boxes[own.in_box].name.clone(),
                intervention: own.name.clone(),
                start: pick.start.into(),
                kind: pick.kind,
            }
        };
        PlanData { picks: plan.picks.iter().map(pick).collect(), cost: plan.cost(&self.scenario).into() }
    }

    fn leader(&self, leader: &Leader) -> LeaderData {
        let plan = &self.plans[leader.alternative];
        LeaderData {
            plan: self.plan(plan),
            value: self.own(leader.at.value).into(),
            monte_carlo_error: leader.at.error.into(),
            behind: leader.behind.into(),
            ties: leader.ties,
            most_at_once: plan.most_at_once() as u64,
            chance_of_being_best: leader.chance.into(),
        }
    }

    fn close_up(&self, picked: &Picked, close_up: &CloseUp) -> CloseUpData {
        let columns = picked.columns.iter().zip(&close_up.columns).zip(&close_up.ranges);
        let outcome = |((column, at), (low, high)): ((&Quantity, &Estimate), &(f64, f64))| {
            let number = |value: f64| (!column.is_class).then(|| Number::from(value));
            OutcomeData {
                named: OutcomeName::of(column, &self.scenario.model),
                share: column.is_class.then(|| at.value.into()),
                median: number(at.value),
                monte_carlo_error: at.error.into(),
                p5: number(*low),
                p95: number(*high),
            }
        };
        CloseUpData {
            plan: self.plan(&close_up.plan),
            value: self.own(close_up.objective.value).into(),
            monte_carlo_error: close_up.objective.error.into(),
            outcomes: columns.map(outcome).collect(),
        }
    }

    fn contributions(&self, shapley: &ShapleyValues, best: &Plan) -> ContributionsData {
        let name = |place: usize| self.scenario.model.interventions[best.picks[place].intervention].name.clone();
        let shares = shapley.picks.iter().enumerate().map(|(place, share)| ContributionData {
            intervention: name(place),
            alone: share.alone.into(),
            leave_one_out: share.leave_one_out.into(),
            shapley: share.shapley.into(),
        });
        let pairs = shapley.pairs.iter().map(|pair| InteractionData {
            pair: [name(pair.picks.0), name(pair.picks.1)],
            interaction: pair.index.into(),
        });
        ContributionsData { gain: shapley.gain.into(), picks: shares.collect(), pairs: pairs.collect() }
    }
}
