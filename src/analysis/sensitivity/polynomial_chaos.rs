//! A smooth surface through the values of an outcome: what constants do to it, alone and two together, as polynomials.
//!
//! A sparse polynomial chaos expansion: Legendre polynomials of places that are uniform, least squares, only the terms that are
//! told from nothing.

use crate::math;

/// Polynomials go to this degree in one constant, and to that in each of two together.
const ALONE: usize = 10;
const TOGETHER: usize = 5;
/// Pairs are sought among so many constants.
const STRONGEST: usize = 8;
/// A term stands where its size is so many times what chance would make of it.
const TOLD: f64 = 3.0;
/// Rows beyond are not looked at, in each of the two sets of a design.
const MOST_ROWS: usize = 1 << 12;

/// A sum of products of Legendre polynomials of the places of constants within their distributions, least squares.
#[derive(Debug, Clone, PartialEq)]
pub struct Expansion {
    mean: f64,
    terms: Vec<Term>,
}

/// The product of one or two polynomials, each of a column and with a degree.
#[derive(Debug, Clone, PartialEq)]
struct Term {
    parts: Vec<(usize, usize)>,
    size: f64,
}

impl Term {
    /// Its value where the polynomials of a column have the values `of(column)`.
    fn at<'a>(&self, of: impl Fn(usize) -> &'a Polynomials) -> f64 {
        self.parts.iter().fold(self.size, |product, (column, degree)| product * of(*column)[*degree])
    }
}

/// The values of polynomials at a place, by their degree.
type Polynomials = [f64; ALONE + 1];

/// The Legendre polynomials of degree 0, 1, ... at a place between 0 and 1, each with mean square 1.
fn polynomials(place: f64) -> Polynomials {
    let x = 2.0 * place - 1.0;
    let mut out = [1.0; ALONE + 1];
    out[1] = x;
    for n in 1..ALONE {
        let (a, b) = ((2 * n + 1) as f64, n as f64);
        out[n + 1] = (a * x * out[n] - b * out[n - 1]) / (b + 1.0);
    }
    out.iter_mut().enumerate().for_each(|(n, p)| *p *= math::sqrt((2 * n + 1) as f64));
    out
}

impl Expansion {
    /// Fits a surface to the values in two sets of `size` rows, where a constant stands at `place(row, column)`. It is of
    /// the constants in `order`; pairs are sought among the first of them.
    pub fn fit(values: &[f64], size: usize, order: &[usize], place: impl Fn(usize, usize) -> f64) -> Expansion {
        // What a sequence begins with is spread evenly; every other point of it would not be.
        let begin = size.min(MOST_ROWS);
        let rows: Vec<usize> = (0..begin).chain(size..size + begin).filter(|row| values[*row].is_finite()).collect();
        let count = rows.len() as f64;
        let mean = rows.iter().map(|row| values[*row]).sum::<f64>() / count;
        let mut fit = Fit { rest: rows.iter().map(|row| values[*row] - mean).collect(), found: Vec::new() };
        let column =
            |column: usize| -> Vec<Polynomials> { rows.iter().map(|row| polynomials(place(*row, column))).collect() };
        let strong: Vec<(usize, Vec<Polynomials>)> =
            order.iter().take(STRONGEST).map(|index| (*index, column(*index))).collect();
        for _ in 0..2 {
            for index in order {
                let own = column(*index);
                for degree in 1..=ALONE {
                    fit.seek(vec![(*index, degree)], || own.iter().map(|p| p[degree]).collect());
                }
            }
            fit.settle();
            for (i, (first, a)) in strong.iter().enumerate() {
                for (second, b) in &strong[..i] {
                    for (m, n) in (1..=TOGETHER).flat_map(|m| (1..=TOGETHER).map(move |n| (m, n))) {
                        fit.seek(vec![(*first, m), (*second, n)], || {
                            a.iter().zip(b).map(|(a, b)| a[m] * b[n]).collect()
                        });
                    }
                }
            }
            fit.settle();
        }
        Expansion { mean, terms: fit.found.into_iter().map(|(term, _)| term).collect() }
    }

    /// Its values at the points of Saltelli's design: in A, in B, and in A with each of its [`columns`](Expansion::columns)
    /// in turn from B. `place(set, row, column)` is where a constant stands, set 0 being A.
    ///
    /// # Shape
    /// One after the other, `size` of each.
    pub fn values(&self, size: usize, place: impl Fn(usize, usize, usize) -> f64) -> Vec<f64> {
        let columns = self.columns();
        let index = |column: usize| columns.binary_search(&column).expect("one of its columns");
        let mut out = vec![self.mean; (2 + columns.len()) * size];
        for row in 0..size {
            let [a, b] = [0, 1].map(|set| -> Vec<Polynomials> {
                columns.iter().map(|column| polynomials(place(set, row, *column))).collect()
            });
            for term in &self.terms {
                let in_a = term.at(|column| &a[index(column)]);
                out[row] += in_a;
                out[size + row] += term.at(|column| &b[index(column)]);
                for (swapped, own) in columns.iter().enumerate() {
                    let touched = term.parts.iter().any(|(column, _)| column == own);
                    let from = |column: usize| if column == *own { &b[index(column)] } else { &a[index(column)] };
                    out[(2 + swapped) * size + row] += if touched { term.at(from) } else { in_a };
                }
            }
        }
        out
    }

    /// The columns that it bends along.
    pub fn columns(&self) -> Vec<usize> {
        let mut columns: Vec<usize> =
            self.terms.iter().flat_map(|term| &term.parts).map(|(column, _)| *column).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }
}

struct Fit {
    /// What is not explained yet.
    rest: Vec<f64>,
    /// Terms with their polynomials, row by row.
    found: Vec<(Term, Vec<f64>)>,
}

impl Fit {
    /// Takes up a term where it is told from nothing.
    fn seek(&mut self, parts: Vec<(usize, usize)>, values: impl Fn() -> Vec<f64>) {
        let count = self.rest.len() as f64;
        let full = (self.found.len() + 1) * 8 > self.rest.len();
        if full || self.found.iter().any(|(term, _)| term.parts == parts) {
            return;
        }
        let values = values();
        let size = self.rest.iter().zip(&values).map(|(r, p)| r * p).sum::<f64>() / count;
        let noise = self.rest.iter().zip(&values).map(|(r, p)| r * p * r * p).sum::<f64>() / count;
        if size * size > TOLD * TOLD * (noise - size * size) / count {
            self.found.push((Term { parts, size: 0.0 }, values));
        }
    }

    /// Least squares by going round: each term takes what it can of what the others leave.
    fn settle(&mut self) {
        for _ in 0..8 {
            for (term, values) in &mut self.found {
                let product: f64 = self.rest.iter().zip(&*values).map(|(r, p)| r * p).sum();
                let square: f64 = values.iter().map(|p| p * p).sum();
                let more = product / square;
                if more.is_finite() {
                    term.size += more;
                    self.rest.iter_mut().zip(&*values).for_each(|(r, p)| *r -= more * p);
                }
            }
        }
    }
}
