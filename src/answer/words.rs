//! What an answer says to people: sentences, and tables among them, that an interface makes as wide as its screen.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::text::excerpt::{self, Marked};
use crate::text::visible;

/// A table: rows of cells, of which the first may be heads.
pub type Rows = Vec<Vec<String>>;

/// Sentences and tables in the order in which they are read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Words(Vec<Block>);

/// A piece of what is said.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Block {
    /// Lines, each with its end: a sentence, or more.
    Text(String),
    /// Columns, of which so many stand to the left and the others to the right.
    Table { rows: Rows, left: usize },
    /// A table where each of its rows has room in a line, and otherwise something else.
    Fitting { rows: Rows, left: usize, otherwise: Words },
    /// Lines of files with what is to be said of places in them: of equal letters, for machines.
    #[serde(serialize_with = "drawn")]
    #[schemars(with = "String")]
    Marked(Marked),
}

fn drawn<S: Serializer>(marked: &Marked, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&excerpt::marked(marked, false, MARKED))
}

/// For machines lines of files are shown as far as this column.
const MARKED: usize = 140;

impl Words {
    /// Nothing but text.
    pub fn of(text: impl Into<String>) -> Words {
        Words(vec![Block::Text(text.into())])
    }

    /// Says more: text that ends its own lines.
    pub fn say(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Block::Text(last)) => last.push_str(text),
            _ => self.0.push(Block::Text(text.into())),
        }
    }

    /// Adds a table, whose first column stands to the left and the others to the right.
    pub fn table(&mut self, rows: Rows) {
        self.columns(rows, 1);
    }

    /// The same with so many columns to the left.
    pub fn columns(&mut self, rows: Rows, left: usize) {
        self.0.push(Block::Table { rows, left });
    }

    /// Adds a table where its rows have room in a line each, and something else where they have not.
    pub fn columns_or(&mut self, rows: Rows, left: usize, otherwise: Words) {
        self.0.push(Block::Fitting { rows, left, otherwise });
    }

    /// Adds lines of files with what is to be said of places in them.
    pub fn mark(&mut self, marked: Marked) {
        self.0.push(Block::Marked(marked));
    }

    /// Says all of another's after this.
    pub fn extend(&mut self, other: Words) {
        other.0.into_iter().for_each(|block| match block {
            Block::Text(text) => self.say(&text),
            block => self.0.push(block),
        });
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|block| matches!(block, Block::Text(text) if text.is_empty()))
    }

    /// As text in so many columns: tables as wide as that, and longer lines broken between words. Nothing in it acts on a
    /// screen.
    pub fn wide(&self, width: usize) -> String {
        self.coloured(width, false)
    }

    /// The same, with the colours of a terminal in lines of files if they are wanted.
    pub fn coloured(&self, width: usize, colours: bool) -> String {
        let lines = |text: &str| visible::lines(&wrapped(text, width)).into_owned();
        let block = |block: &Block| match block {
            Block::Text(text) => lines(text),
            Block::Table { rows, left } => lines(&fitted(rows, *left, width)),
            Block::Fitting { rows, left, otherwise } => {
                let has_room = lines_of(rows, *left).lines().all(|line| line.chars().count() <= width);
                if has_room { lines(&fitted(rows, *left, width)) } else { otherwise.coloured(width, colours) }
            }
            Block::Marked(marked) => format!("{}\n", excerpt::marked(marked, colours, width)),
        };
        self.0.iter().map(block).collect()
    }
}

/// A table with a line for each row, however wide: for who puts something below each.
pub fn lines_of(rows: &[Vec<String>], left: usize) -> String {
    fitted(rows, left, usize::MAX)
}

/// Blanks between columns.
const BETWEEN: usize = 3;

/// Words are broken within a cell as far as this many columns are left of it: a number keeps its line.
const LEAST_CELL: usize = 18;

