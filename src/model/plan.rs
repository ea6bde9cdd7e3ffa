//! Plans: every way to pick at most one intervention from each box, in which order and how far apart.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Model;
use super::moments::reached;
use super::scenario::{Pick, Scenario};

/// What a team may do: interventions with their starts, at most one from each box.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// In the order in which they start; at one moment, in the order of the boxes.
    pub picks: Vec<Pick>,
}

/// In which order the picks of a plan may start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Orders {
    /// In the order of the boxes in the model.
    #[default]
    Boxes,
    /// In every order.
    All,
}

impl Orders {
    pub const CHOICES: &[(&str, Orders)] = &[("boxes", Orders::Boxes), ("all", Orders::All)];

    pub fn name(self) -> &'static str {
        crate::text::toml::word_of(Orders::CHOICES, self)
    }
}

/// Which plans there are to choose from.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// Whether each intervention of the model may be picked.
    pub allowed: Vec<bool>,
    pub orders: Orders,
    /// When the first pick of a plan starts, on the model's time axis.
    pub first: f64,
    /// From the start of one pick to that of the next, in units of time.
    pub gaps: Vec<f64>,
    /// The most that a plan may cost, in the unit of the interventions' costs.
    pub budget: Option<f64>,
}

impl Plan {
    /// The change effort that its picks usually ask for, in the unit of the interventions' costs.
    pub fn cost(&self, scenario: &Scenario) -> f64 {
        let of = |pick: &Pick| scenario.usual(scenario.model.interventions[pick.intervention].cost);
        self.picks.iter().fold(0.0, |sum, pick| sum + pick.strength * of(pick))
    }

    /// What it picks from a box, by the box's index.
    pub fn pick_in(&self, model: &Model, index: usize) -> Option<&Pick> {
        self.picks.iter().find(|pick| model.interventions[pick.intervention].in_box == index)
    }

    /// The most picks that start at one moment.
    pub fn most_at_once(&self) -> usize {
        let starting = |start: f64| self.picks.iter().filter(|pick| pick.start == start).count();
        self.picks.iter().map(|pick| starting(pick.start)).max().unwrap_or(0)
    }

    /// The same without some of its picks: those stay for whose place `stays` is true, and start when they did.
    pub fn part(&self, stays: impl Fn(usize) -> bool) -> Plan {
        let picks = self.picks.iter().enumerate().filter(|(place, _)| stays(*place));
        Plan { picks: picks.map(|(_, pick)| pick.clone()).collect() }
    }

    /// A scenario in which this is done, in place of its own picks.
    pub fn in_place_of_picks(&self, scenario: &Scenario) -> Scenario {
        Scenario { picks: self.picks.clone(), ..scenario.clone() }
    }

    /// "quick_wins@4, not_now@12": names as they are typed, and moments.
    pub fn words(&self, model: &Model) -> String {
        if self.picks.is_empty() {
            return "nothing".into();
        }
        let words =
            |pick: &Pick| format!("{}@{}", model.interventions[pick.intervention].name, crate::text::plain(pick.start));
        self.picks.iter().map(words).collect::<Vec<_>>().join(", ")
    }
}

impl Choices {
    /// Every plan that may be chosen, each once, beginning with the one that does nothing.
    ///
    /// Plans of no pick or one are the same whatever the gap, and plans whose picks start together whatever the order.
    pub fn plans(&self, scenario: &Scenario) -> Vec<Plan> {
        let mut gaps: Vec<f64> = Vec::new();
        for gap in &self.gaps {
            if !gaps.contains(gap) {
                gaps.push(*gap);
            }
        }
        let mut out = Vec::new();
        for combination in self.combinations(&scenario.model) {
            let cost = self.apart(&scenario.model, &combination, 0.0).cost(scenario);
            if self.budget.is_some_and(|budget| cost > budget) {
                continue;
            }
            for &gap in if combination.len() < 2 { &[0.0][..] } else { &gaps } {
                match self.orders {
                    Orders::All if gap != 0.0 => {
                        each_order(&combination, &mut |order| out.push(self.apart(&scenario.model, order, gap)));
                    }
                    _ => out.push(self.apart(&scenario.model, &combination, gap)),
                }
            }
        }
        out
    }

    /// How many plans there are at most, whatever they cost: to be asked before they are made.
    pub fn most_plans(&self, model: &Model) -> usize {
        // combinations[k]: in how many ways k can be picked.
        let mut combinations = vec![1usize];
        for index in 0..model.boxes.len() {
            let is_in = |i: &usize| self.allowed[*i] && model.interventions[*i].in_box == index;
            let in_box = (0..model.interventions.len()).filter(is_in).count();
            combinations.push(0);
            for k in (1..combinations.len()).rev() {
                combinations[k] = combinations[k].saturating_add(combinations[k - 1].saturating_mul(in_box));
            }
        }
        let mut orders = 1usize;
        let mut most = 0usize;
        for (k, ways) in combinations.into_iter().enumerate() {
            orders = orders.saturating_mul(if self.orders == Orders::All { k.max(1) } else { 1 });
            let apart = if k < 2 { 1 } else { self.gaps.len() };
            most = most.saturating_add(ways.saturating_mul(orders).saturating_mul(apart));
        }
        most
    }

    /// At most one allowed intervention from each box, in the order of the boxes; none at all comes first.
    fn combinations(&self, model: &Model) -> Vec<Vec<usize>> {
        let mut out = vec![Vec::new()];
        for index in 0..model.boxes.len() {
            let in_box =
                (0..model.interventions.len()).filter(|i| self.allowed[*i] && model.interventions[*i].in_box == index);
            let before = out.clone();
            for intervention in in_box {
                out.extend(before.iter().map(|others| [&others[..], &[intervention]].concat()));
            }
        }
        out
    }

