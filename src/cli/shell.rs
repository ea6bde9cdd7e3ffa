//! Commands as they are typed.

/// A word of a command as a shell takes it for one, and the program for no option.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "./_-=@,:+".contains(c);
    // What begins with a minus is a file all the same; the minus alone is standard input.
    let word = if word.starts_with('-') && word != "-" { format!("./{word}") } else { word.to_string() };
    if !word.is_empty() && word.chars().all(plain) { word } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_reads_back_what_was_meant() {
        let check = |word: &str, expected: &str| assert_eq!(quoted(word), expected);
        check("scenarios/a-team.toml", "scenarios/a-team.toml");
        check("my team.toml", "'my team.toml'");
        check("<wicked-loop.toml>", "'<wicked-loop.toml>'");
        check("it's $HOME; rm *", r"'it'\''s $HOME; rm *'");
        check("-x.toml", "./-x.toml");
        check("-", "-");
        check("", "''");
    }
}
