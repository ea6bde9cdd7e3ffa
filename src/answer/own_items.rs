//! A team's own files, asked about by any interface: how they are to be read, and the items in them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::data::{Items, Order, Question, Reading, Role, StartFrom, Trouble, read};
use crate::text::diagnostic::{Code, Diagnostic};

use super::Refusal;

/// How files are to be read; what is None or empty is recognised, or asked.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// Nothing later than this day is looked at: `2026-03-01`.
    pub as_of: Option<String>,
    /// In which order numbers are a date: `dmy`, `mdy` or `ymd`.
    pub dates: Option<String>,
    /// In which zone days are counted, where times come with an offset: `Europe/Berlin`.
    pub zone: Option<String>,
    /// What stands in for the start of work: `created` or `none`.
    pub start: Option<String>,
    /// Statuses or stages that mean that work has begun.
    pub begun: Vec<String>,
    /// Statuses or stages that mean that it is finished.
    pub finished: Vec<String>,
    /// Columns that are not recognised by their names: `done=Live since`.
    pub column: Vec<String>,
}

/// What was read of a file, with the name of the file.
pub struct OwnFile {
    pub name: String,
    pub items: Items,
}

/// A file as it came: its name, and what is in it.
pub type Came<'a> = (&'a str, &'a [u8]);

impl Asked {
    /// Reads the items of files of one team.
    ///
    /// # Errors
    /// An option that means nothing; what a file leaves open, with the option that answers it; a file that is no table.
    pub fn read(&self, files: &[Came]) -> Result<Vec<OwnFile>, Refusal> {
        let reading = self.reading()?;
        if files.is_empty() {
            return Err(Refusal::missing("data", "a file is needed: what your tool exports, as .csv or .xlsx"));
        }
        let several = files.len() > 1;
        let mut out = Vec::new();
        for (name, bytes) in files {
            let items = read(bytes, &reading).map_err(|trouble| refusal(trouble, name, several))?;
            out.push(OwnFile { name: name.to_string(), items });
        }
        Ok(out)
    }

    /// What these files leave open, in the order in which it has to be said; nothing of those that are no tables.
    ///
    /// # Errors
    /// An option that means nothing.
    pub fn open(&self, files: &[&[u8]]) -> Result<Vec<Question>, Refusal> {
        let reading = self.reading()?;
        let questions = |bytes: &&[u8]| match read(bytes, &reading) {
            Err(Trouble::Open(questions)) => questions,
            _ => Vec::new(),
        };
        Ok(files.iter().flat_map(questions).collect())
    }

    /// The options as they are meant.
    ///
    /// # Errors
    /// An option that means nothing.
    pub fn reading(&self) -> Result<Reading, Refusal> {
        let as_of = self.as_of.as_deref().map(day).transpose()?;
        let zone = |name: &str| {
            TimeZone::get(name)
                .map_err(|_| Refusal::of("zone", name, "it is the name of a zone, such as Europe/Berlin"))
        };
        let start = match self.start.as_deref() {
            None => None,
            Some("created") => Some(StartFrom::Created),
            Some("none") => Some(StartFrom::Nothing),
            Some(other) => return Err(Refusal::of("start", other, "it is one of created, none")),
        };
        let dates = |word: &str| {
            chosen(Order::CHOICES, word).ok_or_else(|| Refusal::of("dates", word, "it is one of dmy, mdy, ymd"))
        };
        let column = |text: &String| {
            let (role, name) = text.split_once('=').unwrap_or((text, ""));
            let roles = || Role::CHOICES.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
            let found = chosen(Role::CHOICES, role.trim()).filter(|_| !name.trim().is_empty());
            let why = || {
                format!("it is what a column holds and its name, such as done=NAME; the first is one of {}", roles())
            };
            found.map(|role| (role, name.trim().to_string())).ok_or_else(|| Refusal::of("column", text, why()))
        };
        Ok(Reading {
            as_of,
            dates: self.dates.as_deref().map(dates).transpose()?,
            zone: self.zone.as_deref().map(zone).transpose()?,
            start,
            begun: self.begun.clone(),
            finished: self.finished.clone(),
            columns: self.column.iter().map(column).collect::<Result<_, _>>()?,
        })
    }
}

fn chosen<T: Copy>(choices: &[(&str, T)], word: &str) -> Option<T> {
    choices.iter().find(|(choice, _)| *choice == word).map(|(_, value)| *value)
}

fn day(text: &str) -> Result<Date, Refusal> {
    text.parse().map_err(|_| Refusal::of("as_of", text, "it is a day, such as 2026-03-01"))
}

/// What only somebody who knows can say, or why a file is no table.
fn refusal(trouble: Trouble, file: &str, several: bool) -> Refusal {
    let words = |question: &Question| match several {
        true => format!("{file}: {}", question.words()),
        false => question.words(),
    };
    match trouble {
        Trouble::Open(questions) => match &questions[..] {
            [one] => Refusal::missing(one.option(), words(one)),
            all => Refusal::asked(all.iter().map(words).collect::<Vec<_>>().join(";\nand ")),
        },
        Trouble::Refused(why) => Diagnostic::error(Code::NotReadable, format!("cannot read `{file}`: {why}"))
            .help("docs/data.md tells which files can be read")
            .into(),
    }
}
