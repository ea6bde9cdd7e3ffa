//! What a leader reads of a plan: the team, what to do and when, what to expect on the way, and by which signs to see that it
//! works.

use crate::analysis::paired::over_time;
use crate::analysis::paired::sign::shows_from;
use crate::answer::memo::Part;
use crate::answer::numbers::person;
use crate::answer::words::Rows;
use crate::model::VariableId;
use crate::model::room::Tank;
use crate::model::scenario::Scenario;
use crate::text::{capital, plain};

use super::{Comparison, Ran};

/// So many signs are told: with more of them one would always be seen.
const SIGNS: usize = 3;

/// A sign that a plan works, as a room calls what shows it.
pub struct Sign<'a> {
    pub tank: &'a Tank,
    /// From this saved moment on it shows, to the end.
    pub at: usize,
    /// The medians there.
    pub with: f64,
    pub without: f64,
}

impl Comparison {
    /// The parts of a memo that are about a plan, where the second scenario is one for the team of the first.
    pub(super) fn plan_parts(&self) -> Vec<Part> {
        let (base, plan) = (&self.ran[0], &self.ran[1]);
        let team = Part { texts: our_team(base.scenario()), ..Part::of("Our team") };
        let steps = Part { rows: steps(plan.scenario()), ..Part::of("Do this") };
        let expect = Part { texts: self.expected(), ..Part::of("What to expect") };
        vec![team, steps, expect, self.early_signs(plan)]
    }

    /// How each outcome that is a number gets there, dip and all.
    fn expected(&self) -> Vec<String> {
        let numbers = self.outcomes.iter().filter(|compared| !compared.quantity.is_class && compared.is_told(0));
        let way = |compared: &super::Compared| {
            let way = self.on_the_way(&compared.quantity, compared.courses.first()?)?;
            Some(format!("{}: {way}.", capital(super::words::first_words(&compared.quantity))))
        };
        numbers.filter_map(way).collect()
    }

    fn early_signs(&self, plan: &Ran) -> Part {
        let signs = self.signs(plan);
        let heading = "Early signs, and when to stop";
        let Some(last) = signs.last() else {
            let text = "Nothing that a team sees tells this plan from doing nothing before the end: it cannot be steered by signs.";
            return Part { texts: vec![text.into()], ..Part::of(heading) };
        };
        let one = self.ran[0].results.one();
        let mut rows: Rows = vec![["sign", "by", "with the plan", "if nothing is done"].map(String::from).to_vec()];
        for Sign { tank, at, with, without } in &signs {
            let told = |value: f64| format!("{} {}", person(value), tank.unit).trim_end().to_string();
            rows.push(vec![tank.name.clone(), self.moment(*at), told(*with), told(*without)]);
        }
        let text = format!(
            "Figures are of the middle {one}; at each sign three such {one}s in four are better off than if nothing is done. Stop, \
             and ask why, if none of these is seen by {}.",
            self.moment(last.at)
        );
        Part { texts: vec![text], rows, heading: heading.into() }
    }

    /// The first signs, earliest first.
    pub(super) fn signs(&self, plan: &Ran) -> Vec<Sign<'_>> {
        let tanks = self.first_scenario().model.room.iter().flat_map(|room| &room.tanks);
        let mut signs: Vec<Sign> = tanks.filter_map(|tank| self.sign(tank, plan)).collect();
        signs.sort_by_key(|sign| sign.at);
        signs.truncate(SIGNS);
        signs
    }

    fn sign<'a>(&'a self, tank: &'a Tank, plan: &Ran) -> Option<Sign<'a>> {
        let base = &self.ran[0];
        let moments = self.times.len();
        let differences = over_time(&base.results, &plan.results, tank.shows, moments)?;
        let medians = |ran: &Ran| -> Option<Vec<f64>> {
            Some(ran.summary.of(tank.shows)?.iter().take(moments).map(|band| band.median.value).collect())
        };
        let (without, with) = (medians(base)?, medians(plan)?);
        let at = shows_from(&differences, &without, tank.better)?;
        Some(Sign { tank, at, with: with[at], without: without[at] })
    }

    /// Whether the second of two scenarios is a plan for the team of the first.
    pub(super) fn is_plan(&self) -> bool {
        let [base, plan] = &self.ran[..] else { return false };
        base.scenario().picks.is_empty() && !plan.scenario().picks.is_empty()
    }
}

/// What the signs are read of.
pub(super) fn shown_by_signs(scenario: &Scenario) -> impl Iterator<Item = VariableId> {
    scenario.model.room.iter().flat_map(|room| room.tanks.iter().map(|tank| tank.shows))
}

/// The figures of the team as they were given; of a team that nobody gave figures of, what its scenario says it is.
fn our_team(scenario: &Scenario) -> Vec<String> {
    let told = |index: &usize| {
        let figure = &scenario.model.team[*index];
        let value = scenario.constants.iter().find(|(id, _)| *id == figure.constant)?.1.value;
        let unit = scenario.model.variable(figure.constant).unit.after(&plain(value));
        Some(format!("{}: {} {unit}", scenario.model.words_of(figure), person(value)).trim_end().to_string())
    };
    let figures: Vec<String> = scenario.team.iter().filter_map(told).collect();
    let about =
        scenario.prose.split("\n\n").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let about = if about.is_empty() { scenario.title.clone() } else { format!("{}: {about}", scenario.title) };
    match figures.is_empty() {
        true => vec![about],
        false => vec![about, format!("As entered: {}.", figures.join("; "))],
    }
}

/// When each change begins, and what it is in a real team.
fn steps(scenario: &Scenario) -> Rows {
    let mut picks: Vec<_> = scenario.picks.iter().collect();
    picks.sort_by(|a, b| a.start.total_cmp(&b.start));
    let mut rows = vec![["from", "do this", "what it is in a team"].map(String::from).to_vec()];
    for pick in picks {
        let own = &scenario.model.interventions[pick.intervention];
        let part =
            if pick.strength == 1.0 { String::new() } else { format!(", {}% of it", plain(100.0 * pick.strength)) };
        let real = own.card.real.as_ref().unwrap_or(&own.about);
        // In one line, however narrow the column.
        let from = format!("{}\u{a0}{}", scenario.time.unit, plain(pick.start));
        rows.push(vec![from, format!("{}{part}", own.title), real.clone()]);
    }
    rows
}
