//! Forecasts of teams for `benches/forecast/score.py`: `cargo bench --bench forecast_scores -- DATA OUT`.
//!
//! DATA is a folder of CSV files with the columns id, start and done; OUT/item.csv and OUT/mc13-rust.csv are written.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use flywheel::analysis::forecast::backtest::{Quantity, by_item, by_mc13};
use flywheel::analysis::forecast::known::{Dates, Known};
use flywheel::analysis::forecast::score::Quantiles;

const FUTURES: usize = 1000;
const SEED: u64 = 1;

/// The number of a day, from that of 0000-03-01. Source: Hinnant, "chrono-compatible low-level date algorithms".
fn number(date: &str) -> Option<i32> {
    let mut parts = date.get(..10)?.split('-').map(|part| part.parse::<i32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = if month <= 2 { year - 1 } else { year };
    let months = (month + 9) % 12;
    Some(year * 365 + year / 4 - year / 100 + year / 400 + (153 * months + 2) / 5 + day - 1)
}

/// The items of a file, and the origins by the rule of score.py, each with its date.
fn read(path: &Path) -> (Vec<Dates>, Vec<(i32, String)>) {
    let text = fs::read_to_string(path).expect("a file of items");
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let date = |row: &[&str], column: usize| row.get(column).and_then(|text| number(text.trim()));
    let item = |row: &Vec<&str>| Some(Dates { started: date(row, 1)?, done: date(row, 2), dropped: None });
    let items: Vec<Dates> = rows.iter().filter_map(item).collect();
    let done: Vec<i32> = items.iter().filter_map(|item| item.done).collect();
    let (Some(first), Some(last)) = (done.iter().min(), done.iter().max()) else { return (items, Vec::new()) };
    let mut origins = Vec::new();
    let mut origin = last - 7 * 39;
    while origin >= first + 364 && origins.len() < 16 {
        if done.iter().filter(|day| **day <= origin && **day > origin - 364).count() >= 156 {
            origins.push((origin, spelt(origin)));
        }
        origin -= 91;
    }
    if origins.len() < 4 {
        origins.clear();
    }
    origins.reverse();
    (items, origins)
}

/// The date of a day's number, the other way round.
fn spelt(day: i32) -> String {
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let (date, month) = (of_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    format!("{:04}-{month:02}-{date:02}", year + era * 400 + i32::from(month <= 2))
}

fn main() {
    let folders: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    let [data, out] = &folders[..] else { panic!("usage: forecast_scores DATA OUT") };
    let head = "dataset,origin,quantity,q5,q10,q25,q50,q75,q90,q95\n";
    let (mut item, mut mc13) = (head.to_string(), head.to_string());
    let mut files: Vec<_> = fs::read_dir(data).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "csv")) {
        let (items, origins) = read(path);
        let name = path.file_stem().expect("a name").to_string_lossy();
        for (origin, date) in origins {
            let known = Known::at(&items, origin);
            let write = |out: &mut String, told: Vec<(Quantity, Quantiles)>| {
                for (quantity, Quantiles(at)) in told {
                    let at = at.map(|value| format!("{value:.4}")).join(",");
                    writeln!(out, "{name},{date},{},{at}", quantity.name()).expect("a string");
                }
            };
            write(&mut item, by_item(&known, FUTURES, SEED).expect("a year of finishes"));
            write(&mut mc13, by_mc13(&known, FUTURES, SEED));
        }
    }
    fs::create_dir_all(out).expect("a folder");
    fs::write(Path::new(out).join("item.csv"), item).expect("a file");
    fs::write(Path::new(out).join("mc13-rust.csv"), mc13).expect("a file");
}
