//! Every valid file of the repository, broken in one place: a key, a number, a name, a line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use flywheel::cli::files::Disk;
use flywheel::model::scenario_file::{is_model, load_about};
use flywheel::model::{Model, file};
use flywheel::text::{Diagnostic, Source};
use flywheel::{Library, Scenario, load};

use crate::luck::Luck;
use crate::mutate::tokens;
use crate::targets::{check_refusal, check_run, root};
use crate::{cases, each_case};

/// The most changes of one file that are tried; of a long file they are spread over the whole.
const OF_A_FILE: usize = 25;

/// Of a model that takes long to read.
const OF_A_LONG_FILE: usize = 150;

/// Files on disk, one of them changed.
struct Changed {
    name: String,
    source: Arc<Source>,
}

impl Library for Changed {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        if name == self.name { Ok(self.source.clone()) } else { Disk.read(name) }
    }

    fn beside(&self, from: &str, path: &str) -> String {
        Disk.beside(from, path)
    }
}

/// A file that is fine, by its path.
struct Fine {
    path: String,
    text: String,
    is_model: bool,
    /// Where something can be broken, and how.
    places: Vec<(Range<usize>, String)>,
}

static SHIPPED: LazyLock<Arc<Model>> = LazyLock::new(file::shipped);

static BRIEF: LazyLock<Arc<Model>> = LazyLock::new(|| {
    let path = root().join("conformance/brief/model.toml");
    let source = Disk.read(&path.to_string_lossy()).unwrap();
    Arc::new(file::read(&source).unwrap_or_else(|wrong| panic!("{}", wrong[0])))
});

/// Of scenarios about a long model one in so many reads it anew; the others are tried on what is read once.
const ANEW: u64 = 64;

fn read(path: &str, text: &str, is_model: bool, case: u64) -> Result<Scenario, Vec<Diagnostic>> {
    let library = Changed { name: path.to_string(), source: Source::new(path, text) };
    let below = |folder: &str| path.starts_with(&*root().join(folder).to_string_lossy());
    if is_model || below("tests") || case.is_multiple_of(ANEW) {
        return load(path, &library);
    }
    load_about(path, if below("conformance/brief") { &BRIEF } else { &SHIPPED }, &library)
}

/// All files of the repository that are read without a mistake.
fn fine() -> Vec<Fine> {
    let mut open: Vec<PathBuf> = ["models", "scenarios", "conformance", "tests"].map(|f| root().join(f)).into();
    let mut out: BTreeMap<String, Fine> = BTreeMap::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            if !path.extension().is_some_and(|e| e == "toml" || e == "xmile") {
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let path = path.to_string_lossy().into_owned();
            let is_model = is_model(&Source::new(path.clone(), text.clone()));
            if read(&path, &text, is_model, 1).is_ok() {
                let is_xmile = path.ends_with(".xmile");
                let places =
                    spread(places(&text, is_xmile), if text.len() > 20_000 { OF_A_LONG_FILE } else { OF_A_FILE });
                out.insert(path.clone(), Fine { path, text, is_model, places });
            }
        }
    }
    out.into_values().collect()
}

/// So many of a list, evenly spread over it.
fn spread<T: Clone>(all: Vec<T>, most: usize) -> Vec<T> {
    let most = cases(most).min(all.len());
    (0..most).map(|i| all[i * all.len() / most].clone()).collect()
}

/// Every key, number, name and line, each with what stands there instead.
fn places(text: &str, is_xmile: bool) -> Vec<(Range<usize>, String)> {
    let mut out = Vec::new();
    let ends = if is_xmile { '>' } else { '\n' };
    let mut start = 0;
    let lines: Vec<&str> = text.split_inclusive(ends).collect();
    for (i, line) in lines.iter().enumerate() {
        let here = start..start + line.len();
        start = here.end;
        if line.trim().is_empty() {
            continue;
        }
        out.push((here.clone(), String::new()));
        out.push((here.clone(), line.repeat(2)));
        if let Some(next) = lines.get(i + 1) {
            out.push((here.start..here.end + next.len(), format!("{next}{line}")));
        }
    }
    for (i, token) in tokens(text).into_iter().enumerate() {
        let own = &text[token.clone()];
        if own.starts_with(|c: char| c.is_ascii_digit()) {
            let others = ["0", "-1", "1e308", "-1e-320", "nan", "x", "", "1e400", "99999999999"];
            out.push((token, others[i % others.len()].to_string()));
        } else if own.starts_with(char::is_alphabetic) {
            let last = own.char_indices().last().map_or(0, |(at, _)| at);
            let shorter = own[..last].to_string();
            let other =
                [shorter, format!("{own}x"), format!("{own} {own}"), "\u{2009}".into(), "time".into(), "sum(".into()];
            out.push((token, other[i % other.len()].clone()));
        }
    }
    out.sort_by_key(|(place, _)| (place.start, place.end));
    out
}

#[test]
fn one_change_at_a_time() {
    let all = fine();
    assert!(all.len() > 100, "only {} files are fine", all.len());
    assert!(all.iter().any(|f| f.path.ends_with(".xmile")) && all.iter().any(|f| f.text.len() > 60_000));
    let changes: Vec<(&Fine, usize)> = all.iter().flat_map(|f| (0..f.places.len()).map(move |i| (f, i))).collect();
    assert!(changes.len() > 3_000);
    let changed = |case: u64| {
        let (file, place) = changes[case as usize];
        let (at, new) = &file.places[place];
        format!("{}{new}{}", &file.text[..at.start], &file.text[at.end..])
    };
    let read = |text: &str, case: u64| {
        let (file, _) = changes[case as usize];
        match read(&file.path, text, file.is_model, case) {
            Ok(mut scenario) => check_run(&mut scenario, &mut Luck::new(9, case)),
            Err(wrong) => check_refusal(&wrong, text),
        }
    };
    each_case("one change", changes.len(), changed, read);
}
