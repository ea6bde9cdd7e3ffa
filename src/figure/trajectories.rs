//! What loops did to an outcome, window by window: ribbons around zero below the outcome itself, scenarios side by side, and
//! small multiples with one scale.

use crate::analysis::loops::acted_on::{ActedOn, Form};
use crate::analysis::paired::PairedDifference;
use crate::model::{TimeSpec, VariableId};
use crate::text::{counted, fine, small};

use super::axis::{INTERVALS, calendar, rounded_outwards};
use super::fans::{Series, fans};
use super::{BANDS, DrawnBand, Figure, Hue, Mark, Panel, moments, source};

/// What one loop did, or several together.
pub struct Ribbon {
    pub name: String,
    /// In the order of the windows.
    pub did: Vec<PairedDifference>,
}

/// A scenario.
pub struct Column<'a> {
    pub series: Series<'a>,
    /// First and last moment of each window.
    pub windows: &'a [(f64, f64)],
    pub ribbons: Vec<Ribbon>,
}

/// How far the largest ribbon goes up or down, where lanes are 1 high.
const HALF: f64 = 0.55;

/// A ribbon that goes so far has a figure, which stands so far from its zero.
const READABLE: f64 = 0.25;
const BESIDE: f64 = 0.28;

/// What is left beside a figure, as a part of the width.
const MARGIN: f64 = 0.08;

/// A loop turns over that does this part, first one way and then the other, of the most that any does.
const TURNS: f64 = 0.2;

/// All that is drawn. Every column has the same ribbons.
pub struct Page<'a> {
    /// What it is about.
    pub title: String,
    /// What loops act on, and what it is in words.
    pub of: VariableId,
    pub outcome: ActedOn<'a>,
    /// "1000 possible teams".
    pub teams: String,
    /// The last is the one that is asked about.
    pub columns: Vec<Column<'a>>,
}

/// The axes of the ribbons are so many times as high as those of the outcome.
const HEIGHTS: [f64; 2] = [1.0, 2.5];

/// A page with the outcome of each scenario, and below it a ribbon for each loop.
pub fn ribbons(page: &Page) -> Figure {
    let mut outcomes: Vec<Panel> = page.columns.iter().filter_map(|column| page.course(column)).collect();
    // One scale, so that scenarios can be held against each other.
    let y =
        outcomes.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |y, panel| (y.0.min(panel.y.0), y.1.max(panel.y.1)));
    outcomes.iter_mut().for_each(|panel| panel.y = y);
    let below = page.columns.iter().map(|column| page.lanes(column));
    let columns = outcomes.len();
    let panels: Vec<Panel> = outcomes.into_iter().chain(below).collect();
    let (above, below) = if page.outcome.is_better_low() { ("orange", "blue") } else { ("blue", "orange") };
    let (up, down) = page.ways();
    let how = format!("Above its line ({above}) a loop {up}, below ({below}) it {down}");
    let figure = page.figure(panels, &how);
    Figure { columns, heights: HEIGHTS.to_vec(), ..figure }
}

/// A page with a panel for each loop, scenarios over each other.
pub fn each(page: &Page) -> Figure {
    let names: Vec<&str> = page
        .columns
        .first()
        .map_or(Vec::new(), |column| column.ribbons.iter().map(|ribbon| ribbon.name.as_str()).collect());
    let panels = names.iter().enumerate().map(|(place, name)| page.one(place, name)).collect();
    let names: Vec<&str> = page.columns.iter().map(|column| column.series.name.as_str()).collect();
    let lines = match &names[..] {
        [base, own] => format!("Blue: {own}; orange, dashed: {base}. "),
        _ => String::new(),
    };
    let (up, down) = page.ways();
    let bands = "Lines are means, bands hold 50 of 100";
    page.figure(panels, &format!("{lines}{bands}. Above zero a loop {up}, below it {down}"))
}

