//! Plans run: the race that finds the best, then a closer look at the best and at what they are held against.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use crate::analysis::bootstrap::{Resamples, spread};
use crate::analysis::claims::quantity::{self, Quantity};
use crate::analysis::estimate::{Estimate, quantile, quantiles, share};
use crate::analysis::paired::PairedDifference;
use crate::analysis::search::race::{Leader, Race, Round, Search, TOP};
use crate::analysis::search::shapley::{MOST_PICKS, ShapleyValues, shapley_values};
use crate::answer::ensemble::refusal;
use crate::answer::memo::assumptions::{Draws, draws};
use crate::answer::{Onlooker, Refusal, Work};
use crate::model::VariableId;
use crate::model::plan::Plan;
use crate::model::scenario::Pick;
use crate::results::{Results, Spread};
use crate::run::ensemble::{NotFinite, Part, RunError, WIDTH, over};
use crate::run::keep::{Wanted, keep};
use crate::text::plain;

use super::boxes::{self, BoxFound, BoxPlans};
use super::setup::Setup;

/// What came out.
pub struct Picked {
    /// Its leaders in the order in which they are told: see [`modest_first`].
    pub search: Search,
    /// The plan that stands highest, whichever is told first.
    pub highest: usize,
    /// How many cannot be told from it, itself included.
    pub ties: usize,
    /// What is told of the plans that were looked at closely, beside the objective.
    pub columns: Vec<Quantity>,
    /// The first plans, in the order of the leaders; none where the search was ended.
    pub top: Vec<CloseUp>,
    /// What they are held against, each with its name: nothing comes first.
    pub beside: Vec<(String, CloseUp)>,
    /// What each box does for the plan that stands highest; none where the search was ended.
    pub boxes: Vec<BoxFound>,
    /// What that plan brings more than nothing, and whether that is hardly more; None where the search was ended.
    pub gain: Option<Estimate>,
    pub nothing_is_needed: bool,
    /// What each pick of the best plan contributes; None where the search was ended, or the plan has too many picks.
    pub shapley: Option<ShapleyValues>,
    /// The best plan against doing nothing.
    pub odds: Option<PairedDifference>,
    /// What claims about the best plan may rest on, where a memo is wanted.
    pub draws: Vec<Draws>,
    /// Doing nothing and each of the top, replication by replication, turned so that more is better.
    pub nothing: Vec<f64>,
    pub gains: Vec<Vec<f64>>,
    /// Runs of the closer look.
    pub more_runs: u64,
}

/// A plan in all replications.
#[derive(Clone)]
pub struct CloseUp {
    pub plan: Plan,
    /// The objective by the criterion, turned so that more is better.
    pub objective: Estimate,
    /// Each of the columns: a median, or the share of an outcome class.
    pub columns: Vec<Estimate>,
    /// 5 and 95% points of each column.
    pub ranges: Vec<(f64, f64)>,
}

/// Tells that something is no number in some plans, and where first.
fn tell(setup: &Setup, (plan, wrong): &(Plan, NotFinite), onlooker: &dyn Onlooker) {
    let Setup { scenario, .. } = setup;
    onlooker.note(&format!(
        "warning: in some plans something became infinite or no number at all: first `{}` at {} {}, replication {}, seed {}, \
         with {}. Such values are left out of the figures.",
        scenario.model.variable(wrong.variable).name,
        scenario.time.unit,
        wrong.time,
        wrong.replication,
        scenario.seed,
        plan.words(&scenario.model)
    ));
}

/// What was taken from a plan's results, and what in them is no number.
type Ran<T> = Result<(T, Option<NotFinite>), RunError>;

/// Resamples for Shapley values.
const RESAMPLES: usize = 1000;

/// What of plans is kept, and who looks on while they run.
struct Runner<'a> {
    setup: &'a Setup,
    wanted: Wanted,
    work: &'a dyn Work,
    /// The first plan with something in it that is no number.
    not_finite: Option<(Plan, NotFinite)>,
}

/// Puts those first that cannot be told from the highest, and of them the one that starts the fewest picks at one moment,
/// then the cheapest: who fails fails by changing everything at once. The others stay in order.
fn modest_first(setup: &Setup, leaders: &mut [Leader]) {
    let cost = |plan: &Plan| plan.cost(&setup.scenario);
    leaders.sort_by(|a, b| {
        let [one, other] = [a, b].map(|leader| &setup.plans[leader.alternative]);
        let modest = || one.most_at_once().cmp(&other.most_at_once()).then(cost(one).total_cmp(&cost(other)));
        b.ties.cmp(&a.ties).then_with(|| if a.ties { modest() } else { Ordering::Equal })
    });
}

