//! A scenario as a scenario file again, whole: what it extends is in it, and what its model says by itself is not.
//!
//! For what a page or another program has changed: to be kept, sent and run. `docs/scenario-file.md` describes the keys.

use crate::model::claim::Claim;
use crate::model::moments::reached;
use crate::model::scenario::{Design, Pick, Scenario, Uncertainty};
use crate::model::time::Method;
use crate::model::{Beginning, DistributionKind, Spread, TeamFigure};
use crate::text::plain;
use crate::text::toml::word_of;

/// Writes a scenario as a file that is read to the same scenario.
///
/// `model` is the path of its model, relative to where the file will be; None of the shipped one. The paths in the claims'
/// `base` stay as they are. A story is not written: what it tells is shown with the files that it names.
///
/// ```
/// use flywheel::export::scenario::toml;
/// use flywheel::{ShippedLibrary, load};
///
/// let mut scenario = load("<one-from-each-box.toml>", &ShippedLibrary).unwrap();
/// scenario.seed = 7;
/// assert!(toml(&scenario, None).contains("seed = 7\n"));
/// ```
pub fn toml(scenario: &Scenario, model: Option<&str>) -> String {
    let usual = Scenario::of_model(scenario.model.clone());
    let own = &*scenario.model;
    let mut out = String::new();
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            out.push_str(&format!("{key} = {value}\n"));
        }
    };
    line("title", Some(text(&scenario.title)));
    line("label", scenario.label.as_deref().map(text));
    line("prose", Some(prose(&scenario.prose)).filter(|_| !scenario.prose.is_empty()));
    line("model", model.map(text));
    line("points", scenario.joint.as_ref().map(|joint| text(&joint.source.name)));
    line("start", scenario.start.as_deref().map(text));
    let (time, of_model) = (&scenario.time, &usual.time);
    let horizon = plain(reached(time.stop, -time.start, 1));
    line("horizon", (time.stop != of_model.stop).then_some(horizon));
    line("dt", (time.dt != of_model.dt).then(|| plain(time.dt)));
    line("save", (time.save != of_model.save).then(|| plain(time.save)));
    line("method", (time.method != of_model.method).then(|| text(word_of(Method::CHOICES, time.method))));
    line("allow_outside", scenario.allow_outside.then(|| "true".into()));
    let record: Vec<String> = scenario.record.iter().map(|id| text(&own.variable(*id).name)).collect();
    line("record", (!record.is_empty()).then(|| format!("[{}]", record.join(", "))));
    line("replications", (scenario.replications != usual.replications).then(|| scenario.replications.to_string()));
    line("seed", (scenario.seed != usual.seed).then(|| scenario.seed.to_string()));
    line("design", (scenario.design != usual.design).then(|| text(word_of(Design::CHOICES, scenario.design))));
    let uncertainty = word_of(Uncertainty::CHOICES, scenario.uncertainty);
    line("uncertainty", (scenario.uncertainty != usual.uncertainty).then(|| text(uncertainty)));

    let figures: Vec<&TeamFigure> = scenario.team.iter().map(|index| &own.team[*index]).collect();
    let of = |figure: &TeamFigure| scenario.constants.iter().find(|(id, _)| *id == figure.constant);
    let told = figures.iter().filter_map(|figure| Some((figure.name.as_str(), spread(&of(figure)?.1))));
    table(&mut out, "team", told);
    let start = scenario.start.as_ref().and_then(|name| own.starts.iter().find(|start| start.name == *name));
    let of_start = |id| start.and_then(|start| start.stocks.iter().find(|(stock, _)| *stock == id)).map(|own| &own.1);
    let stocks = scenario.initial.iter().filter(|(id, value)| of_start(**id) != Some(*value));
    table(&mut out, "stocks", stocks.map(|(id, value)| (own.variable(*id).name.as_str(), beginning(value))));
    let changed = scenario.constants.iter().zip(&usual.constants).filter(|(own, usual)| own.1 != usual.1);
    let changed = changed.filter(|((id, _), _)| figures.iter().all(|figure| figure.constant != *id));
    table(&mut out, "constants", changed.map(|((id, at), _)| (own.variable(*id).name.as_str(), spread(at))));
    let pick = |pick: &Pick| {
        let mut more = String::new();
        if pick.strength != 1.0 {
            more.push_str(&format!(", strength = {}", plain(pick.strength)));
        }
        if pick.kind != own.interventions[pick.intervention].kind {
            more.push_str(&format!(", kind = {}", text(pick.kind.name())));
        }
        if more.is_empty() { plain(pick.start) } else { format!("{{ start = {}{more} }}", plain(pick.start)) }
    };
    let picks = scenario.picks.iter().map(|own| (own.intervention, pick(own)));
    table(&mut out, "picks", picks.map(|(index, pick)| (own.interventions[index].name.as_str(), pick)));
    for shock in &scenario.shocks {
        let mut lines = vec![
            ("title", text(&shock.title)),
            ("constant", text(&own.variable(shock.constant).name)),
            ("amount", plain(shock.amount)),
            ("from", plain(shock.from)),
        ];
        lines.extend(shock.to.map(|to| ("to", plain(to))));
        table(&mut out, &format!("shock.{}", key(&shock.name)), lines.into_iter());
    }
    scenario.claims.iter().for_each(|claim| expect(&mut out, claim));
    out
}

