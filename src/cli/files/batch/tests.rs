use std::collections::BTreeMap;

use tempfile::TempDir;

use super::super::door::fault;
use super::*;

/// The files of a folder by their names, without parts.
fn contents(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap());
    let files = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    let whole = files.filter(|(name, path)| whole_of(name).is_none() && path.is_file());
    whole.map(|(name, path)| (name, fs::read_to_string(path).unwrap())).collect()
}

fn parts(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| whole_of(name).is_some()).collect()
}

fn written(folder: &Path, of: &str) -> Result<Vec<PathBuf>, Diagnostic> {
    let mut batch = Batch::default();
    batch.add(&folder.join("summary.csv"), format!("{of} rows").as_bytes())?;
    batch.add(&folder.join("chart.svg"), format!("{of} chart").as_bytes())?;
    batch.add_manifest(&folder.join("manifest.json"), json!({"of": of}))?;
    batch.place()
}

/// Every hash that the manifest holds is that of the file.
fn agrees(folder: &Path) -> bool {
    let manifest: Value = serde_json::from_str(&fs::read_to_string(folder.join("manifest.json")).unwrap()).unwrap();
    let files = manifest["files"].as_object().unwrap();
    assert_eq!(files.len(), 2);
    files.iter().all(|(name, hash)| *hash == hexadecimal(Sha256::new_with_prefix(fs::read(folder.join(name)).unwrap())))
}

#[test]
fn whatever_fails_the_old_files_remain_or_the_new_ones_are_there() {
    let all_new = {
        let folder = TempDir::new().unwrap();
        written(folder.path(), "new").unwrap();
        contents(folder.path())
    };
    for has_old in [false, true] {
        let mut failed = 0;
        for number in 0.. {
            let folder = TempDir::new().unwrap();
            if has_old {
                written(folder.path(), "old").unwrap();
            }
            let before = contents(folder.path());
            let (result, is_reached) = fault::at(number, || written(folder.path(), "new"));
            if !is_reached {
                assert!(number > 10, "the test counts no effects");
                break;
            }
            match result {
                Ok(_) => assert_eq!(contents(folder.path()), all_new, "effect {number}"),
                Err(wrong) => {
                    failed += 1;
                    assert_eq!(contents(folder.path()), before, "effect {number}");
                    let named = wrong.message.contains(&*folder.path().to_string_lossy());
                    assert!(named && wrong.message.contains("no storage space"), "{}", wrong.message);
                }
            }
            written(folder.path(), "new").unwrap();
            assert_eq!(contents(folder.path()), all_new);
            assert!(parts(folder.path()).is_empty(), "effect {number}: {:?}", parts(folder.path()));
        }
        assert!(failed >= 9, "making, writing and putting in place three files");
    }
}

#[test]
fn a_file_that_cannot_be_opened_is_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.toml");
    fs::write(&path, "seed = 1\n").unwrap();
    let (wrong, is_reached) = fault::at(0, || super::super::read(&path).unwrap_err());
    assert!(is_reached && wrong.message.contains("a.toml"), "{}", wrong.message);
}

#[test]
fn the_manifest_tells_files_of_two_runs() {
    let [one, two] = [(); 2].map(|()| TempDir::new().unwrap());
    written(one.path(), "old").unwrap();
    written(two.path(), "new").unwrap();
    assert!(agrees(one.path()) && agrees(two.path()));
    // As a kill leaves them that falls between two files.
    fs::copy(two.path().join("summary.csv"), one.path().join("summary.csv")).unwrap();
    assert!(!agrees(one.path()));
}

#[test]
fn what_dead_programs_left_is_swept_and_what_a_living_one_writes_is_not() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in [".summary.csv.999999.part", ".old.png.17.part", ".x.old.17.part", ".mine.part", ".a.b12.part"] {
        fs::write(at(name), "left").unwrap();
    }
    let living = File::create(at(".b.csv.4711.part")).unwrap();
    living.lock().unwrap();
    // Another's folder: only what was to become the same file.
    super::super::write(&at("summary.csv"), b"one").unwrap();
    assert!(!at(".summary.csv.999999.part").exists() && at(".old.png.17.part").exists());
    // The program's own.
    written(folder.path(), "new").unwrap();
    assert_eq!(parts(folder.path()), [".b.csv.4711.part"]);
    assert!(at(".mine.part").exists() && at(".a.b12.part").exists());
}

/// A set that has no charts takes those of the older one away, with itself or not at all; what else is there stays.
#[test]
fn charts_of_an_older_set_go_with_it() {
    for number in 0.. {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        let mut old = Batch::default();
        for name in ["summary.csv", "chart.svg", "chart.png", "edited.svg", "memo.md"] {
            old.add(&at(name), b"old").unwrap();
        }
        old.add_manifest(&at("manifest.json"), json!({})).unwrap();
        old.place().unwrap();
        fs::write(at("edited.svg"), "mine").unwrap();
        fs::write(at("other.svg"), "of another").unwrap();
        let before = contents(folder.path());
        let replace = || {
            let mut new = Batch::default();
            new.add(&at("summary.csv"), b"new")?;
            new.add_manifest(&at("manifest.json"), json!({}))?;
            new.place()
        };
        let (result, is_reached) = fault::at(number, replace);
        if result.is_err() {
            assert_eq!(contents(folder.path()), before, "effect {number}");
        }
        if !is_reached {
            assert!(result.is_ok() && number > 10);
            let names: Vec<String> = contents(folder.path()).into_keys().collect();
            assert_eq!(names, ["edited.svg", "manifest.json", "memo.md", "other.svg", "summary.csv"]);
            assert!(parts(folder.path()).is_empty());
            break;
        }
    }
}
