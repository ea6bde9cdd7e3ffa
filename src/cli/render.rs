//! Diagnostics as pictures of the place: the file, the line, carets, the reason, the way out.

use std::io::IsTerminal;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::text::diagnostic::{Diagnostic, Label, Severity};
use crate::text::{Source, Span};

/// The most diagnostics shown at a time; the rest is counted.
const MOST: usize = 20;

/// Renders diagnostics for standard error, in colour where a person reads it.
pub fn all(diagnostics: &[Diagnostic]) -> String {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut out: String = diagnostics.iter().take(MOST).map(|d| one(d, colour) + "\n").collect();
    if diagnostics.len() > MOST {
        out.push_str(&format!("and {} more\n", diagnostics.len() - MOST));
    }
    out
}

/// Renders one diagnostic.
pub fn one(diagnostic: &Diagnostic, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(&diagnostic.message).id(diagnostic.code.name()));
    for excerpt in excerpts(&diagnostic.labels) {
        let mut snippet = Snippet::source(excerpt.text).line_start(excerpt.line).path(excerpt.source.name.clone());
        for (span, text, primary) in excerpt.labels {
            let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            snippet = snippet.annotation(kind.span(span.start..span.end).label(text));
        }
        group = group.element(snippet);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// The lines of one file that labels stand on, cut to what a person can read.
struct Excerpt {
    source: Arc<Source>,
    line: usize,
    text: String,
    labels: Vec<(Span, String, bool)>,
}

/// The longest piece of a line that is shown; longer lines are cut around the label.
const LONGEST_LINE: usize = 160;

/// Groups labels by file; the primary label's file comes first. Long lines are cut, because the picture of a place is
/// no use if it fills ten screens.
fn excerpts(labels: &[Label]) -> Vec<Excerpt> {
    let mut sources: Vec<&Arc<Source>> = Vec::new();
    for label in labels {
        if !sources.iter().any(|s| Arc::ptr_eq(s, &label.place.source)) {
            sources.push(&label.place.source);
        }
    }
    let primary = labels.first();
    let mut out = Vec::new();
    for source in sources {
        let mine = labels.iter().filter(|l| Arc::ptr_eq(&l.place.source, source));
        let long = |l: &&Label| {
            let (start, end) = line_around(&source.text, l.place.span.start);
            end - start > LONGEST_LINE
        };
        let marked = |l: &Label| (l.place.span, l.text.clone(), primary.is_some_and(|p| std::ptr::eq(p, l)));
        let (cut, whole): (Vec<&Label>, Vec<&Label>) = mine.partition(long);
        if !whole.is_empty() {
            let text = &source.text;
            let first = whole.iter().map(|l| line_around(text, l.place.span.start).0).min().unwrap_or(0);
            let last = whole.iter().map(|l| line_around(text, l.place.span.end).1).max().unwrap_or(text.len());
            let labels = whole.iter().map(|l| marked(l)).map(|(s, t, p)| (shift(s, first, last), t, p)).collect();
            out.push(Excerpt {
                source: source.clone(),
                line: source.line(first),
                text: text[first..last].to_string(),
                labels,
            });
        }
        for label in cut {
            out.push(cut_line(source, marked(label)));
        }
    }
    out
}

fn line_around(text: &str, at: usize) -> (usize, usize) {
    let at = floor_char(text, at.min(text.len()));
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    (start, end)
}

fn shift(span: Span, first: usize, last: usize) -> Span {
    Span::new(span.start.clamp(first, last) - first, span.end.clamp(first, last) - first)
}

/// A window of a long line around the beginning of its label.
fn cut_line(source: &Arc<Source>, (span, text, primary): (Span, String, bool)) -> Excerpt {
    let (start, end) = line_around(&source.text, span.start);
    let from = floor_char(&source.text, span.start.saturating_sub(LONGEST_LINE / 4).max(start));
    let to = floor_char(&source.text, (from + LONGEST_LINE).min(end));
    let piece = &source.text[from..to];
    let before = if from > start { "..." } else { "" };
    let after = if to < end { "..." } else { "" };
    let at = |offset: usize| before.len() + floor_char(&source.text, offset.clamp(from, to)) - from;
    let span = Span::new(at(span.start), at(span.end));
    Excerpt {
        source: source.clone(),
        line: source.line(start),
        text: format!("{before}{piece}{after}"),
        labels: vec![(span, text, primary)],
    }
}

fn floor_char(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
