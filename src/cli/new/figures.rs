//! A team by hand: what a leader knows of it in plain words, asked on the terminal or given by options, and the scenario that it
//! makes.

use std::io::{BufRead, Write};

use clap::Args;

/// What may be said of a team; what is left out follows from the rest, or stays as the model has it.
#[derive(Args, Clone, Default)]
pub struct Figures {
    /// How many people do the work, testers and designers included.
    #[arg(long, value_name = "N", value_parser = number, allow_negative_numbers = true)]
    people: Option<f64>,
    /// How many items are shipped in a week, repairs included.
    #[arg(long, value_name = "N", value_parser = number, allow_negative_numbers = true)]
    throughput: Option<f64>,
    /// How many items are started and not finished.
    #[arg(long, value_name = "N", value_parser = number, allow_negative_numbers = true)]
    open: Option<f64>,
    /// How many weeks from one release to the next; once a day is 0.2.
    #[arg(long, value_name = "WEEKS", value_parser = number, allow_negative_numbers = true)]
    release_every: Option<f64>,
    /// Of ten promised dates, how many are not kept.
    #[arg(long, value_name = "OF_TEN", value_parser = number, allow_negative_numbers = true)]
    slipped: Option<f64>,
    /// How many items are promised and not started.
    #[arg(long, value_name = "N", value_parser = number, allow_negative_numbers = true)]
    waiting_to_start: Option<f64>,
    /// How many requests come in a week, chasers and duplicates included.
    #[arg(long, value_name = "N", value_parser = number, allow_negative_numbers = true)]
    requests: Option<f64>,
    /// How many weeks of one person a typical item takes, if nothing comes between.
    #[arg(long, value_name = "WEEKS", value_parser = number, allow_negative_numbers = true)]
    item_effort: Option<f64>,
    /// How many weeks from start to shipment, as you measure it; it is held against the others.
    #[arg(long, value_name = "WEEKS", value_parser = number, allow_negative_numbers = true)]
    flow_time: Option<f64>,
}

/// A number as people type it.
fn number(text: &str) -> Result<f64, String> {
    let read: Option<f64> = text.trim().replace(',', ".").parse().ok();
    read.filter(|value| value.is_finite()).ok_or_else(|| "it is a number, such as 2.5".to_string())
}

/// A figure of the model's `[team]` by its name there, and how it is asked for; `times` what is asked in place of its unit.
struct Question {
    figure: &'static str,
    asked: &'static str,
    times: f64,
}

const fn question(figure: &'static str, asked: &'static str) -> Question {
    Question { figure, asked, times: 1.0 }
}

/// In the order in which they are asked: what most leaders know comes first.
const QUESTIONS: [Question; 9] = [
    question("people", "How many people do the work, testers and designers included?"),
    question("throughput", "How many items are shipped in a week, repairs included?"),
    question("open", "How many items are started and not finished?"),
    question("release_every", "How many weeks from one release to the next? Once a day is 0.2."),
    Question { figure: "slipped", asked: "Of ten promised dates, how many are not kept?", times: 10.0 },
    question("waiting_to_start", "How many items are promised and not started?"),
    question("requests", "How many requests come in a week, chasers and duplicates included?"),
    question("item_effort", "How many weeks of one person does a typical item take, if nothing comes between?"),
    question("flow_time", "How many weeks from start to shipment, as you measure it?"),
];

impl Figures {
    fn slot(&mut self, figure: &str) -> Option<&mut Option<f64>> {
        Some(match figure {
            "people" => &mut self.people,
            "throughput" => &mut self.throughput,
            "open" => &mut self.open,
            "release_every" => &mut self.release_every,
            "slipped" => &mut self.slipped,
            "waiting_to_start" => &mut self.waiting_to_start,
            "requests" => &mut self.requests,
            "item_effort" => &mut self.item_effort,
            "flow_time" => &mut self.flow_time,
            _ => return None,
        })
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        let mut own = self.clone();
        QUESTIONS.iter().all(|one| own.slot(one.figure).is_none_or(|value| value.is_none()))
    }

