//! Charts as plain data, and the one place that draws them.
//!
//! A [`Figure`] is a page: a title and a grid of [`Panel`]s, each a pair of axes and the [`Mark`]s on them. The
//! other files of this folder build figures from results; `draw` turns a figure into SVG or PNG and is the
//! only file that knows the drawing library.

pub mod axis;
pub mod basins;
pub mod diagram;
pub mod difference;
pub mod dominance;
pub mod draw;
pub mod each_loop;
pub mod fans;
pub mod flow_diagram;
pub mod flow_distribution;
pub mod forecast;
pub mod shocks;
pub mod slope;
pub mod tornado;
pub mod trajectories;

use crate::analysis::summary::Quantiles;
use crate::model::Variable;
use crate::model::scenario::Scenario;
use crate::text::{person, plain, plural, units};

/// The picks and shocks of a scenario as marks: what was done, and when.
pub fn moments(scenario: &Scenario) -> Vec<Mark> {
    let title = |pick: &crate::model::scenario::Pick| scenario.model.interventions[pick.intervention].title.clone();
    let picks = scenario.picks.iter().map(|pick| Mark::Moment { x: pick.start, label: title(pick), count: 1 });
    let stop = scenario.time.stop;
    let shocks = scenario.shocks.iter().map(|shock| {
        let to = shock.to.unwrap_or(stop).min(stop);
        Mark::Stretch { from: shock.from, to, label: shock.title.clone() }
    });
    picks.chain(shocks).collect()
}

/// The same of several scenarios with their names, once each; of many none. Where several do things of their own, the marks
/// say whose they are, and so they do where all are the first one's, which the others are held against.
fn moments_of_all(scenarios: &[(&Scenario, &str)]) -> Vec<Mark> {
    if scenarios.len() > FEW_SCENARIOS {
        return Vec::new();
    }
    let each: Vec<Vec<Mark>> = scenarios.iter().map(|(scenario, _)| gathered(moments(scenario))).collect();
    let of_first = scenarios.len() > 1 && each.first().is_some_and(|marks| !marks.is_empty());
    let several = of_first || each.iter().filter(|marks| !marks.is_empty()).count() > 1;
    let mut all: Vec<&Mark> = Vec::new();
    for mark in each.iter().flatten() {
        if !all.contains(&mark) {
            all.push(mark);
        }
    }
    let told = |mark: &Mark| {
        let owners = scenarios.iter().zip(&each).filter(|(_, marks)| marks.contains(mark)).map(|((_, name), _)| *name);
        let owners: Vec<&str> = owners.collect();
        if several && owners.len() < each.len() { owned(mark, &owners.join(", ")) } else { mark.clone() }
    };
    all.into_iter().map(told).collect()
}

/// So many things at one moment have names of their own; of more there is room for their number only.
const NAMED: usize = 3;

/// Many things that are done at one moment, as one.
fn gathered(marks: Vec<Mark>) -> Vec<Mark> {
    let at = |mark: &Mark| if let Mark::Moment { x, .. } = mark { Some(*x) } else { None };
    let together = |x: f64| marks.iter().filter(|mark| at(mark) == Some(x)).count();
    let mut out: Vec<Mark> = Vec::new();
    for mark in &marks {
        let mark = match at(mark) {
            Some(x) if together(x) > NAMED => {
                let count = together(x);
                Mark::Moment { x, label: format!("{count} changes"), count }
            }
            _ => mark.clone(),
        };
        if !out.contains(&mark) {
            out.push(mark);
        }
    }
    out
}

fn owned(mark: &Mark, owner: &str) -> Mark {
    let mut mark = mark.clone();
    if let Mark::Moment { label, .. } | Mark::Stretch { label, .. } = &mut mark {
        label.push_str(&format!(" ({owner})"));
    }
    mark
}

/// What a figure was made with, so that it can be made again.
pub fn source(seed: u64) -> String {
    format!("Seed {seed}, flywheel {}", env!("CARGO_PKG_VERSION"))
}