/// A heading with its lines; nothing where there are none.
fn table<'n>(out: &mut String, heading: &str, lines: impl Iterator<Item = (&'n str, String)>) {
    let lines: String = lines.map(|(name, value)| format!("{} = {value}\n", key(name))).collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n[{heading}]\n{lines}"));
    }
}

fn expect(out: &mut String, claim: &Claim) {
    out.push_str(&format!("\n[[expect]]\nclaim = {}\n", text(&claim.sentence)));
    if let Some((base, _)) = &claim.base {
        out.push_str(&format!("base = {}\n", text(base)));
    }
    out.push_str(&format!("that = {}\n", text(&claim.text)));
    if let Some(published) = &claim.published {
        let value = match published.replications {
            None => published.written.clone(),
            Some(replications) => format!("{{ value = {}, replications = {replications} }}", published.written),
        };
        out.push_str(&format!("published = {value}\n"));
    }
    if let Some(fails) = &claim.fails {
        out.push_str(&format!("fails = {}\n", text(fails)));
    }
}

/// What a stock begins with.
fn beginning(value: &Beginning) -> String {
    match value.equation() {
        // Between single quotes a text stands as it is, and has none of them.
        Some(own) if !own.text.contains(['\'', '\n', '\r']) => format!("'{}'", own.text),
        Some(own) => text(&own.text),
        None => value.text(),
    }
}

/// A constant's value, and how it spreads.
fn spread(spread: &Spread) -> String {
    let Spread { kind, value, range, sd, cv } = *spread;
    if spread == &Spread::fixed(value) {
        return plain(value);
    }
    // Of a range without one another would be read.
    let mut out = format!("{{ value = {}, distribution = {}", plain(value), text(kind.name()));
    let ends = range.map_or([None, None], |(min, max)| [Some(("min", min)), Some(("max", max))]);
    let extra = match kind {
        DistributionKind::Normal => Some(("sd", sd)),
        DistributionKind::Lognormal => Some(("cv", cv)),
        _ => None,
    };
    for (name, value) in ends.into_iter().chain([extra]).flatten() {
        out.push_str(&format!(", {name} = {}", plain(value)));
    }
    out + " }"
}

/// A text between quotes.
pub fn text(words: &str) -> String {
    format!("\"{}\"", escaped(words, ""))
}

/// Several lines between three quotes each.
fn prose(words: &str) -> String {
    if words.contains('\n') { format!("\"\"\"\n{}\n\"\"\"", escaped(words, "\n")) } else { text(words) }
}

/// What would end a text, or may not stand in one, is written out, save some.
fn escaped(words: &str, save: &str) -> String {
    let escape = |c: char| match c {
        '"' => "\\\"".to_string(),
        '\\' => "\\\\".to_string(),
        c if c.is_control() && !save.contains(c) => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    words.chars().map(escape).collect()
}

/// A name as it stands before a `=` or in a heading.
fn key(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.chars().all(is_bare) { name.to_string() } else { text(name) }
}
