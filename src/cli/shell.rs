//! Commands as they are typed.

use crate::text::visible::is_harmful;

/// A word of a command as a shell takes it for one, and the program for no option.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "./_-=@,:+".contains(c);
    // What begins with a minus is a file all the same; the minus alone is standard input.
    let word = if word.starts_with('-') && word != "-" { format!("./{word}") } else { word.to_string() };
    // In a form that shells read escapes in: the command stands on one line, and does nothing but be read.
    if word.contains(is_harmful) {
        let escape = |c: char| match c {
            '\\' | '\'' => format!("\\{c}"),
            c if is_harmful(c) && c.is_ascii() => format!("\\x{:02x}", u32::from(c)),
            c if is_harmful(c) => format!("\\U{:08x}", u32::from(c)),
            c => c.to_string(),
        };
        return format!("$'{}'", word.chars().map(escape).collect::<String>());
    }
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
        check("a\u{1b}'\nb\u{202e}", r"$'a\x1b\'\x0ab\U0000202e'");
    }
}
