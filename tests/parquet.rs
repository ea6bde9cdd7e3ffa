//! `flywheel run --parquet`: what is written is what was run. Only in builds with the feature.
#![cfg(feature = "parquet")]

use std::fs;
use std::path::Path;
use std::process::Command;

use flywheel::cli::files::Disk;
use flywheel::load;
use flywheel::run::ensemble::{Part, run};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use tempfile::TempDir;

/// A row of the file.
type Row = (String, i64, f64, String, f64);

fn rows(path: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let names: Vec<String> =
        reader.metadata().file_metadata().schema_descr().columns().iter().map(|c| c.name().to_string()).collect();
    assert_eq!(names, ["scenario", "replication", "time", "variable", "label", "value"]);
    let row = |row: parquet::record::Row| {
        let text = |i| row.get_string(i).unwrap().clone();
        (text(0), row.get_long(1).unwrap(), row.get_double(2).unwrap(), text(3), row.get_double(5).unwrap())
    };
    reader.get_row_iter(None).unwrap().map(|found| row(found.unwrap())).collect()
}

fn flywheel(folder: &Path, arguments: &[&str]) {
    let ran = Command::new(env!("CARGO_BIN_EXE_flywheel")).current_dir(folder).args(arguments).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("runs.parquet"));
}

#[test]
fn what_is_read_back_is_what_was_run() {
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/one-from-each-box.toml");
    let folder = TempDir::new().unwrap();
    // So many that they do not stand together in the file.
    let count = 1500;
    let n = count.to_string();
    let plain = ["run", scenario, "--parquet", "--no-charts", "--replications", &n];
    flywheel(folder.path(), &[&plain[..], &["--out", "a"]].concat());
    flywheel(folder.path(), &[&plain[..], &["--out", "b", "--threads", "1"]].concat());
    let [a, b] = ["a", "b"].map(|out| folder.path().join(out).join("one-from-each-box/runs.parquet"));
    assert_eq!(fs::read(&a).unwrap(), fs::read(&b).unwrap(), "the same file whatever the threads");

    let mut scenario = load(scenario, &Disk).unwrap();
    scenario.replications = count;
    let variables = scenario.recorded();
    let samples = run(&scenario, &variables, &Part::whole(&scenario)).unwrap();
    let found = rows(&a);
    assert_eq!(found.len(), samples.values.len());
    let times = samples.times.len();
    let mut seen = vec![false; found.len()];
    for (stem, replication, time, variable, value) in found {
        assert_eq!(stem, "one-from-each-box");
        let id = variables.iter().position(|id| scenario.model.variable(*id).name == variable).unwrap();
        let at = samples.times.iter().position(|t| *t == time).unwrap();
        let index = (id * times + at) * count as usize + replication as usize;
        assert_eq!(value.to_bits(), samples.values[index].to_bits(), "{variable} {time} {replication}");
        assert!(!std::mem::replace(&mut seen[index], true), "each once");
    }
}
