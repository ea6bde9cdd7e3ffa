//! Words as they are compared: neither case nor accents nor what stands between letters counts.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters and digits only, small and without accents: "Créé le" is `creele`, "closed_at" is `closedat`.
pub fn plain_letters(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    }
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).flat_map(|c| if c == 'ß' { vec!['s', 's'] } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_in_several_spellings() {
        for spelling in ["closed_at", "Closed At", "closedAt", " CLOSED-AT "] {
            assert_eq!(plain_letters(spelling), "closedat");
        }
        assert_eq!(plain_letters("Abschließen am"), "abschliessenam");
        assert_eq!(plain_letters("Résolu"), "resolu");
    }
}
