//! Units of measure with rational powers.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::expr::{Binary, Expr, ExprKind, Unary};
use crate::text::mapping::EquationText;
use crate::text::{Source, Span, canonical, parser, plural, singular, suggestion};

/// A product of base units to rational powers; the empty product is "1", a pure number.
///
/// ```
/// use flywheel::model::units::Unit;
/// let item = Unit::base("item");
/// let week = Unit::base("week");
/// assert_eq!(item.over(&week).to_string(), "item/week");
/// assert_eq!(item.times(&item).power((1, 2)), item);
/// ```
///
/// Names of base units are compared as names are, in one spelling; each keeps the one it was written in, for people.
#[derive(Debug, Clone, Default)]
pub struct Unit {
    /// Base unit to its power as (numerator, denominator); the power is never 0, in lowest terms, and its
    /// denominator positive.
    powers: BTreeMap<Base, (i32, i32)>,
    /// The whole unit as a file has it, where that is kept; empty where a file gives none.
    written: Option<String>,
}

impl PartialEq for Unit {
    fn eq(&self, other: &Unit) -> bool {
        self.powers == other.powers
    }
}

impl Eq for Unit {}

/// A base unit: compared by its canonical name, shown as it is spelt.
#[derive(Debug, Clone)]
struct Base {
    name: String,
    spelling: String,
}

impl PartialEq for Base {
    fn eq(&self, other: &Base) -> bool {
        self.name == other.name
    }
}

impl Eq for Base {}

impl PartialOrd for Base {
    fn partial_cmp(&self, other: &Base) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Base {
    fn cmp(&self, other: &Base) -> Ordering {
        self.name.cmp(&other.name)
    }
}

impl Unit {
    /// The unit of a pure number.
    pub fn one() -> Unit {
        Unit::default()
    }

    /// A base unit, in any spelling.
    pub fn base(spelling: &str) -> Unit {
        Unit::named(&canonical(spelling), spelling)
    }

    /// A base unit that has other spellings too: those with one `name` are one unit.
    pub fn named(name: &str, spelling: &str) -> Unit {
        let base = Base { name: name.to_string(), spelling: spelling.to_string() };
        Unit { powers: BTreeMap::from([(base, (1, 1))]), written: None }
    }

    /// The same unit, shown as a file has it.
    pub fn written(self, text: &str) -> Unit {
        Unit { written: Some(text.split_whitespace().collect::<Vec<_>>().join(" ")), ..self }
    }

    /// What has no unit in its file: it is shown without a unit, and compared with none.
    pub fn not_given() -> Unit {
        Unit::one().written("")
    }

    pub fn is_given(&self) -> bool {
        self.written.as_deref() != Some("")
    }

    /// Whether a base unit is in it, by its canonical name.
    pub fn has(&self, name: &str) -> bool {
        self.powers.keys().any(|base| base.name == name)
    }

    pub fn is_one(&self) -> bool {
        self.powers.is_empty()
    }

    /// The unit of a product.
    pub fn times(&self, other: &Unit) -> Unit {
        let mut powers = self.powers.clone();
        for (name, &(n, d)) in &other.powers {
            let (n0, d0) = powers.remove(name).unwrap_or((0, 1));
            let [n0, d0, n, d] = [n0, d0, n, d].map(i64::from);
            let power = lowest(n0 * d + n * d0, d0 * d);
            if power.0 != 0 {
                powers.insert(name.clone(), power);
            }
        }
        Unit { powers, written: None }
    }

    /// The unit in words, as it stands after a number that is written so: "items a week" after 2.5, "item" after 1;
    /// nothing after a pure number.
    ///
    /// ```
    /// use flywheel::model::units::Unit;
    /// let (item, week) = (Unit::base("item"), Unit::base("week"));
    /// assert_eq!([item.over(&week).after("2.5"), item.after("1"), week.after("3")], ["items a week", "item", "weeks"]);
    /// ```
    pub fn after(&self, number: &str) -> String {
        let count = |base: &Base| if number == "1" { singular(&base.spelling) } else { plural(&base.spelling) };
        let each = |base: &Base| {
            let one = singular(&base.spelling);
            let article = if one.starts_with(|c| "aeiouAEIOU".contains(c)) { "an" } else { "a" };
            format!("{article} {one}")
        };
        let parts: Vec<(&Base, (i32, i32))> = self.powers.iter().map(|(base, power)| (base, *power)).collect();
        match parts[..] {
            [] => String::new(),
            [(base, (1, 1))] => count(base),
            [(base, (-1, 1))] => each(base),
            [(one, (1, 1)), (other, (-1, 1))] | [(other, (-1, 1)), (one, (1, 1))] => {
                format!("{} {}", count(one), each(other))
            }
            _ => self.to_string(),
        }
    }

    /// The unit of a quotient.
    pub fn over(&self, other: &Unit) -> Unit {
        self.times(&other.power((-1, 1)))
    }

    /// The unit of a power with a rational exponent (numerator, denominator).
    pub fn power(&self, (n, d): (i32, i32)) -> Unit {
        let raised = |&(n0, d0): &(i32, i32)| lowest(i64::from(n0) * i64::from(n), i64::from(d0) * i64::from(d));
        let powers = self.powers.iter().map(|(name, p)| (name.clone(), raised(p))).filter(|(_, p)| p.0 != 0);
        Unit { powers: powers.collect(), written: None }
    }