/// Rows in so many columns of a screen. Where they do not fit, long words come to stand under each other, and where that is
/// not enough, the columns to the right stand below, each with the columns to the left again.
fn fitted(rows: &[Vec<String>], left: usize, width: usize) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |cells: &dyn Fn(&str) -> usize, column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cells(cell)).max().unwrap_or(0)
    };
    let natural: Vec<usize> = (0..count).map(|column| wide(&|cell| cell.chars().count(), column)).collect();
    let least: Vec<usize> = (0..count).map(|column| wide(&longest_word, column).max(LEAST_CELL)).collect();
    let total = |widths: &[usize]| widths.iter().sum::<usize>() + BETWEEN * widths.len().saturating_sub(1);
    // The first columns, as far as their words can be broken, in so much room.
    let squeezed = |mut widths: Vec<usize>, columns: usize, room: usize| {
        while total(&widths[..columns]) > room {
            let Some(widest) = (0..columns).filter(|c| widths[*c] > least[*c]).max_by_key(|c| widths[*c]) else {
                break;
            };
            widths[widest] -= 1;
        }
        widths
    };
    let mut widths = squeezed(natural.clone(), count, width);
    // What stands again beside every piece leaves room for it.
    let mut kept = left.min(count);
    if total(&widths) > width {
        while kept > 1 && total(&widths[..kept]) > width / 3 * 2 {
            kept -= 1;
        }
        widths = squeezed(natural, kept, width / 5 * 2);
        let room = width.saturating_sub(total(&widths[..kept]) + BETWEEN);
        (kept..count).for_each(|column| widths[column] = widths[column].min(room.max(least[column])));
    }
    let mut out = String::new();
    let mut next = kept;
    while next < count || out.is_empty() {
        let mut shown: Vec<usize> = (0..kept).collect();
        let of = |shown: &[usize]| total(&shown.iter().map(|column| widths[*column]).collect::<Vec<_>>());
        while next < count && (shown.len() == kept || of(&[&shown[..], &[next]].concat()) <= width) {
            shown.push(next);
            next += 1;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        rows.iter().for_each(|row| out.push_str(&lines(row, &shown, &widths, left)));
        if rows.is_empty() {
            break;
        }
    }
    out
}

/// The longest of the words that a cell cannot be shorter than, with the blanks that it begins with.
fn longest_word(cell: &str) -> usize {
    let indent = cell.chars().take_while(|c| *c == ' ').count();
    indent + cell.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0)
}

