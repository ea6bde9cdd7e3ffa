//! A team's own files as items: every layout beside the items that are right for it, which were written by hand from
//! reading the layout (`tests/data/layouts/`); workbooks; what is later than a day changes nothing before it; and nothing
//! breaks, whatever a file holds. `FLYWHEEL_CASES=1000000` asks for so many strange files.

mod as_of;
mod expected;
mod mutated;
mod workbook;
