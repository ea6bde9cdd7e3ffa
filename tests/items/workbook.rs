//! Workbooks come to the items that are right for them; those made to do harm are refused.

use flywheel::data::{Reading, Trouble, read};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::expected::line;

/// A workbook whose first sheet is empty; dates are dates, numbers without a format, and texts.
pub fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("dd.mm.yyyy hh:mm");
    let at = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
    for (column, header) in ["Key", "Typ", "Erstellt", "Begonnen", "Erledigt"].iter().enumerate() {
        sheet.write_string(0, column as u16, *header).unwrap();
    }
    sheet.write_string(1, 0, "X-1").unwrap();
    sheet.write_string(1, 1, "Story").unwrap();
    sheet.write_datetime_with_format(1, 2, at("2025-01-06T18:55:03"), &date).unwrap();
    sheet.write_datetime_with_format(1, 3, at("2025-01-07T00:05:00"), &date).unwrap();
    sheet.write_datetime_with_format(1, 4, at("2025-01-13T23:59:59"), &date).unwrap();
    // Row 3 stays empty.
    sheet.write_number(3, 0, 2.0).unwrap();
    sheet.write_number(3, 2, 45_666.0).unwrap();
    sheet.write_number(3, 3, 45_667.5).unwrap();
    sheet.write_string(4, 0, "X-3").unwrap();
    sheet.write_string(4, 2, "9. Januar 2025").unwrap();
    sheet.write_string(4, 4, "31.02.2025").unwrap();
    sheet.write_string(5, 0, "X-4").unwrap();
    sheet.write_string(5, 9, "far to the right of the table").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_comes_to_its_items() {
    let items = read(&workbook(), &Reading::default()).unwrap();
    let lines: Vec<String> = items.items.iter().map(line).collect();
    // 45666 is the ninth of January 2025.
    assert_eq!(lines, ["2,X-1,Story,2025-01-06,2025-01-07,2025-01-13,,", "4,2,,2025-01-09,2025-01-10,,,"]);
    let rejected: Vec<_> = items.rejected.iter().map(|one| (one.row, one.reason.kind)).collect();
    assert_eq!(rejected, [(5, "a date that there is not"), (6, "no date")]);
}

#[test]
fn a_file_that_unpacks_to_more_than_it_should_is_refused() {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("xl/sharedStrings.xml", packed).unwrap();
    let block = vec![b' '; 1 << 20];
    (0..64).for_each(|_| zip.write_all(&block).unwrap());
    let bytes = zip.finish().unwrap().into_inner();
    let Err(Trouble::Refused(why)) = read(&bytes, &Reading::default()) else { panic!("it is read") };
    assert!(why.contains("unpacks to more"), "{why}");
}
