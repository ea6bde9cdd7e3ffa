//! Where a memo goes, and how its charts are linked from there.

use std::path::{Component, Path, PathBuf};

use crate::answer::form::{self, Chart};
use crate::answer::memo::{Memo, Told};
use crate::figure::draw::DrawError;
use crate::model::scenario::Scenario;
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::visible;

use super::charts::Charts;
use super::files::{Batch, is_standard, spare_sources, try_place};
use super::{Failure, Manner, Outcome, deliver};

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
pub fn check_file(path: &Path, scenarios: &[Scenario]) -> Outcome {
    if form(path).is_none() {
        let name = path.display();
        return Err(Failure::usage(format!("--memo {name}: a memo is Markdown or HTML: call it {}", named_for(path))));
    }
    scenarios.iter().try_for_each(|scenario| spare_sources(path, scenario))?;
    Ok(try_place(path)?)
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

/// Lays the files of an answer down in a folder, writes its memo if there is a place for one, and tells the answer, unless
/// the memo itself goes to standard output. `command` asks the same again.
///
/// # Errors
/// As for [`deliver::deliver`].
pub fn deliver_with<A: Told>(
    answer: &A,
    memo: Option<&Path>,
    command: &dyn Fn() -> String,
    folder: &Path,
    charts: Charts,
    manner: Manner,
) -> Outcome {
    let mut batch = Batch::default();
    let drawn = deliver::add(answer, folder, charts, &mut batch)?;
    if let Some(path) = memo {
        let told = answer.memo(command(), drawn.iter().map(|(_, chart)| chart.clone()).collect());
        batch.add(path, text(&told, path, &drawn)?.as_bytes())?;
    }
    deliver::add_manifests(answer, folder, &mut batch)?;
    let files = batch.place()?;
    match memo.is_some_and(is_standard) {
        true => Ok(()),
        false => deliver::tell(answer, &files, manner),
    }
}

/// A memo in the form that its ending says; charts are linked from where it is.
fn text(memo: &Memo, path: &Path, drawn: &[(PathBuf, Chart)]) -> Result<String, Failure> {
    let refuse =
        |error: DrawError| Diagnostic::error(Code::NotWritable, format!("cannot draw a chart: {error}")).into();
    let link = |chart: &form::Chart| {
        let file = drawn.iter().find(|(_, own)| own.stem == chart.stem).map(|(file, _)| relative(path, file));
        file.unwrap_or_default()
    };
    match form(path) {
        Some(Form::Html) => memo.html().map_err(refuse),
        _ => Ok(memo.markdown(&link)),
    }
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
}
