//! Where a piece of text stands.

use std::sync::Arc;

/// A text and the name people know it by.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// A path as the user typed it, or a name in angle brackets for text that is built in.
    pub name: String,
    pub text: String,
    /// Where characters stand whose bytes are none of the file's encoding, and which are guessed.
    pub guessed: Vec<Span>,
}

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Source> {
        Arc::new(Source { name: name.into(), text: text.into(), guessed: Vec::new() })
    }

    /// The line, counted from 1, on which the byte `offset` stands.
    pub fn line(&self, offset: usize) -> usize {
        1 + self.text.as_bytes()[..offset.min(self.text.len())].iter().filter(|b| **b == b'\n').count()
    }

    /// The column, in characters counted from 1, at which the byte `offset` stands in its line.
    pub fn column(&self, offset: usize) -> usize {
        let before = &self.text[..self.text.floor_char_boundary(offset)];
        1 + before.rsplit('\n').next().unwrap_or_default().chars().count()
    }
}

/// Bytes `start..end` of a source, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Span {
        Span { start: range.start, end: range.end }
    }
}

/// A span and the source it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub source: Arc<Source>,
    pub span: Span,
}

impl Place {
    /// The text at this place.
    pub fn text(&self) -> &str {
        &self.source.text[self.span.start..self.span.end]
    }
}
