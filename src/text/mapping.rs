//! The texts of equations, and where each of their bytes stands in its file.

use std::sync::Arc;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::BytesRef;

use super::is_hidden;
use super::span::{Source, Span};

/// An equation's text and how its bytes map to the file it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct EquationText {
    pub source: Arc<Source>,
    pub text: String,
    pub mapping: Mapping,
}

/// Where the bytes of a text stand in its file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mapping {
    /// Byte for byte from this offset on.
    From(usize),
    /// The whole, as XML with references such as `&lt;` in it and no tags.
    Escaped(Span),
    /// The file writes it with escapes: only the whole is known.
    Within(Span),
}

impl EquationText {
    /// The place in the file of a span within the text.
    pub fn locate(&self, span: Span) -> Span {
        self.locate_all(std::iter::once(span)).pop().expect("as many places as spans")
    }

    /// The places of spans that follow each other.
    pub(super) fn locate_all(&self, spans: impl Iterator<Item = Span>) -> Vec<Span> {
        match self.mapping {
            Mapping::From(offset) => spans.map(|s| Span::new(s.start + offset, s.end + offset)).collect(),
            Mapping::Escaped(whole) => places(&self.source.text, whole, spans),
            Mapping::Within(whole) => spans.map(|_| whole).collect(),
        }
    }
}

/// The character of a reference, where it has one.
pub(super) fn referred(reference: &BytesRef) -> Option<char> {
    let named = resolve_xml_entity(reference).and_then(|text| text.chars().next());
    named.or_else(|| reference.resolve_char_ref().ok().flatten().filter(|c| !is_hidden(*c)))
}

/// The characters that a text stands for, each with the number of bytes that write it.
pub(super) fn characters(written: &str) -> impl Iterator<Item = (char, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &written[at..];
        let (c, length) = match rest.chars().next()? {
            '&' => {
                let end = rest.find(';')?;
                (referred(&BytesRef::new(&rest[1..end]))?, end + 1)
            }
            '\r' => ('\n', if rest.starts_with("\r\n") { 2 } else { 1 }),
            c => (c, c.len_utf8()),
        };
        at += length;
        Some((c, length))
    })
}

/// Where in the file spans of a text stand that it writes, with references, at `whole`; each span follows the one before.
fn places(file: &str, whole: Span, spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut rest = characters(&file[whole.start..whole.end]);
    let (mut read, mut place) = (0, whole.start);
    let mut reach = |end: usize| {
        while read < end {
            let Some((c, length)) = rest.next() else { break };
            read += c.len_utf8();
            place += length;
        }
        place
    };
    spans.map(|span| Span::new(reach(span.start), reach(span.end))).collect()
}
