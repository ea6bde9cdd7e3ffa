//! Which of many things stand near a place, without looking at all of them: their numbers in the squares of a grid.

use std::cell::RefCell;

use crate::figure::draw::geometry::{Point, Rect};

use super::curve::{bounds, grown};

/// The side of a square in pixels: about the room of a symbol and its words.
const SIDE: f64 = 120.0;
/// Points of a line that are looked at together.
const STRETCH: usize = 5;

/// A page in squares.
#[derive(Debug, Clone)]
pub struct Near {
    corner: Point,
    columns: usize,
    rows: usize,
    squares: Vec<Vec<usize>>,
    seen: RefCell<Seen>,
}

/// Which numbers a question has already met.
#[derive(Debug, Clone, Default)]
struct Seen {
    question: u32,
    /// The last question that has met each.
    of: Vec<u32>,
}

impl Seen {
    fn ask(&mut self) {
        self.question += 1;
    }

    /// Whether this question has not met a number before.
    fn is_new(&mut self, number: usize) -> bool {
        if self.of.len() <= number {
            self.of.resize(number + 1, 0);
        }
        std::mem::replace(&mut self.of[number], self.question) != self.question
    }
}

impl Near {
    pub fn new(page: Rect) -> Near {
        let count = |length: f64| (length / SIDE).ceil().max(1.0) as usize;
        let (columns, rows) = (count(page.width()), count(page.height()));
        Near {
            corner: (page.left, page.top),
            columns,
            rows,
            squares: vec![Vec::new(); columns * rows],
            seen: RefCell::default(),
        }
    }

    /// Rectangles by their place in a list.
    pub fn of(page: Rect, rects: impl IntoIterator<Item = Rect>) -> Near {
        let mut out = Near::new(page);
        rects.into_iter().enumerate().for_each(|(number, rect)| out.add(number, rect));
        out
    }

    /// Lines by their place in a list.
    pub fn of_lines<'a>(page: Rect, lines: impl IntoIterator<Item = &'a [Point]>) -> Near {
        let mut out = Near::new(page);
        lines.into_iter().enumerate().for_each(|(number, line)| out.add_line(number, line));
        out
    }

    pub fn add(&mut self, number: usize, rect: Rect) {
        for square in self.under(rect) {
            if self.squares[square].last() != Some(&number) {
                self.squares[square].push(number);
            }
        }
    }

    pub fn add_line(&mut self, number: usize, line: &[Point]) {
        stretches(line).for_each(|rect| self.add(number, rect));
    }

    pub fn remove_line(&mut self, number: usize, line: &[Point]) {
        for rect in stretches(line) {
            for square in self.under(rect) {
                self.squares[square].retain(|other| *other != number);
            }
        }
    }

    /// What may overlap a rectangle, each once.
    pub fn to(&self, rect: Rect) -> Vec<usize> {
        self.among(self.under(rect))
    }

    /// What may come so near to a line, each once.
    pub fn to_line(&self, line: &[Point], margin: f64) -> Vec<usize> {
        self.among(stretches(line).flat_map(|rect| self.under(grown(rect, margin))))
    }

    fn among(&self, squares: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut seen = self.seen.borrow_mut();
        seen.ask();
        let all = squares.flat_map(|square| self.squares[square].iter().copied());
        all.filter(|number| seen.is_new(*number)).collect()
    }

    /// The squares under a rectangle; what is off the page counts as on its edge.
    fn under(&self, rect: Rect) -> impl Iterator<Item = usize> + use<> {
        let place = |x: f64, count: usize| ((x / SIDE).max(0.0) as usize).min(count - 1);
        let columns = place(rect.left - self.corner.0, self.columns)..=place(rect.right - self.corner.0, self.columns);
        let rows = place(rect.top - self.corner.1, self.rows)..=place(rect.bottom - self.corner.1, self.rows);
        let across = self.columns;
        rows.flat_map(move |row| columns.clone().map(move |column| row * across + column))
    }
}

/// A line in short pieces, each with what is around it.
fn stretches(line: &[Point]) -> impl Iterator<Item = Rect> {
    let starts = (0..line.len().saturating_sub(1).max(line.len().min(1))).step_by(STRETCH - 1);
    starts.map(|start| bounds(&line[start..line.len().min(start + STRETCH)]))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::figure::diagram::curve::{around, overlap};

    /// Rectangles of all sizes, on the page and off it: none that overlaps is left out, and few others are looked at.
    #[test]
    fn what_overlaps_is_near() {
        let page = Rect { left: 10.0, top: 20.0, right: 3010.0, bottom: 2020.0 };
        let some = |i: usize| {
            let (x, y) = ((i * 7919 % 3200) as f64 - 90.0, (i * 104_729 % 2200) as f64 - 80.0);
            around((x, y), 5.0 + (i % 50) as f64, 5.0 + (i % 31) as f64)
        };
        let rects: Vec<Rect> = (0..2000).map(some).collect();
        let near = Near::of(page, rects.iter().copied());
        let (mut looked, mut found) = (0, 0);
        for rect in (5000..5300).map(some) {
            let expected: Vec<usize> = (0..rects.len()).filter(|i| overlap(rect, rects[*i])).collect();
            let told = near.to(rect);
            assert!(expected.iter().all(|i| told.contains(i)));
            assert_eq!(BTreeSet::from_iter(&told).len(), told.len(), "each is told once");
            looked += told.len();
            found += expected.len();
        }
        assert!(found > 300 && looked < 20 * found, "{looked} looked at for {found}");
    }

    #[test]
    fn a_line_is_near_what_it_passes_until_it_is_taken_away() {
        let page = Rect { left: 0.0, top: 0.0, right: 2000.0, bottom: 2000.0 };
        let line: Vec<Point> = (0..=20).map(|i| (f64::from(i) * 90.0, f64::from(i) * 80.0)).collect();
        let mut near = Near::of_lines(page, [&line[..], &line[3..5], &line[..1]]);
        assert_eq!(near.to_line(&[(900.0, 800.0), (905.0, 805.0)], 2.0), [0]);
        assert_eq!(near.to(around((300.0, 270.0), 10.0, 10.0)), [0, 1]);
        assert_eq!(near.to(around((0.0, 0.0), 1.0, 1.0)), [0, 2]);
        assert!(near.to(around((1900.0, 100.0), 50.0, 50.0)).is_empty());
        near.remove_line(0, &line);
        assert!(near.to_line(&line, 2.0).iter().all(|other| *other != 0));
    }
}
