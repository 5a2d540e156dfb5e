//! Correspondence analysis of one table.

use crate::stats::contingency::Table;
use crate::stats::counts::figure;
use crate::stats::singular::Singular;

/// A table's rows and columns on its axes, the first of which shows most.
///
/// An axis may be turned round without changing anything; here each is turned so that the row with the largest standard
/// coordinate, sign aside, has it positive (the first such row).
#[derive(Clone, Debug, PartialEq)]
pub struct Correspondence {
    /// Singular values, one for each axis, falling, between 0 and 1: the correlations of row and column scores.
    pub singular_values: Vec<f64>,
    /// Principal inertias: the squares of the singular values.
    pub inertias: Vec<f64>,
    /// The share of the total inertia that each axis shows, 0 to 1.
    pub shares: Vec<f64>,
    /// The sum of the principal inertias: chi-squared over the number of units.
    pub total_inertia: f64,
    /// The rows.
    pub rows: Points,
    /// The columns.
    pub columns: Points,
}

/// Points, one list for each of them with a figure for each axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// The share of all units, above 0; sums to 1.
    pub masses: Vec<f64>,
    /// Standard coordinates: weighted by mass, each axis has mean 0 and variance 1.
    pub standard: Vec<Vec<f64>>,
    /// Principal coordinates: standard ones times the singular value of the axis.
    pub principal: Vec<Vec<f64>>,
    /// The share of an axis' inertia that a point makes, 0 to 1; sums to 1 over points.
    pub contributions: Vec<Vec<f64>>,
    /// Squared cosines: the share of a point's distance from the centre that an axis shows, 0 to 1; none for a point in the
    /// centre.
    pub squared_cosines: Vec<Option<Vec<f64>>>,
}

/// Analyses a table. There are as many axes as rows or columns, whichever are fewer, less 1; fewer when rows or columns depend
/// on each other, and none when they are independent.
#[must_use]
pub fn correspondence(table: &Table) -> Correspondence {
    let n = figure(table.total());
    let masses = |totals: &[u64]| totals.iter().map(|total| figure(*total) / n).collect::<Vec<f64>>();
    let shares: Vec<Vec<f64>> =
        table.counts().iter().map(|row| row.iter().map(|count| figure(*count) / n).collect()).collect();
    of_shares(&shares, masses(table.row_totals()), masses(table.column_totals()))
}

/// Of the shares of all units in each cell, with the sums of rows and columns, all above 0.
pub(super) fn of_shares(shares: &[Vec<f64>], row_masses: Vec<f64>, column_masses: Vec<f64>) -> Correspondence {
    let residual = |(row, (share, column)): (f64, (&f64, &f64))| (share - row * column) / (row * column).sqrt();
    let residuals: Vec<Vec<f64>> = shares
        .iter()
        .zip(&row_masses)
        .map(|(shares, row)| shares.iter().zip(&column_masses).map(|cell| residual((*row, cell))).collect())
        .collect();
    let Singular { values, mut left, mut right } = Singular::of(&residuals);
    // Shares are at most 1, so that a value like this is rounding.
    let axes = values.iter().take_while(|value| **value > 1e-12).count();
    for (left, right) in left.iter_mut().zip(&mut right) {
        if points_backwards(left, &row_masses) {
            left.iter_mut().chain(right).for_each(|x| *x = -*x);
        }
    }
    let values = values[..axes].to_vec();
    let inertias: Vec<f64> = values.iter().map(|value| value * value).collect();
    let total_inertia = inertias.iter().sum();
    Correspondence {
        shares: inertias.iter().map(|inertia| inertia / total_inertia).collect(),
        total_inertia,
        rows: Points::new(row_masses, &left[..axes], &values),
        columns: Points::new(column_masses, &right[..axes], &values),
        singular_values: values,
        inertias,
    }
}

/// Whether the largest standard coordinate, sign aside, is negative. Coordinates that differ by rounding count as equal,
/// so that the first one decides on every machine.
fn points_backwards(vector: &[f64], masses: &[f64]) -> bool {
    let mut largest = 0.0_f64;
    for (x, mass) in vector.iter().zip(masses) {
        let coordinate = x / mass.sqrt();
        if coordinate.abs() > largest.abs() * (1.0 + 1e-9) {
            largest = coordinate;
        }
    }
    largest < 0.0
}

impl Points {
    /// From singular vectors, one for each axis.
    fn new(masses: Vec<f64>, vectors: &[Vec<f64>], values: &[f64]) -> Self {
        let point = |at: usize, of: &dyn Fn(f64, f64) -> f64| {
            vectors.iter().zip(values).map(|(vector, value)| of(vector[at], *value)).collect::<Vec<f64>>()
        };
        let points = |of: &dyn Fn(f64, f64, f64) -> f64| {
            masses.iter().enumerate().map(|(at, mass)| point(at, &|x, value| of(x, value, *mass))).collect::<Vec<_>>()
        };
        let principal = points(&|x, value, mass| x * value / mass.sqrt());
        let cosines = |coordinates: &Vec<f64>| {
            let distance: f64 = coordinates.iter().map(|x| x * x).sum();
            // A profile that is the mean one but for rounding.
            (distance > 1e-24).then(|| coordinates.iter().map(|x| x * x / distance).collect())
        };
        Self {
            squared_cosines: principal.iter().map(cosines).collect(),
            standard: points(&|x, _, mass| x / mass.sqrt()),
            contributions: points(&|x, _, _| x * x),
            principal,
            masses,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::contingency::independence;

    fn table(counts: &[&[u64]]) -> Table {
        Table::new(&counts.iter().map(|row| row.to_vec()).collect::<Vec<_>>()).expect("a table")
    }

    #[test]
    fn inertia_is_chi_squared_over_units() {
        let table = table(&[&[4, 2, 3, 2], &[4, 3, 7, 4], &[25, 10, 12, 4], &[18, 24, 33, 13]]);
        let found = correspondence(&table);
        assert!((found.total_inertia - independence(&table).phi_squared).abs() < 1e-14);
        assert_eq!((found.inertias.len(), found.rows.masses.len()), (3, 4));
        for axis in 0..3 {
            let whole: f64 = found.columns.contributions.iter().map(|point| point[axis]).sum();
            let mean: f64 = found.rows.standard.iter().zip(&found.rows.masses).map(|(x, mass)| x[axis] * mass).sum();
            assert!((whole - 1.0).abs() < 1e-12 && mean.abs() < 1e-12);
            // Transition: a column is the mean of the rows' profiles, over the singular value.
            let first: f64 = (0..4).map(|row| figure(table.counts()[row][0]) * found.rows.principal[row][axis]).sum();
            let expected = found.columns.principal[0][axis] * found.singular_values[axis];
            assert!((first / figure(table.column_totals()[0]) - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn two_separate_blocks_lie_at_the_ends_of_an_axis() {
        let found = correspondence(&table(&[&[5, 5, 0], &[5, 5, 0], &[0, 0, 20]]));
        // Two rows are the same, so that one axis shows all; blocks of equal mass lie at 1 and -1.
        assert_eq!(found.singular_values.len(), 1);
        assert!((found.singular_values[0] - 1.0).abs() < 1e-12 && (found.rows.standard[0][0] - 1.0).abs() < 1e-12);
        assert!((found.rows.standard[2][0] + 1.0).abs() < 1e-12);
    }

    #[test]
    fn independent_rows_have_no_axis() {
        let found = correspondence(&table(&[&[10, 20, 30], &[20, 40, 60]]));
        assert!(found.inertias.is_empty() && found.total_inertia == 0.0 && found.rows.squared_cosines == [None, None]);
    }
}
