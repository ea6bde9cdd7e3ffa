//! Names of cells in the sheets of a workbook, before anything else reads them: one that no sheet can have is refused, for
//! the library that reads them would count beyond what its numbers hold.

/// The most letters, and digits, of the name of a cell: with so many it is still a number of 32 bits.
const MOST: (usize, usize) = (6, 9);

/// So much of the name of an attribute is kept: those that are watched are shorter.
const LONGEST: usize = 16;

/// Reads a sheet byte by byte; see [`References::are_sane`].
#[derive(Default)]
pub struct References {
    /// The last word: the name of an attribute, if an equals sign follows.
    name: Vec<u8>,
    is_named: bool,
    /// Whether space came since.
    is_ended: bool,
    /// The quotation mark of the value that is being read.
    quote: Option<u8>,
    /// Whether the value holds names of cells.
    is_watched: bool,
    letters: usize,
    digits: usize,
}

impl References {
    /// Whether the names of cells in the next bytes can be those of a sheet.
    pub fn are_sane(&mut self, bytes: &[u8]) -> bool {
        bytes.iter().all(|byte| self.is_sane(*byte))
    }

    fn is_sane(&mut self, byte: u8) -> bool {
        if let Some(quote) = self.quote {
            match byte {
                _ if byte == quote => {
                    self.quote = None;
                    self.name.clear();
                }
                b'0'..=b'9' => self.digits += 1,
                _ if byte.is_ascii_alphabetic() => self.letters += 1,
                _ => (self.letters, self.digits) = (0, 0),
            }
            return !self.is_watched || self.letters <= MOST.0 && self.digits <= MOST.1;
        }
        match byte {
            b'"' | b'\'' if self.is_named => {
                (self.letters, self.digits) = (0, 0);
                self.is_watched = self.name == b"r" || self.name.ends_with(b"ref");
                self.quote = Some(byte);
                self.is_named = false;
            }
            b'=' => self.is_named = true,
            b' ' | b'\t' | b'\r' | b'\n' => self.is_ended = true,
            _ => {
                let is_name = byte.is_ascii_alphanumeric() || byte == b':';
                if self.is_named || self.is_ended || !is_name {
                    self.name.clear();
                }
                // What is longer is not watched, and need not be kept.
                if is_name && self.name.len() < LONGEST {
                    self.name.push(byte);
                }
                (self.is_named, self.is_ended) = (false, false);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_no_sheet_can_have_is_seen_wherever_the_bytes_are_cut() {
        for (sheet, sane) in [
            (r#"<row r="1" spans="1:3"><c r="XFD1048576" s="1"/></row><mergeCell ref="A1:XFD1048576"/>"#, true),
            (
                r#"<worksheet xmlns:r="http://schemas.openxmlformats.org/2006"><c r="A1"><is><t>12345678901234</t></is></c>"#,
                true,
            ),
            (r#"<row r="99999999999">"#, false),
            (r#"<c s="1" r = 'AAAAAAAA1'/>"#, false),
            (r#"<dimension ref="A1:B12345678901"/>"#, false),
        ] {
            for cut in 0..sheet.len() {
                let (begin, end) = sheet.as_bytes().split_at(cut);
                let mut references = References::default();
                assert_eq!(references.are_sane(begin) && references.are_sane(end), sane, "{sheet} at {cut}");
            }
        }
    }
}
