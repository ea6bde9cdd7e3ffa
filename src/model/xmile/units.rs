//! Units of measure: what a file calls them (4.1.2), and what each of its names stands for.

use std::collections::{HashMap, HashSet};

use super::unit_text::{self, Token};
use super::*;

/// Names that say that there is no unit. A percentage is a pure number too: its hundredth stands in the equations.
const WITHOUT_UNIT: &[&str] = &[
    "1",
    "-",
    "n/a",
    "dmnl",
    "dimensionless",
    "unitless",
    "none",
    "no_unit",
    "no_units",
    "nondimensional",
    "non-dimensional",
    "pure_number",
    "fraction",
    "fractions",
    "ratio",
    "ratios",
    "percent",
    "percentage",
    "%",
];

/// Plurals that no rule gives, by how they end; they hold even where a file never writes the singular.
const IRREGULAR: &[(&str, &str)] = &[
    ("people", "person"),
    ("persons", "person"),
    ("men", "man"),
    ("children", "child"),
    ("feet", "foot"),
    ("teeth", "tooth"),
    ("geese", "goose"),
    ("mice", "mouse"),
];

/// What Vensim takes for one unit from the start, beside plurals.
const DOLLAR: &[&str] = &["dollar", "dollars", "$s"];

/// So many units may be made of each other, one inside the next.
const MOST_WITHIN: usize = 100;

/// All units of a file.
#[derive(Default)]
pub(super) struct Units {
    /// Those that the file names, in its order.
    pub(super) named: Vec<NamedUnit>,
    /// Which of them a name or an alias is.
    declared: HashMap<String, usize>,
    meanings: Vec<Meaning>,
    /// Words that are units by themselves somewhere in the file.
    alone: HashSet<String>,
    /// Words of the file in the plural, with the singular that the file has too.
    singular: HashMap<String, String>,
    /// Names that singular and plural would make one, and that the file declares as several.
    apart: HashSet<String>,
    /// How many units are being read, one for the sake of the other.
    within: usize,
}

/// What a unit with a name of its own stands for.
#[derive(Clone, PartialEq)]
enum Meaning {
    Unread,
    /// Being read.
    Open,
    /// Met again while it was being read: it is made of itself, and so of nothing else.
    Circular,
    Is(Unit),
}

impl Units {
    /// The units of a file: all its texts are looked at first, for whether days are one unit with day hangs on both.
    pub(super) fn of(root: &Element, model: &Element) -> Units {
        let mut units = Units::default();
        for list in [root, model].iter().filter_map(|e| e.child("model_units")) {
            units.named.extend(list.children_named("unit").filter_map(named_unit));
        }
        let variables = model.child("variables").unwrap_or(model);
        let specs = [root, model].into_iter().filter_map(|e| e.child("sim_specs"));
        let time = specs.flat_map(|e| &e.attributes).filter(|a| a.name.rsplit(':').next() == Some("time_units"));
        let own = variables.children.iter().chain(variables.children.iter().flat_map(|group| &group.children));
        let own = own.filter_map(|variable| variable.child("units")).map(|e| e.text.clone());
        let equations = units.named.iter().filter_map(|unit| unit.equation.clone());
        let texts: Vec<String> = time.map(|a| a.value.clone()).chain(own).chain(equations).collect();
        units.find_plurals(&texts);
        units.declare();
        for text in &texts {
            for name in unit_text::alone(text) {
                units.alone.insert(units.key(name));
            }
        }
        units
    }

    fn find_plurals(&mut self, texts: &[String]) {
        let names = self.named.iter().flat_map(|unit| std::iter::once(&unit.name).chain(&unit.aliases));
        let all: Vec<String> = texts.iter().chain(names).map(|text| canonical(text)).collect();
        let words: HashSet<&str> = all.iter().flat_map(|text| text.split(between_words)).collect();
        let plural = |word: &&str| singulars(word).into_iter().find(|one| words.contains(one.as_str()));
        self.singular = words.iter().filter_map(|word| Some((word.to_string(), plural(word)?))).collect();
    }

    /// Gives names and aliases to units; a name goes before an alias, what stands first before what follows.
    fn declare(&mut self) {
        self.meanings = vec![Meaning::Unread; self.named.len()];
        let in_use = |(_, unit): &(usize, &NamedUnit)| !unit.disabled;
        let names: Vec<(String, usize)> = {
            let in_use = || self.named.iter().enumerate().filter(in_use);
            // A name such as `people/month`, without an equation, is its own.
            let is_named = |(_, unit): &(usize, &NamedUnit)| !is_own_equation(unit);
            let names = in_use().filter(is_named).map(|(index, unit)| (canonical(&unit.name), index));
            let aliases = in_use().flat_map(|(index, unit)| unit.aliases.iter().map(move |a| (canonical(a), index)));
            names.chain(aliases).filter(|(name, _)| !name.is_empty()).collect()
        };
        let mut owner: HashMap<&str, usize> = HashMap::new();
        for (name, index) in &names {
            owner.entry(name).or_insert(*index);
        }
        let mut folded: HashMap<String, Vec<(&str, usize)>> = HashMap::new();
        for (name, index) in &owner {
            folded.entry(self.folded(name)).or_default().push((name, *index));
        }
        for (key, names) in folded {
            if names.iter().all(|(_, index)| *index == names[0].1) {
                self.declared.insert(key, names[0].1);
            } else {
                self.declared.extend(names.iter().map(|(name, index)| (name.to_string(), *index)));
                self.apart.extend(names.iter().map(|(name, _)| name.to_string()));
            }
        }
    }

