//! Where the edge between outcomes lies, how far it is, and what shock pushes a team over it.

pub mod axes;
mod chart;
pub mod data;
pub mod map;
pub mod shock;
pub mod starts;
mod teams;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::estimate::Estimate;
use crate::model::VariableId;
use crate::model::draft::Dialect;
use crate::model::library::is_shipped;
use crate::model::moments::reached;
use crate::model::scenario::Scenario;
use crate::text::{canonical, plain, suggestion};

use super::form::{Chart, Manifest, Sheet};
use super::provenance::manifest;
use super::{Answer, Onlooker, Refusal, Words};
use axes::Axis;
use map::{Asked, Between, Map, Others, STATIONS, Sketch, Towards};
use shock::{Plan, Shocked};
use starts::{StartingPoint, beginning, starting_at};
use teams::Teams;

/// The most teams that are run together.
pub const MOST_TEAMS: u64 = 1 << 22;

/// Cells of the map across and up, where nobody says how many; at least, and at most.
pub const GRID: u16 = 25;
pub const GRIDS: (u16, u16) = (2, 200);

/// Teams in each cell, where nobody says how many; at least, and at most.
pub const REPLICATIONS: u64 = 128;
pub const LEAST_AND_MOST: (u64, u64) = (2, 100_000);

/// A figure in words rests on so many times the teams of a cell.
const FIGURE: u64 = 4;

/// Where is the edge between starting points that end well and those that do not, how far is it, and what pushes a team
/// over it? What is None or empty is as usual.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// What goes across the map: a stock (where it starts) or a constant, with its range if you like: `trust=0.2..0.9`.
    pub x: Option<String>,
    /// What goes up the map.
    pub y: Option<String>,
    /// What the other stocks do on the map; they follow where the model has two starting points that end differently.
    pub others: Option<Others>,
    /// The outcome class that the odds are about; the model's first, if not given.
    pub class: Option<String>,
    /// Cells of the map across and up: 2 to 200, 25 if not given.
    pub grid: Option<u16>,
    /// Teams in each cell of the map: 2 to 100000, 128 if not given; the line of even odds, and figures in words, rest on
    /// four times as many.
    pub replications: Option<u64>,
    /// When teams are counted, in place of the scenario's horizon.
    pub horizon: Option<f64>,
    /// The shock: a constant, and what is added to it: `demand_shock=0.5`.
    pub shock: Option<String>,
    /// When the shock begins; after four save intervals, if not given.
    pub at: Option<f64>,
    /// How long shocks last in the table.
    pub durations: Vec<f64>,
    /// The starting point of the shocked team; the model's best, if not given.
    pub from: Option<String>,
    /// The shocked team starts where the scenario starts.
    pub here: bool,
    /// Seed of all luck, in place of the scenario's.
    pub seed: Option<u64>,
}

/// Where the edge was found.
pub struct Tipping {
    pub scenario: Scenario,
    /// The outcome classes, by whose index all others are told.
    pub classes: Vec<VariableId>,
    /// The class asked about.
    pub class: usize,
    /// The class in which the model's worst starting point ends, if it is another.
    pub against: Option<usize>,
    pub axes: [Axis; 2],
    pub others: Others,
    /// Teams in each cell of the map.
    pub replications: u64,
    /// The model's starting points.
    pub starting_points: Vec<StartingPoint>,
    /// The best and the worst of them, where they end differently.
    pub extremes: Option<[usize; 2]>,
    /// The share of each class at the end, from where the scenario starts.
    pub here: Vec<Estimate>,
    /// The class in which the scenario without luck ends in the long run; as many as there are classes if in none.
    pub without_luck: usize,
    pub map: Map,
    /// Where the odds turn if one axis moves alone.
    pub alone: [Option<Estimate>; 2],
    pub towards: Option<Towards>,
    pub between: Option<Between>,
    pub shocked: Option<Shocked>,
}

