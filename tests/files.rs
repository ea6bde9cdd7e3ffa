//! Files: what is met in a folder, what a full disk says, what a killed run leaves.
#![cfg(unix)]

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const MODEL: &str = "[time]\nunit = \"week\"\nstop = 10\n[stock.backlog]\nunit = \"1\"\ninitial = '10'\noutflows = \
                     [\"doing\"]\n[flow.doing]\nunit = \"1/week\"\nequation = 'backlog / delay'\n[constant.delay]\nvalue = 4\n\
                     unit = \"week\"\ndistribution = \"uniform\"\nmin = 2\nmax = 6\n";

const SCENARIO: &str = "model = \"m.toml\"\nreplications = 20\n[[expect]]\nclaim = \"Less is left\"\n\
                        that = 'mean(backlog@10) < 10'\n";

const XMILE: &str = "<xmile version=\"1.0\" xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\"><header><name>x</name>\
                     <vendor>v</vendor><product version=\"1\">p</product></header><sim_specs><start>0</start><stop>4</stop>\
                     <dt>1</dt></sim_specs><model><variables><aux name=\"a\"><eqn>1</eqn></aux></variables></model></xmile>";

fn flywheel(folder: &Path, arguments: &[&str], code: i32) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    let ran = command.current_dir(folder).args(arguments).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(code), "flywheel {}\n{said}", arguments.join(" "));
    ran
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn team() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("m.toml"), MODEL).unwrap();
    fs::write(folder.path().join("s.toml"), SCENARIO).unwrap();
    folder
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A pipe that nobody writes to once held `check FOLDER` for ever.
#[test]
fn what_is_no_file_in_a_folder_is_refused_and_the_rest_is_judged() {
    let team = team();
    let here = team.path();
    let below = here.join("below");
    fs::create_dir(&below).unwrap();
    pipe(&below.join("x.toml"));
    let _listener = UnixListener::bind(here.join("socket.toml")).unwrap();
    symlink("itself.toml", here.join("itself.toml")).unwrap();
    symlink("nowhere.toml", here.join("dangling.toml")).unwrap();
    symlink("/dev/zero", here.join("zero.toml")).unwrap();
    symlink("..", below.join("up")).unwrap();
    pipe(&here.join("is-no-matter"));
    let ran = flywheel(here, &["check", "."], 3);
    let (told, said) = (words(&ran.stdout), words(&ran.stderr));
    assert!(told.contains("proved     Less is left"), "{told}");
    for part in [
        "`./below/x.toml`: it is a pipe, and no file",
        "`./socket.toml`: it is a socket, and no file",
        "`./zero.toml`: it is a device, and no file",
        "`./dangling.toml`: it is a link that leads nowhere",
        "`./itself.toml`: too many levels of symbolic links",
        "`./below/up` is a link to a folder, and is not followed",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(!said.contains("is-no-matter"), "{said}");
}

#[test]
fn models_in_a_folder_are_judged_in_a_line() {
    let team = team();
    let here = team.path();
    fs::write(here.join("other.stmx"), XMILE).unwrap();
    fs::write(here.join("pom.xml"), "<project></project>").unwrap();
    let told = words(&flywheel(here, &["check", "."], 0).stdout);
    assert!(told.contains("./m.toml: a model, and fine: 1 stock, 1 flow, 1 constant\n"), "{told}");
    assert!(told.contains("./other.stmx: x, a model, and fine: 1 constant\n") && !told.contains("pom"), "{told}");
    assert!(told.ends_with("1 of 1 claims proved, 0 refuted, 0 undecided\n"), "{told}");
    let json: Value = serde_json::from_slice(&flywheel(here, &["check", ".", "--json"], 0).stdout).unwrap();
    assert_eq!(json["models"].as_array().unwrap().iter().filter(|one| one["verified"] == true).count(), 2);
    fs::write(here.join("m2.toml"), MODEL.replace("unit = \"1/week\"", "unit = \"1\"")).unwrap();
    let said = words(&flywheel(here, &["check", "."], 3).stderr);
    assert!(said.contains("unit-mismatch") && said.contains("m2.toml"), "{said}");
}

#[test]
fn the_manifest_holds_the_hashes_of_the_files_beside_it() {
    let team = team();
    flywheel(team.path(), &["run", "s.toml", "--png"], 0);
    flywheel(team.path(), &["sensitivity", "s.toml", "--samples", "16"], 0);
    for name in ["manifest.json", "sensitivity-manifest.json"] {
        let folder = team.path().join("out/s");
        let manifest: Value = serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap();
        let files = manifest["files"].as_object().unwrap();
        assert!(files.len() >= 2, "{files:?}");
        for (file, hash) in files {
            let found = Sha256::digest(fs::read(folder.join(file)).unwrap());
            assert_eq!(*hash, found.iter().map(|b| format!("{b:02x}")).collect::<String>(), "{file}");
        }
    }
}

/// A killed run leaves parts of files; the next one takes them away, and leaves those of a run that goes on.
#[test]
fn parts_of_a_dead_run_are_taken_away() {
    let team = team();
    let folder = team.path().join("out/s");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(".trajectories.png.99999999.part"), "half").unwrap();
    fs::write(folder.join(".notes.txt"), "mine").unwrap();
    let living = File::create(folder.join(".runs.parquet.1.part")).unwrap();
    living.lock().unwrap();
    flywheel(team.path(), &["run", "s.toml"], 0);
    let mut hidden: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    hidden.retain(|name| name.starts_with('.'));
    hidden.sort();
    assert_eq!(hidden, [".notes.txt", ".runs.parquet.1.part"]);
}