    /// What units are compared by: the canonical name, with its words in the singular.
    fn key(&self, name: &str) -> String {
        let name = canonical(name);
        if self.apart.contains(&name) { name } else { self.folded(&name) }
    }

    fn folded(&self, name: &str) -> String {
        let word = |word: &str| -> String {
            let one = self.singular.get(word).map_or(word, String::as_str);
            if DOLLAR.contains(&one) {
                return "$".into();
            }
            let irregular = IRREGULAR.iter().find_map(|(many, one_of)| Some((one.strip_suffix(many)?, one_of)));
            irregular.map_or(one.to_string(), |(stem, one_of)| format!("{stem}{one_of}"))
        };
        let pieces = name.split_inclusive(between_words).map(|piece| {
            let own = piece.trim_end_matches(between_words);
            word(own) + &piece[own.len()..]
        });
        pieces.collect()
    }

    /// Reads a unit. What cannot be read is a name as it stands, and so is not the same as anything else.
    pub(super) fn read(&mut self, text: &str) -> Unit {
        let text = text.replace("\\n", " ");
        match without_range(text.trim()) {
            "" => Unit::not_given(),
            text => unit_text::read(self, text).unwrap_or_else(|| {
                let name = text.replace("\\\"", "\"").trim_end_matches('\\').replace('"', "\\\"");
                self.quoted(&name)
            }),
        }
    }

    /// What a name stands for, if the file declares it or it says that there is no unit.
    pub(super) fn known(&mut self, name: &str) -> Option<Unit> {
        match self.declared.get(&self.key(name)) {
            Some(index) => Some(self.meaning(*index)),
            None => WITHOUT_UNIT.contains(&canonical(name).as_str()).then(Unit::one),
        }
    }

    /// Whether a word is a unit elsewhere in the file too.
    pub(super) fn stands_alone(&self, word: &str) -> bool {
        self.alone.contains(&self.key(word))
    }

    /// A unit by its name.
    pub(super) fn named(&mut self, name: &str) -> Unit {
        if unit_text::is_words(name) {
            self.known(name).unwrap_or_else(|| Unit::named(&self.key(name), name))
        } else {
            self.quoted(name)
        }
    }

    /// A unit by a name that is no word, or is written with quotes.
    pub(super) fn quoted(&mut self, name: &str) -> Unit {
        self.known(name).unwrap_or_else(|| Unit::named(&self.key(name), &format!("\"{name}\"")))
    }

    fn meaning(&mut self, index: usize) -> Unit {
        let NamedUnit { name, equation, aliases, .. } = self.named[index].clone();
        let own = if unit_text::is_name(&name) { name.clone() } else { format!("\"{}\"", name.replace('"', "\\\"")) };
        let base = Unit::named(&self.key(&name), &own);
        match std::mem::replace(&mut self.meanings[index], Meaning::Circular) {
            Meaning::Is(unit) => {
                self.meanings[index] = Meaning::Is(unit.clone());
                return unit;
            }
            Meaning::Unread if self.within < MOST_WITHIN => {}
            Meaning::Unread => {
                self.meanings[index] = Meaning::Unread;
                return base;
            }
            Meaning::Open | Meaning::Circular => return base,
        }
        self.meanings[index] = Meaning::Open;
        self.within += 1;
        let equation = equation.or(is_own_equation(&self.named[index]).then(|| name.clone()));
        let read = equation.as_ref().and_then(|equation| unit_text::read(self, equation));
        self.within -= 1;
        let is_pure = || {
            let mut names = std::iter::once(&name).chain(&aliases);
            equation.is_none() && names.any(|name| WITHOUT_UNIT.contains(&canonical(name).as_str()))
        };
        let unit = match read {
            Some(unit) if self.meanings[index] == Meaning::Open => unit,
            None if is_pure() => Unit::one(),
            _ => base,
        };
        self.meanings[index] = Meaning::Is(unit.clone());
        unit
    }
}

fn named_unit(element: &Element) -> Option<NamedUnit> {
    let told = |text: &str| Some(text.trim().to_string()).filter(|text| !text.is_empty());
    Some(NamedUnit {
        name: told(&element.attribute("name")?.value)?,
        equation: element.child("eqn").and_then(|e| told(&e.text)),
        aliases: element.children_named("alias").filter_map(|e| told(&e.text)).collect(),
        disabled: element.attribute("disabled").is_some_and(|a| a.value.trim().eq_ignore_ascii_case("true")),
    })
}

