//! Text with a delimiter: commas, semicolons or tabs, quotes, texts over several lines.

use csv::{ReaderBuilder, StringRecord};

use super::{Row, Table};

/// What may stand between cells; of those found alike often, the first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads a text: its first row that is not blank names the columns.
pub fn read(text: &str) -> Table {
    let (delimiter, body, skipped) = begin(text);
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(body.as_bytes());
    let mut table =
        Table { header: StringRecord::new(), rows: Vec::new(), has_serials: false, notes: Vec::new(), unclosed: None };
    let mut row = skipped;
    let mut record = StringRecord::new();
    // What was decoded is text, and reading it from memory does not fail.
    while let Ok(true) = reader.read_record(&mut record) {
        let begins = record.position().map_or(0, |position| position.byte() as usize);
        let ahead = body.get(begins..).unwrap_or_default();
        // The reader takes a carriage return for the end of a line, and leaves the line feed behind it to the next.
        let is_cut = body.as_bytes().get(begins.wrapping_sub(1)) == Some(&b'\r');
        row += 1 + blank_lines(ahead.strip_prefix('\n').filter(|_| is_cut).unwrap_or(ahead));
        match table.header.is_empty() {
            true => table.header = record.clone(),
            false => {
                record.truncate(record.len().min(table.header.len()));
                table.rows.push(Row { row, cells: record.clone() });
            }
        }
        let ends = reader.position().byte() as usize;
        if ends >= body.len() && stays_open(ahead, delimiter) {
            table.unclosed = Some(row);
        }
    }
    table
}

/// The delimiter, the text of the table, and the rows above it. A first line `sep=;` names the delimiter, as Excel has it.
fn begin(text: &str) -> (u8, &str, usize) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] = first.trim_end_matches('\r').as_bytes() {
        return (*delimiter, rest, 1);
    }
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => DELIMITERS.iter().zip(&mut counts).for_each(|(one, count)| *count += usize::from(*one == byte)),
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let found = counts.iter().position(|count| *count == most).unwrap_or(0);
    (DELIMITERS[found], text, 0)
}

/// The blank lines with which a text begins.
fn blank_lines(text: &str) -> usize {
    let blank = text.len() - text.trim_start_matches(['\n', '\r']).len();
    let lines = text[..blank].matches('\n').count();
    // Old files end their lines with a carriage return alone.
    if lines == 0 { blank } else { lines }
}

/// Whether a quotation mark is open at the end of a row, which is the last one.
fn stays_open(row: &str, delimiter: u8) -> bool {
    let (mut quoted, mut begins) = (false, true);
    for byte in row.bytes() {
        match byte {
            b'"' if begins || quoted => quoted = !quoted,
            // Two within quotation marks are one that is meant.
            b'"' => quoted = true,
            _ => {}
        }
        begins = !quoted && (byte == delimiter || byte == b'\n' || byte == b'\r');
    }
    quoted && row.trim_end().contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, header: &[&str], rows: &[(usize, &[&str])]) {
        let table = read(text);
        assert_eq!(table.header.iter().collect::<Vec<_>>(), header, "{text}");
        let read: Vec<(usize, Vec<&str>)> = table.rows.iter().map(|r| (r.row, r.cells.iter().collect())).collect();
        let rows: Vec<(usize, Vec<&str>)> = rows.iter().map(|(row, cells)| (*row, cells.to_vec())).collect();
        assert_eq!(read, rows, "{text}");
    }

    #[test]
    fn delimiters_are_found_and_rows_counted_as_a_spreadsheet_does() {
        check("a,b\n1,2\n", &["a", "b"], &[(2, &["1", "2"])]);
        check("\u{feff}a;b\r\n\"1;x\";2,5\r\n", &["a", "b"], &[(2, &["1;x", "2,5"])]);
        check("a,b\r\n\r\n1,2\r\n3,4\r\n", &["a", "b"], &[(3, &["1", "2"]), (4, &["3", "4"])]);
        check("a\tb\n\n1\t2,3\n", &["a", "b"], &[(3, &["1", "2,3"])]);
        check("sep=;\na;b,c\n1;2\n", &["a", "b,c"], &[(2 + 1, &["1", "2"])]);
        check("a,\"b;c;d\"\n\"x\ny\",2,3\n4\n", &["a", "b;c;d"], &[(2, &["x\ny", "2"]), (3, &["4"])]);
        check("", &[], &[]);
    }

    #[test]
    fn a_quotation_mark_that_stays_open_is_seen() {
        assert_eq!(read("a,b\n1,2\n3,\"four\n5,6\n").unclosed, Some(3));
        assert_eq!(read("a,b\n1,2\n3,\"four\n5\"\n").unclosed, None);
        assert_eq!(read("a,b\n3,\"say \"\"x\"\"\nmore\"\n").unclosed, None);
    }
}