impl Question {
    /// Runs the teams of the map and of all figures.
    ///
    /// ```
    /// use flywheel::answer::{Answer, tipping};
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let scenario = load("<wicked-loop.toml>", &ShippedLibrary).unwrap();
    /// let question = tipping::Question { grid: Some(2), replications: Some(8), ..Default::default() };
    /// let found = question.ask(scenario, &Nobody).unwrap();
    /// assert_eq!(found.data().class, "flywheel");
    /// assert!(found.words().wide(100).contains("How far is the edge"));
    /// ```
    ///
    /// # Errors
    /// What is wrong with the question; a run that fails.
    pub fn ask(&self, mut scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Tipping, Refusal> {
        let (grid, replications) = self.size()?;
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        self.set_horizon(&mut scenario)?;
        let class = self.class_of(&scenario)?;
        let start = beginning(&scenario)?;
        let axes = axes::read(&scenario, &start, [self.x.as_deref(), self.y.as_deref()], onlooker)?;
        let plan = shock::read(&scenario, self.shock.as_deref(), self.at, &self.durations)?;
        let victim = self.victim(&scenario)?;
        let all = replications_in_all(&scenario, [grid, replications], plan.as_ref())?;

        let teams = Teams::new(onlooker.begin(&scenario.stem, all), &scenario);
        let replications_of_figure = FIGURE * replications;
        let asked = Asked {
            scenario: &scenario,
            teams: &teams,
            class,
            axes: &axes,
            here: &start,
            replications: replications_of_figure,
        };
        let starting_points = asked.starting_points()?;
        let extremes = starts::extremes(&starting_points, class);
        let others = self.others_on(extremes)?;
        let best_and_worst = extremes.map(|both| both.map(|index| &starting_points[index]));
        let guide = best_and_worst.filter(|_| others == Others::Follow);
        let map = asked.map(grid as usize, replications, guide)?;
        let here = teams.shares_of(&scenario, replications_of_figure)?;
        let without_luck = teams.attractor_of(&scenario)?;
        let [x, y] = &axes;
        let alone = [asked.alone(x)?, asked.alone(y)?];
        // Those who are well off look where it ends, the others where it begins.
        let goal = best_and_worst.map(|[best, worst]| if here[class].value < 0.5 { best } else { worst });
        let towards = goal.map_or(Ok(None), |goal| asked.towards(goal))?;
        let between = best_and_worst.map_or(Ok(None), |[best, worst]| asked.between(best, worst))?;
        let against = extremes
            .map(|[_, worst]| starting_points[worst].without_luck)
            .filter(|end| *end != class && *end < here.len());
        let best = starts::best(&starting_points, class).filter(|_| !self.here);
        let from = victim.or_else(|| best.map(|best| starting_points[best].name.clone()));
        let shock = |plan: Plan| {
            let hit = from.as_deref().and_then(|name| starting_at(&scenario, name)).unwrap_or_else(|| scenario.clone());
            let is_lost = teams.attractor_of(&hit)? != class;
            let is_tipped = |end: usize| against.map_or(end != class, |against| end == against);
            let tipped = plan.run(&hit, &teams, replications_of_figure, is_tipped)?;
            Ok::<Shocked, Refusal>(Shocked { plan, from, into: against, is_lost, tipped })
        };
        let shocked = plan.map(shock).transpose()?;
        let classes = teams.end(&scenario, onlooker);
        Ok(Tipping {
            scenario,
            classes,
            class,
            against,
            axes,
            others,
            replications,
            starting_points,
            extremes,
            here,
            without_luck,
            map,
            alone,
            towards,
            between,
            shocked,
        })
    }

    /// The odds of the map alone, a second's work where the whole answer takes a minute's: the axes, the class, the odds and
    /// the line of even odds through them.
    ///
    /// # Errors
    /// As [`Question::ask`].
    pub fn sketch(
        &self,
        mut scenario: Scenario,
        onlooker: &dyn Onlooker,
    ) -> Result<(VariableId, [Axis; 2], Sketch), Refusal> {
        let (grid, replications) = self.size()?;
        self.set_horizon(&mut scenario)?;
        let class = self.class_of(&scenario)?;
        let start = beginning(&scenario)?;
        let axes = axes::read(&scenario, &start, [self.x.as_deref(), self.y.as_deref()], onlooker)?;
        let all = replications_in_all(&scenario, [grid, replications], None)?;
        let teams = Teams::new(onlooker.begin(&scenario.stem, all), &scenario);
        let asked = Asked { scenario: &scenario, teams: &teams, class, axes: &axes, here: &start, replications };
        let starting_points = asked.starting_points()?;
        let extremes = starts::extremes(&starting_points, class);
        let guide = match self.others_on(extremes)? {
            Others::Follow => extremes.map(|both| both.map(|index| &starting_points[index])),
            Others::Stay => None,
        };
        let sketch = asked.sketch(grid as usize, replications, guide)?;
        let classes = teams.end(&scenario, onlooker);
        Ok((classes[class], axes, sketch))
    }

    /// Cells each way, and teams in each.
    fn size(&self) -> Result<(u64, u64), Refusal> {
        let within = |name: &'static str, number: u64, (least, most): (u64, u64)| match number {
            number if (least..=most).contains(&number) => Ok(number),
            _ => Err(Refusal::of(name, number, format!("it is a whole number from {least} to {most}"))),
        };
        let grids = (u64::from(GRIDS.0), u64::from(GRIDS.1));
        let grid = within("grid", u64::from(self.grid.unwrap_or(GRID)), grids)?;
        let replications = self.replications.unwrap_or(REPLICATIONS);
        Ok((grid, within("replications", replications, LEAST_AND_MOST)?))
    }