impl Page<'_> {
    /// The hue of what is done to the outcome: bad, or good.
    fn hue(&self, raised: bool) -> Hue {
        if raised != self.outcome.is_better_low() { Hue::Change } else { Hue::Base }
    }

    /// What a loop does above zero, and what below.
    fn ways(&self) -> (String, String) {
        let does = |raises: bool, what: &str| self.outcome.does(Form::Does, raises, what);
        (does(true, &self.outcome.words()), does(false, "it"))
    }

    fn figure(&self, mut panels: Vec<Panel>, how: &str) -> Figure {
        let Some(column) = self.columns.last() else { return Figure::default() };
        let scenario = &column.series.results.scenario;
        let window = column.windows.first().map_or(0.0, |(from, to)| to - from);
        let (unit, one) = (&scenario.time.unit, scenario.one());
        let all = self.columns.iter().flat_map(|column| &column.ribbons).flat_map(|ribbon| &ribbon.did);
        let error = all.map(|did| did.mean.error).filter(|error| error.is_finite()).fold(0.0, f64::max);
        let mean = match scenario.replications {
            1 => String::new(),
            _ => format!(" Mean of {one}s, Monte Carlo error at most {}.", small(error)),
        };
        let title = format!("{}: what each loop did to {}", self.title, self.outcome.words());
        let subtitle = format!("{}. {how}.", self.teams);
        let footer = format!(
            "Each point: what the loop's own movement added to {} in the {} around it. What else changed came of other \
             loops, was under way before, or came from outside.{mean}",
            self.outcome.words(),
            counted(window, unit),
        );
        panels.iter_mut().filter(|panel| panel.reading.is_empty()).for_each(|panel| panel.reading = footer.clone());
        Figure::screen(title, subtitle, footer, source(scenario.seed), panels)
    }

    /// The outcome of a scenario.
    fn course(&self, column: &Column) -> Option<Panel> {
        let Series { results, summary, name } = &column.series;
        let own = Series { results, summary, name: name.clone() };
        let panel = fans("", &[own], &[self.of]).panels.pop()?;
        let title = if self.columns.len() > 1 { format!("{}, {}", panel.title, name) } else { panel.title.clone() };
        Some(Panel { title, ..panel })
    }

    fn is_last(&self, column: &Column) -> bool {
        self.columns.last().is_some_and(|last| std::ptr::eq(last, column))
    }

    /// A lane for each loop, the strongest on top.
    fn lanes(&self, column: &Column) -> Panel {
        let scenario = &column.series.results.scenario;
        let time = &scenario.time;
        let mut marks = Vec::new();
        let mut figures = Vec::new();
        let (count, most) = (column.ribbons.len(), self.most());
        let scale = if most > 0.0 { HALF / most } else { 0.0 };
        for (place, ribbon) in column.ribbons.iter().enumerate() {
            let zero = (count - place) as f64 - 0.5;
            marks.push(Mark::Lane { y: zero, name: ribbon.name.clone() });
            marks.extend(self.ribbon(column.windows, &ribbon.did, zero, scale, time));
            figures.extend(figures_of(column.windows, &ribbon.did, zero, scale, time));
        }
        marks.extend(clear(figures, time));
        marks.extend(moments(scenario));
        let name = if self.columns.len() > 1 { format!(", {}", column.series.name) } else { String::new() };
        Panel {
            title: format!("What each loop did{name}"),
            headline: self.headline(column),
            reading: self.reading(),
            unit: self.outcome.0.measure(),
            x_label: time.unit.clone(),
            x_ticks: calendar(&time.unit, time.start, time.stop),
            x_names: Vec::new(),
            x: (time.start, time.stop),
            y: (0.0, count as f64),
            marks,
        }
    }

    /// The areas between a loop's line and its zero, with the largest figure on each side.
    fn ribbon(
        &self,
        windows: &[(f64, f64)],
        did: &[PairedDifference],
        zero: f64,
        scale: f64,
        time: &TimeSpec,
    ) -> Vec<Mark> {
        let middle = |(from, to): &(f64, f64)| 0.5 * (from + to);
        let points: Vec<(f64, f64)> = windows.iter().map(middle).zip(did.iter().map(|did| did.mean.value)).collect();
        let (x, y) = with_crossings(&points);
        let height = |of: fn(f64, f64) -> f64| y.iter().map(|y| zero + scale * of(*y, 0.0)).collect::<Vec<f64>>();
        let line = vec![zero; x.len()];
        let band = |raised: bool, low: Vec<f64>, high: Vec<f64>| {
            let hue = self.hue(raised);
            Mark::Band { hue, strength: 1.0, x: x.clone(), low, high }
        };
        let (ends, hue) = (vec![time.start, time.stop], Hue::Ink);
        let axis = Mark::Line { hue, width: 1, dashed: false, x: ends, y: vec![zero; 2], label: None, value: None };
        vec![band(true, line.clone(), height(f64::max)), band(false, height(f64::min), line), axis]
    }

    /// The loop that turned over furthest from bad to good, or else that which did most.
    fn headline(&self, column: &Column) -> String {
        let good = if self.outcome.is_better_low() { -1.0 } else { 1.0 };
        let turned = column.ribbons.iter().filter_map(|ribbon| {
            let means: Vec<f64> = ribbon.did.iter().map(|did| did.mean.value).filter(|v| v.is_finite()).collect();
            let worst = (0..means.len()).min_by(|a, b| (good * means[*a]).total_cmp(&(good * means[*b])))?;
            let best = means[worst..].iter().copied().max_by(|a, b| (good * a).total_cmp(&(good * b)))?;
            let (first, then) = (good * means[worst], good * best);
            (first < 0.0 && then > 0.0).then_some((&ribbon.name, means[worst], best, then.min(-first)))
        });
        let turned = turned.max_by(|a, b| a.3.total_cmp(&b.3)).filter(|(.., size)| *size >= TURNS * self.most());
        if let Some((name, first, then, _)) = turned {
            return format!(
                "{name} turns over: first {}, then {}{}",
                signed(first),
                signed(then),
                self.outcome.behind()
            );
        }
        match strongest(column) {
            (Some(name), did) => format!("{name} did most: {}{}", signed(did), self.outcome.behind()),
            (None, _) => "No loop did anything".into(),
        }
    }

    /// How to read ribbons, in few words.
    fn reading(&self) -> String {
        let good = !self.outcome.is_better_low();
        let does = |raises: bool, what: &str| self.outcome.does(Form::Do, raises, what);
        let (blue, orange) = (does(good, &self.outcome.words()), does(!good, "it"));
        let window = self.columns.last().and_then(|column| column.windows.first()).map_or(0.0, |(from, to)| to - from);
        let unit = self.columns.last().map_or(String::new(), |column| column.series.results.scenario.time.unit.clone());
        format!("Blue loops {blue}, orange ones {orange}: over {} each.", counted(window, &unit))
    }

    /// The most that any loop does in any window, in any scenario.
    fn most(&self) -> f64 {
        let all = self.columns.iter().flat_map(|column| &column.ribbons).map(|ribbon| largest(&ribbon.did).abs());
        all.fold(0.0, f64::max)
    }

    /// One loop in every scenario.
    fn one(&self, place: usize, name: &str) -> Panel {
        let mut marks = Vec::new();
        let count = self.columns.len();
        for column in &self.columns {
            let Some(ribbon) = column.ribbons.get(place) else { continue };
            let hue = if count > 1 && !self.is_last(column) { Hue::Base } else { Hue::Change };
            let x: Vec<f64> = column.windows.iter().map(|(from, to)| 0.5 * (from + to)).collect();
            let curve = |of: &dyn Fn(&PairedDifference) -> f64| ribbon.did.iter().map(of).collect::<Vec<f64>>();
            let band = |(strength, low, high): DrawnBand| Mark::Band {
                hue,
                strength,
                x: x.clone(),
                low: curve(&|did| low(&did.quantiles)),
                high: curve(&|did| high(&did.quantiles)),
            };
            marks.extend(BANDS[1..].iter().copied().map(band));
            let label = (count > 1).then(|| column.series.name.clone());
            let y = curve(&|did| did.mean.value);
            marks.push(Mark::Line {
                hue,
                width: 5,
                dashed: count > 1 && !self.is_last(column),
                x,
                y,
                label,
                value: None,
            });
        }
        let Some(last) = self.columns.last() else { return Panel::default() };
        let scenario = &last.series.results.scenario;
        let time = &scenario.time;
        marks.extend(moments(scenario));
        let did = last.ribbons.get(place).map_or(0.0, |ribbon| largest(&ribbon.did));
        Panel {
            title: name.to_string(),
            headline: format!("{name}: at most {}{} over a window", signed(did), self.outcome.behind()),
            reading: "Thick line mean; band holds 50 of 100.".into(),
            unit: format!("{}; one scale for all", self.outcome.0.measure()),
            x_label: time.unit.clone(),
            x_ticks: calendar(&time.unit, time.start, time.stop),
            x_names: Vec::new(),
            x: (time.start, time.stop),
            y: self.scale(),
            marks,
        }
    }

    /// One scale for all loops: what bands and means reach, and zero.
    fn scale(&self) -> (f64, f64) {
        let all = self.columns.iter().flat_map(|column| &column.ribbons).flat_map(|ribbon| &ribbon.did);
        let ends =
            all.flat_map(|did| [did.quantiles.p25, did.quantiles.p75, did.mean.value]).filter(|end| end.is_finite());
        let (low, high) = ends.fold((0.0f64, 0.0f64), |(low, high), end| (low.min(end), high.max(end)));
        if low < high { rounded_outwards(low, high, INTERVALS) } else { (-1.0, 1.0) }
    }
}

