//! What machines read: the answer as JSON, and its tables as CSV.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::estimate::Estimate;
use crate::answer::machine::{ClassShare, Estimated, Number, Share};
use crate::model::scenario::Uncertainty;
use crate::results::{field, shortest};

use super::Tipping;
use super::shock::Shocked;

/// Where the edge is, how far, and what pushes a team over it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Data {
    /// The file of the scenario.
    pub file: String,
    /// The title of the scenario.
    pub title: String,
    pub seed: u64,
    /// How long a run is, in the model's unit of time: at its end teams are counted.
    pub horizon: Number,
    pub replications: Replications,
    /// The name of the outcome class that all odds are about.
    pub class: String,
    /// What goes across the map.
    pub x: Axis,
    /// What goes up the map.
    pub y: Axis,
    pub here: Here,
    /// How far the border is on the straight line, in all stocks, to the model's best starting point, or to its worst for a
    /// team that is well off; null where the model has no two starting points that end differently, or one stands there.
    pub towards: Option<Towards>,
    /// The border without luck between the states in which the model's best and its worst starting point settle.
    pub between: Option<Between>,
    pub map: Map,
    /// What a shock does to a team; null where none was asked for and the model has none.
    pub shock: Option<Shock>,
}

/// How many replications figures rest on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Replications {
    /// Each cell of the map.
    pub cell: u64,
    /// Each figure elsewhere.
    pub figure: u64,
}

/// An axis of the map.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Axis {
    /// The stock or constant.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Its unit; `1` for a pure number.
    pub unit: String,
    /// The lower end of the axis, in its unit.
    pub low: Number,
    /// The upper end.
    pub high: Number,
    /// What it is in the scenario.
    pub here: Number,
    /// Where the odds turn if it moves alone, nearest to where it is; null where they turn nowhere on the axis.
    pub border: Option<Estimated>,
}

/// Where teams end that start where the scenario starts.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Here {
    /// In the order of the model file.
    pub outcomes: Vec<ClassShare>,
    /// The name of the class in which the scenario without luck ends in the long run; null if in none.
    pub without_luck: Option<String>,
}

/// How far the border is on the straight line to a starting point, in parts of the way.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Towards {
    /// The name of the starting point.
    pub start: String,
    /// Where the odds turn, 0 to 1; null where they do nowhere on the way.
    pub border: Option<Estimated>,
    /// Where the scenario without luck begins to end otherwise, 0 to 1; null where it does nowhere.
    pub without_luck: Option<Number>,
}

/// The border between the two states in which teams settle without luck.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Between {
    /// The starting point that leads to the first state, the good one.
    pub from: String,
    /// The starting point that leads to the other.
    pub to: String,
    /// Part of the way from the first state to the other, 0 to 1.
    pub border_without_luck: Number,
}

/// The map, in cells row by row from the lowest y.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Map {
    /// The middles of the cells across, in the unit of x.
    pub x: Vec<Number>,
    /// The middles of the cells up, in the unit of y.
    pub y: Vec<Number>,
    /// For the name of each class, the share of teams that end in it: `shares[class][row][column]`.
    pub shares: BTreeMap<String, Vec<Vec<Number>>>,
    /// The name of the class in which the team without luck ends in the long run, `without_luck[row][column]`; null if in
    /// none.
    pub without_luck: Vec<Vec<Option<String>>>,
    /// Lines on which the odds are even, each as points x, y.
    pub border: Vec<Line>,
    /// Lines across which the team without luck ends otherwise, each as points x, y.
    pub border_without_luck: Vec<Line>,
}

/// A line on the map: its points as x and y.
type Line = Vec<(Number, Number)>;

/// A shock, and what it does.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Shock {
    /// The name of the constant that is moved.
    pub constant: String,
    /// What is added to it, in its unit.
    pub amount: Number,
    /// When it begins.
    pub at: Number,
    /// The starting point of the team that is hit; null where it starts where the scenario starts.
    pub start: Option<String>,
    /// The name of the class in which a team counts as tipped; null where any but the class asked about counts.
    pub into: Option<String>,
    /// The team ends elsewhere than in the class asked about even without a shock, and without luck: there is nothing to
    /// tip.
    pub lost_anyway: bool,
    pub without_luck: LeastShock,
    /// How many end so without any shock: what `tipped` is to be held against. Null where nothing is counted.
    pub without_shock: Option<Tipped>,
    /// How many are tipped at the end of the run, by how long the shock lasts.
    pub tipped: Vec<Tipped>,
}

/// The least shocks that tip the team without luck for good.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LeastShock {
    /// The shortest with the amount asked for, in whole save intervals; null where none tips within the run.
    pub least_duration: Option<Number>,
    /// Whether the two lengths that follow tip too; null where none tips.
    pub longer_tips_too: Option<bool>,
    /// The least amount that tips in half as long, or in the longest of the table where none tips; null where none between
    /// a 64th of the amount asked for and 64 times as much does.
    pub least_amount: Option<LeastAmount>,
}

/// The least amount that tips with a duration.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LeastAmount {
    /// In the model's unit of time.
    pub duration: Number,
    /// In the unit of the constant, to a thousandth of itself.
    pub amount: Number,
}

/// The share of teams that are tipped by a shock of one length, for each kind of luck that there is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Tipped {
    /// In the model's unit of time.
    pub duration: Number,
    /// With noise, and with all constants at their values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noise: Option<Share>,
    /// With uncertain constants, and with noise at its mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constants: Option<Share>,
    /// With noise and uncertain constants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all: Option<Share>,
}

