//! A memo: one page to hand on, as Markdown with links to charts or as HTML with the charts inside.

use std::path::{Component, Path, PathBuf};

use crate::export::markdown::{cell, code, line, table};
use crate::figure::{Figure, draw};
use crate::model::scenario::Scenario;
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::visible;

use super::Failure;
use super::files::{Batch, is_standard, spare_sources, try_place};
use crate::answer::provenance::sources;

/// What a memo says, in the order in which it stands there. Texts are plain: nothing in them means anything to Markdown or
/// HTML.
pub struct Memo {
    pub title: String,
    /// What is claimed, and how sure that is: a paragraph each.
    pub claim: Vec<String>,
    /// Each under its heading: what it is about, and the odds.
    pub tables: Vec<(String, Rows)>,
    pub charts: Vec<Chart>,
    /// What the claim rests on: a paragraph, then a table.
    pub assumptions: (Vec<String>, Rows),
    /// What is not in it.
    pub limits: Vec<String>,
    pub repeat: Repeat,
}

/// A table; the first row is its head, and nothing but a head is no table.
pub type Rows = Vec<Vec<String>>;

/// A chart with its place on disk.
pub struct Chart {
    pub file: PathBuf,
    pub figure: Figure,
}

/// What is needed to have the same results again.
pub struct Repeat {
    pub command: String,
    pub seed: u64,
    pub replications: u64,
    /// Of all plans or scenarios together.
    pub runs: u64,
    /// What each file is, its name and its SHA-256.
    pub sources: Vec<[String; 3]>,
}

impl Repeat {
    /// Of scenarios that are run alike, in so many runs.
    pub fn of(command: String, scenarios: &[&Scenario], runs: u64) -> Repeat {
        let (seed, replications) = scenarios.first().map_or((0, 0), |first| (first.seed, first.replications));
        Repeat { command, seed, replications, runs, sources: sources(scenarios.iter().copied()) }
    }

    fn version(&self) -> String {
        format!(
            "flywheel {}, seed {}, {} replications, {} runs. No clock is in the results: the same command gives the same \
             numbers.",
            env!("CARGO_PKG_VERSION"),
            self.seed,
            self.replications,
            self.runs
        )
    }
}

/// The forms of a memo, by the ending of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Markdown,
    Html,
}

fn form(path: &Path) -> Option<Form> {
    if is_standard(path) {
        return Some(Form::Markdown);
    }
    match path.extension()?.to_str()?.to_lowercase().as_str() {
        "md" | "markdown" => Some(Form::Markdown),
        "html" | "htm" => Some(Form::Html),
        _ => None,
    }
}

/// Refuses a file of no form, or that a scenario is read from, or that cannot be written: before anything is run.
///
/// # Errors
/// The reason, in a sentence.
pub fn check_file(path: &Path, scenarios: &[Scenario]) -> Result<(), Failure> {
    if form(path).is_none() {
        let name = path.display();
        return Err(Failure::usage(format!("--memo {name}: a memo is Markdown or HTML: call it {}", named_for(path))));
    }
    scenarios.iter().try_for_each(|scenario| spare_sources(path, scenario))?;
    Ok(try_place(path)?)
}

/// What a reader of results of a scenario has to know, and what its model leaves out.
pub fn limits(scenario: &Scenario) -> Vec<String> {
    let one = scenario.one();
    let mut out = vec![
        format!(
            "These are {} {one}s of a model, not {one}s that were watched: it is for thinking about which way things go \
             and why, not for promising dates.",
            scenario.replications
        ),
        "\"Give or take\" is two Monte Carlo errors: what other luck would change. What another judgement of the ranges \
         would change is not in it."
            .into(),
        "The odds at the ends of an assumption are of a tenth of all: other assumptions vary there as they do everywhere."
            .into(),
    ];
    let title = |text: &String| text.split(": ").next().unwrap_or(text).trim_end_matches('.').to_string();
    let left_out: Vec<String> = scenario.model.left_out.iter().map(title).collect();
    if !left_out.is_empty() {
        out.push(format!("Left out of the model: {}.", left_out.join("; ")));
    }
    out
}

/// "plan.md or plan.html"
fn named_for(path: &Path) -> String {
    // An ending without a name before it.
    let is_bare = path
        .file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| form(Path::new(&format!("a{name}"))).is_some());
    let path = if is_bare { path.with_file_name("memo") } else { path.to_path_buf() };
    let [md, html] = ["md", "html"].map(|ending| path.with_extension(ending).display().to_string());
    format!("{md} or {html}")
}

impl Memo {
    /// Adds it to the files in the form that its ending says.
    ///
    /// # Errors
    /// A chart that cannot be drawn; a file that cannot be written.
    pub fn add(&self, batch: &mut Batch, path: &Path) -> Result<(), Failure> {
        let text = match form(path) {
            Some(Form::Html) => self.html()?,
            _ => self.markdown(path),
        };
        // What a title or a source hides is written out.
        Ok(batch.add(path, visible::lines(&text).as_bytes())?)
    }

