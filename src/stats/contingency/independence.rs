//! Are rows and columns of a table independent, and if not, how strongly do they go together and in which cells?

use super::table::Table;
use crate::stats::adjusted_p::{Correction, adjusted};
use crate::stats::counts::{figure, length};
use crate::stats::distribution::{chi_squared_sf, normal_two_sided};

/// Tests of independence and measures of association.
#[derive(Clone, Debug, PartialEq)]
pub struct Independence {
    /// Pearson's chi-squared, Σ (O - E)² / E (1900).
    pub chi_squared: f64,
    /// Degrees of freedom, (rows - 1)(columns - 1).
    pub df: u64,
    /// P of so large a chi-squared if rows and columns are independent; rough when expectations are small.
    pub p: f64,
    /// The likelihood ratio, G = 2 Σ O ln(O / E) (Wilks 1938).
    pub g: f64,
    /// P of so large a G.
    pub g_p: f64,
    /// With Yates' correction (1934), for tables of two rows and two columns.
    pub yates: Option<Yates>,
    /// Chi-squared over the number of units.
    pub phi_squared: f64,
    /// Cramér's V (1946), 0 to 1; too large in small samples.
    pub cramers_v: f64,
    /// Cramér's V without its bias (Bergsma 2013), 0 to 1; none when units are too few for it.
    pub cramers_v_corrected: Option<f64>,
    /// Tschuprow's T (1919), 0 to 1; reaches 1 only in square tables.
    pub tschuprow_t: f64,
    /// Pearson's contingency coefficient, √(χ² / (χ² + n)); below 1, how far depends on the size of the table.
    pub contingency_c: f64,
    /// The smallest expectation of a cell.
    pub smallest_expected: f64,
    /// The share of cells with an expectation below 5; above 0.2 an exact test is better (Cochran 1954).
    pub share_expected_below_five: f64,
}

/// Tests with every difference from the expectation made smaller by one half, or to 0 where it is less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Yates {
    /// Corrected chi-squared.
    pub chi_squared: f64,
    /// Its p value.
    pub p: f64,
    /// The likelihood ratio of the corrected counts.
    pub g: f64,
    /// Its p value.
    pub g_p: f64,
}

/// Tests a table for independence and measures the association.
#[must_use]
pub fn independence(table: &Table) -> Independence {
    let (rows, columns, n) = (length(table.row_totals()), length(table.column_totals()), figure(table.total()));
    let freedom = (rows - 1.0) * (columns - 1.0);
    let (chi_squared, g) = statistics(table.cells().map(|(_, _, observed, expected)| (observed, expected)));
    let phi_squared = chi_squared / n;
    let expected: Vec<f64> = table.cells().map(|(_, _, _, expected)| expected).collect();
    let below_five = expected.iter().filter(|expected| **expected < 5.0).count();
    Independence {
        chi_squared,
        df: (table.row_totals().len() as u64 - 1) * (table.column_totals().len() as u64 - 1),
        p: chi_squared_sf(chi_squared, freedom),
        g,
        g_p: chi_squared_sf(g, freedom),
        yates: table.two_by_two().map(|_| yates(table)),
        phi_squared,
        cramers_v: (phi_squared / (rows.min(columns) - 1.0)).sqrt(),
        cramers_v_corrected: corrected_v(phi_squared, rows, columns, n),
        tschuprow_t: (phi_squared / freedom.sqrt()).sqrt(),
        contingency_c: (chi_squared / (chi_squared + n)).sqrt(),
        smallest_expected: expected.iter().copied().fold(f64::INFINITY, f64::min),
        share_expected_below_five: figure(below_five as u64) / length(&expected),
    }
}

/// Chi-squared and G of observed and expected counts. G is never below 0; rounding would leave a speck there.
fn statistics(cells: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    let (chi_squared, g) = cells.fold((0.0, 0.0), |(chi_squared, g), (observed, expected)| {
        let surprise = if observed > 0.0 { observed * (observed / expected).ln() } else { 0.0 };
        (chi_squared + (observed - expected).powi(2) / expected, g + 2.0 * surprise)
    });
    (chi_squared, f64::max(g, 0.0))
}

fn yates(table: &Table) -> Yates {
    let towards = |observed: f64, expected: f64| {
        let away = observed - expected;
        (expected + away.signum() * (away.abs() - 0.5).max(0.0), expected)
    };
    let (chi_squared, g) = statistics(table.cells().map(|(_, _, observed, expected)| towards(observed, expected)));
    Yates { chi_squared, p: chi_squared_sf(chi_squared, 1.0), g, g_p: chi_squared_sf(g, 1.0) }
}

