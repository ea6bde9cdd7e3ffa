//! A memo as one page of HTML.

use crate::answer::words::Rows;
use crate::figure::draw::DrawError;

use super::{Memo, Repeat};

pub fn page(memo: &Memo) -> Result<String, DrawError> {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<h1>{0}</h1>\n",
        escaped(&memo.title)
    );
    out.push_str(&format!("<div class=\"claim\">\n{}</div>\n", paragraphs(&memo.claim, "p")));
    for (heading, rows) in &memo.tables {
        out.push_str(&headed(&escaped(heading), &rows_of(rows)));
    }
    let mut pictures = String::new();
    for chart in &memo.charts {
        pictures.push_str(&format!("<figure>\n{}</figure>\n", scalable(&chart.picture.svg()?)));
    }
    out.push_str(&headed("Charts", &pictures));
    let (texts, rows) = &memo.assumptions;
    out.push_str(&headed("What it rests on", &(paragraphs(texts, "p") + &rows_of(rows))));
    let limits = paragraphs(&memo.limits, "li");
    let limits = if limits.is_empty() { limits } else { format!("<ul>\n{limits}</ul>\n") };
    out.push_str(&headed("Limits", &limits));
    let Repeat { command, sources, .. } = &memo.repeat;
    let mut files: Rows = vec![["file", "name", "SHA-256"].map(String::from).to_vec()];
    files.extend(sources.iter().map(|row| row.to_vec()));
    let version = escaped(&memo.repeat.version());
    let repeat = format!("<pre>{}</pre>\n<p>{version}</p>\n{}", escaped(command), rows_of(&files));
    out.push_str(&format!("<section class=\"repeat\">\n{}</section>\n", headed("To repeat it", &repeat)));
    out.push_str("</body>\n</html>\n");
    Ok(out)
}

fn paragraphs(texts: &[String], tag: &str) -> String {
    texts.iter().map(|text| format!("<{tag}>{}</{tag}>\n", escaped(text))).collect()
}

/// A heading and what stands under it; nothing where that is nothing.
fn headed(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("<h2>{title}</h2>\n{body}") }
}

fn rows_of(rows: &Rows) -> String {
    let Some((head, rows)) = rows.split_first().filter(|(_, rows)| !rows.is_empty()) else { return String::new() };
    let row = |cells: &Vec<String>, tag: &str| {
        let cells: String = cells.iter().map(|text| format!("<{tag}>{}</{tag}>", escaped(text))).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let body: String = rows.iter().map(|cells| row(cells, "td")).collect();
    format!("<table>\n<thead>\n{}</thead>\n<tbody>\n{body}</tbody>\n</table>\n", row(head, "th"))
}

/// The picture as wide as the page: its own size in pixels, which stands first in it, is taken off, and its proportions
/// stay. In HTML the names of what it refers to need no space of their own.
fn scalable(svg: &str) -> String {
    let sizeless = svg.split_once(" role=").map_or(svg.to_string(), |(_, rest)| format!("<svg role={rest}"));
    sizeless.replacen(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"", "", 1)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Quiet, wide enough for tables, and on paper in black on white.
const STYLE: &str = "\
body { font: 17px/1.5 Ubuntu, 'Open Sans', 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, sans-serif; color: #262626;
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin-bottom: 0.5rem; }
h2 { font-size: 1.2rem; margin: 1.6rem 0 0.4rem; }
.claim { border-left: 5px solid #0072b2; padding-left: 1rem; font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.95rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.8rem 0.25rem 0; border-bottom: 1px solid #e2e2e2; }
th { color: #5e5e5e; font-weight: normal; }
figure { margin: 1rem 0; break-inside: avoid; }
svg { display: block; width: 100%; height: auto; }
pre { background: #f1f1f1; padding: 0.6rem; white-space: pre-wrap; }
.repeat { font-size: 0.85rem; overflow-wrap: anywhere; }
@media print { body { font-size: 11px; margin: 0; max-width: none; } }
";