    /// As Markdown; charts are linked from where the memo is.
    fn markdown(&self, path: &Path) -> String {
        let mut out = format!("# {}\n", line(&self.title));
        let paragraphs = |texts: &[String]| texts.iter().map(|text| format!("\n{}\n", line(text))).collect::<String>();
        out.push_str(&paragraphs(&self.claim));
        for (heading, rows) in &self.tables {
            out.push_str(&section(&line(heading), &rows_in_markdown(rows)));
        }
        let picture = |chart: &Chart| {
            let link = relative(path, &chart.file);
            format!("![{}](<{link}>)\n\n{}\n", line(&chart.figure.title), line(&chart.figure.subtitle))
        };
        out.push_str(&section("Charts", &self.charts.iter().map(picture).collect::<Vec<_>>().join("\n")));
        let (texts, rows) = &self.assumptions;
        let assumptions = paragraphs(texts).trim_start().to_string() + "\n" + &rows_in_markdown(rows);
        out.push_str(&section("What it rests on", assumptions.trim_end()));
        let limits = self.limits.iter().map(|text| format!("- {}", line(text))).collect::<Vec<_>>().join("\n");
        out.push_str(&section("Limits", &limits));
        let Repeat { command, sources, .. } = &self.repeat;
        let rows: Vec<Vec<String>> =
            sources.iter().map(|[what, name, hash]| vec![cell(what), cell(name), code(hash)]).collect();
        let files = table(&["file", "name", "SHA-256"], &rows);
        out.push_str(&section("To repeat it", &format!("    {command}\n\n{}\n\n{files}", self.repeat.version())));
        out
    }

    /// As one HTML page that needs nothing else: no other file, no network.
    fn html(&self) -> Result<String, Failure> {
        let mut out = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
             content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n<style>\n{STYLE}</style>\n</head>\n\
             <body>\n<h1>{0}</h1>\n",
            escaped(&self.title)
        );
        let paragraphs = |texts: &[String], tag: &str| {
            texts.iter().map(|text| format!("<{tag}>{}</{tag}>\n", escaped(text))).collect::<String>()
        };
        out.push_str(&format!("<div class=\"claim\">\n{}</div>\n", paragraphs(&self.claim, "p")));
        let headed = |title: &str, body: &str| {
            if body.is_empty() { String::new() } else { format!("<h2>{title}</h2>\n{body}") }
        };
        for (heading, rows) in &self.tables {
            out.push_str(&headed(&escaped(heading), &rows_in_html(rows)));
        }
        let mut pictures = String::new();
        for Chart { figure, .. } in &self.charts {
            let refuse = |error: draw::DrawError| {
                Failure::from(Diagnostic::error(Code::NotWritable, format!("cannot draw a chart: {error}")))
            };
            let svg = draw::svg(figure).map_err(refuse)?;
            pictures.push_str(&format!("<figure>\n{}</figure>\n", scalable(&svg, figure)));
        }
        out.push_str(&headed("Charts", &pictures));
        let (texts, rows) = &self.assumptions;
        let assumptions = paragraphs(texts, "p") + &rows_in_html(rows);
        out.push_str(&headed("What it rests on", &assumptions));
        let limits = paragraphs(&self.limits, "li");
        let limits = if limits.is_empty() { limits } else { format!("<ul>\n{limits}</ul>\n") };
        out.push_str(&headed("Limits", &limits));
        let Repeat { command, sources, .. } = &self.repeat;
        let mut files: Rows = vec![["file", "name", "SHA-256"].map(String::from).to_vec()];
        files.extend(sources.iter().map(|row| row.to_vec()));
        let version = escaped(&self.repeat.version());
        let repeat = format!("<pre>{}</pre>\n<p>{version}</p>\n{}", escaped(command), rows_in_html(&files));
        out.push_str(&format!("<section class=\"repeat\">\n{}</section>\n", headed("To repeat it", &repeat)));
        out.push_str("</body>\n</html>\n");
        Ok(out)
    }
}

/// A heading and what stands under it; nothing where that is nothing.
fn section(title: &str, body: &str) -> String {
    let body = body.trim_end();
    if body.is_empty() { String::new() } else { format!("\n## {title}\n\n{body}\n") }
}

fn rows_in_markdown(rows: &Rows) -> String {
    let Some((head, rows)) = rows.split_first().filter(|(_, rows)| !rows.is_empty()) else { return String::new() };
    let cells = |row: &Vec<String>| row.iter().map(|text| cell(text)).collect::<Vec<String>>();
    let head = cells(head);
    table(&head.iter().map(String::as_str).collect::<Vec<_>>(), &rows.iter().map(cells).collect::<Vec<_>>())
}

