//! Tells the program which sources it is built from, as far as the page of a workshop is made of them: `flywheel workshop`
//! refuses to write a page that was made of others.

#[path = "page/sources.rs"]
mod sources;

fn main() {
    for part in sources::PARTS {
        println!("cargo::rerun-if-changed={part}");
    }
    println!("cargo::rustc-env=FLYWHEEL_SOURCES={}", sources::hash(std::path::Path::new(".")));
}
