//! Tables as wide as the screen.

use super::screen::{self, Stream};

/// Columns with blanks between them, as wide as the screen: the first to the left, the others to the right.
pub fn table(rows: &[Vec<String>]) -> String {
    columns(rows, 1)
}

/// The same with so many columns to the left.
pub fn columns(rows: &[Vec<String>], left: usize) -> String {
    fitted(rows, left, screen::width(Stream::Answers))
}

/// The same with a line for each row, however wide: for who puts something below each.
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
        let broken =
            screen::broken(&cell[indent..], widths[*column] - indent, widths[*column].saturating_sub(indent + 2));
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
}
