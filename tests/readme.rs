//! What the README shows is what happens: its console blocks are run.

#[test]
fn the_console_blocks_of_the_readme_are_true() {
    // As wide as what is shown: no line is broken.
    trycmd::TestCases::new().env("COLUMNS", "1000").case("README.md");
}