#[test]
fn a_full_device_is_a_message() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let team = team();
    let said = words(&flywheel(team.path(), &["simulate", "m.toml", "-o", "/dev/full"], 3).stderr);
    assert!(said.contains("cannot write `/dev/full`: no space left on device"), "{said}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ran = command.current_dir(team.path()).args(["simulate", "m.toml"]).stdout(full).output().unwrap();
    assert_eq!(ran.status.code(), Some(3));
    assert!(words(&ran.stderr).contains("cannot write the answer: no space left on device"));
}

/// A disk that takes the first files and not the last: the old ones stay as they are. Only where a disk can be made.
#[test]
fn a_full_disk_is_a_message_and_leaves_the_old_files() {
    let disk = TempDir::new().unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=160k", "tmpfs"]).arg(disk.path()).output();
    if !mounted.is_ok_and(|ran| ran.status.success()) {
        eprintln!("skipped: no disk can be made here");
        return;
    }
    let ran = std::panic::catch_unwind(|| {
        let team = team();
        let out = disk.path().to_str().unwrap();
        flywheel(team.path(), &["run", "s.toml", "--no-charts", "--out", out], 0);
        let before = fs::read(disk.path().join("s/summary.csv")).unwrap();
        let wide = SCENARIO.replace("replications = 20", "replications = 2\ndt = 0.001\nsave = 0.001");
        fs::write(team.path().join("s.toml"), wide).unwrap();
        let said = words(&flywheel(team.path(), &["run", "s.toml", "--out", out], 3).stderr);
        assert!(said.contains("no space left on device") && said.contains("s/summary.csv"), "{said}");
        assert_eq!(fs::read(disk.path().join("s/summary.csv")).unwrap(), before);
        let left = fs::read_dir(disk.path().join("s")).unwrap().count();
        assert_eq!(left, 2, "the table and its manifest");
    });
    let _ = Command::new("umount").arg(disk.path()).status();
    ran.unwrap();
}

/// Each alone would fit.
#[test]
fn scenarios_that_would_not_fit_together_are_refused_before_any_is_run() {
    let team = team();
    let many = SCENARIO
        .replace("replications = 20", "replications = 4000\ndt = 0.0005\nsave = 0.0005\nrecord = [\"backlog\"]");
    for name in ["a.toml", "b.toml", "c.toml", "d.toml"] {
        fs::write(team.path().join(name), &many).unwrap();
    }
    for command in ["run", "compare"] {
        let said = words(&flywheel(team.path(), &[command, "a.toml", "b.toml", "c.toml", "d.toml"], 2).stderr);
        assert!(
            said.contains("4 scenarios would keep") && said.contains("GiB") && said.contains("one by one"),
            "{said}"
        );
        assert!(!team.path().join("out").exists());
    }
}