/// A page of panels, laid out row by row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figure {
    /// One line across the top, in the words of the room.
    pub title: String,
    /// A second, smaller line: what was run, how many replications, what the bands are.
    pub subtitle: String,
    /// A last line across the bottom: how to read the page.
    pub footer: String,
    /// Behind it: the seed, the version.
    pub source: String,
    /// Panels in reading order.
    pub panels: Vec<Panel>,
    /// Panels side by side in one row; the number of rows follows.
    pub columns: usize,
    /// How high each row's axes are against the others'; empty: all alike.
    pub heights: Vec<f64>,
    /// Width of the page in pixels.
    pub width: u32,
    /// Height of the page in pixels.
    pub height: u32,
    /// A picture for the last row of a room: large letters, and nothing that is not needed.
    pub big: bool,
}

/// A screen.
const SCREEN: (u32, u32) = (1920, 1080);
/// The most panels that can be read on a screen.
const MOST_PANELS: usize = 8;
/// So many names of bars find room on a big picture, in one line each and in two.
const LANES_WHEN_BIG: [usize; 2] = [6, 3];
/// So many characters of a page's title stand under the headline of a big picture.
const TITLE_WHEN_BIG: usize = 60;
/// So many of the name of a scenario stand in a headline.
const NAME_IN_HEADLINE: usize = 40;
/// So many values find room beside the axes of a panel that has others above or below it.
const FEW_VALUES: usize = 5;
/// So many moments can be named on a big picture.
const NAMED_WHEN_BIG: usize = 2;

impl Figure {
    /// A page that fills a screen; of more panels than can be read there, [`Figure::pages`] makes several.
    pub fn screen(title: String, subtitle: String, footer: String, source: String, panels: Vec<Panel>) -> Figure {
        let ((width, height), columns) = (SCREEN, columns(panels.len()));
        Figure { title, subtitle, footer, source, panels, columns, width, height, ..Figure::default() }
    }

    /// The figure on as many pages as its panels need, each with what its file's name ends in.
    pub fn pages(&self) -> Vec<(String, Figure)> {
        let most = if self.panels.iter().any(has_many_values) { 2 } else { MOST_PANELS };
        let pages = self.panels.len().div_ceil(most);
        if pages < 2 {
            return vec![(String::new(), self.clone())];
        }
        let page = |(index, panels): (usize, &[Panel])| {
            let title = format!("{} ({} of {pages})", self.title, index + 1);
            let name = if index == 0 { String::new() } else { (index + 1).to_string() };
            let (panels, columns) = (panels.to_vec(), columns(self.panels.len().div_ceil(pages)));
            (name, Figure { title, panels, columns, ..self.clone() })
        };
        self.panels.chunks(self.panels.len().div_ceil(pages)).enumerate().map(page).collect()
    }

    /// Each panel as a picture of its own under a headline that says what came out, with what its file's name ends in; of
    /// more bars than can be read on one, several.
    pub fn pictures(&self) -> Vec<(String, Figure)> {
        let alone = self.panels.len() == 1;
        let mut names: Vec<String> = Vec::new();
        let mut out = Vec::new();
        for panel in &self.panels {
            let mut name = if alone { String::new() } else { kebab(&panel.title) };
            while names.contains(&name) {
                name.push_str("-again");
            }
            names.push(name.clone());
            let parts = parts(panel);
            for (index, part) in parts.iter().enumerate() {
                let end = if index == 0 { String::new() } else { (index + 1).to_string() };
                let name = [name.as_str(), end.as_str()].into_iter().filter(|words| !words.is_empty());
                let of = if parts.len() > 1 { format!("{} of {}", index + 1, parts.len()) } else { String::new() };
                out.push((name.collect::<Vec<_>>().join("-"), self.picture(part, &of)));
            }
        }
        out
    }