    fn apart(&self, model: &Model, interventions: &[usize], gap: f64) -> Plan {
        let pick = |(place, own): (usize, &usize)| Pick::of(model, *own, reached(self.first, gap, place));
        Plan { picks: interventions.iter().enumerate().map(pick).collect() }
    }
}

/// Calls `visit` with every order of some items, the given one first.
fn each_order(items: &[usize], visit: &mut dyn FnMut(&[usize])) {
    fn from(place: usize, items: &mut Vec<usize>, visit: &mut dyn FnMut(&[usize])) {
        if place + 1 >= items.len() {
            return visit(items);
        }
        for next in place..items.len() {
            let item = items.remove(next);
            items.insert(place, item);
            from(place + 1, items, visit);
            let item = items.remove(place);
            items.insert(next, item);
        }
    }
    from(0, &mut items.to_vec(), visit);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file;
    use crate::model::{Better, DistributionKind};
    use crate::text::toml::assert_one_word_each;

    #[test]
    fn files_and_questions_have_the_same_words() {
        assert_one_word_each(Orders::CHOICES);
        assert_one_word_each(Better::CHOICES);
        assert_one_word_each(DistributionKind::CHOICES);
    }

    fn choices(model: &Model) -> Choices {
        let allowed = vec![true; model.interventions.len()];
        Choices { allowed, orders: Orders::Boxes, first: 4.0, gaps: vec![0.0, 4.0, 8.0], budget: None }
    }

    #[test]
    fn of_boxes_of_3_6_4_6_there_are_980_combinations() {
        let scenario = Scenario::of_model(file::shipped());
        let model = &*scenario.model;
        let plans = choices(model).plans(&scenario);
        // Three gaps of each but those of no pick or one: (980 - 20) * 3 + 20.
        assert_eq!(plans.len(), 2900);
        assert_eq!(plans[0], Plan::default());
        for (index, plan) in plans.iter().enumerate() {
            let boxes: Vec<usize> = plan.picks.iter().map(|p| model.interventions[p.intervention].in_box).collect();
            assert!(boxes.windows(2).all(|pair| pair[0] < pair[1]), "{boxes:?}");
            assert!(!plans[..index].contains(plan), "{plan:?} twice");
        }
        assert_eq!(choices(model).most_plans(model), 2900);
        let one_gap = Choices { gaps: vec![8.0, 8.0], ..choices(model) };
        assert_eq!(one_gap.plans(&scenario).len(), 980);
    }

    #[test]
    fn orders_matter_only_apart() {
        let scenario = Scenario::of_model(file::shipped());
        let model = &*scenario.model;
        let together = Choices { orders: Orders::All, gaps: vec![0.0], ..choices(model) };
        assert_eq!(together.plans(&scenario).len(), 980);
        // Of k picks k! orders: 1 + 19 + 132*2 + 396*6 + 432*24, by the elementary symmetric sums of 3, 6, 4, 6.
        let apart = Choices { orders: Orders::All, gaps: vec![6.0], ..choices(model) };
        assert_eq!(apart.most_plans(model), apart.plans(&scenario).len());
        assert_eq!(apart.plans(&scenario).len(), 1 + 19 + 132 * 2 + 396 * 6 + 432 * 24);
    }

    #[test]
    fn every_order_comes_once() {
        let mut seen = Vec::new();
        each_order(&[1, 2, 3], &mut |order| seen.push(order.to_vec()));
        assert_eq!(seen, [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]]);
        each_order(&[], &mut |order| assert!(order.is_empty()));
    }

    #[test]
    fn budget_and_what_is_allowed_leave_plans_out() {
        let scenario = Scenario::of_model(file::shipped());
        let model = &*scenario.model;
        let index = |name: &str| model.interventions.iter().position(|i| i.name == name).unwrap();
        let mut few = choices(model);
        few.allowed = vec![false; model.interventions.len()];
        for name in ["demo", "quick_wins", "wip_limit"] {
            few.allowed[index(name)] = true;
        }
        let words = |plans: &[Plan]| plans.iter().map(|plan| plan.words(model)).collect::<Vec<_>>();
        few.gaps = vec![8.0];
        let all =
            ["nothing", "quick_wins@4", "demo@4", "wip_limit@4", "quick_wins@4, wip_limit@12", "demo@4, wip_limit@12"];
        assert_eq!(words(&few.plans(&scenario)), all);
        few.budget = Some(7.0);
        let plans = few.plans(&scenario);
        assert_eq!(words(&plans), [&all[..4], &all[5..]].concat());
        assert_eq!(plans[4].cost(&scenario), 7.0);
    }

    #[test]
    fn a_part_keeps_its_starts() {
        let scenario = Scenario::of_model(file::shipped());
        let model = &*scenario.model;
        let plans = choices(model).plans(&scenario);
        let at_once = |starts: &[f64]| {
            let pick = |start: &f64| Pick::of(model, 0, *start);
            Plan { picks: starts.iter().map(pick).collect() }.most_at_once()
        };
        assert_eq!([at_once(&[]), at_once(&[4.0]), at_once(&[4.0, 8.0]), at_once(&[4.0, 8.0, 8.0])], [0, 1, 1, 2]);
        let whole = plans.last().unwrap();
        let part = whole.part(|place| place != 1);
        assert_eq!(part.picks[..], [whole.picks[0].clone(), whole.picks[2].clone(), whole.picks[3].clone()]);
    }
}