impl Picked {
    /// What the plan that is told first is called beside others.
    pub fn it(&self) -> &'static str {
        if self.ties > 1 { "the plan told first" } else { "the best plan" }
    }

    /// # Errors
    /// A scenario that cannot be run; that somebody ended it before anything was known.
    pub fn of(setup: &Setup, onlooker: &dyn Onlooker) -> Result<Picked, Refusal> {
        let scenario = &setup.scenario;
        let race = Race {
            alternatives: setup.plans.len(),
            replications: scenario.replications,
            criterion: setup.criterion,
            seed: scenario.seed,
            exhaustive: setup.exhaustive,
        };
        let work = onlooker.begin(&scenario.stem, 0);
        let wanted =
            Wanted { variables: Vec::new(), readings: setup.objective.readings(scenario), ..Wanted::default() };
        let mut runner = Runner { setup, wanted, work: &*work, not_finite: None };
        let mut runs = 0;
        let mut search = race.run(&*work, |round| {
            let now = round.alternatives.len() as u64 * (round.replications.end - round.replications.start);
            // The first round is known when there is a second.
            if runs > 0 {
                work.has_an_answer();
            }
            runs += now;
            work.expect(runs + round.later);
            runner.round(&round)
        })?;
        let Some(highest) = search.leaders.first().map(|leader| leader.alternative) else {
            return Err(Refusal::Ended);
        };
        modest_first(setup, &mut search.leaders);
        let ties = search.leaders.iter().filter(|leader| leader.ties).count();
        let columns = setup.columns();
        let mut picked = Picked {
            search,
            highest,
            ties,
            columns,
            top: Vec::new(),
            beside: Vec::new(),
            boxes: Vec::new(),
            gain: None,
            nothing_is_needed: false,
            shapley: None,
            odds: None,
            draws: Vec::new(),
            nothing: Vec::new(),
            gains: Vec::new(),
            more_runs: 0,
        };
        if !picked.search.ended {
            picked.look_closely(&mut runner)?;
        }
        let not_finite = runner.not_finite.take();
        drop(work);
        if let Some(wrong) = not_finite {
            tell(setup, &wrong, onlooker);
        }
        Ok(picked)
    }

    /// Runs the best plans, their parts and what they are held against in all replications, and keeps more of them.
    fn look_closely(&mut self, runner: &mut Runner) -> Result<(), Refusal> {
        let setup = runner.setup;
        let plan = |alternative: usize| setup.plans[alternative].clone();
        let top: Vec<Plan> = self.search.leaders.iter().take(TOP).map(|l| plan(l.alternative)).collect();
        let best = top[0].clone();
        let parts: Vec<Plan> = match best.picks.len() {
            k if k <= MOST_PICKS => (0..1usize << k).map(|set| best.part(|place| set & (1 << place) != 0)).collect(),
            _ => Vec::new(),
        };
        let beside = self.held_against(setup, &best);
        let highest = plan(self.highest);
        let of_boxes = self.box_plans(setup);
        let in_boxes = of_boxes.iter().flat_map(|own| own.with.iter().map(|(_, plan)| plan).chain([&own.without]));
        let mut plans: Vec<Plan> = Vec::new();
        for plan in
            top.iter().chain(&parts).chain(beside.iter().map(|(_, plan)| plan)).chain(in_boxes).chain([&highest])
        {
            if !plans.contains(plan) {
                plans.push(plan.clone());
            }
        }
        self.more_runs = plans.len() as u64 * setup.scenario.replications;
        runner.work.expect(self.search.runs + self.more_runs);
        let mut readings = runner.wanted.readings.clone();
        readings.extend(self.columns.iter().flat_map(|column| column.readings(&setup.scenario.time)));
        readings.extend(&setup.assumptions);
        runner.wanted.readings = readings;
        let replications = 0..setup.scenario.replications;
        let columns = &self.columns;
        let values = |results: &Results| columns.iter().map(|column| column.values(results)).collect::<Vec<_>>();
        // All plans have the same teams: what was drawn is the same with each.
        let drawn = |results: &Results| if results.scenario.picks == best.picks { draws(results) } else { Vec::new() };
        let take = |results: &Results| (setup.objective.gains(results), values(results), drawn(results));
        let Some(mut taken) = runner.run(&plans, &replications, take)? else {
            self.more_runs = 0;
            self.search.ended = true;
            return Ok(());
        };
        self.draws = std::mem::take(&mut taken[0].2);
        let rows: Vec<&[f64]> = taken.iter().map(|(gains, ..)| &gains[..]).collect();
        let judged = setup.criterion.judged(&rows);
        let resamples = Resamples::new(setup.scenario.seed, setup.scenario.replications as usize, RESAMPLES);
        let place = |plan: &Plan| plans.iter().position(|own| own == plan).unwrap_or(0);
        let close_up = |plan: &Plan| {
            let place = place(plan);
            let mut objective = resamples.estimate(setup.criterion, &judged[place]);
            if setup.objective.quantity.is_class {
                // Of none or all, resamples say that it is certain.
                let hits = judged[place].iter().filter(|value| **value != 0.0).count();
                objective.error = share(hits, judged[place].len()).error;
            }
            CloseUp::new(plan, objective, &self.columns, &taken[place].1)
        };
        self.top = top.iter().map(close_up).collect();
        self.beside = beside.iter().map(|(name, plan)| (name.clone(), close_up(plan))).collect();
        if !parts.is_empty() {
            let judged: Vec<Vec<f64>> = parts.iter().map(|part| judged[place(part)].clone()).collect();
            self.shapley = Some(shapley_values(setup.criterion, &judged, &resamples));
        }
        let of = |plan: &Plan| &judged[place(plan)][..];
        let at = [&highest, &Plan::default()]
            .map(|plan| (setup.criterion.of(of(plan)), resamples.of(setup.criterion, of(plan))));
        let gain = at[0].0 - at[1].0;
        self.gain = Some(Estimate { value: gain, error: spread(at[0].1.iter().zip(&at[1].1).map(|(a, b)| a - b)) });
        self.nothing_is_needed = setup.nothing_is_needed(at[1].0, gain);
        self.boxes = boxes::found(setup, of_boxes, &of, &resamples, gain);
        self.odds = Some(PairedDifference::of(rows[place(&Plan::default())], rows[place(&best)]));
        self.nothing = rows[place(&Plan::default())].to_vec();
        self.gains = top.iter().map(|plan| rows[place(plan)].to_vec()).collect();
        Ok(())
    }

    /// What the plan told first is held against, with names: nothing, what the file has, one box alone, all of a box, the
    /// plan without a box, what stands highest, everything at once. What is the same plan is there once.
    fn held_against(&self, setup: &Setup, best: &Plan) -> Vec<(String, Plan)> {
        let model = &setup.scenario.model;
        let start = setup.choices.first;
        let at_once = |is_in: &dyn Fn(usize) -> bool| {
            let picks = (0..model.interventions.len()).filter(|i| setup.choices.allowed[*i] && is_in(*i));
            Plan { picks: picks.map(|intervention| Pick::of(model, intervention, start)).collect() }
        };
        let mut out = vec![("nothing".to_string(), Plan::default())];
        if !setup.own.picks.is_empty() {
            out.push(("the scenario's own picks".into(), setup.own.clone()));
        }
        let boxes = 0..model.boxes.len();
        let unit = &setup.scenario.time.unit;
        let name = |index: usize| &model.boxes[index].title;
        let alone = |plan: &Plan| {
            let pick = &plan.picks[0];
            format!("{} alone, from {unit} {}", model.interventions[pick.intervention].title, plain(pick.start))
        };
        let single = self.best_known(setup, |plan| plan.picks.len() == 1);
        for index in boxes.clone() {
            let Some(pick) = best.pick_in(model, index).cloned() else { continue };
            let first = Plan { picks: vec![Pick { start, ..pick }] };
            let best_single = if single.as_ref() == Some(&first) { ", the best single pick" } else { "" };
            out.push((format!("{}{best_single}", alone(&first)), first));
        }
        if let Some(single) = single {
            out.push((format!("{}, the best single pick", alone(&single)), single));
        }
        for index in boxes.clone() {
            let all = at_once(&|i| model.interventions[i].in_box == index);
            if all.picks.len() > 1 {
                out.push((format!("all {} of \"{}\"", all.picks.len(), name(index)), all));
            }
        }
        for index in boxes.clone() {
            if best.pick_in(model, index).is_some() && best.picks.len() > 2 {
                let without = best.part(|place| model.interventions[best.picks[place].intervention].in_box != index);
                out.push((format!("{} without \"{}\"", self.it(), name(index)), without));
            }
        }
        let is_open = |index: &usize| !at_once(&|i| model.interventions[i].in_box == *index).picks.is_empty();
        let open = boxes.filter(is_open).count();
        let is_from_each = |plan: &Plan| plan.picks.len() == open;
        let each = if is_from_each(best) && open > 1 { ", one from each" } else { "" };
        out.push((format!("{}{each}", self.it()), best.clone()));
        if let Some(highest) = Some(&setup.plans[self.highest]).filter(|highest| *highest != best) {
            out.push(("the plan that stands highest".into(), highest.clone()));
        }
        if let Some(each) = self.best_known(setup, is_from_each).filter(|_| !is_from_each(best)) {
            out.push(("the best one from each".into(), each));
        }
        let everything = at_once(&|_| true);
        if everything.picks.len() > 1 {
            out.push((format!("all {} at once", everything.picks.len()), everything));
        }
        let mut seen: Vec<Plan> = Vec::new();
        out.retain(|(_, plan)| {
            let is_new = !seen.contains(plan);
            seen.push(plan.clone());
            is_new
        });
        out
    }

    /// For each box that is open the best plans with each of its picks and without any.
    fn box_plans(&self, setup: &Setup) -> Vec<BoxPlans> {
        let model = &setup.scenario.model;
        let of_box = |index: usize| {
            let own = (0..model.interventions.len())
                .filter(|i| setup.choices.allowed[*i] && model.interventions[*i].in_box == index);
            let has = |plan: &Plan, intervention| plan.picks.iter().any(|pick| pick.intervention == intervention);
            let with = own.filter_map(|i| Some((i, self.best_known(setup, |plan| has(plan, i))?))).collect();
            let without = self.best_known(setup, |plan| plan.pick_in(model, index).is_none())?;
            Some(BoxPlans { index, without, with })
        };
        (0..model.boxes.len()).filter_map(of_box).collect()
    }

    /// The best of some plans as far as is known: of those that got furthest, the one with the best number.
    fn best_known(&self, setup: &Setup, is_meant: impl Fn(&Plan) -> bool) -> Option<Plan> {
        let meant = (0..setup.plans.len()).filter(|index| is_meant(&setup.plans[*index]));
        let standing = |index: &usize| self.search.standings[*index];
        // Of equals the last is taken, and is to be the first.
        let best = meant.rev().max_by(|a, b| {
            let (a, b) = (standing(a), standing(b));
            a.replications.cmp(&b.replications).then(a.at.value.total_cmp(&b.at.value))
        })?;
        Some(setup.plans[best].clone())
    }
}

