//! Places in files as text for people: the lines with their numbers, carets under what is meant, and what is said of it. A
//! diagnostic is such a picture, with its reason and the way out.
//!
//! Nothing that a file says acts on a terminal: only colours do, where they are wanted.

use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::diagnostic::{Diagnostic, Label, Severity};
use super::{Source, Span, visible};

/// The most diagnostics shown at a time; the rest is counted.
const MOST: usize = 20;

/// What is no mistake: places one after the other, each with its labels, under a title.
#[derive(Debug, Clone, PartialEq)]
pub struct Marked {
    pub title: String,
    pub places: Vec<Vec<Label>>,
}

/// Renders diagnostics.
pub fn all(diagnostics: &[Diagnostic], colours: bool) -> String {
    let mut parts: Vec<String> = diagnostics.iter().take(MOST).map(|d| one(d, colours)).collect();
    if diagnostics.len() > MOST {
        parts.push(format!("and {} more", diagnostics.len() - MOST));
    }
    parts.join("\n\n") + "\n"
}

/// Renders one diagnostic.
pub fn one(diagnostic: &Diagnostic, colours: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = visible::line(&diagnostic.message);
    let mut group = Group::with_title(level.primary_title(title).id(diagnostic.code.name()));
    group = with_places(group, &diagnostic.labels);
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(visible::line(help)));
    }
    picture(group, colours, USUAL_WIDTH)
}

/// Renders what is no mistake; of lines that are longer than so many columns, what is around the marks.
pub fn marked(marked: &Marked, colours: bool, width: usize) -> String {
    let group = Group::with_title(Level::NOTE.primary_title(visible::line(&marked.title)));
    picture(marked.places.iter().fold(group, |group, labels| with_places(group, labels)), colours, width)
}

fn with_places<'a>(mut group: Group<'a>, labels: &[Label]) -> Group<'a> {
    for excerpt in excerpts(labels) {
        let mut snippet = Snippet::source(excerpt.text)
            .line_start(excerpt.line)
            .path(visible::line(&excerpt.source.name).into_owned());
        for (span, text, primary) in excerpt.labels {
            let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            snippet = snippet.annotation(kind.span(span.start..span.end).label(visible::line(&text).into_owned()));
        }
        group = group.element(snippet);
    }
    group
}

/// Messages are shown as far as this column.
const USUAL_WIDTH: usize = 140;

fn picture(group: Group, colours: bool, width: usize) -> String {
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    let picture = renderer.decor_style(DecorStyle::Ascii).term_width(width).render(&[group]);
    picture.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Lines of a file in which nothing acts on the terminal; every place in them stays where it was.
fn harmless(text: &str) -> String {
    let instead = |c: char| match c.len_utf8() {
        1 => " ",
        2 => "\u{b7}",
        3 => "\u{fffd}",
        _ => "\u{fffd} ",
    };
    let acts = |c: char| !matches!(c, '\n' | '\t') && visible::is_harmful(c);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) { out.push_str(instead(c)) } else { out.push(c) }
    }
    out
}

/// Lines of one file with the labels that stand on them.
struct Excerpt {
    source: Arc<Source>,
    line: usize,
    text: String,
    labels: Vec<(Span, String, bool)>,
}

/// The longest line that is shown beside others; of a longer one, only the piece around a label.
const LONGEST_LINE: usize = 120;

/// Groups labels by file; the primary label's file comes first. Labels on short lines make one picture; each piece of a
/// long line makes its own, because the picture of a place is no use if it fills ten screens.
fn excerpts(labels: &[Label]) -> Vec<Excerpt> {
    let mut sources: Vec<&Arc<Source>> = Vec::new();
    for label in labels {
        if !sources.iter().any(|s| Arc::ptr_eq(s, &label.place.source)) {
            sources.push(&label.place.source);
        }
    }
    let mut out = Vec::new();
    for source in sources {
        let mine = labels.iter().enumerate().filter(|(_, l)| Arc::ptr_eq(&l.place.source, source));
        let marks = mine.map(|(i, l)| (shown(&source.text, l.place.span), l.text.clone(), i == 0));
        let long = |(span, ..): &(Span, String, bool)| {
            let (start, end) = line_around(&source.text, span.start);
            end - start > LONGEST_LINE
        };
        let (mut pieces, whole): (Vec<_>, Vec<_>) = marks.partition(long);
        if !whole.is_empty() {
            out.push(excerpt(source, whole));
        }
        pieces.sort_by_key(|(span, ..)| *span);
        let before = out.len();
        while let Some((first, ..)) = pieces.first() {
            let (near, end) = (first.start + LONGEST_LINE, line_around(&source.text, first.start).1);
            let here = pieces.iter().take_while(|(span, ..)| span.end <= near.min(end)).count().max(1);
            out.push(excerpt(source, pieces.drain(..here).collect()));
        }
        // The place of the mistake is the one that the picture names first.
        out[before..].sort_by_key(|e| !e.labels.iter().any(|(_, _, primary)| *primary));
    }
    out
}

/// The part of a label that is shown: of several lines the first, and of a long one what fits beside its words.
fn shown(text: &str, span: Span) -> Span {
    let start = floor_char(text, span.start);
    let (_, line_end) = line_around(text, start);
    Span::new(start, floor_char(text, span.end.clamp(start, line_end).min(start + LONGEST_LINE)))
}

/// The lines on which these labels stand, from the first to the last.
fn excerpt(source: &Arc<Source>, mut labels: Vec<(Span, String, bool)>) -> Excerpt {
    let text = &source.text;
    let first = labels.iter().map(|(span, ..)| line_around(text, span.start).0).min().unwrap_or(0);
    let last = labels.iter().map(|(span, ..)| line_around(text, span.start).1).max().unwrap_or(text.len());
    for (span, ..) in &mut labels {
        *span = Span::new(span.start - first, span.end - first);
    }
    Excerpt { source: source.clone(), line: source.line(first), text: harmless(&text[first..last]), labels }
}

/// The bytes of the line on which a place is, without its end.
fn line_around(text: &str, at: usize) -> (usize, usize) {
    let at = floor_char(text, at.min(text.len()));
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    (start, end)
}

fn floor_char(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
