//! A memo as Markdown.

use crate::answer::form::Chart;
use crate::answer::words::Rows;
use crate::export::markdown::{cell, code, line, table};

use super::{Memo, Part, Repeat};

pub fn page(memo: &Memo, link: &dyn Fn(&Chart) -> String) -> String {
    let mut out = format!("# {}\n", line(&memo.title));
    out.push_str(&paragraphs(&memo.claim));
    for Part { heading, texts, rows } in &memo.parts {
        let body = paragraphs(texts).trim_start().to_string() + "\n" + &rows_of(rows);
        out.push_str(&section(&line(heading), body.trim()));
    }
    let picture = |chart: &Chart| {
        let (title, subtitle) = (line(&chart.picture.title()), line(chart.picture.subtitle()));
        format!("![{title}](<{}>)\n\n{subtitle}\n", link(chart))
    };
    out.push_str(&section("Charts", &memo.charts.iter().map(picture).collect::<Vec<_>>().join("\n")));
    let (texts, rows) = &memo.assumptions;
    let assumptions = paragraphs(texts).trim_start().to_string() + "\n" + &rows_of(rows);
    out.push_str(&section("What it rests on", assumptions.trim_end()));
    let limits = memo.limits.iter().map(|text| format!("- {}", line(text))).collect::<Vec<_>>().join("\n");
    out.push_str(&section("Limits", &limits));
    let Repeat { command, sources, .. } = &memo.repeat;
    let rows: Vec<Vec<String>> =
        sources.iter().map(|[what, name, hash]| vec![cell(what), cell(name), code(hash)]).collect();
    let files = table(&["file", "name", "SHA-256"], &rows);
    out.push_str(&section("To repeat it", &format!("    {command}\n\n{}\n\n{files}", memo.repeat.version())));
    out
}

fn paragraphs(texts: &[String]) -> String {
    texts.iter().map(|text| format!("\n{}\n", line(text))).collect()
}

/// A heading and what stands under it; nothing where that is nothing.
fn section(title: &str, body: &str) -> String {
    let body = body.trim_end();
    if body.is_empty() { String::new() } else { format!("\n## {title}\n\n{body}\n") }
}

fn rows_of(rows: &Rows) -> String {
    let Some((head, rows)) = rows.split_first().filter(|(_, rows)| !rows.is_empty()) else { return String::new() };
    let cells = |row: &Vec<String>| row.iter().map(|text| cell(text)).collect::<Vec<String>>();
    let head = cells(head);
    table(&head.iter().map(String::as_str).collect::<Vec<_>>(), &rows.iter().map(cells).collect::<Vec<_>>())
}
