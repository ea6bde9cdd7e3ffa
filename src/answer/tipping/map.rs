//! Where one stands, the map around it, and how far the border is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::basin::boundary::{EVEN, Segment, boundary, even_odds, nearest};
use crate::analysis::basin::grid::{evenly_spaced, midpoints};
use crate::analysis::basin::marching_squares::{boundaries, contours, neighbours_apart};
use crate::analysis::estimate::Estimate;
use crate::model::VariableId;
use crate::model::scenario::Scenario;

use super::axes::Axis;
use super::starts::{StartingPoint, beginning, starting_at};
use super::teams::Teams;
use crate::answer::Refusal;

/// Places at which the odds are looked at along a segment.
pub const STATIONS: usize = 25;
/// Places that are asked about together where there is no luck: one block of the engine.
const TOGETHER: usize = 64;
/// How often the stretch between two cells is halved to find the border without luck.
const HALVINGS: usize = 6;

/// What the stocks do that are no axis, as one goes over the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Others {
    /// They start where the scenario starts.
    Stay,
    /// They follow the axes along the straight line from the model's best starting point to its worst.
    Follow,
}

impl Others {
    pub const CHOICES: &[(&str, Others)] = &[("stay", Others::Stay), ("follow", Others::Follow)];
}

/// The map.
#[derive(Debug, Clone)]
pub struct Map {
    /// The middles of the cells.
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    /// `shares[row * x.len() + column][class]`.
    pub shares: Vec<Vec<Estimate>>,
    pub without_luck: Vec<usize>,
    /// Where the odds are even.
    pub border: Vec<Vec<(f64, f64)>>,
    /// Where the border is without luck.
    pub border_without_luck: Vec<Vec<(f64, f64)>>,
}

/// The odds of the map's cells, `odds[row * x.len() + column]`, and the line of even odds through them.
#[derive(Debug, Clone)]
pub struct Sketch {
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    pub odds: Vec<f64>,
    pub border: Vec<Vec<(f64, f64)>>,
}

/// The middles of the map's cells, and what is given in each of them.
struct Cells {
    x: Vec<f64>,
    y: Vec<f64>,
    guide: Guide,
    at: Vec<Vec<f64>>,
}

/// How far it is to the border along a straight line to a starting point of the model.
#[derive(Debug, Clone)]
pub struct Towards {
    pub name: String,
    /// Part of the way after which the odds turn.
    pub at: Option<Estimate>,
    /// The same without luck.
    pub without_luck: Option<f64>,
}

/// The border between the two states in which teams settle without luck.
#[derive(Debug, Clone)]
pub struct Between {
    pub from: String,
    pub to: String,
    /// Part of the way from the good one to the other.
    pub at: f64,
}

/// What is asked of whom.
pub struct Asked<'a> {
    pub scenario: &'a Scenario,
    pub teams: &'a Teams<'a>,
    /// The class whose odds are asked about.
    pub class: usize,
    pub axes: &'a [Axis; 2],
    /// Every variable of the scenario at the first moment.
    pub here: &'a [f64],
    /// Replications of a figure.
    pub replications: u64,
}

