//! "Did you mean": the nearest of the names that would have been valid.

use super::lexer::short;

/// The most candidates that are looked at: more than any model a person writes, few enough for a hundred slips in a file
/// made by a program.
const MOST_CANDIDATES: usize = 10_000;

/// The candidate nearest to `wrong`, where one is near enough to be a likely slip; of equals, the singular or plural of it,
/// then the first in the alphabet, so that a message never changes between runs.
///
/// Near enough is an edit distance (Damerau 1964, with transpositions) of at most a third of the length. One letter may be
/// a slip of every other, and is near none.
///
/// ```
/// use flywheel::text::suggestion::nearest;
/// assert_eq!(nearest("tema_size", ["team_size", "trust"]), Some("team_size"));
/// assert_eq!(nearest("stock", ["shock", "stocks"]), Some("stocks"));
/// assert_eq!(nearest("a", ["e", "A"]), Some("A"));
/// assert_eq!(nearest("colour", ["team_size", "trust"]), None);
/// ```
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody mistypes a name of hundreds of letters, and the distance costs the product of the lengths.
    if wrong.len() > 100 {
        return None;
    }
    let wrong = wrong.to_lowercase();
    let length = wrong.chars().count();
    let reach = (length / 3).max(usize::from(length > 1));
    candidates
        .into_iter()
        .take(MOST_CANDIDATES)
        // The distance is at least the difference in length, which is found at once.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= reach)
        .map(|candidate| (strsim::damerau_levenshtein(&wrong, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= reach)
        .min_by_key(|(distance, candidate)| (*distance, !is_one_and_many(&wrong, candidate), *candidate))
        .map(|(_, candidate)| candidate)
}

/// Whether one name is the plural of the other.
fn is_one_and_many(one: &str, other: &str) -> bool {
    one.strip_suffix('s') == Some(other) || other.strip_suffix('s') == Some(one)
}

/// The most names that are all listed.
const MOST_LISTED: usize = 24;

/// A help line for an unknown name: the nearest one, or else the whole list where it is short.
pub fn help_for<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let candidates: Vec<&str> = candidates.into_iter().take(MOST_CANDIDATES).collect();
    match nearest(wrong, candidates.iter().copied()) {
        Some(name) => Some(format!("did you mean `{name}`?")),
        None if !candidates.is_empty() && candidates.len() <= MOST_LISTED => {
            let known: Vec<String> = candidates.into_iter().map(short).collect();
            Some(format!("known here: {}", known.join(", ")))
        }
        None => None,
    }
}