    /// A panel as a picture. The headline says what came out; what it came out of is the page's own title.
    fn picture(&self, panel: &Panel, of: &str) -> Figure {
        let title = if panel.headline.is_empty() { panel.title.clone() } else { panel.headline.clone() };
        let mut marks = with_few_moments(&panel.marks, &panel.x_label);
        if has_many_values(panel) {
            marks.iter_mut().for_each(drop_value);
        }
        // The title of the panel goes to its axis, unless the headline has it.
        let unit = match (title.to_lowercase().contains(&panel.title.to_lowercase()), panel.unit.as_str()) {
            (true, unit) => unit.to_string(),
            (false, "") => panel.title.clone(),
            (false, unit) => format!("{} ({unit})", panel.title),
        };
        let reading = if panel.reading.is_empty() { &self.subtitle } else { &panel.reading };
        let of_page = if self.title == title { String::new() } else { begun(&self.title, TITLE_WHEN_BIG) };
        let subtitle = sentences(&[&of_page, of, reading]);
        let panels = vec![Panel { title: String::new(), unit, marks, ..panel.clone() }];
        let (footer, heights) = (String::new(), Vec::new());
        Figure { title, subtitle, panels, footer, heights, columns: 1, big: true, ..self.clone() }
    }
}

/// Texts one after the other, with a full stop behind each that ends without one.
fn sentences(texts: &[&str]) -> String {
    let texts = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    let ended =
        texts.map(|text| if text.ends_with(['.', '?', '!', '…']) { text.to_string() } else { format!("{text}.") });
    ended.collect::<Vec<_>>().join(" ")
}

