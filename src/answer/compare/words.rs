//! What people read of a comparison.

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::outcome::of_hundred;
use crate::analysis::paired::onset::Onset;
use crate::analysis::paired::time_course::{Excursion, Side, TimeCourse};
use crate::analysis::paired::{PairedDifference, is_told};
use crate::analysis::summary::Quantiles;
use crate::answer::Words;
use crate::answer::numbers::{fine, give_or_take, person, small};
use crate::answer::words::Rows;
use crate::model::Better;
use crate::text::{plain, visible};

use super::{Compared, Comparison, Courses, Distribution};

impl Comparison {
    pub fn spoken(&self) -> Words {
        let mut out = Words::default();
        for ran in &self.ran {
            let title = &ran.scenario().title;
            let name = if *title == ran.name { String::new() } else { format!(" = {title}") };
            out.say(&format!("{}{name} ({})\n", ran.name, visible::line(&ran.scenario().source.name)));
        }
        let first = &self.ran[0];
        out.say(&format!(
            "{}, seed {}: the same in every scenario, with the same luck\n\n",
            first.results.all(),
            first.scenario().seed
        ));
        out.say(&self.sentences());
        out.say("\n");
        self.say_changes(&mut out);
        for compared in self.outcomes.iter().filter(|compared| !compared.quantity.is_class) {
            out.say("\n");
            self.say_outcome(compared, &mut out);
        }
        self.say_classes(&mut out);
        out.say("\n");
        out.say(&self.glossary());
        out
    }

    /// What the words mean, of those that stand above.
    fn glossary(&self) -> String {
        let courses = || self.outcomes.iter().flat_map(|compared| &compared.courses).map(|courses| &courses.course);
        let visible = courses().any(|course| course.end.is_some()).then_some(VISIBLY);
        let share = courses().any(|course| course.before.is_some()).then_some(SHARE_OF_FIRST);
        visible.into_iter().chain(share).chain([GLOSSARY]).collect()
    }

    fn head(&self, corner: &str) -> Vec<String> {
        std::iter::once(corner.to_string()).chain(self.ran.iter().map(|ran| ran.name.clone())).collect()
    }

    /// The inputs side by side; what is the same in all is left out.
    fn say_changes(&self, out: &mut Words) {
        if self.changed.is_empty() {
            return out.say("What was changed: nothing\n");
        }
        let mut rows = self.changes("What was changed");
        rows[1..].iter_mut().for_each(|row| row[0].insert_str(0, "  "));
        out.table(rows);
    }

    /// The rows of what was changed, with a head.
    pub fn changes(&self, corner: &str) -> Rows {
        let scenario = self.ran[0].scenario();
        let mut rows = vec![self.head(corner)];
        for difference in &self.changed {
            // A shock has its title where it is.
            let words = self.ran.iter().map(|ran| difference.of.words(ran.scenario()));
            let words = words.max_by_key(|words| words.chars().any(char::is_uppercase)).unwrap_or_default();
            let measure = difference.of.measure(scenario);
            let measure = if measure.is_empty() { measure } else { format!(" ({measure})") };
            let values = difference.values.iter().map(|value| value.words(&scenario.time.unit));
            rows.push(std::iter::once(format!("{words}{measure}")).chain(values).collect());
        }
        rows
    }

    /// Bands of each scenario, then of each difference to the first.
    fn say_outcome(&self, compared: &Compared, out: &mut Words) {
        let Compared { quantity, each, paired, courses } = compared;
        let measure = if quantity.measure.is_empty() { String::new() } else { format!(" ({})", quantity.measure) };
        let heads = Quantiles::HEADS.into_iter().chain(["error"]).map(String::from);
        let mut rows = vec![std::iter::once(format!("{}{measure}", quantity.title())).chain(heads).collect()];
        let row = |name: String, quantiles: Quantiles, error: f64| {
            let numbers = quantiles.values().map(fine).into_iter().chain([small(error)]);
            std::iter::once(format!("  {name}")).chain(numbers).collect::<Vec<String>>()
        };
        for (ran, Distribution { band, .. }) in self.ran.iter().zip(each) {
            rows.push(row(ran.name.clone(), band.quantiles, band.median.error));
        }
        let base = &self.ran[0].name;
        for (ran, paired) in self.ran[1..].iter().zip(paired) {
            rows.push(row(format!("{} minus {base}", ran.name), paired.quantiles, paired.median.error));
        }
        out.table(rows);
        for (index, (ran, paired)) in self.ran[1..].iter().zip(paired).enumerate() {
            out.say(&format!("  {}: {}\n", ran.name, self.odds(quantity, paired)));
            if let Some(courses) = courses.get(index) {
                out.say(&self.on_the_way(quantity, courses).map_or(String::new(), |way| format!("    {way}\n")));
            }
        }
    }

