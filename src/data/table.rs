//! A file as a table: a header, and rows of texts.

mod delimited;
mod encoding;
#[cfg(not(target_arch = "wasm32"))]
mod references;
#[cfg(not(target_arch = "wasm32"))]
mod workbook;

use csv::StringRecord;

use super::question::Trouble;

/// A table. Only what stands in columns that have a name is kept.
pub struct Table {
    pub header: StringRecord,
    pub rows: Vec<Row>,
    /// Whether a number can be a day: in a workbook it is one, counted from 1900.
    pub has_serials: bool,
    /// What is to be known of how it was read, in sentences.
    pub notes: Vec<String>,
    /// The row from which on a quotation mark stays open to the end of the file.
    pub unclosed: Option<usize>,
}

/// A row: where it stands, counted as a spreadsheet does, and its cells.
pub struct Row {
    pub row: usize,
    pub cells: StringRecord,
}

impl Row {
    /// The text in a column, without space around it; nothing where the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default().trim()
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Workbooks of the kind before 2007, which begin so.
const OLD_WORKBOOK: [u8; 4] = [0xD0, 0xCF, 0x11, 0xE0];

impl Table {
    /// Reads a file of whatever form: a workbook, or text with a delimiter.
    ///
    /// # Errors
    /// Where it is no table.
    pub fn read(bytes: &[u8]) -> Result<Table, Trouble> {
        let mut table = match bytes {
            #[cfg(not(target_arch = "wasm32"))]
            _ if bytes.starts_with(b"PK\x03\x04") => workbook::read(bytes)?,
            // What unpacks a workbook asks its host for luck, and the engine of a page asks its host for nothing.
            #[cfg(target_arch = "wasm32")]
            _ if bytes.starts_with(b"PK\x03\x04") => {
                return Err(Trouble::Refused("a workbook is not read here: save it as .csv".into()));
            }
            _ if bytes.starts_with(&OLD_WORKBOOK) => {
                return Err(Trouble::Refused("this is a workbook of the old kind: save it as .xlsx or .csv".into()));
            }
            _ => {
                let (text, note) = encoding::text(bytes);
                let mut table = delimited::read(&text);
                table.notes.extend(note);
                table
            }
        };
        table.rows.retain(|row| !row.is_blank());
        match table.header.iter().any(|name| !name.trim().is_empty()) {
            true => Ok(table),
            false => Err(Trouble::Refused("the file holds no table: its first row has to name its columns".into())),
        }
    }
}