/// A row in as many lines as its cells need.
fn lines(row: &[String], shown: &[usize], widths: &[usize], left: usize) -> String {
    let cell = |column: &usize| {
        let cell = row.get(*column).map_or("", String::as_str);
        let indent = cell.len() - cell.trim_start_matches(' ').len();
        let broken = broken(&cell[indent..], widths[*column] - indent, widths[*column].saturating_sub(indent + 2));
        let further = |(line, text): (usize, String)| match (line, *column < left) {
            (0, _) => format!("{}{text}", &cell[..indent]),
            (_, true) => format!("{}  {text}", &cell[..indent]),
            (_, false) => text,
        };
        broken.into_iter().enumerate().map(further).collect::<Vec<String>>()
    };
    let cells: Vec<Vec<String>> = shown.iter().map(cell).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(1);
    let mut out = String::new();
    for line in 0..height {
        let mut text = String::new();
        for (place, (column, cell)) in shown.iter().zip(&cells).enumerate() {
            let words = cell.get(line).map_or("", String::as_str);
            let pad = " ".repeat(widths[*column].saturating_sub(words.chars().count()));
            text.push_str(&" ".repeat(if place == 0 { 0 } else { BETWEEN }));
            text.push_str(&if *column < left { format!("{words}{pad}") } else { format!("{pad}{words}") });
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

/// Prose as its paragraphs, however its file breaks them: lines that follow one another are one, but for those that begin
/// with a blank or a mark of a list.
pub fn refilled(text: &str) -> String {
    let mut out = String::new();
    let mut goes_on = false;
    for line in text.trim().lines() {
        let begins = line.is_empty() || line.starts_with([' ', '\t', '-', '*', '#', '|']);
        if !out.is_empty() {
            out.push(if goes_on && !begins { ' ' } else { '\n' });
        }
        out.push_str(line.trim_end());
        goes_on = !line.trim().is_empty();
    }
    out
}

/// Breaks the lines that are longer than so many columns between their words. What stands to the right begins there again,
/// and a little further, so that a list stays one.
pub fn wrapped(text: &str, width: usize) -> String {
    let ends = if text.ends_with('\n') { "\n" } else { "" };
    let lines: Vec<Cow<str>> = text.lines().map(|line| wrapped_line(line, width)).collect();
    lines.join("\n") + ends
}

fn wrapped_line(line: &str, width: usize) -> Cow<'_, str> {
    if line.chars().count() <= width {
        return Cow::Borrowed(line);
    }
    let indent = line.chars().take_while(|c| *c == ' ').count().min(width / 2);
    let further = if indent == 0 { 0 } else { indent + 2 };
    let pieces = broken(line.trim_start_matches(' '), width - indent, width - further);
    let mut out = " ".repeat(indent);
    out.push_str(&pieces.join(&format!("\n{}", " ".repeat(further))));
    Cow::Owned(out)
}

/// The pieces of a text, the first of at most `first` columns and the others of at most `other`, divided between words; a
/// word that is longer has a piece of its own.
pub fn broken(text: &str, first: usize, other: usize) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new()];
    let mut columns = 0;
    // A run of blanks within a piece stays as it is: it may stand for a column.
    for word in text.split_inclusive(' ') {
        let length = word.trim_end().chars().count();
        let most = if out.len() == 1 { first } else { other };
        if columns > 0 && length > 0 && columns + length > most {
            out.push(String::new());
            columns = 0;
        }
        if let Some(piece) = out.last_mut().filter(|_| columns > 0 || length > 0) {
            piece.push_str(word);
            columns += word.chars().count();
        }
    }
    out.iter().map(|piece| piece.trim_end().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_as_wide_as_the_screen() {
        let rows: Vec<Vec<String>> = [["", "one", "two"], ["  a name of words", "1.0, error 0.1", "22.0, error 0.2"]]
            .map(|row| row.map(String::from).to_vec())
            .to_vec();
        let wide = "                               one               two\n  a name of words   1.0, error 0.1   22.0, error 0.2\n";
        assert_eq!(fitted(&rows, 1, 60), wide);
        let narrow = "                               one\n  a name of words   1.0, error 0.1\n\n                                two\n  a name of words   22.0, error 0.2\n";
        assert_eq!(fitted(&rows, 1, 40), narrow);
        let long = [["word ".repeat(8).trim_end().to_string(), "1".into()].to_vec()];
        let broken = "word word word word   1\n  word word word\n  word\n";
        assert_eq!(fitted(&long, 1, 23), broken);
        assert_eq!(fitted(&[], 1, 60), "");
    }

    #[test]
    fn paragraphs_are_filled_again_and_lists_stay_lists() {
        let check = |text: &str, expected: &str| assert_eq!(refilled(text), expected);
        check("one\ntwo \nthree\n\nfour\n", "one two three\n\nfour");
        check("such as\n- one\n- two\n\n  x = 1\n  y = 2\n", "such as\n- one\n- two\n\n  x = 1\n  y = 2");
        check("", "");
    }

    #[test]
    fn lines_break_between_words_and_lists_stay_lists() {
        let check = |text: &str, width: usize, expected: &str| assert_eq!(wrapped(text, width), expected);
        check("one two three\n", 7, "one two\nthree\n");
        check("  one two three", 9, "  one two\n    three");
        check("short\nas it  is", 20, "short\nas it  is");
        check("a wordthatistoolong b", 6, "a\nwordthatistoolong\nb");
        check("", 60, "");
    }
}