/// The whole words with which a text begins, of no more than so many characters.
fn begun(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let cut: String = text.chars().take(most).collect();
    let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", words.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

/// A scenario in a headline.
fn called(name: &str) -> String {
    format!("\"{}\"", begun(name, NAME_IN_HEADLINE))
}

/// A panel in parts of no more bars than can be read on a big picture, from the top.
fn parts(panel: &Panel) -> Vec<Panel> {
    let named = |mark: &Mark| if let Mark::Lane { y, name } = mark { Some((*y, draw::fits_lane(name))) } else { None };
    let mut lanes: Vec<(f64, bool)> = panel.marks.iter().filter_map(named).collect();
    lanes.sort_by(|a, b| b.0.total_cmp(&a.0));
    let most = LANES_WHEN_BIG[usize::from(!lanes.iter().all(|(_, is_short)| *is_short))];
    let parts = lanes.len().div_ceil(most);
    // A band does not end where its lane does.
    if parts < 2 || panel.marks.iter().any(|mark| matches!(mark, Mark::Band { .. })) {
        return vec![panel.clone()];
    }
    let part = |lanes: &[(f64, bool)]| {
        let (high, low) = (lanes[0].0 + 0.5, lanes[lanes.len() - 1].0 - 0.5);
        let is_in = |mark: &&Mark| match mark {
            Mark::Bar { y, .. } | Mark::Lane { y, .. } => (low..high).contains(y),
            _ => true,
        };
        Panel { y: (low, high), marks: panel.marks.iter().filter(is_in).cloned().collect(), ..panel.clone() }
    };
    // All about as long.
    (0..parts).map(|i| part(&lanes[i * lanes.len() / parts..(i + 1) * lanes.len() / parts])).collect()
}

/// Whether more values stand at the ends of lines than there is room for beside small axes.
fn has_many_values(panel: &Panel) -> bool {
    panel.marks.iter().filter(|mark| matches!(mark, Mark::Line { value: Some(_), .. })).count() > FEW_VALUES
}

fn drop_value(mark: &mut Mark) {
    if let Mark::Line { value, .. } = mark {
        *value = None;
    }
}

/// Panels side by side, such that as few places as can be stay empty.
fn columns(panels: usize) -> usize {
    match panels {
        0..=3 => panels.max(1),
        4 => 2,
        5 | 6 | 9 => 3,
        _ => 4,
    }
}

/// Words as the name of a file has them: "flow-time".
fn kebab(words: &str) -> String {
    let parts = words.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// The marks with no more moments named than there is room for: many are told together, at the first of them.
fn with_few_moments(marks: &[Mark], unit: &str) -> Vec<Mark> {
    let moment = |mark: &Mark| if let Mark::Moment { x, count, .. } = mark { Some((*x, *count)) } else { None };
    let mut at: Vec<(f64, usize)> = marks.iter().filter_map(moment).collect();
    at.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (Some((first, _)), Some((last, _)), true) =
        (at.first().copied(), at.last().copied(), at.len() > NAMED_WHEN_BIG)
    else {
        return marks.to_vec();
    };
    let changes: usize = at.iter().map(|(_, count)| count).sum();
    let when = match first == last {
        true => format!(" in {unit} {}", plain(first)),
        false => format!(", {} {} to {}", plural(unit), plain(first), plain(last)),
    };
    // Whose they are, where all are of one.
    let labels =
        || marks.iter().filter_map(|mark| if let Mark::Moment { label, .. } = mark { Some(label) } else { None });
    let owner = labels().next().and_then(|label| label.rfind(" (").map(|at| &label[at..])).unwrap_or_default();
    let owner = if labels().all(|label| label.ends_with(owner)) { owner } else { "" };
    let mut told = false;
    let mark = |mark: &Mark| match mark {
        Mark::Moment { x, .. } => {
            let is_told = !told && *x == first;
            told |= is_told;
            let label = if is_told { format!("{changes} changes{when}{owner}") } else { String::new() };
            Mark::Moment { x: *x, label, count: if is_told { changes } else { 0 } }
        }
        other => other.clone(),
    };
    marks.iter().map(mark).collect()
}

/// From one number to another, as a sentence goes on: "falls from 3.7 to 2.3 item/week".
fn moved(from: f64, to: f64, variable: &Variable) -> String {
    let (from_words, to_words) = (person(from), person(to));
    let measure = behind(variable);
    match () {
        () if from_words == to_words => format!("stays at {to_words}{measure}"),
        () if from < to => format!("rises from {from_words} to {to_words}{measure}"),
        () => format!("falls from {from_words} to {to_words}{measure}"),
    }
}

/// What stands behind a number of a variable: " items/week", " (0 to 1)".
fn behind(variable: &Variable) -> String {
    match (&variable.scale, variable.measure()) {
        (_, measure) if measure.is_empty() => String::new(),
        (Some(_), measure) => format!(" ({measure})"),
        (None, measure) => format!(" {}", units(&measure)),
    }
}

/// Of several by a number the one that is one's own, the first, and those that are furthest up and down, as a sentence
/// goes on: "2.3 items/week with "left alone", 4.83 with "one of each"". What stands behind the first number is clear of
/// the others. Where all are written alike, they are told together: "0.83 with both".
fn furthest(each: &[(&str, f64)], number: impl Fn(f64) -> String, behind: &str) -> String {
    let most = (0..each.len()).max_by(|a, b| each[*a].1.total_cmp(&each[*b].1));
    let least = (0..each.len()).rev().min_by(|a, b| each[*a].1.total_cmp(&each[*b].1));
    let mut told: Vec<usize> = Vec::new();
    for place in [Some(0).filter(|_| !each.is_empty()), most, least].into_iter().flatten() {
        if !told.contains(&place) {
            told.push(place);
        }
    }
    let words = |(index, place): (usize, &usize)| {
        let (name, value) = each[*place];
        format!("{}{} with {}", number(value), if index == 0 { behind } else { "" }, called(name))
    };
    let written: Vec<String> = each.iter().map(|(_, value)| number(*value)).collect();
    if let [first, second, others @ ..] = &written[..]
        && written.iter().all(|own| own == first)
    {
        return format!("{second}{behind} with {}", if others.is_empty() { "both" } else { "all" });
    }
    told.iter().enumerate().map(words).collect::<Vec<_>>().join(", ")
}

/// How one of many scenarios over each other is drawn: there are seven colours, and beyond them dashes. The base case has
/// its own colour, and dashes; what is done against it the other; further ones follow.
fn look_of(place: usize) -> (Hue, bool) {
    const HUES: [Hue; 7] =
        [Hue::Base, Hue::Change, Hue::Series(0), Hue::Series(1), Hue::Series(2), Hue::Series(3), Hue::Series(4)];
    let (round, place) = (place / HUES.len(), place % HUES.len());
    (HUES[place], (place == 0) != (round % 2 == 1))
}

/// The most scenarios over each other that can be told apart by colour and dashes.
pub const MOST_SCENARIOS: usize = 14;

/// The most scenarios over each other that can have bands, and moments that say what was done.
const FEW_SCENARIOS: usize = 4;

/// A band as it is drawn: how strong, and between which quantiles.
type DrawnBand = (f64, fn(&Quantiles) -> f64, fn(&Quantiles) -> f64);

/// The bands that hold 90 and 50 of 100 replications.
const BANDS: [DrawnBand; 2] = [(0.0, |of| of.p5, |of| of.p95), (1.0, |of| of.p25, |of| of.p75)];

/// The bands that are drawn with so many scenarios over each other: of many they make mud.
fn bands_of(scenarios: usize) -> &'static [DrawnBand] {
    match scenarios {
        0..=2 => &BANDS,
        3..=FEW_SCENARIOS => &BANDS[1..],
        _ => &[],
    }
}

/// What a page says of its bands.
fn words_for_bands(scenarios: usize) -> &'static str {
    match scenarios {
        0..=2 => "thick line median; bands hold 50 and 90 of 100",
        3..=FEW_SCENARIOS => "thick line median; band holds 50 of 100",
        _ => "lines are medians",
    }
}