/// A unit without the range that Vensim writes behind it: least, most and step, `[0,100,1]`, each a number or `?`.
fn without_range(text: &str) -> &str {
    let parted = text.strip_suffix(']').and_then(|text| text.rsplit_once('['));
    let is_end = |end: &str| matches!(end.trim(), "" | "?") || end.trim().parse::<f64>().is_ok();
    match parted {
        Some((unit, range)) if range.contains(',') && range.split(',').all(is_end) => unit.trim_end(),
        _ => text,
    }
}

/// Whether a unit without an equation is named like one.
fn is_own_equation(unit: &NamedUnit) -> bool {
    unit.equation.is_none() && unit_text::is_compound(&unit.name)
}

/// What parts the words of a name.
fn between_words(c: char) -> bool {
    c == '_' || !Token::is_of_word(c)
}

/// What a word could be the plural of, by the rules of English.
fn singulars(word: &str) -> Vec<String> {
    let ends = |ending: &'static str, with: &'static [&'static str]| {
        let stem = word.strip_suffix(ending);
        stem.into_iter().flat_map(move |stem| with.iter().map(move |end| format!("{stem}{end}")))
    };
    let hisses = |one: &String| ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| one.ends_with(end));
    let plain = ends("s", &[""]).filter(|one| !one.ends_with('s'));
    let all = plain.chain(ends("es", &[""]).filter(hisses)).chain(ends("ies", &["y"])).chain(ends("ves", &["f", "fe"]));
    let all = all.chain(ends("ices", &["ix", "ex"])).chain(ends("ses", &["sis"]));
    // `ms` is no plural of `m`.
    all.filter(|one| one.chars().nth(1).is_some()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str = "<xmile><model_units><unit name='Dimensionless'><eqn>1</eqn><alias>dmnl</alias></unit>\
        <unit name='man-hours'/><unit name='km'><eqn>1000*m</eqn></unit><unit name='x per y'/><unit name='a/b'/>\
        <unit name='m²'/><unit name='1 of 2'/></model_units><model><variables><aux><units>kg</units></aux>\
        <aux><units>year</units></aux><aux><units>years*person</units></aux></variables></model></xmile>";

    fn units() -> Units {
        let root = xml::read(&Source::new("units", FILE)).unwrap();
        Units::of(&root, root.child("model").unwrap())
    }

    /// Pieces of units, and what does not belong in one.
    fn text() -> impl Strategy<Value = String> {
        let pieces = "kg|people|person|years|man-hours|man|hours|x|y|per|of|km|m²|m|a/b|square|squared|cubic|US Dollars|\
                      dmnl|1|2|1000|0.001|1e-3|2x4|^|^2|^-1|^(1/2)|²|⁻³|*|/|-|(|)|[|]| |_|  |\"|\\\"|\\|\\n|$|%|.|,|+|=|💡|é";
        let pieces: Vec<&str> = pieces.split('|').collect();
        let made = prop::collection::vec(prop::sample::select(pieces), 0..12).prop_map(|pieces| pieces.concat());
        prop_oneof![4 => made, 1 => any::<String>().prop_map(|text| text.chars().take(60).collect())]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        /// Whatever is read is written so that it is read again, alone and with others.
        #[test]
        fn a_printed_unit_reads_back(a in text(), b in text()) {
            let mut units = units();
            let (a, b) = (units.read(&a), units.read(&b));
            for unit in [a.times(&Unit::one()), a.times(&b), a.over(&b), b.power((-2, 3)).times(&a)] {
                let printed = unit.to_string();
                prop_assert_eq!(units.read(&printed), unit, "{}", printed);
            }
        }

        /// Any block of definitions has a meaning, of any depth and in circles.
        #[test]
        fn any_definitions_can_be_read(equations in prop::collection::vec(text(), 1..20)) {
            let mut units = Units::default();
            let names = ["kg", "people", "man-hours", "x", "per", "US Dollars", "m²", "a/b", "(", "\""];
            units.named = equations.iter().zip(names.iter().cycle()).map(|(equation, name)| NamedUnit {
                name: name.to_string(), equation: Some(equation.clone()), aliases: vec![equation.clone()], disabled: false,
            }).collect();
            units.find_plurals(&equations);
            units.declare();
            for text in names.iter().map(|name| name.to_string()).chain(equations) {
                let (once, again) = (units.read(&text), units.read(&text));
                prop_assert_eq!(once, again);
            }
        }
    }

    #[test]
    fn long_and_deep_texts_end() {
        let mut units = units();
        for text in ["a*", "(", "square ", "kg ", "kg-", "1 ", "a per ", "^2", "\"", "\"\\\"", "²"] {
            let _ = units.read(&text.repeat(100_000 / text.len())).to_string();
            let _ = units.read(&text.repeat(490 / text.len())).to_string();
        }
        let mut chain = Units { named: Vec::new(), ..Units::default() };
        for i in 0..10_000 {
            let equation = Some(format!("u{0}*v{0}*u{0}", i + 1));
            chain.named.push(NamedUnit { name: format!("u{i}"), equation, aliases: Vec::new(), disabled: false });
        }
        chain.declare();
        assert!(!chain.read("u0").is_one());
    }
}
