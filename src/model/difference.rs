//! What differs between scenarios on one model: the inputs in which they are not all the same.

use std::collections::BTreeSet;

use crate::text::{plain, plural};

use super::scenario::{Pick, Scenario, Shock};
use super::{Beginning, ChangeKind, DistributionKind, Spread, VariableId};

/// An input in which scenarios differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    pub of: Input,
    /// In each scenario.
    pub values: Vec<Setting>,
}

/// Something that a scenario can set.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The starting point.
    Start,
    /// Where a stock starts.
    Stock(VariableId),
    Horizon,
    Step,
    Method,
    Constant(VariableId),
    /// Index into [`Model::interventions`](super::Model::interventions).
    Pick(usize),
    /// By its name.
    Shock(String),
}

/// What a scenario has set.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    Nothing,
    Word(String),
    Number(f64),
    Spread(Spread),
    Pick(Pick),
    Shock(Shock),
}

/// The inputs in which scenarios differ, in the order of a scenario file; none where all are the same.
///
/// How a scenario is called, how often and with which luck it is run, what is kept and what is claimed are no inputs: they
/// change nothing for the team.
///
/// # Panics
/// Where the scenarios have not one model.
pub fn differences(scenarios: &[&Scenario]) -> Vec<Difference> {
    let Some((first, others)) = scenarios.split_first() else { return Vec::new() };
    let model = &first.model;
    assert!(others.iter().all(|other| other.model.source.text == model.source.text), "one model");
    let mut inputs = vec![Input::Start];
    inputs.extend(model.ids().filter(|id| model.variable(*id).stock().is_some()).map(Input::Stock));
    inputs.extend([Input::Horizon, Input::Step, Input::Method]);
    inputs.extend(first.constants.iter().map(|(id, _)| Input::Constant(*id)));
    inputs.extend((0..model.interventions.len()).map(Input::Pick));
    let shocks: BTreeSet<&str> = scenarios.iter().flat_map(|s| &s.shocks).map(|shock| shock.name.as_str()).collect();
    inputs.extend(shocks.into_iter().map(|name| Input::Shock(name.to_string())));
    let difference = |of: Input| {
        let values: Vec<Setting> = scenarios.iter().map(|scenario| setting(scenario, &of)).collect();
        values.iter().any(|value| !value.is_same(&values[0])).then_some(Difference { of, values })
    };
    inputs.into_iter().filter_map(difference).collect()
}

fn setting(scenario: &Scenario, input: &Input) -> Setting {
    let or_nothing = |found: Option<Setting>| found.unwrap_or(Setting::Nothing);
    match input {
        Input::Start => or_nothing(scenario.start.clone().map(Setting::Word)),
        Input::Stock(id) => or_nothing(scenario.initial.get(id).map(|value| match value {
            Beginning::Number(value) => Setting::Number(*value),
            Beginning::Equation(equation, _) => Setting::Word(equation.text.clone()),
        })),
        Input::Horizon => Setting::Number(scenario.time.length()),
        Input::Step => Setting::Number(scenario.time.dt),
        Input::Method => Setting::Word(scenario.time.method.name().into()),
        Input::Constant(id) => {
            or_nothing(scenario.constants.iter().find(|(own, _)| own == id).map(|(_, spread)| Setting::Spread(*spread)))
        }
        Input::Pick(index) => {
            or_nothing(scenario.picks.iter().find(|pick| pick.intervention == *index).cloned().map(Setting::Pick))
        }
        Input::Shock(name) => {
            or_nothing(scenario.shocks.iter().find(|shock| shock.name == *name).cloned().map(Setting::Shock))
        }
    }
}

impl Input {
    /// The key of a scenario file that sets it.
    pub fn key(&self, scenario: &Scenario) -> String {
        let model = &scenario.model;
        match self {
            Input::Start => "start".into(),
            Input::Horizon => "horizon".into(),
            Input::Step => "dt".into(),
            Input::Method => "method".into(),
            Input::Stock(id) => format!("stocks.{}", model.variable(*id).name),
            Input::Constant(id) => format!("constants.{}", model.variable(*id).name),
            Input::Pick(index) => format!("picks.{}", model.interventions[*index].name),
            Input::Shock(name) => format!("shock.{name}"),
        }
    }

    /// What people call it.
    pub fn words(&self, scenario: &Scenario) -> String {
        let model = &scenario.model;
        match self {
            Input::Start => "starting point".into(),
            Input::Horizon => "horizon".into(),
            Input::Step => "step".into(),
            Input::Method => "method".into(),
            Input::Stock(id) => format!("{} at the start", model.variable(*id).words()),
            Input::Constant(id) => model.variable(*id).words(),
            Input::Pick(index) => model.interventions[*index].title.clone(),
            Input::Shock(name) => {
                let named = scenario.shocks.iter().find(|shock| shock.name == *name);
                named.map_or_else(|| name.replace('_', " "), |shock| shock.title.clone())
            }
        }
    }

    /// The unit of its numbers; empty where there is none.
    pub fn measure(&self, scenario: &Scenario) -> String {
        match self {
            Input::Stock(id) | Input::Constant(id) => scenario.model.variable(*id).measure(),
            Input::Horizon | Input::Step => plural(&scenario.time.unit),
            Input::Start | Input::Method | Input::Pick(_) | Input::Shock(_) => String::new(),
        }
    }
}

impl Setting {
    /// Whether both do the same. What is written of a constant beside what it is drawn by, as the range of one that is
    /// fixed, does nothing.
    fn is_same(&self, other: &Setting) -> bool {
        match (self, other) {
            (Setting::Spread(a), Setting::Spread(b)) => a.drawn() == b.drawn(),
            _ => self == other,
        }
    }

