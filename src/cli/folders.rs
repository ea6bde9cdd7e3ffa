//! Which folder the results of a scenario go into: its file's name without the ending, and as much of the way there as tells
//! two apart.

use std::path::{Component, Path, PathBuf};

use crate::model::scenario::Scenario;
use crate::model::scenario_file::stem;

use super::{Failure, Outcome};

/// Refuses a file that was named twice.
///
/// # Errors
/// Which it was.
pub fn refuse_twice(scenarios: &[Scenario]) -> Outcome {
    let names: Vec<String> = scenarios.iter().map(|scenario| scenario.source.name.clone()).collect();
    match names.iter().find(|name| rivals(name, &names).contains(&parts(name))) {
        None => Ok(()),
        Some(name) => Err(Failure::usage(format!("`{name}` is named twice: its results would go into one folder"))),
    }
}

/// Gives scenarios whose files have one name the shortest ends of their paths that tell them apart: `a/x` and `b/x`. What
/// only its ending tells apart keeps it: `x.toml` and `x.xmile`.
pub fn tell_apart(scenarios: &mut [Scenario]) {
    let names: Vec<String> = scenarios.iter().map(|scenario| scenario.source.name.clone()).collect();
    for (name, scenario) in names.iter().zip(&mut *scenarios) {
        let (own, mut rivals) = (parts(name), rivals(name, &names));
        rivals.retain(|rival| *rival != own);
        if !rivals.is_empty() {
            scenario.stem = shortest_end(&own, &rivals).join("/");
        }
    }
}

/// The other files whose names are the same but for their endings.
fn rivals(name: &str, names: &[String]) -> Vec<Vec<String>> {
    let mut others: Vec<&String> = names.iter().filter(|other| stem(other) == stem(name)).collect();
    let own = others.iter().position(|other| *other == name);
    own.map(|own| others.remove(own));
    others.into_iter().map(|other| parts(other)).collect()
}

/// The way to a file, part by part; where it goes up or begins at the root, that of where it is.
fn parts(name: &str) -> Vec<String> {
    let typed = Path::new(name);
    let is_plain = |part: Component| matches!(part, Component::Normal(_) | Component::CurDir);
    let path = match typed.components().all(is_plain) {
        true => typed.to_path_buf(),
        false => std::fs::canonicalize(typed).unwrap_or_else(|_| PathBuf::from(name)),
    };
    let normal = path.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
        _ => None,
    });
    normal.collect()
}

fn shortest_end(own: &[String], rivals: &[Vec<String>]) -> Vec<String> {
    let bare = |path: &[String]| {
        let (file, folders) = path.split_last()?;
        Some([folders, &[stem(file)]].concat())
    };
    let end = |path: &[String], length: usize| path[path.len().saturating_sub(length)..].to_vec();
    let tells = |length: &usize| {
        let own = bare(&end(own, *length));
        rivals.iter().all(|rival| bare(&end(rival, *length)) != own)
    };
    let most = rivals.iter().map(Vec::len).max().unwrap_or(0).max(own.len());
    let told = (1..=most).find(tells).and_then(|length| bare(&end(own, length)));
    told.unwrap_or_else(|| end(own, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        names.iter().map(|name| shortest_end(&parts(name), &rivals(name, &names)).join("/")).collect()
    }

    #[test]
    fn the_shortest_end_that_tells_apart() {
        assert_eq!(told(&["a/x.toml", "b/x.toml"]), ["a/x", "b/x"]);
        assert_eq!(told(&["p/a/x.toml", "q/a/x.toml", "b/x.toml"]), ["p/a/x", "q/a/x", "b/x"]);
        assert_eq!(told(&["x.toml", "a/x.toml"]), ["x", "a/x"]);
        assert_eq!(told(&["a/x.toml", "a/x.xmile"]), ["x.toml", "x.xmile"]);
        assert_eq!(told(&["a/model.xmile", "b/model.xmile", "c/y.toml"]), ["a/model", "b/model", "y"]);
        assert_eq!(rivals("./a/x.toml", &["./a/x.toml".into(), "a/x.toml".into()]), [parts("a/x.toml")]);
    }
}