pub(super) fn data(found: &Tipping) -> Data {
    let Tipping { scenario, map, .. } = found;
    let name = |class: usize| found.class_name(class).map(String::from);
    let [x, y] = [0, 1].map(|index| axis(found, index));
    let rows = |class: usize| -> Vec<Vec<Number>> {
        map.shares
            .chunks(map.x.len())
            .map(|row| row.iter().map(|shares| shares[class].value.into()).collect())
            .collect()
    };
    let outcome =
        |(class, share): (usize, &Estimate)| ClassShare { outcome: found.class_words(class), share: (*share).into() };
    Data {
        file: scenario.source.name.clone(),
        title: scenario.title.clone(),
        seed: scenario.seed,
        horizon: scenario.time.length().into(),
        replications: Replications { cell: found.replications, figure: found.replications_of_figure() },
        class: name(found.class).unwrap_or_default(),
        x,
        y,
        here: Here {
            outcomes: found.here.iter().enumerate().map(outcome).collect(),
            without_luck: name(found.without_luck),
        },
        towards: found.towards.as_ref().map(|towards| Towards {
            start: towards.name.clone(),
            border: towards.at.map(Estimated::from),
            without_luck: towards.without_luck.map(Number::from),
        }),
        between: found.between.as_ref().map(|between| Between {
            from: between.from.clone(),
            to: between.to.clone(),
            border_without_luck: between.at.into(),
        }),
        map: Map {
            x: numbers(&map.x),
            y: numbers(&map.y),
            shares: (0..found.classes.len()).filter_map(|class| Some((name(class)?, rows(class)))).collect(),
            without_luck: map
                .without_luck
                .chunks(map.x.len())
                .map(|row| row.iter().map(|end| name(*end)).collect())
                .collect(),
            border: lines(&map.border),
            border_without_luck: lines(&map.border_without_luck),
        },
        shock: found.shocked.as_ref().map(|shocked| shock(found, shocked)),
    }
}

fn axis(found: &Tipping, index: usize) -> Axis {
    let axis = &found.axes[index];
    let variable = found.scenario.model.variable(axis.id);
    Axis {
        name: variable.name.clone(),
        label: variable.words(),
        unit: variable.unit.to_string(),
        low: axis.low.into(),
        high: axis.high.into(),
        here: axis.here.into(),
        border: found.alone[index].map(Estimated::from),
    }
}

fn shock(found: &Tipping, shocked: &Shocked) -> Shock {
    let (plan, tipped, time) = (&shocked.plan, &shocked.tipped, &found.scenario.time);
    let row = |(index, duration): (usize, &f64)| {
        let with = |luck: Uncertainty| {
            let found = tipped.shares.iter().find(|(own, _)| *own == luck);
            found.map(|(_, shares)| Share::from(shares[index]))
        };
        Tipped {
            duration: (*duration).into(),
            noise: with(Uncertainty::Noise),
            constants: with(Uncertainty::Constants),
            all: with(Uncertainty::All),
        }
    };
    let mut rows = plan.durations.iter().enumerate().map(row);
    Shock {
        constant: found.scenario.model.variable(plan.constant).name.clone(),
        amount: plan.amount.into(),
        at: plan.at.into(),
        start: shocked.from.clone(),
        into: shocked.into.and_then(|class| found.class_name(class)).map(String::from),
        lost_anyway: shocked.is_lost,
        without_luck: LeastShock {
            least_duration: tipped.least.map(|least| time.saves(least.number).into()),
            longer_tips_too: tipped.least.map(|least| least.is_monotone),
            least_amount: tipped
                .amount
                .map(|(duration, amount)| LeastAmount { duration: duration.into(), amount: amount.into() }),
        },
        without_shock: rows.next(),
        tipped: rows.collect(),
    }
}

fn numbers(values: &[f64]) -> Vec<Number> {
    values.iter().copied().map(Number::from).collect()
}

fn lines(lines: &[Vec<(f64, f64)>]) -> Vec<Line> {
    lines.iter().map(|line| line.iter().map(|(x, y)| ((*x).into(), (*y).into())).collect()).collect()
}

/// A row for each cell: where it is, the share of each class, and how the team without luck ends.
pub(super) fn map_as_csv(found: &Tipping) -> String {
    let Tipping { map, .. } = found;
    let mut head: Vec<String> =
        found.axes.iter().map(|axis| field(&found.scenario.model.variable(axis.id).name)).collect();
    for class in 0..found.classes.len() {
        let name = found.class_name(class).unwrap_or_default();
        head.extend([field(name), field(&format!("{name}_error"))]);
    }
    head.push("without_luck".into());
    let mut out = head.join(",") + "\n";
    let columns = map.x.len();
    for (index, shares) in map.shares.iter().enumerate() {
        let mut row = vec![shortest(map.x[index % columns]), shortest(map.y[index / columns])];
        row.extend(shares.iter().flat_map(|share| [shortest(share.value), shortest(share.error)]));
        row.push(field(found.class_name(map.without_luck[index]).unwrap_or_default()));
        out.push_str(&row.join(","));
        out.push('\n');
    }
    out
}

/// A row for each duration and each kind of luck; a shock of duration 0 is none.
pub(super) fn shock_as_csv(shocked: &Shocked) -> String {
    let mut out = String::from("duration,uncertainty,tipped,tipped_error\n");
    for (luck, shares) in &shocked.tipped.shares {
        for (duration, share) in shocked.plan.durations.iter().zip(shares) {
            let numbers = [share.value, share.error].map(shortest).join(",");
            out.push_str(&format!("{},{},{numbers}\n", shortest(*duration), luck.name()));
        }
    }
    out
}
