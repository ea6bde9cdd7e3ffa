//! Marching squares: the lines on a map along which a number has one value, or around what lies inside.

/// The lines along which a number that is known on a grid is `level`, straight within each square of the grid.
///
/// # Shape
/// `values[row * x.len() + column]`, at `x[column]` and `y[row]`, which ascend. Each line is a list of points, whose first
/// is its last where it is closed; lines begin and end at the rim of the grid, or where a number is not finite.
///
/// # Source
/// Marching squares: Lorensen & Cline (1987), "Marching cubes", Computer Graphics 21(4), in two dimensions. Where two
/// opposite corners of a square lie above and two below, the mean of the four says which of them are joined.
///
/// ```
/// use flywheel::analysis::basin::marching_squares::contours;
///
/// let (x, y) = ([0.0, 1.0, 2.0], [0.0, 1.0]);
/// let lines = contours(&x, &y, &[0.0, 1.0, 2.0, 0.0, 1.0, 2.0], 0.5);
/// assert_eq!(lines, [[(0.5, 0.0), (0.5, 1.0)]]);
/// ```
pub fn contours(x: &[f64], y: &[f64], values: &[f64], level: f64) -> Vec<Vec<(f64, f64)>> {
    let share = |from: usize, to: usize| (level - values[from]) / (values[to] - values[from]);
    let known = |corners: [usize; 4]| corners.iter().all(|corner| values[*corner].is_finite());
    let above = |corners: [usize; 4]| known(corners).then(|| corners.map(|corner| values[corner] >= level));
    let middle = |corners: [usize; 4]| corners.iter().map(|corner| values[*corner]).sum::<f64>() / 4.0 >= level;
    trace(x, y, above, middle, share)
}

/// The same around what is `inside`, where all that is known is how far from one grid point to the next the boundary lies:
/// `share` is told which two they are.
pub fn boundaries(x: &[f64], y: &[f64], inside: &[bool], share: impl Fn(usize, usize) -> f64) -> Vec<Vec<(f64, f64)>> {
    let above = |corners: [usize; 4]| Some(corners.map(|corner| inside[corner]));
    trace(x, y, above, |corners| inside[corners[0]], share)
}

/// Every two neighbours on a grid of which one is `inside` and the other is not, by their indices, the first before the
/// second.
pub fn neighbours_apart(columns: usize, inside: &[bool]) -> Vec<(usize, usize)> {
    let beside = |i: usize| [(i + 1, !(i + 1).is_multiple_of(columns.max(1))), (i + columns, true)];
    let pairs = (0..inside.len()).flat_map(|i| beside(i).map(|(other, there)| (i, other, there)));
    let apart = |i: usize, other: usize| other < inside.len() && inside[i] != inside[other];
    pairs.filter(|(i, other, there)| *there && apart(*i, *other)).map(|(i, other, _)| (i, other)).collect()
}

/// A point of a contour, on the edge of the grid between two grid points.
#[derive(Debug, Clone, Copy)]
struct Crossing {
    edge: (usize, usize),
    at: (f64, f64),
}

/// Follows a boundary through all squares of a grid. Of a square's corners, counted around from below left, `above` says
/// which lie inside, and `middle` whether its middle does.
fn trace(
    x: &[f64],
    y: &[f64],
    above: impl Fn([usize; 4]) -> Option<[bool; 4]>,
    middle: impl Fn([usize; 4]) -> bool,
    share: impl Fn(usize, usize) -> f64,
) -> Vec<Vec<(f64, f64)>> {
    let place = |index: usize| (x[index % x.len()], y[index / x.len()]);
    let mut segments: Vec<[Crossing; 2]> = Vec::new();
    let squares = (1..y.len()).flat_map(|row| (1..x.len()).map(move |column| row * x.len() + column));
    for index in squares {
        let below = index - x.len();
        let corners = [below - 1, below, index, index - 1];
        let Some(above) = above(corners) else { continue };
        // Edge `i` goes from corner `i` to the next.
        let crossing = |edge: usize| {
            let (a, b) = (corners[edge], corners[(edge + 1) % 4]);
            let (from, to) = (a.min(b), a.max(b));
            let (share, (x0, y0), (x1, y1)) = (share(from, to), place(from), place(to));
            Crossing { edge: (from, to), at: (x0 + share * (x1 - x0), y0 + share * (y1 - y0)) }
        };
        let crossed: Vec<usize> = (0..4).filter(|edge| above[*edge] != above[(edge + 1) % 4]).collect();
        match crossed[..] {
            [a, b] => segments.push([crossing(a), crossing(b)]),
            [_, _, _, _] => {
                // The two corners that are unlike the middle are cut off.
                let pairs = if above[0] == middle(corners) { [[0, 1], [2, 3]] } else { [[3, 0], [1, 2]] };
                segments.extend(pairs.map(|pair| pair.map(crossing)));
            }
            _ => {}
        }
    }
    joined(segments).into_iter().map(|line| line.into_iter().map(|crossing| crossing.at).collect()).collect()
}