impl Asked<'_> {
    /// All starting points of the model, with how their teams end.
    pub fn starting_points(&self) -> Result<Vec<StartingPoint>, Refusal> {
        let mut out = Vec::new();
        for start in &self.scenario.model.starts {
            let Some(scenario) = starting_at(self.scenario, &start.name) else { continue };
            let values = beginning(&scenario)?;
            let shares = self.teams.shares_of(&scenario, self.replications)?;
            let without_luck = self.teams.attractor_of(&scenario)?;
            out.push(StartingPoint { name: start.name.clone(), scenario, values, shares, without_luck });
        }
        Ok(out)
    }

    /// The stocks that a scenario file can start anywhere.
    fn stocks(&self) -> Vec<VariableId> {
        let model = &self.scenario.model;
        model.declared().filter(|id| model.variable(*id).stock().is_some()).collect()
    }

    fn segment(&self, from: &[f64], to: &[f64]) -> Segment {
        let stocks = self.stocks();
        let of = |values: &[f64]| stocks.iter().map(|id| values[id.0 as usize]).collect::<Vec<f64>>();
        Segment::between(&stocks, &of(from), &of(to))
    }

    /// The map, `grid` cells each way with so many teams in each. `line` are the two starting points along whose straight
    /// line the others follow, if they do.
    pub fn map(&self, grid: usize, replications: u64, line: Option<[&StartingPoint; 2]>) -> Result<Map, Refusal> {
        let Cells { x, y, guide, at } = self.cells(grid, line);
        let shares = self.teams.shares(self.scenario, replications, &guide.variables, &at)?;
        let without_luck = self.teams.attractors(self.scenario, &guide.variables, &at)?;
        let odds = self.closer_odds(&guide, grid, &at, &shares)?;
        let inside: Vec<bool> = without_luck.iter().map(|end| *end == self.class).collect();
        let border = contours(&x, &y, &odds, EVEN);
        // Halving finds all crossings together, some of them in each lane.
        let pairs = neighbours_apart(grid, &inside);
        let mut around = vec![(0.0, 1.0); pairs.len()];
        for _ in 0..if pairs.is_empty() { 0 } else { HALVINGS } {
            let segments =
                pairs.iter().map(|(a, b)| Segment { variables: Vec::new(), from: at[*a].clone(), to: at[*b].clone() });
            let asked: Vec<Vec<f64>> =
                segments.zip(&around).map(|(segment, (low, high))| segment.at(0.5 * (low + high))).collect();
            let found = self.teams.attractors(self.scenario, &guide.variables, &asked)?;
            for ((around, (a, _)), end) in around.iter_mut().zip(&pairs).zip(found) {
                let middle = 0.5 * (around.0 + around.1);
                if (end == self.class) == inside[*a] { around.0 = middle } else { around.1 = middle }
            }
        }
        let share = |a: usize, b: usize| {
            let found = pairs.iter().position(|pair| *pair == (a, b)).map(|index| around[index]);
            found.map_or(0.5, |(low, high)| 0.5 * (low + high))
        };
        let border_without_luck = boundaries(&x, &y, &inside, share);
        Ok(Map { x, y, shares, without_luck, border, border_without_luck })
    }

    /// The odds of the map's cells alone, and the line of even odds through them: what can be had at once.
    pub fn sketch(&self, grid: usize, replications: u64, line: Option<[&StartingPoint; 2]>) -> Result<Sketch, Refusal> {
        let Cells { x, y, guide, at } = self.cells(grid, line);
        let shares = self.teams.shares(self.scenario, replications, &guide.variables, &at)?;
        let odds: Vec<f64> = shares.iter().map(|shares| shares[self.class].value).collect();
        let border = contours(&x, &y, &odds, EVEN);
        Ok(Sketch { x, y, odds, border })
    }

    fn cells(&self, grid: usize, line: Option<[&StartingPoint; 2]>) -> Cells {
        let [x_axis, y_axis] = self.axes;
        let (x, y) = (midpoints(x_axis.low, x_axis.high, grid), midpoints(y_axis.low, y_axis.high, grid));
        let guide = Guide::new(self, line);
        let at = y.iter().flat_map(|y| x.iter().map(|x| guide.place([*x, *y])).collect::<Vec<_>>()).collect();
        Cells { x, y, guide, at }
    }

    /// The odds that the line of even odds goes by. The cells on both sides of it are looked at with as many teams as the
    /// figures in words rest on, until all beside it are known so closely: line and words give one answer. The shares of the
    /// cells stay as they are, because two estimates side by side would look like an edge.
    fn closer_odds(
        &self,
        guide: &Guide,
        columns: usize,
        at: &[Vec<f64>],
        shares: &[Vec<Estimate>],
    ) -> Result<Vec<f64>, Refusal> {
        let mut odds: Vec<f64> = shares.iter().map(|shares| shares[self.class].value).collect();
        let together = (super::MOST_TEAMS / self.replications).max(1) as usize;
        let mut is_known = vec![false; at.len()];
        loop {
            let likely: Vec<bool> = odds.iter().map(|odds| *odds >= EVEN).collect();
            let mut beside: Vec<usize> =
                neighbours_apart(columns, &likely).into_iter().flat_map(|(a, b)| [a, b]).collect();
            beside.retain(|cell| !is_known[*cell]);
            beside.sort_unstable();
            beside.dedup();
            if beside.is_empty() {
                return Ok(odds);
            }
            for cells in beside.chunks(together) {
                let places: Vec<Vec<f64>> = cells.iter().map(|cell| at[*cell].clone()).collect();
                let closer = self.teams.shares(self.scenario, self.replications, &guide.variables, &places)?;
                for (cell, closer) in cells.iter().zip(closer) {
                    odds[*cell] = closer[self.class].value;
                    is_known[*cell] = true;
                }
            }
        }
    }

    /// Where the odds turn if one axis moves alone, nearest to where it is.
    pub fn alone(&self, axis: &Axis) -> Result<Option<Estimate>, Refusal> {
        let at = evenly_spaced(axis.low, axis.high, STATIONS);
        let odds = self.odds(&[axis.id], &at.iter().map(|value| vec![*value]).collect::<Vec<_>>())?;
        Ok(nearest(&even_odds(&at, &odds), axis.here))
    }

    /// How far it is to the border on the straight line from here to a starting point; None where one stands there.
    pub fn towards(&self, start: &StartingPoint) -> Result<Option<Towards>, Refusal> {
        let segment = self.segment(self.here, &start.values);
        if segment.variables.is_empty() {
            return Ok(None);
        }
        let at = evenly_spaced(0.0, 1.0, STATIONS);
        let odds = self.odds(&segment.variables, &at.iter().map(|share| segment.at(*share)).collect::<Vec<_>>())?;
        let at = nearest(&even_odds(&at, &odds), 0.0);
        Ok(Some(Towards { name: start.name.clone(), at, without_luck: self.boundary(&segment)? }))
    }

    /// The border on the straight line between the states in which the teams of two starting points settle.
    pub fn between(&self, from: &StartingPoint, to: &StartingPoint) -> Result<Option<Between>, Refusal> {
        let stocks = self.stocks();
        let settled = [from, to].map(|start| self.teams.settled(&start.scenario, &stocks));
        let [Ok(a), Ok(b)] = settled else {
            return settled.into_iter().find_map(Result::err).map_or(Ok(None), Err);
        };
        let at = self.boundary(&Segment::between(&stocks, &a, &b))?;
        Ok(at.map(|at| Between { from: from.name.clone(), to: to.name.clone(), at }))
    }

    fn odds(&self, variables: &[VariableId], places: &[Vec<f64>]) -> Result<Vec<Estimate>, Refusal> {
        let shares = self.teams.shares(self.scenario, self.replications, variables, places)?;
        Ok(shares.into_iter().map(|shares| shares[self.class]).collect())
    }

    /// Where along a way a team without luck begins to end otherwise as to the class.
    fn boundary(&self, segment: &Segment) -> Result<Option<f64>, Refusal> {
        boundary(TOGETHER - 1, |at| {
            let places: Vec<Vec<f64>> = at.iter().map(|share| segment.at(*share)).collect();
            let ends = self.teams.attractors(self.scenario, &segment.variables, &places)?;
            Ok(ends.into_iter().map(|end| end == self.class).collect::<Vec<bool>>())
        })
    }
}