    /// Puts what was asked in place of the scenario's horizon.
    fn set_horizon(&self, scenario: &mut Scenario) -> Result<(), Refusal> {
        let Some(horizon) = self.horizon else { return Ok(()) };
        let loose = scenario.time.misfit().is_some();
        let time = &mut scenario.time;
        time.stop = reached(time.start, horizon, 1);
        let misfit = if loose { time.impossible() } else { time.misfit() };
        match misfit {
            Some(misfit) => {
                let help = misfit.help.map_or(String::new(), |help| format!("; {help}"));
                Err(Refusal::of("horizon", plain(horizon), format!("{}{help}", misfit.message)))
            }
            None => Ok(()),
        }
    }

    /// The index of the class that is asked about.
    fn class_of(&self, scenario: &Scenario) -> Result<usize, Refusal> {
        let model = &scenario.model;
        if model.outcomes.is_empty() {
            let name = &model.source.name;
            return Err(Refusal::asked(format!(
                "the model `{}` has no outcome classes: nothing says where a {} ends; {}",
                if is_shipped(name) { &model.name } else { name },
                scenario.one(),
                match model.dialect {
                    Dialect::Xmile =>
                        "XMILE has no place for them, and a model file of our own form has one: [[outcome]]",
                    _ => "[[outcome]] in its file does",
                }
            )));
        }
        let Some(asked) = &self.class else { return Ok(0) };
        let found = model.find(asked).and_then(|id| model.outcomes.iter().position(|outcome| *outcome == id));
        found.ok_or_else(|| {
            let names = model.outcomes.iter().map(|id| model.variable(*id).name.as_str());
            let help = suggestion::help_for(asked, names).map_or(String::new(), |help| format!(": {help}"));
            Refusal::of("class", asked, format!("the model has no such outcome class{help}"))
        })
    }