/// The largest figure on each side of a loop's zero: x, y and value.
fn figures_of(
    windows: &[(f64, f64)],
    did: &[PairedDifference],
    zero: f64,
    scale: f64,
    time: &TimeSpec,
) -> Vec<(f64, f64, f64)> {
    let points = windows.iter().zip(did).map(|((from, to), did)| (0.5 * (from + to), did.mean.value));
    let points: Vec<(f64, f64)> = points.collect();
    let of = |way: f64| {
        let seen = points.iter().filter(|(_, y)| way * y * scale >= READABLE);
        let (x, value) = seen.max_by(|a, b| (way * a.1).total_cmp(&(way * b.1)))?;
        // A figure begins and ends within the axes.
        let margin = MARGIN * (time.stop - time.start);
        Some((x.clamp(time.start + margin, time.stop - margin), zero + BESIDE * way, *value))
    };
    [1.0, -1.0].into_iter().filter_map(of).collect()
}

/// The figures that stand clear of each other, the largest first.
fn clear(mut figures: Vec<(f64, f64, f64)>, time: &TimeSpec) -> Vec<Mark> {
    figures.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
    let width = 2.0 * MARGIN * (time.stop - time.start);
    let mut placed: Vec<(f64, f64, f64)> = Vec::new();
    for figure in figures {
        let apart = |other: &(f64, f64, f64)| (figure.0 - other.0).abs() >= width || (figure.1 - other.1).abs() >= 0.95;
        if placed.iter().all(apart) {
            placed.push(figure);
        }
    }
    let note = |(x, y, value): (f64, f64, f64)| Mark::Note { hue: Hue::Ink, x, y, text: signed(value) };
    placed.into_iter().map(note).collect()
}

