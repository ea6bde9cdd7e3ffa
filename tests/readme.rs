//! What the README shows is what happens: its console blocks are run.

#[test]
fn the_console_blocks_of_the_readme_are_true() {
    trycmd::TestCases::new().case("README.md");
}