    /// Whether a file may say so: each power is a fraction of numbers up to [`MOST_IN_A_POWER`].
    pub(super) fn is_plain(&self) -> bool {
        self.powers.values().all(|&(n, d)| n.abs() <= MOST_IN_A_POWER && d <= MOST_IN_A_POWER)
    }
}

/// A fraction in lowest terms with a positive denominator; what is beyond an `i32` stays at its end.
fn lowest(n: i64, d: i64) -> (i32, i32) {
    let (mut a, mut b) = (n.abs(), d.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let divisor = a.max(1) * if d < 0 { -1 } else { 1 };
    let within = |x: i64| x.clamp(-i64::from(i32::MAX), i64::from(i32::MAX)) as i32;
    (within(n / divisor), within(d / divisor).max(1))
}

/// The largest whole number in a power of a unit that is read; no product of two such powers is beyond an `i64`.
const MOST_IN_A_POWER: i32 = 1_000_000;

/// The power that is written `above / below`: of whole numbers as it stands, so that whatever is printed is read again;
/// of others the fraction with the smallest denominator (at most 12) that equals it.
pub(super) fn fraction(above: f64, below: f64) -> Option<(i32, i32)> {
    let is_whole = |x: f64| x.fract() == 0.0 && x.abs() <= f64::from(MOST_IN_A_POWER);
    if below == 0.0 {
        return None;
    }
    if is_whole(above) && is_whole(below) {
        return Some(lowest(above as i64, below as i64));
    }
    (1..=12).find_map(|d| {
        let n = above / below * f64::from(d);
        is_whole(n).then_some((n as i32, d))
    })
}

/// As a file has it, or as in our files: `person*week/item`, `1/week`, `item/(person*week)`, `item^(1/2)`.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(text) = &self.written {
            return f.write_str(text);
        }
        let part = |(Base { spelling, .. }, (n, d)): (&Base, (i32, i32))| match (n, d) {
            (1, 1) => spelling.clone(),
            (n, 1) => format!("{spelling}^{n}"),
            (n, d) => format!("{spelling}^({n}/{d})"),
        };
        let above: Vec<String> = self.powers.iter().filter(|(_, p)| p.0 > 0).map(|(b, p)| part((b, *p))).collect();
        let below: Vec<String> =
            self.powers.iter().filter(|(_, p)| p.0 < 0).map(|(b, p)| part((b, (-p.0, p.1)))).collect();
        f.write_str(&if above.is_empty() { "1".to_string() } else { above.join("*") })?;
        match below.len() {
            0 => Ok(()),
            1 => write!(f, "/{}", below[0]),
            _ => write!(f, "/({})", below.join("*")),
        }
    }
}

/// Reads a unit; `known` are the base units of the model.
///
/// # Errors
/// A unit that is not a product of known base units.
pub fn parse_unit(text: &EquationText, known: &[String]) -> Result<Unit, Diagnostic> {
    let (tree, mut wrong) = parser::parse(text);
    match wrong.pop() {
        Some(mut wrong) => {
            // A unit is read as an equation is, and people need not know it.
            wrong.message = wrong.message.replace("equation", "unit");
            wrong.labels.iter_mut().for_each(|label| label.text = label.text.replace("equation", "unit"));
            Err(Diagnostic { code: Code::BadUnit, ..wrong })
        }
        None => unit_of(&tree, &text.source, known),
    }
}

fn unit_of(tree: &Expr, source: &Arc<Source>, known: &[String]) -> Result<Unit, Diagnostic> {
    let refuse =
        |span: Span, message: String| Err(Diagnostic::error(Code::BadUnit, message).at(source, span, "not a unit"));
    match &tree.kind {
        ExprKind::Number(1.0) => Ok(Unit::one()),
        ExprKind::Name(name) => {
            let name = canonical(name);
            if known.contains(&name) {
                return Ok(Unit::base(&name));
            }
            let help = suggestion::nearest(&name, known.iter().map(String::as_str));
            let help = help.map(|n| format!("did you mean `{n}`?"));
            let help = help.unwrap_or_else(|| match name.as_str() {
                _ if known.is_empty() => {
                    format!("base units are declared under [unit]: {name} = \"what one of it is\"")
                }
                _ => format!("known here: {}; a new one is declared under [unit]", known.join(", ")),
            });
            refuse(tree.span, format!("`{name}` is not a base unit of this model"))
                .map_err(|d: Diagnostic| d.help(help))
        }
        ExprKind::Binary(operator @ (Binary::Multiply | Binary::Divide | Binary::Power), a, b) => {
            let base = unit_of(a, source, known)?;
            let made = match operator {
                Binary::Multiply => Some(base.times(&unit_of(b, source, known)?)),
                Binary::Divide => Some(base.over(&unit_of(b, source, known)?)),
                _ => exponent(b).map(|power| base.power(power)),
            };
            match made.filter(Unit::is_plain) {
                Some(made) => Ok(made),
                None => refuse(b.span, "a unit's power should be a simple fraction, like 2 or (1/2)".into()),
            }
        }
        _ => refuse(tree.span, "a unit is a product of base units, like person*week/item, or 1".into()),
    }
}

/// A number, or the quotient of two.
fn exponent(tree: &Expr) -> Option<(i32, i32)> {
    match &tree.kind {
        ExprKind::Unary(Unary::Negate, x) => exponent(x).map(|(n, d)| (-n, d)),
        ExprKind::Binary(Binary::Divide, a, b) => fraction(signed(a)?, signed(b)?),
        _ => fraction(tree.literal()?, 1.0),
    }
}

fn signed(tree: &Expr) -> Option<f64> {
    match &tree.kind {
        ExprKind::Unary(Unary::Negate, x) => signed(x).map(|x| -x),
        _ => tree.literal(),
    }
}
