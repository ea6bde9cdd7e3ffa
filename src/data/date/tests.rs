use super::*;
use crate::data::options::Order::{DayFirst, MonthFirst, YearFirst};

fn check(cell: &str, order: Order, expected: Option<&str>) {
    let read = Written::read(cell, false).ordered(order).map(|moment| moment.at.to_string());
    assert_eq!(read.as_deref(), expected, "{cell}");
}

#[test]
fn one_day_however_it_is_written() {
    for cell in [
        "2025-01-06 09:41",
        "2025-01-06T09:41:00",
        "2025-01-06T09:41:00.123Z",
        "2025-01-06 09:41:00+00",
        "2025/1/6 9:41",
        "20250106T09:41",
        "06/Jan/25 9:41 AM",
        "06/Jän/25 9:41 AM",
        "6. Januar 2025, 09:41 Uhr",
        "06.Jan.2025 09:41",
        "6 janvier 2025 à 9h41",
        "lun. 6 janv. 2025 09:41",
        "lunes, 6 de enero de 2025, 9:41",
        "6 gennaio 2025 ore 9.41",
        "6 de janeiro de 2025 09:41",
        "6 stycznia 2025 09:41",
        "Jan 6, 2025 9:41 AM",
        "January 6th, 2025 at 9:41 a.m.",
        "Mon Jan 06 2025 09:41:00 GMT+0000 (GMT)",
        "2025年1月6日 09:41",
    ] {
        check(cell, DayFirst, Some("2025-01-06T09:41:00"));
        check(cell, MonthFirst, Some("2025-01-06T09:41:00"));
    }
    check("mar. 14 janv. 2025", DayFirst, Some("2025-01-14T00:00:00"));
    check("4 mars 2025", DayFirst, Some("2025-03-04T00:00:00"));
    check("04-MRZ-25", DayFirst, Some("2025-03-04T00:00:00"));
}

#[test]
fn numbers_alone_are_read_in_the_order_that_is_said() {
    check("1/2/2025", DayFirst, Some("2025-02-01T00:00:00"));
    check("1/2/2025", MonthFirst, Some("2025-01-02T00:00:00"));
    check("13/01/2025", MonthFirst, None);
    check("1/13/2025 12:05:00 AM", MonthFirst, Some("2025-01-13T00:05:00"));
    check("1/13/2025 12:05 PM", MonthFirst, Some("2025-01-13T12:05:00"));
    check("25/01/06", YearFirst, Some("2025-01-06T00:00:00"));
    check("06.01.25", DayFirst, Some("2025-01-06T00:00:00"));
}

#[test]
fn what_is_no_date_is_none() {
    for cell in [
        "31/02/2025",
        "2025-02-30",
        "0001-01-01",
        "45663",
        "soon",
        "12",
        "1/2",
        "2025-01-06 25:00",
        "14/Foo/25",
        "1736150470",
        "2025-01-06 extra",
        "99999-01-01",
        "1/1/1/1/1",
        "2025-01-06T09:41+99:00",
    ] {
        check(cell, DayFirst, None);
        assert_ne!(Written::read(cell, false), Written::Blank, "{cell}");
    }
    for cell in ["", " ", "-", "NULL", "n/a"] {
        assert_eq!(Written::read(cell, false), Written::Blank);
    }
}

#[test]
fn a_number_in_a_workbook_is_a_day() {
    let day = |cell: &str| Written::read(cell, true).ordered(DayFirst).map(|moment| moment.at.date().to_string());
    // The days that Excel shows for these values.
    assert_eq!(day("45663").as_deref(), Some("2025-01-06"));
    assert_eq!(day("36526.75").as_deref(), Some("2000-01-01"));
    assert_eq!(day("0"), None);
    assert_eq!(day("1e300"), None);
}

#[test]
fn offsets_are_kept() {
    let seconds = |cell: &str| match Written::read(cell, false) {
        Written::Sure(Moment { offset, .. }) => offset.map(|offset| offset.seconds()),
        other => panic!("{cell}: {other:?}"),
    };
    assert_eq!(seconds("2025-01-06T23:30:00Z"), Some(0));
    assert_eq!(seconds("2025-01-06 23:30 +0530"), Some(19_800));
    assert_eq!(seconds("2025-01-06 23:30 CEST"), Some(7200));
    assert_eq!(seconds("2025-01-06 23:30 UTC-03:00"), Some(-10_800));
    assert_eq!(seconds("2025-01-06 23:30"), None);
}
