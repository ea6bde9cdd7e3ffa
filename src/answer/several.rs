//! Several scenarios in one answer: what tells them apart, and where stands what they have in common.

use crate::model::scenario::Scenario;

use super::provenance::sha256;

/// Gives scenarios of one title the folders of their results beside it, so that a sentence about two says which is which.
pub fn tell_titles_apart(scenarios: &mut [Scenario]) {
    let all: Vec<[String; 2]> = scenarios.iter().map(|s| [s.title.clone(), s.stem.clone()]).collect();
    for scenario in scenarios {
        if all.iter().any(|[title, stem]| *title == scenario.title && *stem != scenario.stem) {
            scenario.title = format!("{} ({})", scenario.title, scenario.stem);
        }
    }
}

/// The folder of what several scenarios have in common: `now-and-plan`, and where that is long, such as
/// `now-and-3-others-1f0c9a2b`, whose ending tells which others.
pub fn of_several<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>) -> String {
    joined(&scenarios.into_iter().map(|scenario| scenario.stem.replace('/', "-")).collect::<Vec<_>>())
}

/// As long as the name of a folder is.
const LONGEST: usize = 80;

fn joined(stems: &[String]) -> String {
    let whole = stems.join("-and-");
    if whole.chars().count() <= LONGEST {
        return whole;
    }
    let first: String = stems[0].chars().take(LONGEST / 2).collect();
    format!("{first}-and-{}-others-{}", stems.len() - 1, &sha256(&whole)[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compared_with_others_goes_elsewhere() {
        let folder = |stems: &[&str]| joined(&stems.iter().map(|stem| stem.to_string()).collect::<Vec<_>>());
        assert_eq!(folder(&["now", "plan"]), "now-and-plan");
        let long: Vec<String> = (0..30).map(|number| format!("team-{number}")).collect();
        let names: Vec<&str> = long.iter().map(String::as_str).collect();
        assert!(folder(&names).starts_with("team-0-and-29-others-"));
        assert!(folder(&names).len() <= LONGEST);
        assert_ne!(folder(&names), folder(&[&names[..29], &["else"]].concat()));
    }
}
