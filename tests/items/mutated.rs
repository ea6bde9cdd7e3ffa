//! Files with pieces taken out, doubled, exchanged and put in from elsewhere: they are read, or refused, and no row is lost.

use std::fs;
use std::io::{Cursor, Read, Write};

use flywheel::data::{Order, Reading, StartFrom, read};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::expected::layouts;
use crate::workbook::workbook;

/// What is seldom in a file by intention.
const STRANGE: [&[u8]; 34] = [
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xe4",
    b"\xf0\x9f\x92\xa9",
    b"99999999999999999999",
    b"-1",
    b"1e400",
    b"31/02/2025",
    b"13/13/2025",
    b"2025-02-29",
    b"9999-12-31",
    b"0001-01-01",
    b"2025-01-01T00:00:00+15:59",
    b"2100-12-31T23:59:60-15:59",
    b"45663",
    b"Done",
    b"In Progress",
    b"created",
    b"sep=,\n",
    b"status",
    b"time",
    b"1990-01-01T00:00Z",
    "\u{661}\u{662}/\u{661}".as_bytes(),
    "\u{202e}Mär".as_bytes(),
];

fn cases(usual: u64) -> u64 {
    std::env::var("FLYWHEEL_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

fn below(luck: &mut ChaCha8Rng, n: usize) -> usize {
    (luck.next_u64() % n.max(1) as u64) as usize
}

/// A piece of a text, most often a short one.
fn piece(luck: &mut ChaCha8Rng, text: &[u8]) -> std::ops::Range<usize> {
    let from = below(luck, text.len());
    let longest = if below(luck, 4) == 0 { text.len() } else { 12 };
    from..(from + below(luck, longest + 1)).min(text.len())
}

fn mutate(luck: &mut ChaCha8Rng, texts: &[Vec<u8>]) -> Vec<u8> {
    let mut text = texts[below(luck, texts.len())].clone();
    for _ in 0..=below(luck, 6) {
        let at = piece(luck, &text);
        let with = match below(luck, 6) {
            0 => Vec::new(),
            1 => STRANGE[below(luck, STRANGE.len())].to_vec(),
            2 => text[at.clone()].repeat(2),
            3 => {
                let other = &texts[below(luck, texts.len())];
                other[piece(luck, other)].to_vec()
            }
            4 => vec![luck.next_u32() as u8],
            _ => text[at.clone()].iter().rev().copied().collect(),
        };
        text.splice(at, with);
        text.truncate(4000);
    }
    text
}

fn reading(luck: &mut ChaCha8Rng) -> Reading {
    let pick = |luck: &mut ChaCha8Rng| below(luck, 3) == 0;
    Reading {
        as_of: pick(luck).then(|| jiff::civil::date(2025, 1, 10)),
        dates: [None, Some(Order::DayFirst), Some(Order::MonthFirst), Some(Order::YearFirst)][below(luck, 4)],
        zone: pick(luck).then(|| jiff::tz::TimeZone::get("Pacific/Apia").unwrap()),
        start: [None, Some(StartFrom::Created), Some(StartFrom::Nothing)][below(luck, 3)],
        ..Reading::default()
    }
}

/// Reads it, and holds what is promised of all items.
fn holds(bytes: &[u8], reading: &Reading) {
    let Ok(read) = read(bytes, reading) else { return };
    for item in &read.items {
        assert!(item.row > 1);
        assert!(item.done.is_none() || item.dropped.is_none());
        assert!(item.done.is_none() || item.started <= item.done && item.created <= item.done);
        assert!(item.dropped.is_none() || item.started <= item.dropped && item.created <= item.dropped);
        let dates = [item.created, item.started, item.done, item.dropped, item.released];
        assert!(dates.iter().flatten().all(|date| reading.as_of.is_none_or(|as_of| *date <= as_of)));
    }
    assert!(read.rejected.iter().all(|one| one.row > 0 && !one.reason.kind.is_empty()));
}

#[test]
fn no_text_breaks_the_reading() {
    let texts: Vec<Vec<u8>> = layouts().iter().map(|path| fs::read(path).unwrap()).collect();
    for case in 0..cases(20_000) {
        let mut luck = ChaCha8Rng::seed_from_u64(case);
        let bytes = mutate(&mut luck, &texts);
        let reading = reading(&mut luck);
        let held = std::panic::catch_unwind(|| holds(&bytes, &reading));
        assert!(held.is_ok(), "case {case}: {:?}", String::from_utf8_lossy(&bytes));
    }
}

/// The parts of a workbook with one of them changed, packed again.
fn repacked(luck: &mut ChaCha8Rng, parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let broken = below(luck, parts.len());
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (index, (name, part)) in parts.iter().enumerate() {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, stored).unwrap();
        let part = if index == broken { mutate(luck, std::slice::from_ref(part)) } else { part.clone() };
        zip.write_all(&part).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn no_workbook_breaks_the_reading() {
    let whole = workbook();
    let mut zip = zip::ZipArchive::new(Cursor::new(&whole)).unwrap();
    let parts: Vec<(String, Vec<u8>)> = (0..zip.len())
        .map(|index| {
            let mut part = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect();
    for case in 0..cases(20_000) / 10 {
        let mut luck = ChaCha8Rng::seed_from_u64(case);
        let bytes = match below(&mut luck, 4) {
            0 => mutate(&mut luck, std::slice::from_ref(&whole)),
            _ => repacked(&mut luck, &parts),
        };
        let reading = reading(&mut luck);
        let held = std::panic::catch_unwind(|| holds(&bytes, &reading));
        assert!(held.is_ok(), "case {case}");
    }
}