    /// Asks for each in turn. An empty line is "I do not know"; what is no number is asked for again; the end of the input ends
    /// the questions.
    ///
    /// # Errors
    /// What cannot be read or written.
    pub fn ask(mut self, answers: &mut dyn BufRead, questions: &mut dyn Write) -> std::io::Result<Figures> {
        writeln!(questions, "Means of the last three months. Leave a line empty if you do not know.\n")?;
        'questions: for Question { figure, asked, .. } in &QUESTIONS {
            loop {
                write!(questions, "{asked} ")?;
                questions.flush()?;
                let mut line = String::new();
                if answers.read_line(&mut line)? == 0 {
                    break 'questions;
                }
                match (line.trim(), number(&line)) {
                    ("", _) => break,
                    (_, Ok(value)) => {
                        self.slot(figure).into_iter().for_each(|slot| *slot = Some(value));
                        break;
                    }
                    (_, Err(why)) => writeln!(questions, "  {why}")?,
                }
            }
        }
        Ok(self)
    }

    /// The template with these figures: each beside its question, what nobody said switched off, and nothing done.
    pub fn scenario(&self, template: &str) -> String {
        let mut own = self.clone();
        let mut table = String::new();
        let mut out = String::new();
        for line in template.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                table = name.to_string();
                out.push_str(&format!("{line}\n"));
                if name == "team" {
                    out.push_str(&QUESTIONS.iter().map(|one| one.told(&mut own)).collect::<String>());
                }
                continue;
            }
            let is_key =
                |line: &str| line.trim_start_matches('#').split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
            match table.as_str() {
                "team" if is_key(line) => {}
                "picks" if is_key(line) && !line.starts_with('#') => out.push_str(&format!("#{line}\n")),
                _ => out.push_str(&format!("{line}\n")),
            }
        }
        out
    }
}

impl Question {
    fn told(&self, figures: &mut Figures) -> String {
        let Question { figure, asked, times } = self;
        match figures.slot(figure).and_then(|slot| *slot) {
            Some(value) => format!("{:<24}# {asked}\n", format!("{figure} = {}", crate::text::plain(value / times))),
            None => format!("{:<24}# {asked} Not known.\n", format!("#{figure} =")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::new::TEMPLATE;
    use crate::model::library::Texts;
    use crate::model::scenario_file::load;

    fn figures() -> Figures {
        Figures {
            people: Some(9.0),
            throughput: Some(2.5),
            open: Some(34.0),
            release_every: Some(3.0),
            slipped: Some(7.0),
            ..Figures::default()
        }
    }

    #[test]
    fn every_figure_of_the_model_is_asked_for_once() {
        let model = crate::model::file::shipped();
        let asked: Vec<&str> = QUESTIONS.iter().map(|one| one.figure).collect();
        for figure in &model.team {
            assert_eq!(asked.iter().filter(|name| **name == figure.name).count(), 1, "{}", figure.name);
        }
        assert_eq!(asked.len(), model.team.len());
        assert!(QUESTIONS.iter().all(|one| Figures::default().slot(one.figure).is_some()));
    }

    #[test]
    fn the_scenario_says_what_was_said_and_does_nothing() {
        let text = figures().scenario(TEMPLATE);
        let files = [("own.toml".to_string(), text.clone())].into();
        let scenario = load("own.toml", &Texts(&files)).unwrap_or_else(|wrong| panic!("{wrong:?}\n{text}"));
        assert!(scenario.picks.is_empty(), "{text}");
        let told = |name: &str| {
            let index = scenario.model.team.iter().position(|figure| figure.name == name).unwrap();
            let constant = scenario.model.team[index].constant;
            let value = scenario.constants.iter().find(|(id, _)| *id == constant).unwrap().1.value;
            scenario.team.contains(&index).then_some(value)
        };
        assert_eq!(told("people"), Some(9.0));
        assert_eq!(told("slipped"), Some(0.7), "of ten, as a share");
        assert_eq!(told("requests"), None);
    }

    #[test]
    fn answers_are_numbers_or_nothing() {
        let mut asked = Vec::new();
        let answers = "9\nabout two\n2,5\n\n3\n";
        let figures = Figures::default().ask(&mut answers.as_bytes(), &mut asked).unwrap();
        assert_eq!((figures.people, figures.throughput, figures.open), (Some(9.0), Some(2.5), None));
        assert_eq!(figures.release_every, Some(3.0), "and the end of the input ends the questions");
        let asked = String::from_utf8(asked).unwrap();
        assert_eq!(asked.matches("How many items are shipped").count(), 2, "{asked}");
        assert!(Figures::default().ask(&mut "".as_bytes(), &mut Vec::new()).unwrap().is_empty());
    }
}
