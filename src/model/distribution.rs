//! How a constant may spread: the words of the files, before anything is drawn.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::diagnostic::Code;
use crate::text::toml::{Reader, Table};
use crate::text::{Span, lexer::short, plain};

/// The families a file can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DistributionKind {
    /// Always the value.
    Fixed,
    /// Anywhere between min and max alike.
    Uniform,
    /// From min to max, likeliest at the value.
    Triangular,
    /// Mean at the value, standard deviation `sd`.
    Normal,
    /// Mean at the value, coefficient of variation `cv`; never negative.
    Lognormal,
    /// Mean at the value; waiting times.
    Exponential,
    /// Counts with mean at the value.
    Poisson,
}

impl DistributionKind {
    pub const CHOICES: &[(&str, DistributionKind)] = &[
        ("fixed", DistributionKind::Fixed),
        ("uniform", DistributionKind::Uniform),
        ("triangular", DistributionKind::Triangular),
        ("normal", DistributionKind::Normal),
        ("lognormal", DistributionKind::Lognormal),
        ("exponential", DistributionKind::Exponential),
        ("poisson", DistributionKind::Poisson),
    ];

    pub fn name(self) -> &'static str {
        crate::text::toml::word_of(DistributionKind::CHOICES, self)
    }
}

/// A number that a file may give, with its place.
type Given = Option<(f64, Span)>;

/// A constant's value with what is known of its spread, in the constant's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub kind: DistributionKind,
    /// The default: the mode of a triangular, the mean of the others; what a deterministic run takes.
    pub value: f64,
    /// The ends of a uniform or triangular; documentation for the others.
    pub range: Option<(f64, f64)>,
    /// Standard deviation of a normal.
    pub sd: f64,
    /// Coefficient of variation of a lognormal, without unit.
    pub cv: f64,
}

impl Spread {
    /// A value that does not spread.
    pub fn fixed(value: f64) -> Spread {
        Spread { kind: DistributionKind::Fixed, value, range: None, sd: 0.0, cv: 0.0 }
    }

    /// What draws depend on: the kind, the value, and of the rest what the kind takes.
    pub fn drawn(&self) -> Spread {
        use DistributionKind as Kind;
        Spread {
            range: self.range.filter(|_| matches!(self.kind, Kind::Uniform | Kind::Triangular)),
            sd: if self.kind == Kind::Normal { self.sd } else { 0.0 },
            cv: if self.kind == Kind::Lognormal { self.cv } else { 0.0 },
            ..*self
        }
    }

    /// Whether replications differ in it.
    pub fn varies(&self) -> bool {
        self.kind != DistributionKind::Fixed
    }

    /// Reads `value`, `distribution`, `min`, `max`, `sd` and `cv` out of a constant's table; `name` is for messages.
    pub fn read(reader: &mut Reader, table: &mut Table, name: &str) -> Spread {
        Spread::read_as(reader, table, name, DistributionKind::Fixed)
    }

    /// The same, where a range without a `distribution` means this one.
    pub fn read_as(reader: &mut Reader, table: &mut Table, name: &str, ranged: DistributionKind) -> Spread {
        let (place, told) = (table.span, reader.wrong.len());
        let value = reader.number(table, "value");
        if value.is_none() {
            reader.missing(table, "value", &format!("the constant `{}`", short(name)));
        }
        let min = reader.number(table, "min");
        let max = reader.number(table, "max");
        let sd = reader.number(table, "sd");
        let cv = reader.number(table, "cv");
        let usual = if min.is_some() || max.is_some() { ranged } else { DistributionKind::Fixed };
        let kind = reader.choice(table, "distribution", DistributionKind::CHOICES).unwrap_or(usual);
        let range = match (min, max) {
            (Some((min, at)), Some((max, other))) if min > max => {
                let message = format!(
                    "the range of `{}` is upside down: min {} is above max {}",
                    short(name),
                    plain(min),
                    plain(max)
                );
                let source = reader.source.clone();
                let wrong = reader.refuse(Code::BadDistribution, at, message, "above max");
                *wrong = wrong.clone().at(&source, other, "below min").help(format!(
                    "min = {}, max = {}",
                    plain(max),
                    plain(min)
                ));
                None
            }
            (Some((min, _)), Some((max, _))) => Some((min, max)),
            (None, None) => None,
            (Some((_, at)), None) | (None, Some((_, at))) => {
                let message = format!("`{}` has only one end of a range", short(name));
                reader.refuse(Code::BadDistribution, at, message, "min and max go together");
                None
            }
        };
        let spread = Spread {
            kind,
            value: value.map_or(0.0, |v| v.0),
            range,
            sd: sd.map_or(0.0, |v| v.0),
            cv: cv.map_or(0.0, |v| v.0),
        };
        if reader.wrong.len() == told {
            let extras = [("sd", sd, DistributionKind::Normal), ("cv", cv, DistributionKind::Lognormal)];
            spread.check(reader, value.map_or(place, |v| v.1), name, extras);
        }
        spread
    }

    /// What the family needs and what it has no use for.
    fn check(&self, reader: &mut Reader, place: Span, name: &str, extras: [(&str, Given, DistributionKind); 2]) {
        let mut refuse = |span: Span, message: String, label: &str| {
            reader.refuse(Code::BadDistribution, span, message, label);
        };
        let (family, name) = (self.kind.name(), short(name));
        for (key, given, owner) in extras {
            match given {
                Some((_, span)) if self.kind != owner => {
                    let owner = owner.name();
                    let message = format!("`{key}` belongs to a {owner} distribution, and `{name}` is {family}");
                    refuse(span, message, "of no use here");
                }
                Some((x, span)) if x < 0.0 => {
                    refuse(span, format!("`{key}` of `{name}` is {}, and cannot be negative", plain(x)), "at least 0");
                }
                None if self.kind == owner => {
                    refuse(place, format!("a {family} distribution needs `{key}`"), "and how far does it spread?");
                }
                _ => {}
            }
        }
        match (self.kind, self.range) {
            (DistributionKind::Uniform | DistributionKind::Triangular, None) => {
                let message = format!("a {family} distribution needs `min` and `max`");
                refuse(place, message, "and how far does it spread?");
            }
            (_, Some((min, max))) if self.value < min || self.value > max => {
                let (value, min, max) = (plain(self.value), plain(min), plain(max));
                let message = format!("the value {value} of `{name}` is outside its range {min} to {max}");
                refuse(place, message, "outside the range");
            }
            (DistributionKind::Lognormal | DistributionKind::Exponential | DistributionKind::Poisson, _)
                if self.value < 0.0 || (self.value == 0.0 && self.kind != DistributionKind::Poisson) =>
            {
                let message =
                    format!("the mean of a {family} distribution is positive, and `{name}` has {}", plain(self.value));
                refuse(place, message, "the mean");
            }
            _ => {}
        }
    }
}