    /// The starting point of the team that is shocked, where one was asked for.
    fn victim(&self, scenario: &Scenario) -> Result<Option<String>, Refusal> {
        let Some(asked) = &self.from else { return Ok(None) };
        if self.here {
            let why = "it is asked for together with `here`, and a team starts in one place";
            return Err(Refusal::of("from", asked, why));
        }
        let name = canonical(asked);
        let starts = || scenario.model.starts.iter().map(|start| start.name.as_str());
        if let Some(start) = starts().find(|start| *start == name) {
            return Ok(Some(start.to_string()));
        }
        let help = suggestion::help_for(asked, starts()).map_or(String::new(), |help| format!(": {help}"));
        Err(Refusal::of("from", asked, format!("the model has no such starting point{help}")))
    }

    /// What the other stocks do, where the best and the worst starting point are known.
    fn others_on(&self, extremes: Option<[usize; 2]>) -> Result<Others, Refusal> {
        match (self.others, extremes) {
            (Some(Others::Follow), None) => {
                let why = "the model has no two starting points that end differently, between which they could go";
                Err(Refusal::of("others", "follow", why))
            }
            (Some(others), _) => Ok(others),
            (None, Some(_)) => Ok(Others::Follow),
            (None, None) => Ok(Others::Stay),
        }
    }
}

/// How many replications are run in all, about.
fn replications_in_all(scenario: &Scenario, [grid, each]: [u64; 2], plan: Option<&Plan>) -> Result<u64, Refusal> {
    let cells = grid * grid;
    let most = each * cells.max(FIGURE * STATIONS as u64);
    if most > MOST_TEAMS {
        return Err(Refusal::asked(format!(
            "{most} {}s at once are more than {MOST_TEAMS}: ask for a smaller grid, or fewer replications",
            scenario.one()
        )));
    }
    let lucks = shock::lucks(scenario).len() * plan.map_or(0, |plan| plan.durations.len());
    let figures = 3 * STATIONS + 1 + scenario.model.starts.len() + lucks;
    // A line across the map has about two cells beside it in each column and row.
    let beside = 4 * grid;
    Ok(cells * each + cells + FIGURE * each * (figures as u64 + beside))
}

impl Tipping {
    fn class_words(&self, class: usize) -> String {
        self.classes.get(class).map_or("in no class".into(), |id| self.scenario.model.variable(*id).words())
    }

    fn class_name(&self, class: usize) -> Option<&str> {
        self.classes.get(class).map(|id| self.scenario.model.variable(*id).name.as_str())
    }

    /// Replications that a figure rests on.
    fn replications_of_figure(&self) -> u64 {
        FIGURE * self.replications
    }

    /// "after 104 weeks".
    fn end(&self) -> String {
        let time = &self.scenario.time;
        format!("after {} {}", plain(time.length()), crate::text::plural(&time.unit))
    }

    fn is_stock(&self, axis: &Axis) -> bool {
        self.scenario.model.variable(axis.id).stock().is_some()
    }

    fn place(&self, name: &str) -> String {
        format!("{}/{name}", self.scenario.stem)
    }
}

impl Answer for Tipping {
    type Data = data::Data;
    const NAME: &'static str = "tipping";

    fn data(&self) -> data::Data {
        data::data(self)
    }

    fn words(&self) -> Words {
        self.spoken()
    }

    fn sheets(&self) -> Vec<Sheet> {
        let map = Sheet { name: self.place("tipping.csv"), text: data::map_as_csv(self) };
        let shock = |shocked| Sheet { name: self.place("tipping-shock.csv"), text: data::shock_as_csv(shocked) };
        [map].into_iter().chain(self.shocked.as_ref().map(shock)).collect()
    }

    fn charts(&self) -> Vec<Chart> {
        let map = Chart::of(self.place("tipping"), self.map_chart());
        let shock = self.shock_chart().map(|figure| Chart::of(self.place("tipping-shock"), figure));
        [map].into_iter().chain(shock).collect()
    }

    fn manifests(&self) -> Vec<Manifest> {
        vec![Manifest { name: self.place("tipping-manifest.json"), told: manifest("tipping", [&self.scenario]) }]
    }
}