fn rows_in_html(rows: &Rows) -> String {
    let Some((head, rows)) = rows.split_first().filter(|(_, rows)| !rows.is_empty()) else { return String::new() };
    let row = |cells: &Vec<String>, tag: &str| {
        let cells: String = cells.iter().map(|text| format!("<{tag}>{}</{tag}>", escaped(text))).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let body: String = rows.iter().map(|cells| row(cells, "td")).collect();
    format!("<table>\n<thead>\n{}</thead>\n<tbody>\n{body}</tbody>\n</table>\n", row(head, "th"))
}

/// The picture as wide as the page: its own size in pixels is taken off, and its proportions stay. In HTML the names of
/// what it refers to need no space of their own.
fn scalable(svg: &str, figure: &Figure) -> String {
    let (width, height) = (figure.width, figure.height);
    let size = format!("<svg width=\"{width}\" height=\"{height}\"");
    svg.replacen(&size, "<svg", 1).replacen(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"", "", 1)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The way from a file to another: "../out/overlay.svg". Where there is none the other's full path.
fn relative(from: &Path, to: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let (from, to) = (absolute(from), absolute(to));
    let folder: Vec<Component> = from.parent().map_or(Vec::new(), |folder| folder.components().collect());
    let target: Vec<Component> = to.components().collect();
    let shared = folder.iter().zip(&target).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return address(&to.to_string_lossy().replace('\\', "/"));
    }
    let up = std::iter::repeat_n("..".to_string(), folder.len() - shared);
    let down = target[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    address(&up.chain(down).collect::<Vec<_>>().join("/"))
}

/// A path as the address of a link between `<` and `>`.
fn address(path: &str) -> String {
    let acts = |c: char| visible::is_harmful(c) || matches!(c, '<' | '>' | '\\' | '%' | '#' | '?');
    let escape = |c: char| c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    path.chars().map(|c| if acts(c) { escape(c) } else { c.to_string() }).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_the_memo_to_the_chart() {
        let check = |from: &str, to: &str, expected: &str| {
            assert_eq!(relative(Path::new(from), Path::new(to)), expected);
        };
        check("memo.md", "out/a.svg", "out/a.svg");
        check("notes/memo.md", "out/a.svg", "../out/a.svg");
        check("out/memo.md", "out/a.svg", "a.svg");
        check("/x/memo.md", "/x/my out/a.svg", "my out/a.svg");
        check("/x/memo.md", "/x/50% <b>\n/a.svg", "50%25 %3Cb%3E%0A/a.svg");
    }

    #[test]
    fn a_memo_is_markdown_or_html_by_its_name() {
        assert_eq!(form(Path::new("a/plan.md")), Some(Form::Markdown));
        assert_eq!(form(Path::new("PLAN.HTML")), Some(Form::Html));
        assert_eq!(form(Path::new("plan")), None);
        assert_eq!(named_for(Path::new("a/plan.txt")), "a/plan.md or a/plan.html");
        assert_eq!(named_for(Path::new("a/.md")), "a/memo.md or a/memo.html");
    }

    #[test]
    fn signs_of_both_languages_stay_what_they_are() {
        let chart = Chart {
            file: "out/a.svg".into(),
            figure: Figure {
                title: "t".into(),
                subtitle: "a < b".into(),
                width: 400,
                height: 300,
                ..Figure::default()
            },
        };
        let memo = Memo {
            title: "A & B | <C>".into(),
            claim: vec!["*so* it is".into()],
            tables: vec![("Odds".into(), vec![vec!["outcome".into()], vec!["a|b <c>".into()]])],
            charts: vec![chart],
            assumptions: (Vec::new(), Vec::new()),
            limits: Vec::new(),
            repeat: Repeat::of("flywheel run a.toml".into(), &[], 10),
        };
        let markdown = memo.markdown(Path::new("memo.md"));
        assert!(markdown.starts_with("# A & B | \\<C>\n\n\\*so\\* it is\n\n## Odds\n"), "{markdown}");
        assert!(markdown.contains("a\\|b \\<c>") && markdown.contains("](<out/a.svg>)"), "{markdown}");
        assert!(!markdown.contains("## Limits") && markdown.contains("    flywheel run a.toml\n"), "{markdown}");
        let Ok(html) = memo.html() else { panic!("it can be drawn") };
        assert!(html.contains("<h1>A &amp; B | &lt;C&gt;</h1>") && html.contains("<td>a|b &lt;c&gt;</td>"), "{html}");
        assert!(html.contains("<svg role=\"img\""), "{html}");
        assert!(html.contains("viewBox") && html.contains("a &lt; b"), "a picture without size needs one");
    }
}
