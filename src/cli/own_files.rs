//! A team's own files on the command line: how they are to be read, and questions that only somebody who knows can answer.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;

use crate::answer::Refusal;
use crate::answer::own_items::Asked;
use crate::data::Question;
use crate::text::visible;

use super::files;
use super::{Failure, print};

/// What a team's tool exports, and how it is to be read.
#[derive(Args, Clone)]
pub struct OwnFiles {
    /// What your tool exports, as .csv or .xlsx: one file, or several of one team. -, for standard input.
    #[arg(required = true)]
    data: Vec<PathBuf>,
    /// The last day that is looked at: 2026-03-01. The last date in the data, if not given. Nothing later changes anything.
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    /// In which order numbers are a date: dmy, mdy or ymd. It is asked where the data leave it open.
    #[arg(long, value_name = "ORDER")]
    dates: Option<String>,
    /// In which zone days are counted, where times come with an offset: Europe/Berlin.
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// What stands in for the start of work, where the data have none: created, or none.
    #[arg(long, value_name = "WHAT")]
    start: Option<String>,
    /// A status, or a stage with a column of its own, that means that work has begun; as often as there are such.
    #[arg(long, value_name = "STATUS")]
    begun: Vec<String>,
    /// A status, or a stage with a column of its own, that means that work is finished; as often as there are such.
    #[arg(long, value_name = "STATUS")]
    finished: Vec<String>,
    /// What a column holds that is not recognised: done=NAME; name, type, created, started, done, dropped, released, status or time.
    #[arg(long, value_name = "WHAT=NAME")]
    column: Vec<String>,
}

impl OwnFiles {
    /// The files with their names.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(&self) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let open = |path: &PathBuf| Ok((path.display().to_string(), files::read_own(path)?));
        self.data.iter().map(open).collect()
    }

    /// How they are to be read. What is left open and has few answers is asked in a terminal.
    ///
    /// # Errors
    /// An option that means nothing.
    pub fn asked(&self, files: &[(String, Vec<u8>)]) -> Result<Asked, Refusal> {
        let mut asked = Asked {
            as_of: self.as_of.clone(),
            dates: self.dates.clone(),
            zone: self.zone.clone(),
            start: self.start.clone(),
            begun: self.begun.clone(),
            finished: self.finished.clone(),
            column: self.column.clone(),
        };
        let is_asked_here = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        if is_asked_here {
            // Each answer may leave another question: there are as many as options.
            for _ in 0..MOST_QUESTIONS {
                let open = asked.open(&files.iter().map(|(_, bytes)| bytes.as_slice()).collect::<Vec<_>>())?;
                let Some(question) = open.first().filter(|question| !question.choices().is_empty()) else { break };
                let Some(answer) = answer(question) else { break };
                match question.option() {
                    "dates" => asked.dates = Some(answer),
                    _ => asked.start = Some(answer),
                }
            }
        }
        Ok(asked)
    }
}

const MOST_QUESTIONS: usize = 4;

/// Asks in the terminal; None where nobody answers.
fn answer(question: &Question) -> Option<String> {
    print::note(&visible::line(&question.words()));
    let choices = question.choices();
    loop {
        let mut out = std::io::stderr().lock();
        write!(out, "{}? ", choices.join(" or ")).and_then(|()| out.flush()).ok()?;
        let mut line = String::new();
        if std::io::stdin().lock().read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim().to_lowercase();
        if choices.contains(&line.as_str()) {
            return Some(line);
        }
    }
}