    /// "better in 99 of 100 (give or take 1); mean difference 2.14, error 0.030 (without shared luck it would be 1.5 times as
    /// large)".
    fn odds(&self, quantity: &Quantity, paired: &PairedDifference) -> String {
        if paired.is_nothing() {
            return format!("exactly the same in every {}", self.ran[0].results.one());
        }
        let pairing = paired.error_ratio().map_or(String::new(), |times| {
            format!(" (without shared luck it would be {} times as large)", person(times))
        });
        format!(
            "{}; mean difference {}, error {}{pairing}",
            share_words(quantity, paired),
            fine(paired.mean.value),
            small(paired.mean.error)
        )
    }

    /// "worse by 9.4% in week 18, from week 5 to week 27; visibly better from week 30 on; made up for by week 40".
    pub(super) fn on_the_way(&self, quantity: &Quantity, courses: &Courses) -> Option<String> {
        let TimeCourse { end, visible, before } = courses.course;
        let mut parts: Vec<String> = before.iter().map(|excursion| self.excursion(quantity, excursion)).collect();
        parts.extend(end.map(|side| self.seen(word(side, quantity.better), visible)));
        parts.extend(self.evened_out(quantity, courses));
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// "visibly better from about week 32 on (between week 31 and week 35)".
    fn seen(&self, word: &str, visible: Option<Onset>) -> String {
        let Some(onset) = visible else { return format!("not visibly {word} by the end") };
        let Onset { from, earliest, latest } = onset;
        match latest.filter(|_| onset.is_clear(self.times.len())) {
            Some(latest) if latest == earliest => format!("visibly {word} from {} on", self.moment(from)),
            Some(latest) => format!(
                "visibly {word} from about {} on (between {} and {})",
                self.moment(from),
                self.moment(earliest),
                self.moment(latest)
            ),
            None => format!("visibly {word} in the end, but it is not clear since when"),
        }
    }

    /// "worse by 9.4% in week 18, from week 5 to week 27".
    fn excursion(&self, quantity: &Quantity, excursion: &Excursion) -> String {
        let Excursion { side, at, from, level, .. } = *excursion;
        let (at, from) = (self.moment(at), self.moment(from));
        let stretch = match level {
            Some(level) => format!("from {from} to {}", self.moment(level)),
            None => format!("from {from} to the end"),
        };
        format!("{} by {} in {at}, {stretch}", word(side, quantity.better), self.size(quantity, excursion))
    }

    /// "9%", or in the variable's unit where a share of the first scenario means nothing.
    fn size(&self, quantity: &Quantity, excursion: &Excursion) -> String {
        let share = 100.0 * excursion.share.abs();
        if share.is_finite() && share < 1000.0 {
            return format!("{}%", if share < 9.95 { format!("{share:.1}") } else { format!("{share:.0}") });
        }
        format!("{} {}", person(excursion.size.value.abs()), quantity.unit).trim_end().to_string()
    }

    /// When what was lost on the way is made up for, or what was won is used up, where the model counts it.
    fn evened_out(&self, quantity: &Quantity, courses: &Courses) -> Option<String> {
        let (end, in_all) = (courses.course.end?, courses.in_all.as_ref()?);
        courses.course.before?;
        let what = match word(end, quantity.better) {
            "better" => "made up for",
            "worse" => "used up",
            _ => "evened out",
        };
        let excursion = in_all.before.filter(|excursion| excursion.side == end.other());
        match (in_all.end, excursion.and_then(|excursion| excursion.level)) {
            (Some(side), Some(level)) if side == end => Some(format!("{what} by {}", self.moment(level))),
            (Some(side), _) if side == end.other() => Some(format!("not {what} by the end")),
            _ => None,
        }
    }

    pub(super) fn moment(&self, index: usize) -> String {
        let unit = &self.ran[0].scenario().time.unit;
        format!("{unit} {}", self.times.get(index).map_or(String::new(), |time| plain(*time)))
    }

    /// The shares of all outcome classes that are asked about.
    fn say_classes(&self, out: &mut Words) {
        let classes: Vec<&Compared> = self.outcomes.iter().filter(|compared| compared.quantity.is_class).collect();
        if classes.is_empty() {
            return;
        }
        let mut rows = vec![self.head(&format!("Of 100 {}s", self.ran[0].results.one()))];
        for Compared { quantity, each, paired, .. } in classes {
            let mut row = vec![format!("  {}", quantity.words)];
            row.push(of_hundred(each[0].mean.value));
            for (distribution, paired) in each[1..].iter().zip(paired) {
                let share = of_hundred(distribution.mean.value);
                row.push(format!("{share} ({})", hundreds(paired, [each[0].mean.value, distribution.mean.value])));
            }
            rows.push(row);
        }
        out.say("\n");
        out.table(rows);
    }

    /// One sentence a scenario on what is asked first, and one on what cannot be told.
    fn sentences(&self) -> String {
        let mut out = String::new();
        for index in 0..self.ran.len() - 1 {
            out.push_str(&self.sentence(index));
        }
        out
    }

    fn sentence(&self, index: usize) -> String {
        let (title, base) = (&self.ran[index + 1].name, &self.ran[0].name);
        let mut out = self.claim_with_way(index);
        out.push('\n');
        let told = |compared: &&Compared| {
            let paired = &compared.paired[index];
            paired.is_nothing() || compared.is_told(index)
        };
        // The claim tells it of the one that it is about.
        let others = self.outcomes.iter().filter(|compared| compared.quantity.path != self.first().quantity.path);
        let untold: Vec<&str> = others.filter(|c| !told(c)).map(|c| c.quantity.words.as_str()).collect();
        if !untold.is_empty() {
            let too = if told(&self.first()) { "" } else { " either" };
            out.push_str(&format!(
                "\"{title}\" cannot be told from \"{base}\"{too} in: {}. Any difference there may be noise.\n",
                untold.join("; ")
            ));
        }
        out
    }

    /// What one scenario does, how it gets there, and what goes the other way.
    pub fn claim_with_way(&self, index: usize) -> String {
        let parts = [Some(self.claim(index)), self.way_there(index), self.contrary(index)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Which outcomes go the other way than what is asked first, where both can be told from noise: "But it does worse
    /// elsewhere: in the wicked loop, week 104, 15 of 100 teams against 12."
    fn contrary(&self, index: usize) -> Option<String> {
        let side_of = |compared: &Compared| {
            let (quantity, paired) = (&compared.quantity, &compared.paired[index]);
            quantity.better.filter(|_| compared.is_told(index))?;
            let class_side = if paired.mean.value > 0.0 { Side::More } else { Side::Less };
            Some(if quantity.is_class { word(class_side, quantity.better) } else { side(quantity, paired).1 })
        };
        let own = side_of(self.first())?;
        let contrary = self.outcomes.iter().filter(|compared| side_of(compared).is_some_and(|other| other != own));
        let told: Vec<String> = contrary
            .map(|Compared { quantity, each, paired, .. }| match quantity.is_class {
                true => format!(
                    "{}, {} of 100 {}s against {}",
                    quantity.words,
                    of_hundred(each[index + 1].mean.value),
                    self.ran[0].results.one(),
                    of_hundred(each[0].mean.value)
                ),
                false => format!("{}, {}", quantity.words, share_words(quantity, &paired[index])),
            })
            .collect();
        let other = if own == "better" { "worse" } else { "better" };
        (!told.is_empty()).then(|| format!("But it does {other} elsewhere: {}.", told.join("; ")))
    }

    /// How it goes with what is asked first: "On the way it is worse, by 9.4% in week 18. It is visibly better from week 30
    /// on."
    fn way_there(&self, index: usize) -> Option<String> {
        let first = self.first();
        let (quantity, TimeCourse { end, visible, before }) = (&first.quantity, first.courses.get(index)?.course);
        let before = before.map(|excursion| {
            let Excursion { side, at, .. } = excursion;
            let (size, at) = (self.size(quantity, &excursion), self.moment(at));
            format!("On the way it is {}, by {size} in {at}.", word(side, quantity.better))
        });
        let after = end.map(|side| format!("It is {}.", self.seen(word(side, quantity.better), visible)));
        let parts: Vec<String> = before.into_iter().chain(after).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// What one scenario does to what is asked first, in a sentence: "With the same luck, "one of each" has higher throughput
    /// than "left alone" in 99 of 100 teams (give or take 1). ...".
    fn claim(&self, index: usize) -> String {
        let first = self.first();
        let (quantity, paired) = (&first.quantity, &first.paired[index]);
        let (name, base) = (&self.ran[index + 1].name, &self.ran[0].name);
        let one = self.ran[0].results.one();
        if paired.is_nothing() {
            let what = if self.is_same(index) { "every outcome" } else { &quantity.words };
            return format!("With the same luck, \"{name}\" and \"{base}\" are the same in {what}, in every {one}.");
        }
        if quantity.is_class {
            let (before, after) = (first.each[0].mean.value, first.each[index + 1].mean.value);
            return format!(
                "With the same luck, {} of 100 {one}s are {}, with \"{name}\", and {} with \"{base}\" ({}).",
                of_hundred(after),
                quantity.words,
                of_hundred(before),
                hundreds(paired, [before, after])
            );
        }
        let (low, high) = paired.range();
        let unit = if quantity.unit.is_empty() { String::new() } else { format!(" {}", quantity.unit) };
        let by = format!(
            "{}: median difference {}{unit} ({} to {} in 90 of 100 {one}s).",
            quantity.title(),
            fine(paired.median.value),
            fine(low),
            fine(high)
        );
        if !first.is_told(index) {
            return format!(
                "With the same luck, \"{name}\" cannot be told from \"{base}\" in {}. Any difference may be noise. {by}",
                quantity.words
            );
        }
        let is_higher = paired.more.value >= paired.less.value;
        let (word, share) = if is_higher { ("higher", paired.more) } else { ("lower", paired.less) };
        let what = first_words(quantity);
        format!(
            "With the same luck, \"{name}\" has {word} {what} than \"{base}\" in {} of 100 {one}s (give or take {}). {by}",
            of_hundred(share.value),
            give_or_take(share.error)
        )
    }
}

/// The outcome without the moment.
pub fn first_words(quantity: &Quantity) -> &str {
    quantity.words.split(", ").next().unwrap_or(&quantity.words)
}

/// "better in 99 of 100 (give or take 1)".
pub fn share_words(quantity: &Quantity, paired: &PairedDifference) -> String {
    if paired.is_nothing() {
        return "the same in all".into();
    }
    let share = if paired.more.value >= paired.less.value { paired.more } else { paired.less };
    let (_, word) = side(quantity, paired);
    let told = if is_told(paired.median) { "" } else { ", which may be noise" };
    format!("{word} in {} of 100 (give or take {}){told}", of_hundred(share.value), give_or_take(share.error))
}

/// Of an outcome class, who changes sides: "76 only with it, 1 only with "left alone" (give or take 3)".
pub fn only_in_one(base: &str, paired: &PairedDifference) -> String {
    if paired.is_nothing() {
        return "the same in all".into();
    }
    let [with, without] = [paired.more, paired.less].map(|share| of_hundred(share.value));
    let error = give_or_take(paired.more.error.max(paired.less.error));
    format!("{with} only with it, {without} only with \"{base}\" (give or take {error})")
}

/// The side on which most replications are, 1 or -1, and what that means.
pub fn side(quantity: &Quantity, paired: &PairedDifference) -> (f64, &'static str) {
    let (sign, side) = if paired.more.value >= paired.less.value { (1.0, Side::More) } else { (-1.0, Side::Less) };
    (sign, word(side, quantity.better))
}

/// "+75, error 1.4": a difference of the shares before and after, with a digit more where those are shown so rounded that it
/// would not add up, or where none would be left of what can be told.
pub fn hundreds(paired: &PairedDifference, [before, after]: [f64; 2]) -> String {
    if paired.is_nothing() {
        return "the same".into();
    }
    let (value, error) = (100.0 * paired.mean.value, 100.0 * paired.mean.error);
    let told = if is_told(paired.mean) { "" } else { ", which may be noise" };
    let shown = (100.0 * after).round() - (100.0 * before).round();
    let value = if shown == value.round() && shown != 0.0 { format!("{value:+.0}") } else { format!("{value:+.1}") };
    format!("{value}, error {}{told}", small(error))
}

/// What to be on a side means.
fn word(side: Side, way: Option<Better>) -> &'static str {
    match (side, way) {
        (Side::More, Some(Better::High)) | (Side::Less, Some(Better::Low)) => "better",
        (Side::Less, Some(Better::High)) | (Side::More, Some(Better::Low)) => "worse",
        (Side::More, None) => "more",
        (Side::Less, None) => "less",
    }
}

const VISIBLY: &str = "\
A difference is visible from the moment after which, on the whole, at least 80 of 100 have it. No lasting stretch after that \
falls short. The brackets hold the moments that 9 in 10 repetitions with other luck would find.
";

const SHARE_OF_FIRST: &str = "A percentage is the median difference as a share of the first scenario's median.\n";

const GLOSSARY: &str = "\
\"Give or take\" is two Monte Carlo errors, \"error\" is one: how far other luck would move a figure. Other ranges for the \
constants could move it further.
";