/// One pair of axes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Panel {
    /// What is shown, in a person's words: "Throughput".
    pub title: String,
    /// What came out, in a sentence without a full stop: "Throughput falls from 3.7 to 2.3 item/week".
    pub headline: String,
    /// How to read the panel where it is a picture of its own; empty: as the page's subtitle says.
    pub reading: String,
    /// The unit of the vertical axis, written under the panel's title: "item/week".
    pub unit: String,
    /// Label of the horizontal axis: "week".
    pub x_label: String,
    /// Where the horizontal axis has its numbers; empty: wherever [`axis::ticks`] puts them.
    pub x_ticks: Vec<f64>,
    /// What stands at each of these in place of its number: months; empty: the numbers.
    pub x_names: Vec<String>,
    /// Smallest and largest x shown.
    pub x: (f64, f64),
    /// Smallest and largest y shown; the builder rounds them outwards to pleasant numbers.
    pub y: (f64, f64),
    /// Drawn in order, later over earlier, within each kind: first cells and layers, then bands, bars, dots, paths, lines, moments,
    /// notes and places.
    pub marks: Vec<Mark>,
}

/// Colours by meaning; `draw` maps them to a palette that is safe for colour-blind eyes (Okabe and Ito 2008).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hue {
    /// The base case, the wicked loop.
    Base,
    /// The scenario held against it, the flywheel.
    Change,
    /// Further series, and the stages of a cumulative flow diagram.
    Series(usize),
    /// Axes, notes, zero lines.
    Ink,
}

