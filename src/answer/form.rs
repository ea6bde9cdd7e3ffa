//! The form of every answer: the same for machines, for people, and for who wants files.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::figure::Figure;
use crate::figure::diagram::Diagram;
use crate::figure::draw::{self, DrawError};

use super::Words;

/// The version of the JSON in which answers are given. It goes up when a name in it goes, or comes to mean something else;
/// names that are added leave it as it is.
pub const FORMAT: u32 = 1;

/// What a question comes to.
///
/// An interface tells [`words`](Answer::words) to people or [`Whole`] to machines, and lays sheets, charts and manifests
/// down in a folder if there is one.
pub trait Answer {
    /// What machines read of it: each name in it is documented, and `flywheel schema` prints its schema.
    type Data: Serialize + JsonSchema;
    /// What it is called: the question.
    const NAME: &'static str;

    /// All of it for machines, in full precision.
    fn data(&self) -> Self::Data;

    /// What a person reads.
    fn words(&self) -> Words;

    /// Tables for machines, as CSV in full precision.
    fn sheets(&self) -> Vec<Sheet> {
        Vec::new()
    }

    /// What is seen.
    fn charts(&self) -> Vec<Chart> {
        Vec::new()
    }

    /// What has to be known to have the files in a folder again; the last of what is laid down there.
    fn manifests(&self) -> Vec<Manifest> {
        Vec::new()
    }
}

/// A table as CSV: its place below the folder of results, such as `wicked-loop/loops.csv`, and its text.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Sheet {
    pub name: String,
    pub text: String,
}

/// A chart: its place below the folder of results, without an ending, such as `wicked-loop/dominance`.
#[derive(Debug, Clone)]
pub struct Chart {
    pub stem: String,
    pub picture: Picture,
}

/// What can be drawn.
#[derive(Debug, Clone)]
pub enum Picture {
    Figure(Figure),
    Diagram(Diagram),
}

/// What a manifest says of the files beside it, without their hashes, and its place below the folder of results.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    pub name: String,
    pub told: Value,
}

/// An answer as JSON, whoever gives it.
#[derive(Serialize, JsonSchema)]
pub struct Whole<T> {
    /// The version of this form: [`FORMAT`].
    pub format: u32,
    /// The question that is answered.
    pub answer: String,
    #[serde(flatten)]
    pub data: T,
    /// The files that were written, where a question asks for files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<String>>,
}

impl<T> Whole<T> {
    /// An answer with the files that were written for it; None where it has none.
    pub fn of<A: Answer<Data = T>>(answer: &A, files: Option<Vec<String>>) -> Whole<T> {
        Whole { format: FORMAT, answer: A::NAME.into(), data: answer.data(), files }
    }
}

impl Chart {
    /// Of a figure.
    pub fn of(stem: impl Into<String>, figure: Figure) -> Chart {
        Chart { stem: stem.into(), picture: Picture::Figure(figure) }
    }

    /// On as many pages as it takes, each with its place; big ones are pictures of their own, to be read from the back of a
    /// room.
    pub fn pages(self, big: bool) -> Vec<Chart> {
        let Chart { stem, picture } = self;
        let figure = match picture {
            Picture::Figure(figure) => figure,
            picture => return vec![Chart { stem, picture }],
        };
        let place = |end: String| if end.is_empty() { stem.clone() } else { format!("{stem}-{end}") };
        let pages = if big { figure.pictures() } else { figure.pages() };
        pages.into_iter().map(|(end, page)| Chart::of(place(end.to_string()), page)).collect()
    }
}

impl Picture {
    /// As an SVG document.
    ///
    /// # Errors
    /// As [`draw::svg`].
    pub fn svg(&self) -> Result<String, DrawError> {
        draw::svg(self)
    }

    /// What stands in small letters below the title.
    pub fn subtitle(&self) -> &str {
        match self {
            Picture::Figure(figure) => &figure.subtitle,
            Picture::Diagram(_) => "",
        }
    }

    /// What stands above it.
    pub fn title(&self) -> String {
        match self {
            Picture::Figure(figure) => figure.title.clone(),
            Picture::Diagram(diagram) => diagram.title.lines.join(" "),
        }
    }
}

impl From<&Picture> for draw::Page {
    fn from(picture: &Picture) -> draw::Page {
        match picture {
            Picture::Figure(figure) => figure.into(),
            Picture::Diagram(diagram) => diagram.into(),
        }
    }
}
