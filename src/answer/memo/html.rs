//! A memo as one page of HTML.

use crate::answer::words::Rows;
use crate::figure::draw::DrawError;

use super::{Memo, Part, Repeat};

pub fn page(memo: &Memo) -> Result<String, DrawError> {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<h1>{0}</h1>\n",
        escaped(&memo.title)
    );
    out.push_str(&format!("<div class=\"claim\">\n{}</div>\n", paragraphs(&memo.claim, "p")));
    let part =
        |Part { heading, texts, rows }: &Part| section(&escaped(heading), &(paragraphs(texts, "p") + &rows_of(rows)));
    let mut pictures = String::new();
    for chart in &memo.charts {
        pictures.push_str(&format!("<figure>\n{}</figure>\n", scalable(&chart.picture.svg()?)));
    }
    // What it is about stands in two columns with the charts; odds and what follows need the width of the page.
    let (odds, about) = memo.parts.split_last().map_or((String::new(), &[][..]), |(last, about)| (part(last), about));
    let about: String = about.iter().map(part).collect();
    out.push_str(&format!("<div class=\"about\">\n{about}{pictures}</div>\n{odds}"));
    let (texts, rows) = &memo.assumptions;
    out.push_str(&section("What it rests on", &(paragraphs(texts, "p") + &rows_of(rows))));
    let limits = paragraphs(&memo.limits, "li");
    let limits = if limits.is_empty() { limits } else { format!("<ul>\n{limits}</ul>\n") };
    out.push_str(&section("Limits", &limits));
    let Repeat { command, sources, .. } = &memo.repeat;
    let file = |[what, name, hash]: &[String; 3]| format!("{what} {name}: SHA-256 {hash}");
    let told: Vec<String> = [memo.repeat.version()].into_iter().chain(sources.iter().map(file)).collect();
    let repeat = format!("<pre>{}</pre>\n{}", escaped(command), paragraphs(&told, "p"));
    out.push_str(&section("To repeat it", &repeat).replacen("<section>", "<section class=\"repeat\">", 1));
    out.push_str("</body>\n</html>\n");
    Ok(out)
}

fn paragraphs(texts: &[String], tag: &str) -> String {
    texts.iter().map(|text| format!("<{tag}>{}</{tag}>\n", escaped(text))).collect()
}

/// A heading and what stands under it; nothing where that is nothing.
fn section(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("<section>\n<h2>{title}</h2>\n{body}</section>\n") }
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

/// Quiet, wide enough for tables, and on paper in black on white: one page of A4.
const STYLE: &str = "\
body { font: 17px/1.5 Ubuntu, 'Open Sans', 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, sans-serif; color: #262626;
  max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7em; line-height: 1.2; margin: 0 0 0.5em; }
h2 { font-size: 1.15em; margin: 0 0 0.3em; }
section, figure { margin: 0 0 1.3em; }
figure, tr, .about section { break-inside: avoid; }
p, ul { margin: 0 0 0.4em; }
ul { padding-left: 1.2em; }
.claim { border-left: 5px solid #0072b2; padding-left: 1rem; font-size: 1.1em; margin-bottom: 1.3em; }
.about { columns: 2 26rem; column-gap: 2.2rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.95em; }
th, td { text-align: left; vertical-align: top; padding: 0.2em 0.8em 0.2em 0; border-bottom: 1px solid #e2e2e2; }
th { color: #5e5e5e; font-weight: normal; }
svg { display: block; width: 100%; height: auto; }
pre { background: #f1f1f1; padding: 0.6em; margin: 0 0 0.4em; white-space: pre-wrap; }
.repeat { font-size: 0.85em; overflow-wrap: anywhere; }
@page { size: A4; margin: 11mm 12mm; }
@media print {
  body { font-size: 7.6pt; line-height: 1.3; margin: 0; padding: 0; max-width: none; }
  section, figure { margin-bottom: 0.8em; }
  .claim { margin-bottom: 0.9em; padding-left: 0.8em; border-left-width: 3px; }
  .about { columns: 2; column-gap: 6mm; }
  .repeat { font-size: 6pt; }
  .repeat p { margin: 0; }
}
";