/// Segments that meet on an edge of the grid, joined to lines.
fn joined(segments: Vec<[Crossing; 2]>) -> Vec<Vec<Crossing>> {
    let mut lines: Vec<Vec<Crossing>> = Vec::new();
    for [from, to] in segments {
        let end_at = |lines: &[Vec<Crossing>], edge| {
            lines.iter().position(|line| [line.first(), line.last()].iter().flatten().any(|end| end.edge == edge))
        };
        let mut line = vec![from, to];
        // A line that ends where this one begins comes before it, and one that begins where it ends after it.
        if let Some(other) = end_at(&lines, from.edge) {
            let mut before = lines.swap_remove(other);
            if before.last().is_none_or(|end| end.edge != from.edge) {
                before.reverse();
            }
            before.push(to);
            line = before;
        }
        let closed = line.first().is_some_and(|first| first.edge == to.edge);
        if let Some(other) = end_at(&lines, to.edge).filter(|_| !closed) {
            let mut after = lines.swap_remove(other);
            if after.first().is_none_or(|end| end.edge != to.edge) {
                after.reverse();
            }
            line.extend(&after[1..]);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(count: usize) -> Vec<f64> {
        (0..count).map(|i| 2.0 * i as f64 / (count - 1) as f64 - 1.0).collect()
    }

    fn of(axis: &[f64], f: impl Fn(f64, f64) -> f64) -> Vec<f64> {
        axis.iter().flat_map(|y| axis.iter().map(|x| f(*x, *y)).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn a_circle_is_one_closed_line_of_the_right_length() {
        let axis = grid(41);
        let lines = contours(&axis, &axis, &of(&axis, |x, y| x.hypot(y)), 0.7);
        let [line] = &lines[..] else { panic!("{} lines", lines.len()) };
        assert_eq!(line.first(), line.last());
        assert!(line.iter().all(|(x, y)| (x.hypot(*y) - 0.7).abs() < 1e-3));
        let length: f64 = line.windows(2).map(|w| (w[1].0 - w[0].0).hypot(w[1].1 - w[0].1)).sum();
        assert!((length - 1.4 * std::f64::consts::PI).abs() < 0.01, "{length}");
    }

    #[test]
    fn a_slope_is_one_line_from_rim_to_rim_and_a_saddle_two() {
        let axis = grid(20);
        let slope = contours(&axis, &axis, &of(&axis, |x, y| x + 0.3 * y), 0.1);
        assert_eq!(slope.len(), 1);
        assert!(slope[0].iter().all(|(x, y)| (x + 0.3 * y - 0.1).abs() < 1e-12));
        assert_eq!((slope[0].first().unwrap().1.abs(), slope[0].last().unwrap().1.abs()), (1.0, 1.0));
        assert_eq!(contours(&axis, &axis, &of(&axis, |x, y| x * y), 0.001).len(), 2);
    }

    #[test]
    fn a_border_of_yes_and_no_is_as_smooth_as_its_crossings() {
        let axis = grid(21);
        let inside = |x: f64, y: f64| x.hypot(y) < 0.7;
        let flags: Vec<bool> = of(&axis, |x, y| f64::from(u8::from(inside(x, y)))).iter().map(|v| *v == 1.0).collect();
        let place = |i: usize| (axis[i % 21], axis[i / 21]);
        let on = |a: usize, b: usize, share: f64| {
            let ((x0, y0), (x1, y1)) = (place(a), place(b));
            (x0 + share * (x1 - x0), y0 + share * (y1 - y0))
        };
        let share = |a: usize, b: usize| {
            let like = |share: f64| {
                let (x, y) = on(a, b, share);
                inside(x, y) == flags[a]
            };
            (1..=1000).map(|i| f64::from(i) / 1000.0).find(|share| !like(*share)).unwrap()
        };
        let lines = boundaries(&axis, &axis, &flags, share);
        let [line] = &lines[..] else { panic!("{} lines", lines.len()) };
        assert!(line.iter().all(|(x, y)| (x.hypot(*y) - 0.7).abs() < 2e-4), "{line:?}");
        assert_eq!(neighbours_apart(21, &flags).len(), line.len() - 1);
    }

    #[test]
    fn what_is_flat_or_no_number_has_no_line() {
        let axis = grid(3);
        assert!(contours(&axis, &axis, &[1.0; 9], 0.5).is_empty());
        assert!(contours(&axis, &axis, &[f64::NAN; 9], 0.5).is_empty());
        assert!(contours(&[], &[], &[], 0.5).is_empty());
    }
}