    /// In words; `unit` is that of time.
    pub fn words(&self, unit: &str) -> String {
        match self {
            Setting::Nothing => "-".into(),
            Setting::Word(word) => word.clone(),
            Setting::Number(value) => rounded(*value),
            Setting::Spread(spread) => spread_words(spread),
            Setting::Pick(Pick { start, strength, kind, .. }) => {
                let strength =
                    if *strength == 1.0 { String::new() } else { format!(", strength {}", plain(*strength)) };
                let kind = if *kind == ChangeKind::Habit { "" } else { ", decided" };
                format!("{unit} {}{strength}{kind}", plain(*start))
            }
            Setting::Shock(Shock { amount, from, to, .. }) => {
                let to = to.map_or("the end".into(), plain);
                let sign = if *amount < 0.0 { "" } else { "+" };
                format!("{sign}{}, {unit} {} to {to}", plain(*amount), plain(*from))
            }
        }
    }
}

/// A number to twelve digits: 2.4 is calculated as 2.4000000000000004.
fn rounded(value: f64) -> String {
    plain(format!("{value:.11e}").parse().unwrap_or(value))
}

/// "5 (triangular, 4 to 6)".
fn spread_words(spread: &Spread) -> String {
    let value = rounded(spread.value);
    let about = match spread.kind {
        DistributionKind::Fixed => return value,
        DistributionKind::Normal => format!("sd {}", rounded(spread.sd)),
        DistributionKind::Lognormal => format!("cv {}", rounded(spread.cv)),
        DistributionKind::Exponential | DistributionKind::Poisson => String::new(),
        DistributionKind::Uniform | DistributionKind::Triangular => {
            spread.range.map_or(String::new(), |(min, max)| format!("{} to {}", rounded(min), rounded(max)))
        }
    };
    let comma = if about.is_empty() { "" } else { ", " };
    format!("{value} ({}{comma}{about})", spread.kind.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::library::ShippedLibrary;
    use crate::model::scenario_file::load;

    fn shipped(name: &str) -> Scenario {
        load(name, &ShippedLibrary).unwrap()
    }

    /// Key and words of each row.
    fn rows(scenarios: &[&Scenario]) -> Vec<(String, Vec<String>)> {
        let words = |d: &Difference| d.values.iter().map(|value| value.words("week")).collect();
        differences(scenarios).iter().map(|d| (d.of.key(scenarios[0]), words(d))).collect()
    }

    #[test]
    fn a_scenario_does_not_differ_from_itself_nor_by_its_luck() {
        let one = shipped("<one-from-each-box.toml>");
        assert_eq!(differences(&[&one, &one]), []);
        let other = Scenario { seed: 9, replications: 7, title: "another".into(), ..one.clone() };
        assert_eq!(differences(&[&one, &other]), []);
        assert_eq!(differences(&[&one]), []);
        let mut said = one.clone();
        said.set("team_size", 8.0).unwrap();
        assert_eq!(differences(&[&one, &said]), [], "the team of the model, said again");
        said.initial.insert(one.model.find("trust").unwrap(), (3.0 * 0.8).into());
        assert_eq!(rows(&[&one, &said])[0].1[1], "2.4");
    }

    #[test]
    fn picks_are_told_side_by_side() {
        let (nothing, each) = (shipped("<wicked-loop.toml>"), shipped("<one-from-each-box.toml>"));
        let mut half = each.clone();
        half.picks[1].strength = 0.5;
        let found = rows(&[&nothing, &each, &half]);
        let row = |key: &str, values: [&str; 3]| (key.to_string(), values.map(String::from).to_vec());
        let expected = [
            row("picks.quick_wins", ["-", "week 4", "week 4"]),
            row("picks.not_now", ["-", "week 10", "week 10, strength 0.5"]),
            row("picks.wip_limit", ["-", "week 16", "week 16"]),
            row("picks.small_batch", ["-", "week 22", "week 22"]),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn starts_time_constants_and_shocks_come_in_the_order_of_the_file() {
        let (busy, pushed) = (shipped("<busy.toml>"), shipped("<work-harder.toml>"));
        let mut other = shipped("<wicked-loop.toml>");
        other.set("team_size", 9.0).unwrap();
        let demand = other.constants.iter_mut().find(|c| c.0 == other.model.find("request_rate").unwrap()).unwrap();
        demand.1 = Spread { kind: DistributionKind::Normal, sd: 0.5, ..Spread::fixed(6.0) };
        other.time.stop = 78.0;
        let found = rows(&[&busy, &pushed, &other]);
        let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!((keys[0], keys[1]), ("start", "stocks.backlog"));
        let last = &found[found.len() - 4..];
        let row = |key: &str, values: [&str; 3]| (key.to_string(), values.map(String::from).to_vec());
        assert_eq!(last[0], row("horizon", ["104", "104", "78"]));
        // In the order of the model.
        let constants: BTreeSet<&str> = last[1..3].iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(constants, BTreeSet::from(["constants.request_rate", "constants.team_size"]));
        assert!(last[1..3].iter().any(|(_, values)| values[2] == "6 (normal, sd 0.5)"), "{last:?}");
        assert_eq!(last[3], row("shock.push", ["-", "+0.5, week 8 to the end", "-"]));
        let title = differences(&[&pushed, &busy]).last().unwrap().of.words(&pushed);
        assert_eq!(title, "management pushes");
    }
}