/// The loop that did most in a scenario, and what.
fn strongest<'a>(column: &'a Column) -> (Option<&'a str>, f64) {
    let each = column.ribbons.iter().map(|ribbon| (ribbon.name.as_str(), largest(&ribbon.did)));
    let most = each.filter(|(_, did)| *did != 0.0).max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    (most.map(|(name, _)| name), most.map_or(0.0, |(_, did)| did))
}

/// The largest of several means by size, with its sign.
fn largest(did: &[PairedDifference]) -> f64 {
    let means = did.iter().map(|did| did.mean.value).filter(|value| value.is_finite());
    means.max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0)
}

/// A line with a point wherever it crosses zero; it breaks where it is no number.
fn with_crossings(points: &[(f64, f64)]) -> (Vec<f64>, Vec<f64>) {
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for (place, (at, value)) in points.iter().enumerate() {
        if let Some((before, old)) = place.checked_sub(1).map(|before| points[before])
            && old * value < 0.0
        {
            x.push(before + (at - before) * old / (old - value));
            y.push(0.0);
        }
        x.push(*at);
        y.push(*value);
    }
    (x, y)
}

fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", fine(value)) } else { fine(value).replace('-', "\u{2212}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_point_where_it_crosses_zero() {
        let (x, y) = with_crossings(&[(0.0, -1.0), (4.0, 3.0), (6.0, 3.0)]);
        assert_eq!((x, y), (vec![0.0, 1.0, 4.0, 6.0], vec![-1.0, 0.0, 3.0, 3.0]));
    }
}
