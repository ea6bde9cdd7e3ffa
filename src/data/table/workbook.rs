//! A workbook (`.xlsx`) as a table: its first sheet that is not empty.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};
use csv::StringRecord;
use jiff::civil::{Date, DateTime};
use zip::ZipArchive;

use super::references::References;
use super::{Row, Table};
use crate::data::question::Trouble;

/// The most that is unpacked of a file, in bytes: so many times its own size, and so much at the least and at the most. Sheets
/// pack to a tenth or a twentieth; a file that is made to do harm, to a thousandth.
const MOST_UNPACKED: (u64, u64, u64) = (100, 1 << 20, 256 << 20);

/// The most columns of a sheet, by its form.
const MOST_COLUMNS: usize = 16_384;

/// The most cells of a table, with the empty ones before the last of each row.
const MOST_CELLS: usize = 20_000_000;

/// Reads the first sheet that holds something.
pub fn read(bytes: &[u8]) -> Result<Table, Trouble> {
    let refuse = |why: &str| Trouble::Refused(format!("the workbook cannot be read: {why}"));
    is_harmless(bytes).map_err(refuse)?;
    let wrong = |error: calamine::XlsxError| refuse(&error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(wrong)?;
    for name in book.sheet_names() {
        // A chart has a sheet too, without cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut sheet = Sheet::default();
        while let Some(cell) = cells.next_cell().map_err(wrong)? {
            let (row, column) = cell.get_position();
            sheet.put(row as usize, column as usize, text(cell.get_value())).map_err(refuse)?;
        }
        let table = sheet.table();
        if !table.header.is_empty() {
            return Ok(table);
        }
    }
    Err(refuse("none of its sheets holds a table"))
}

/// Unpacks everything into nothing, counts, and looks at the names of cells: what a file says of itself is not to be trusted.
fn is_harmless(bytes: &[u8]) -> Result<(), &'static str> {
    const WRONG: &str = "its parts cannot be unpacked";
    let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(|_| WRONG)?;
    let (times, least, most) = MOST_UNPACKED;
    let mut left = (times * bytes.len() as u64).clamp(least, most);
    let mut block = vec![0; 1 << 16];
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).map_err(|_| WRONG)?;
        let is_xml = part.name().is_ok_and(|name| !name.ends_with(".bin"));
        let mut references = References::default();
        loop {
            match part.read(&mut block) {
                Ok(0) => break,
                Ok(length) => {
                    left = left.checked_sub(length as u64).ok_or("it unpacks to more than such a file should")?;
                    if is_xml && !references.are_sane(&block[..length]) {
                        return Err("a cell in it has a name that no cell can have");
                    }
                }
                Err(_) => return Err(WRONG),
            }
        }
    }
    Ok(())
}

/// A cell as a text in which a date is written year first.
fn text(cell: &DataRef) -> String {
    match cell {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => text.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let number = |number: u16| i16::try_from(number).unwrap_or(0);
            let date = Date::new(number(year), month as i8, day as i8);
            let time = |date: Date| {
                DateTime::new(date.year(), date.month(), date.day(), hour as i8, minute as i8, second as i8, 0)
            };
            match date.and_then(time) {
                Ok(at) => format!("{at}"),
                Err(_) => at.as_f64().to_string(),
            }
        }
        DataRef::DateTime(duration) => duration.as_f64().to_string(),
    }
}

/// A sheet as its cells come: row by row.
#[derive(Default)]
struct Sheet {
    header: StringRecord,
    rows: Vec<Row>,
    open: Option<Row>,
    cells: usize,
}

impl Sheet {
    fn put(&mut self, row: usize, column: usize, text: String) -> Result<(), &'static str> {
        if column >= MOST_COLUMNS {
            return Err("it has more columns than a sheet can have");
        }
        if text.is_empty() {
            return Ok(());
        }
        if self.open.as_ref().is_none_or(|open| open.row != row + 1) {
            self.close();
            self.open = Some(Row { row: row + 1, cells: StringRecord::new() });
        }
        let width = if self.header.is_empty() { usize::MAX } else { self.header.len() };
        let Some(open) = self.open.as_mut().filter(|_| column < width) else { return Ok(()) };
        // Where cells do not come in order, the first stays.
        while open.cells.len() <= column {
            self.cells += 1;
            open.cells.push_field(if open.cells.len() == column { &text } else { "" });
        }
        if self.cells > MOST_CELLS { Err("it has more than twenty million cells") } else { Ok(()) }
    }

    fn close(&mut self) {
        let Some(row) = self.open.take() else { return };
        if self.header.is_empty() {
            self.header = row.cells;
        } else {
            self.rows.push(row);
        }
    }

    fn table(mut self) -> Table {
        self.close();
        Table { header: self.header, rows: self.rows, has_serials: true, notes: Vec::new(), unclosed: None }
    }
}