impl Setup {
    /// What is told of a plan beside its objective: what the model declares for it, else what people usually ask about; and
    /// the first outcome class.
    fn columns(&self) -> Vec<Quantity> {
        let (scenario, beside) = (&self.scenario, &self.scenario.model.pick.beside);
        let mut out = Quantity::usual(scenario);
        let class = out.iter().position(|quantity| quantity.is_class);
        // One class is enough: the first is where a team wants to be.
        let class = class.map(|class| out.split_off(class).swap_remove(0));
        if !beside.is_empty() {
            let end = |id: &VariableId| Quantity::at_the_end(scenario, *id, &quantity::name(scenario, *id)).ok();
            out = beside.iter().filter_map(end).collect();
        }
        out.extend(class);
        out
    }
}

impl Runner<'_> {
    fn round(&mut self, round: &Round) -> Result<Option<Vec<Vec<f64>>>, Refusal> {
        let setup = self.setup;
        let plans: Vec<Plan> = round.alternatives.iter().map(|index| setup.plans[*index].clone()).collect();
        self.run(&plans, &round.replications, |results| setup.objective.gains(results))
    }

    /// Runs plans on all threads and takes something from the results of each; None where somebody ended it.
    fn run<T: Send>(
        &mut self,
        plans: &[Plan],
        replications: &Range<u64>,
        take: impl Fn(&Results) -> T + Sync + Send,
    ) -> Result<Option<Vec<T>>, Refusal> {
        let scenario = &self.setup.scenario;
        let part = Part { replications: replications.clone(), width: WIDTH };
        let mut slots: Vec<Option<Ran<T>>> = plans.iter().map(|_| None).collect();
        over(&mut slots, |index, slot| {
            let scenario = plans[index].in_place_of_picks(scenario);
            let kept = keep(&scenario, &self.wanted, &part, self.work);
            let results = kept.map(|kept| Results::new(Arc::new(scenario), kept));
            *slot = Some(results.map(|results| (take(&results), results.not_finite().cloned())));
        });
        let mut out = Vec::new();
        for (slot, plan) in slots.into_iter().flatten().zip(plans) {
            match slot {
                Ok((taken, not_finite)) => {
                    out.push(taken);
                    if self.not_finite.is_none() {
                        self.not_finite = not_finite.map(|wrong| (plan.clone(), wrong));
                    }
                }
                Err(RunError::Ended) => return Ok(None),
                Err(error) => return Err(refusal(&plan.in_place_of_picks(scenario), error)),
            }
        }
        Ok(Some(out))
    }
}

impl CloseUp {
    /// `values` are those of the columns.
    fn new(plan: &Plan, objective: Estimate, columns: &[Quantity], values: &[Vec<f64>]) -> CloseUp {
        let estimate = |(column, values): (&Quantity, &Vec<f64>)| {
            if column.is_class {
                share(values.iter().filter(|value| **value != 0.0).count(), values.len())
            } else {
                quantile(Spread::Each(values), 0.5)
            }
        };
        let range = |values: &Vec<f64>| quantiles(Spread::Each(values), [0.05, 0.95]).into();
        let ranges = values.iter().map(range).collect();
        CloseUp { plan: plan.clone(), objective, columns: columns.iter().zip(values).map(estimate).collect(), ranges }
    }
}
