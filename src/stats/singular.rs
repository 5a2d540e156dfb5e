//! The singular value decomposition of a small dense matrix, A = U S V'.
//!
//! Columns are turned against each other until all are at right angles (one-sided Jacobi rotations, Hestenes 1958). Small
//! singular values and their vectors come out with all their figures, which they would not from A'A (Demmel & Veselić
//! 1992).

use super::linear::dot;

/// Singular values that are not 0, in falling order, and their vectors.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Singular {
    /// The values, above 0.
    pub values: Vec<f64>,
    /// For each value its left vector, as long as A has rows.
    pub left: Vec<Vec<f64>>,
    /// For each value its right vector, as long as A has columns.
    pub right: Vec<Vec<f64>>,
}

/// Values below this share of the largest are taken for 0: what is left of them is rounding.
const NOTHING: f64 = 1e-12;

/// Columns are at right angles when the cosine between them is below this.
const RIGHT_ANGLE: f64 = 1e-15;

/// Rounds over all pairs of columns at most; a dozen is enough for hundreds of them.
const ROUNDS: usize = 100;

impl Singular {
    /// Of a matrix by rows, all as long.
    pub fn of(rows: &[Vec<f64>]) -> Self {
        let width = rows.first().map_or(0, Vec::len);
        if width > rows.len() {
            let turned: Vec<Vec<f64>> = (0..width).map(|at| rows.iter().map(|row| row[at]).collect()).collect();
            let Self { values, left, right } = Self::of(&turned);
            return Self { values, left: right, right: left };
        }
        let mut columns: Vec<Vec<f64>> = (0..width).map(|at| rows.iter().map(|row| row[at]).collect()).collect();
        let mut turns: Vec<Vec<f64>> =
            (0..width).map(|at| (0..width).map(|row| f64::from(u8::from(row == at))).collect()).collect();
        for _ in 0..ROUNDS {
            let mut turned = false;
            for first in 0..width {
                for second in first + 1..width {
                    if let Some((cosine, sine)) = rotation(&columns[first], &columns[second]) {
                        rotate(&mut columns, first, second, cosine, sine);
                        rotate(&mut turns, first, second, cosine, sine);
                        turned = true;
                    }
                }
            }
            if !turned {
                break;
            }
        }
        let lengths: Vec<f64> = columns.iter().map(|column| dot(column, column).sqrt()).collect();
        let longest = lengths.iter().copied().fold(0.0, f64::max);
        let mut order: Vec<usize> = (0..width).filter(|at| lengths[*at] > NOTHING * longest).collect();
        order.sort_by(|a, b| lengths[*b].total_cmp(&lengths[*a]));
        let unit = |at: &usize| columns[*at].iter().map(|x| x / lengths[*at]).collect();
        Self {
            values: order.iter().map(|at| lengths[*at]).collect(),
            left: order.iter().map(unit).collect(),
            right: order.iter().map(|at| turns[*at].clone()).collect(),
        }
    }
}

/// Cosine and sine of the turn that puts two columns at right angles; none when they are.
fn rotation(first: &[f64], second: &[f64]) -> Option<(f64, f64)> {
    let (a, b, both) = (dot(first, first), dot(second, second), dot(first, second));
    if both.abs() <= RIGHT_ANGLE * (a * b).sqrt() {
        return None;
    }
    let slope = (b - a) / (2.0 * both);
    let tangent = slope.signum() / (slope.abs() + slope.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    Some((cosine, cosine * tangent))
}

fn rotate(columns: &mut [Vec<f64>], first: usize, second: usize, cosine: f64, sine: f64) {
    let (before, after) = columns.split_at_mut(second);
    for (x, y) in before[first].iter_mut().zip(&mut after[0]) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The matrix put together again, and vectors at right angles.
    fn holds(rows: &[Vec<f64>], rank: usize) {
        let found = Singular::of(rows);
        assert_eq!(found.values.len(), rank, "{found:?}");
        assert!(found.values.is_sorted_by(|a, b| a >= b));
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let sum: f64 =
                    (0..rank).map(|at| found.values[at] * found.left[at][row] * found.right[at][column]).sum();
                assert!((sum - cell).abs() < 1e-13, "{sum} instead of {cell}");
            }
        }
        for (a, b) in (0..rank).flat_map(|a| (0..rank).map(move |b| (a, b))) {
            let expected = if a == b { 1.0 } else { 0.0 };
            for vectors in [&found.left, &found.right] {
                assert!((dot(&vectors[a], &vectors[b]) - expected).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn a_matrix_is_the_product_of_its_parts() {
        holds(&[vec![3.0, 1.0, 0.2], vec![-1.0, 4.0, 2.0], vec![0.5, 0.0, 1.0], vec![2.0, 2.0, -1.0]], 3);
        holds(&[vec![3.0, -1.0, 0.5, 2.0], vec![1.0, 4.0, 0.0, 2.0]], 2);
        holds(&[vec![1.0, 2.0], vec![2.0, 4.0], vec![3.0, 6.0]], 1);
        holds(&[vec![1.0, 0.0], vec![0.0, 1.0]], 2);
        holds(&[vec![0.0, 0.0], vec![0.0, 0.0]], 0);
        holds(&[], 0);
    }

    #[test]
    fn values_known_in_closed_form() {
        // A'A has trace 50 and determinant 225: values √45 and √5.
        let found = Singular::of(&[vec![3.0, 0.0], vec![4.0, 5.0]]);
        assert!((found.values[0] - 45.0_f64.sqrt()).abs() < 1e-14 && (found.values[1] - 5.0_f64.sqrt()).abs() < 1e-14);
        // A value far below the root of the rounding of the largest.
        let found = Singular::of(&[vec![1.0, 1.0], vec![0.0, 1e-10]]);
        assert!((found.values[1] / (1e-10 / 2.0_f64.sqrt()) - 1.0).abs() < 1e-12, "{found:?}");
    }
}