/// Bergsma (2013): φ² less its expectation under independence, and rows and columns shrunk accordingly.
fn corrected_v(phi_squared: f64, rows: f64, columns: f64, n: f64) -> Option<f64> {
    let shrunk = |size: f64| size - (size - 1.0).powi(2) / (n - 1.0);
    let excess = (phi_squared - (rows - 1.0) * (columns - 1.0) / (n - 1.0)).max(0.0);
    let smaller = shrunk(rows).min(shrunk(columns)) - 1.0;
    (smaller > 0.0).then(|| (excess / smaller).sqrt())
}

/// One cell against what independence lets expect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// The count.
    pub observed: u64,
    /// Its expectation.
    pub expected: f64,
    /// Pearson's residual, (O - E) / √E; the squares sum to chi-squared.
    pub pearson: f64,
    /// The adjusted residual, (O - E) / √(E (1 - row share)(1 - column share)): standard normal under independence
    /// (Haberman 1973).
    pub adjusted: f64,
    /// Two-sided p value of the adjusted residual.
    pub p: f64,
    /// That p value by Holm's correction for all cells of the table.
    pub p_holm: f64,
    /// The share of chi-squared that comes from the cell, 0 to 1; none when chi-squared is 0.
    pub contribution: Option<f64>,
}

/// Each cell of the table, by rows.
#[must_use]
pub fn residuals(table: &Table) -> Vec<Vec<Cell>> {
    let n = figure(table.total());
    let rest = |total: u64| (n - figure(total)) / n;
    let (chi_squared, _) = statistics(table.cells().map(|(_, _, observed, expected)| (observed, expected)));
    let mut cells: Vec<Cell> = table
        .cells()
        .map(|(row, column, observed, expected)| {
            let pearson = (observed - expected) / expected.sqrt();
            let adjusted = pearson / (rest(table.row_totals()[row]) * rest(table.column_totals()[column])).sqrt();
            let p = normal_two_sided(adjusted);
            let contribution = (chi_squared > 0.0).then(|| pearson * pearson / chi_squared);
            Cell { observed: table.counts()[row][column], expected, pearson, adjusted, p, p_holm: p, contribution }
        })
        .collect();
    let p: Vec<f64> = cells.iter().map(|cell| cell.p).collect();
    for (cell, p) in cells.iter_mut().zip(adjusted(&p, Correction::Holm).into_iter().flatten()) {
        cell.p_holm = p;
    }
    cells.chunks(table.column_totals().len()).map(<[Cell]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(counts: &[Vec<u64>]) -> Table {
        Table::new(counts).expect("a table")
    }

    #[test]
    fn proportional_rows_are_independent() {
        let even = table(&[vec![10, 20, 30], vec![20, 40, 60]]);
        let found = independence(&even);
        assert!(found.chi_squared < 1e-20 && found.g < 1e-12 && found.cramers_v < 1e-10);
        assert!((found.p - 1.0).abs() < 1e-9 && found.yates.is_none());
        assert_eq!((found.df, found.cramers_v_corrected), (2, Some(0.0)));
    }

    #[test]
    fn a_diagonal_is_the_strongest_association() {
        let found = independence(&table(&[vec![20, 0], vec![0, 20]]));
        assert!((found.cramers_v - 1.0).abs() < 1e-12 && (found.tschuprow_t - 1.0).abs() < 1e-12);
        // Halves off: four times 9.5² / 10.
        assert!(found.yates.is_some_and(|yates| (yates.chi_squared - 36.1).abs() < 1e-12));
        // Two units leave no room for the correction.
        assert_eq!(independence(&table(&[vec![1, 0], vec![0, 1]])).cramers_v_corrected, None);
    }

    #[test]
    fn cells_share_out_the_whole() {
        let cells = residuals(&table(&[vec![18, 7, 11], vec![5, 14, 9]]));
        let whole: f64 = cells.iter().flatten().filter_map(|cell| cell.contribution).sum();
        assert!((whole - 1.0).abs() < 1e-12);
        // With two rows the adjusted residuals of a column are opposite.
        assert!((0..3).all(|column| (cells[0][column].adjusted + cells[1][column].adjusted).abs() < 1e-9));
        let even = residuals(&table(&[vec![1, 1], vec![1, 1]]));
        assert!(even.iter().flatten().all(|cell| cell.contribution.is_none() && (cell.p - 1.0).abs() < 1e-12));
    }
}