/// What is given at each place of a map: the two axes, and the stocks that go along.
struct Guide {
    variables: Vec<VariableId>,
    here: Vec<f64>,
    /// By how much each changes from one end of the line to the other, and its least and greatest value; the axes first.
    line: Option<Vec<(f64, f64, f64)>>,
}

impl Guide {
    fn new(asked: &Asked, line: Option<[&StartingPoint; 2]>) -> Guide {
        let model = &asked.scenario.model;
        let mut variables: Vec<VariableId> = asked.axes.iter().map(|axis| axis.id).collect();
        let mut here: Vec<f64> = asked.axes.iter().map(|axis| axis.here).collect();
        let Some([from, to]) = line else { return Guide { variables, here, line: None } };
        let change = |id: VariableId| to.values[id.0 as usize] - from.values[id.0 as usize];
        for id in asked.stocks().into_iter().filter(|id| change(*id) != 0.0) {
            if !variables.contains(&id) {
                variables.push(id);
                here.push(asked.here[id.0 as usize]);
            }
        }
        let limits = |id: VariableId| {
            let stock = model.variable(id).stock();
            let least = if stock.is_some_and(|s| s.non_negative) { 0.0 } else { f64::NEG_INFINITY };
            let range = stock.and_then(|stock| stock.range).unwrap_or((least, f64::INFINITY));
            (range.0.max(least), range.1)
        };
        let of = |id: &VariableId| (change(*id), limits(*id).0, limits(*id).1);
        Guide { line: Some(variables.iter().map(of).collect()), variables, here }
    }

    /// The values at a place of the map. How far along the line it lies is the mean of what the two axes say; from where
    /// one stands, the others move by as much of the line.
    fn place(&self, axes: [f64; 2]) -> Vec<f64> {
        let mut out = axes.to_vec();
        let Some(line) = &self.line else { return out };
        let moved: Vec<f64> = (0..2).map(|i| (axes[i] - self.here[i]) / line[i].0).filter(|m| m.is_finite()).collect();
        let along = moved.iter().sum::<f64>() / moved.len().max(1) as f64;
        for (here, (change, least, most)) in self.here.iter().zip(line).skip(2) {
            out.push((here + along * change).max(*least).min(*most));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::toml::assert_one_word_each;

    #[test]
    fn the_others_have_one_word_each() {
        assert_one_word_each(Others::CHOICES);
    }
}
