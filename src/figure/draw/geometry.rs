//! Points and rectangles of a page, cutting shapes to them, and moving things apart.

/// A place on the page, in units from its upper left corner.
pub type Point = (f64, f64);

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub fn centre(self) -> Point {
        (0.5 * (self.left + self.right), 0.5 * (self.top + self.bottom))
    }

    /// Whether two share more than an edge.
    pub fn meets(self, other: Rect) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    pub fn contains(self, point: Point) -> bool {
        self.depths(point).iter().all(|&depth| depth >= 0.0)
    }

    /// How far inside each of the four edges the point lies; negative outside.
    fn depths(self, (x, y): Point) -> [f64; 4] {
        [x - self.left, self.right - x, y - self.top, self.bottom - y]
    }
}

/// The pieces of a line inside a rectangle.
///
/// # Source
/// Liang & Barsky (1984), "A new concept and method for line clipping", ACM TOG 3(1).
pub fn cut_line(points: &[Point], inside: Rect) -> Vec<Vec<Point>> {
    if let [point] = points {
        return if inside.contains(*point) { vec![vec![*point]] } else { Vec::new() };
    }
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    for segment in points.windows(2) {
        let Some((from, to)) = cut_segment(segment[0], segment[1], inside) else { continue };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&from) => piece.push(to),
            _ => pieces.push(vec![from, to]),
        }
    }
    pieces
}

/// The piece of a straight line inside a rectangle.
pub fn cut_segment(from: Point, to: Point, inside: Rect) -> Option<(Point, Point)> {
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    for (a, b) in inside.depths(from).into_iter().zip(inside.depths(to)) {
        match (a < 0.0, b < 0.0) {
            (true, true) => return None,
            (true, false) => start = start.max(a / (a - b)),
            (false, true) => end = end.min(a / (a - b)),
            (false, false) => {}
        }
    }
    let at = |share: f64| if share == 1.0 { to } else { between(from, to, share) };
    (start <= end).then(|| (at(start), at(end)))
}

/// The part of a polygon inside a rectangle.
///
/// # Source
/// Sutherland & Hodgman (1974), "Reentrant polygon clipping", CACM 17(1).
pub fn cut_area(corners: Vec<Point>, inside: Rect) -> Vec<Point> {
    (0..4).fold(corners, |corners, edge| {
        let mut kept = Vec::with_capacity(corners.len());
        for (&from, &to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            let (a, b) = (inside.depths(from)[edge], inside.depths(to)[edge]);
            if a >= 0.0 {
                kept.push(from);
            }
            if (a < 0.0) != (b < 0.0) {
                kept.push(between(from, to, a / (a - b)));
            }
        }
        kept
    })
}

fn between(from: Point, to: Point, share: f64) -> Point {
    (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
}

/// The items between the gaps.
pub fn unbroken<T>(items: impl Iterator<Item = Option<T>>) -> Vec<Vec<T>> {
    let mut runs = vec![Vec::new()];
    for item in items {
        match (item, runs.last_mut()) {
            (Some(item), Some(run)) => run.push(item),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Middles of things of given middle and size, moved apart as little as keeps them from overlapping, between `low` and
/// `high`.
pub fn spread(wanted: &[(f64, f64)], low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].0.total_cmp(&wanted[b].0));
    let mut heaps: Vec<Heap> = Vec::new();
    for i in order {
        let (middle, size) = wanted[i];
        let mut heap = Heap { items: vec![i], size, starts: middle - 0.5 * size };
        while let Some(before) = heaps.pop_if(|before| before.start(low, high) + before.size > heap.start(low, high)) {
            heap = before.joined(heap);
        }
        heaps.push(heap);
    }
    let mut middles = vec![0.0; wanted.len()];
    for heap in heaps {
        let mut edge = heap.start(low, high);
        for i in heap.items {
            middles[i] = edge + 0.5 * wanted[i].1;
            edge += wanted[i].1;
        }
    }
    middles
}

/// Things side by side, placed so that on average they are where they want to be.
struct Heap {
    items: Vec<usize>,
    size: f64,
    /// Sum over the items of where each wants the heap to start.
    starts: f64,
}

impl Heap {
    fn start(&self, low: f64, high: f64) -> f64 {
        (self.starts / self.items.len() as f64).min(high - self.size).max(low)
    }

    fn joined(mut self, after: Heap) -> Heap {
        self.starts += after.starts - after.items.len() as f64 * self.size;
        self.size += after.size;
        self.items.extend(after.items);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Rect = Rect { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

    #[test]
    fn a_line_is_cut_where_it_leaves() {
        let line = [(-5.0, 5.0), (5.0, 5.0), (5.0, 15.0), (6.0, 15.0), (6.0, 5.0)];
        assert_eq!(cut_line(&line, SQUARE), [vec![(0.0, 5.0), (5.0, 5.0), (5.0, 10.0)], vec![(6.0, 10.0), (6.0, 5.0)]]);
        assert!(cut_line(&[(-1.0, 5.0), (5.0, -30.0)], SQUARE).is_empty(), "passes a corner outside");
    }

    #[test]
    fn an_area_is_cut_to_the_square() {
        let area = vec![(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)];
        let mut cut = cut_area(area, SQUARE);
        cut.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert_eq!(cut, [(0.0, 0.0), (0.0, 5.0), (5.0, 0.0), (5.0, 5.0)]);
    }

    #[test]
    fn things_move_apart_evenly_and_stay_between() {
        let check = |wanted: &[f64], middles: &[f64]| {
            let wanted: Vec<(f64, f64)> = wanted.iter().map(|&middle| (middle, 2.0)).collect();
            assert_eq!(spread(&wanted, 0.0, 10.0), middles);
        };
        check(&[2.0, 8.0], &[2.0, 8.0]);
        check(&[5.0, 5.0], &[4.0, 6.0]);
        check(&[6.0, 5.0, 5.5], &[7.5, 3.5, 5.5]);
        check(&[0.0, 1.0, 10.0], &[1.0, 3.0, 9.0]);
        check(&[5.0; 6], &[1.0, 3.0, 5.0, 7.0, 9.0, 11.0]);
    }
}
