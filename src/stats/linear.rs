//! Small dense linear algebra: square matrices of a few rows and their Cholesky factors.
//!
//! Models here have as many rows as coefficients; for such sizes the textbook method is exact and fast, and no library is
//! needed. Method: Golub & Van Loan, Matrix Computations, chapter 4.

/// A square matrix, by rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    size: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// All cells 0.
    #[must_use]
    pub fn zeros(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    /// Each cell from its row and column.
    #[must_use]
    pub fn from_fn(size: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        let mut made = Self::zeros(size);
        for row in 0..size {
            for column in 0..size {
                made.cells[row * size + column] = cell(row, column);
            }
        }
        made
    }

    /// Rows, and columns.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The cell of a row and a column, both below `size`.
    #[must_use]
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    /// A row, as long as `size`.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.size..(row + 1) * self.size]
    }

    /// Adds `weight * x x'`.
    pub fn add_outer(&mut self, weight: f64, x: &[f64]) {
        for (row, left) in self.cells.chunks_exact_mut(self.size).zip(x) {
            let scaled = weight * left;
            for (cell, right) in row.iter_mut().zip(x) {
                *cell += scaled * right;
            }
        }
    }

    /// The matrix product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self::from_fn(self.size, |row, column| (0..self.size).map(|at| self.at(row, at) * other.at(at, column)).sum())
    }

    /// The product with a column.
    #[must_use]
    pub fn times_column(&self, x: &[f64]) -> Vec<f64> {
        (0..self.size).map(|row| dot(self.row(row), x)).collect()
    }

    /// x' A x.
    #[must_use]
    pub fn quadratic(&self, x: &[f64]) -> f64 {
        (0..self.size).map(|row| x[row] * dot(self.row(row), x)).sum()
    }

    /// Rows and columns changed over.
    #[must_use]
    pub fn transposed(&self) -> Self {
        Self::from_fn(self.size, |row, column| self.at(column, row))
    }

    /// The trace of the product of two matrices.
    #[must_use]
    pub fn trace_of_product(&self, other: &Self) -> f64 {
        (0..self.size).map(|row| (0..self.size).map(|at| self.at(row, at) * other.at(at, row)).sum::<f64>()).sum()
    }
}

/// The sum of the products of two rows of figures.
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The lower triangle L with A = L L'.
#[derive(Debug, Clone)]
pub struct Cholesky {
    lower: Matrix,
}

impl Cholesky {
    /// A pivot that has lost more than this share of its diagonal is taken for 0: what is left of it is rounding.
    const DEPENDENT: f64 = 1e-11;

    /// Of a symmetric matrix; none when it is not positive definite, or so nearly singular that figures would mean nothing.
    #[must_use]
    pub fn new(matrix: &Matrix) -> Option<Self> {
        let size = matrix.size();
        let mut lower = Matrix::zeros(size);
        for row in 0..size {
            for column in 0..=row {
                let taken: f64 = (0..column).map(|at| lower.at(row, at) * lower.at(column, at)).sum();
                let left = matrix.at(row, column) - taken;
                let cell = if row == column {
                    if !left.is_finite() || left <= Self::DEPENDENT * matrix.at(row, row) {
                        return None;
                    }
                    left.sqrt()
                } else {
                    left / lower.at(column, column)
                };
                lower.cells[row * size + column] = cell;
            }
        }
        Some(Self { lower })
    }

    /// The x with A x = b.
    #[must_use]
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        for row in 0..x.len() {
            let known = dot(&self.lower.row(row)[..row], &x[..row]);
            x[row] = (x[row] - known) / self.lower.at(row, row);
        }
        for row in (0..x.len()).rev() {
            let known: f64 = (row + 1..x.len()).map(|at| self.lower.at(at, row) * x[at]).sum();
            x[row] = (x[row] - known) / self.lower.at(row, row);
        }
        x
    }

    /// The inverse of A.
    #[must_use]
    pub fn inverse(&self) -> Matrix {
        let size = self.lower.size();
        let columns: Vec<Vec<f64>> = (0..size)
            .map(|column| self.solve(&(0..size).map(|row| if row == column { 1.0 } else { 0.0 }).collect::<Vec<_>>()))
            .collect();
        Matrix::from_fn(size, |row, column| f64::midpoint(columns[column][row], columns[row][column]))
    }

    /// The natural logarithm of the determinant of A.
    #[must_use]
    pub fn ln_determinant(&self) -> f64 {
        2.0 * (0..self.lower.size()).map(|at| self.lower.at(at, at).ln()).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &Matrix, expected: &Matrix) {
        for (a, b) in found.cells.iter().zip(&expected.cells) {
            assert!((a - b).abs() < 1e-12, "{found:?} instead of {expected:?}");
        }
    }

    fn sample() -> Matrix {
        let cells = [4.0, 2.0, 0.6, 2.0, 5.0, 1.0, 0.6, 1.0, 3.0];
        Matrix::from_fn(3, |row, column| cells[row * 3 + column])
    }

    fn identity(size: usize) -> Matrix {
        Matrix::from_fn(size, |row, column| if row == column { 1.0 } else { 0.0 })
    }

    #[test]
    fn a_factor_inverts_solves_and_measures() {
        let a = sample();
        let factor = Cholesky::new(&a).expect("positive definite");
        close(&factor.lower.times(&factor.lower.transposed()), &a);
        close(&a.times(&factor.inverse()), &identity(3));
        let x = factor.solve(&a.times_column(&[1.0, -2.0, 3.0]));
        assert!(x.iter().zip([1.0, -2.0, 3.0]).all(|(a, b)| (a - b).abs() < 1e-12));
        // 4 (15 - 1) - 2 (6 - 0.6) + 0.6 (2 - 3)
        assert!((factor.ln_determinant() - 44.6_f64.ln()).abs() < 1e-12);
        assert!((a.quadratic(&[1.0, -2.0, 3.0]) - 34.6).abs() < 1e-12);
    }

    #[test]
    fn dependent_rows_have_no_factor() {
        assert!(Cholesky::new(&Matrix::from_fn(2, |_, _| 1.0)).is_none());
        assert!(Cholesky::new(&Matrix::from_fn(1, |_, _| f64::NAN)).is_none());
    }
}
