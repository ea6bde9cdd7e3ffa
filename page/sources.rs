// Which sources the page of a workshop is made of, and their hash. Included by `build.rs` and by `xtask`, which have no library
// to share.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// Files and folders below the root of the project.
pub const PARTS: &[&str] = &[
    "src",
    "models",
    "scenarios",
    "Cargo.toml",
    "Cargo.lock",
    "page/engine/src",
    "page/engine/Cargo.toml",
    "page/engine/Cargo.lock",
    "page/src",
    "page/index.html",
    "page/vite.config.ts",
    "page/svelte.config.js",
    "page/package.json",
    "page/package-lock.json",
];

/// What no WebAssembly is made of.
const BESIDE: &[&str] = &["src/cli", "src/main.rs", "scenarios/cases", "scenarios/levers", "scenarios/teams"];

/// The hash of all of them, by name and content, as 16 hexadecimal digits. FNV-1a in 64 bits is enough against
/// slips, and needs no crate in a build script.
pub fn hash(root: &Path) -> String {
    let mut files = Vec::new();
    for part in PARTS {
        // What is not there is no part of it: a package may lack the sources of the page.
        let _ = walk(root, Path::new(part), &mut files);
    }
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for file in files {
        add(file.to_string_lossy().replace('\\', "/").as_bytes());
        // A checkout may write lines with other ends.
        let text = fs::read(root.join(&file)).unwrap_or_default();
        add(&text.into_iter().filter(|byte| *byte != b'\r').collect::<Vec<u8>>());
    }
    format!("{hash:016x}")
}

fn walk(root: &Path, at: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if BESIDE.iter().any(|beside| at == Path::new(beside)) {
        return Ok(());
    }
    if !root.join(at).is_dir() {
        files.extend(root.join(at).is_file().then(|| at.to_path_buf()));
        return Ok(());
    }
    for entry in fs::read_dir(root.join(at))? {
        walk(root, &at.join(entry?.file_name()), files)?;
    }
    Ok(())
}