/// Something drawn on a panel's axes.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// The area between two curves. `strength` is 0 (faint: the 5 to 95% band) to 1 (clear: the 25 to 75% band, or a
    /// stage of a cumulative flow diagram).
    Band { hue: Hue, strength: f64, x: Vec<f64>, low: Vec<f64>, high: Vec<f64> },
    /// A layer of a stack, in a colour that hides what lies below; `strength` as for a band. Its name stands inside, where
    /// the layer is widest, or not at all; `short` stands for it where the whole name is written elsewhere. A layer that
    /// `leads` has its name in any case, beside the axes where there is no room, with a line to its widest place.
    Layer {
        hue: Hue,
        strength: f64,
        x: Vec<f64>,
        low: Vec<f64>,
        high: Vec<f64>,
        name: String,
        short: Option<String>,
        leads: bool,
    },
    /// A curve; `label` is written beside its right end, in its hue, or in the page's key where panels are too narrow
    /// for it. `value` is written behind the label, and stays beside the line where the label is in the key.
    Line { hue: Hue, width: u32, dashed: bool, x: Vec<f64>, y: Vec<f64>, label: Option<String>, value: Option<String> },
    /// Many things, a dot each: those at one place are darker together.
    Dots { hue: Hue, x: Vec<f64>, y: Vec<f64> },
    /// One replication: a hair line in the hue.
    Path { hue: Hue, x: Vec<f64>, y: Vec<f64> },
    /// A vertical line at a moment, named at the top: the start of an intervention, or of `count` of them. Where several
    /// panels share the page they show numbers, and the key under the subtitle has the names; what happens at one time has
    /// one number.
    Moment { x: f64, label: String, count: usize },
    /// A shaded stretch of time, named at the top: a shock or a push from start to end.
    Stretch { from: f64, to: f64, label: String },
    /// A bar across, from one x to another, with a whisker from one x to another around its end. `value` is
    /// written beyond the whisker. `y` is the bar's middle, `height` how much of the axis it takes.
    Bar { hue: Hue, y: f64, height: f64, from: f64, to: f64, whisker: (f64, f64), value: String },
    /// The name of a height, left of the axes: what a bar there is about. A panel with such names has no numbers there.
    Lane { y: f64, name: String },
    /// Text at a point inside the axes (the name of an area in a cumulative flow diagram).
    Note { hue: Hue, x: f64, y: f64, text: String },
    /// A map: equal cells that fill the axes, row by row from the bottom, `columns` in a row, each from -1 (all in the
    /// base hue) over 0 (white) to 1 (all in the hue of change).
    Cells { columns: usize, values: Vec<f64> },
    /// A place on a map, with its name beside it; `here` stands out.
    Place { x: f64, y: f64, name: String, here: bool },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_changes_are_counted_and_say_when_and_whose() {
        let moment = |x: f64, count: usize| Mark::Moment { x, label: format!("{count} changes (ours)"), count };
        let told = |marks: &[Mark]| match &with_few_moments(marks, "week")[0] {
            Mark::Moment { label, .. } => label.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(told(&[moment(4.0, 4), moment(5.0, 1), moment(16.0, 7)]), "12 changes, weeks 4 to 16 (ours)");
        assert_eq!(told(&[moment(4.0, 1), moment(4.0, 1), moment(4.0, 1)]), "3 changes in week 4 (ours)");
    }

    #[test]
    fn ones_own_is_named_first() {
        let words = |each: &[(&str, f64)]| furthest(each, |value| format!("{value}"), " items");
        let all = [("ours", 3.0), ("best", 5.0), ("worst", 2.0), ("other", 4.0)];
        assert_eq!(words(&all), "3 items with \"ours\", 5 with \"best\", 2 with \"worst\"");
        assert_eq!(words(&all[..2]), "3 items with \"ours\", 5 with \"best\"");
        assert_eq!(words(&[]), "");
    }

    #[test]
    fn bars_go_on_in_the_next_picture_and_titles_are_not_ended_twice() {
        let lane = |y: usize| Mark::Lane { y: y as f64 + 0.5, name: "WIP limit".into() };
        let panel =
            Panel { title: "Behind".into(), y: (0.0, 10.0), marks: (0..10).map(lane).collect(), ..Panel::default() };
        let source = String::new();
        let page = Figure::screen("Which?".into(), "How far.".into(), String::new(), source, vec![panel]);
        let pictures = page.pictures();
        let names: Vec<&str> = pictures.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["", "2"]);
        assert_eq!((pictures[0].1.panels[0].y, pictures[1].1.panels[0].y), ((5.0, 10.0), (0.0, 5.0)));
        assert_eq!(pictures[1].1.subtitle, "Which? 2 of 2. How far.");
    }
}
