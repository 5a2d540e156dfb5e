//! A table of counts that tests and measures are defined on.

use thiserror::Error;

use crate::stats::counts::figure;
use crate::stats::effect_size::TwoByTwo;

/// Why a figure of a table is not defined.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Undefined {
    /// Rows differ in length.
    #[error("the rows of the table are not all as long")]
    Ragged,
    /// Fewer than two rows or two columns.
    #[error("the table needs two rows and two columns at least")]
    TooSmall,
    /// A row (from 0) without any count.
    #[error("row {} of the table is empty", .0 + 1)]
    EmptyRow(usize),
    /// A column (from 0) without any count.
    #[error("column {} of the table is empty", .0 + 1)]
    EmptyColumn(usize),
    /// Counts that add up to 2^53 or more, where figures would begin to round.
    #[error("the counts of the table are too large")]
    TooLarge,
    /// A level of confidence outside of 0 to 1.
    #[error("the level of confidence is not between 0 and 1")]
    Level,
    /// Fewer than two strata in which both groups have units.
    #[error("two strata at least must have units in both groups")]
    TooFewStrata,
    /// No stratum in which an association could show.
    #[error("no stratum has units with and without the event in a way that an association could show")]
    NoEvents,
}

/// Counts crossed by two traits, each unit in exactly one cell: two rows and two columns at least, none of them empty.
///
/// Tests on it hold only if units are independent. Passages of one participant are not: see
/// [`nested`](crate::stats::nested).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    counts: Vec<Vec<u64>>,
    row_totals: Vec<u64>,
    column_totals: Vec<u64>,
    total: u64,
}

/// Largest total: whole numbers below 2^53 are figures without rounding.
const LARGEST: u64 = 1 << 53;

impl Table {
    /// From rows of counts.
    ///
    /// # Errors
    /// [`Undefined`] says what is wrong with the table.
    pub fn new(counts: &[Vec<u64>]) -> Result<Self, Undefined> {
        let columns = counts.first().map_or(0, Vec::len);
        if counts.iter().any(|row| row.len() != columns) {
            return Err(Undefined::Ragged);
        }
        if counts.len() < 2 || columns < 2 {
            return Err(Undefined::TooSmall);
        }
        let total = counts.iter().flatten().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        let total = total.filter(|total| *total < LARGEST).ok_or(Undefined::TooLarge)?;
        let row_totals: Vec<u64> = counts.iter().map(|row| row.iter().sum()).collect();
        let column_totals: Vec<u64> = (0..columns).map(|at| counts.iter().map(|row| row[at]).sum()).collect();
        let empty = |totals: &[u64]| totals.iter().position(|total| *total == 0);
        if let Some(row) = empty(&row_totals) {
            return Err(Undefined::EmptyRow(row));
        }
        if let Some(column) = empty(&column_totals) {
            return Err(Undefined::EmptyColumn(column));
        }
        Ok(Self { counts: counts.to_vec(), row_totals, column_totals, total })
    }

    /// From rows of counts, without the rows and columns that are empty, and with the positions of those that are left.
    ///
    /// # Errors
    /// As [`Table::new`], if what is left is too small.
    pub fn without_empty(counts: &[Vec<u64>]) -> Result<(Self, Kept), Undefined> {
        let columns = counts.first().map_or(0, Vec::len);
        if counts.iter().any(|row| row.len() != columns) {
            return Err(Undefined::Ragged);
        }
        let rows: Vec<usize> = (0..counts.len()).filter(|row| counts[*row].iter().any(|count| *count > 0)).collect();
        let columns: Vec<usize> = (0..columns).filter(|at| counts.iter().any(|row| row[*at] > 0)).collect();
        let kept: Vec<Vec<u64>> =
            rows.iter().map(|row| columns.iter().map(|column| counts[*row][*column]).collect()).collect();
        Ok((Self::new(&kept)?, Kept { rows, columns }))
    }

    /// The counts, by rows.
    #[must_use]
    pub fn counts(&self) -> &[Vec<u64>] {
        &self.counts
    }

    /// The sum of each row, above 0.
    #[must_use]
    pub fn row_totals(&self) -> &[u64] {
        &self.row_totals
    }

    /// The sum of each column, above 0.
    #[must_use]
    pub fn column_totals(&self) -> &[u64] {
        &self.column_totals
    }

    /// The sum of all counts.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// What a cell would hold if rows and columns were independent: row total times column total over the whole.
    #[must_use]
    pub fn expected(&self, row: usize, column: usize) -> f64 {
        figure(self.row_totals[row]) * figure(self.column_totals[column]) / figure(self.total)
    }

    /// The table as groups (rows) with and without an event (columns), if it has two of both.
    #[must_use]
    pub fn two_by_two(&self) -> Option<TwoByTwo> {
        let [first, second] = &self.counts[..] else { return None };
        let ([a, b], [c, d]) = (&first[..], &second[..]) else { return None };
        TwoByTwo::new(figure(*a), figure(*b), figure(*c), figure(*d))
    }

    /// Each cell's row, column, count and expectation, by rows.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, usize, f64, f64)> {
        self.counts.iter().enumerate().flat_map(move |(row, counts)| {
            let cell = move |(column, count): (usize, &u64)| (row, column, figure(*count), self.expected(row, column));
            counts.iter().enumerate().map(cell)
        })
    }
}

/// Positions (from 0) of the rows and columns that [`Table::without_empty`] kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Rows with a count.
    pub rows: Vec<usize>,
    /// Columns with a count.
    pub columns: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_that_nothing_can_be_said_of_say_why() {
        assert_eq!(Table::new(&[]), Err(Undefined::TooSmall));
        assert_eq!(Table::new(&[vec![1], vec![2]]), Err(Undefined::TooSmall));
        assert_eq!(Table::new(&[vec![1, 2], vec![2]]), Err(Undefined::Ragged));
        assert_eq!(Table::new(&[vec![1, 2], vec![0, 0]]), Err(Undefined::EmptyRow(1)));
        assert_eq!(Table::new(&[vec![0, 2], vec![0, 3]]), Err(Undefined::EmptyColumn(0)));
        assert_eq!(Table::new(&[vec![u64::MAX, 2], vec![1, 3]]), Err(Undefined::TooLarge));
        assert_eq!(Undefined::EmptyRow(1).to_string(), "row 2 of the table is empty");
    }

    #[test]
    fn what_is_empty_can_be_left_out() {
        let (table, kept) = Table::without_empty(&[vec![1, 0, 2], vec![0, 0, 0], vec![3, 0, 0]]).expect("a table");
        assert_eq!((table.counts(), table.total()), (&[vec![1, 2], vec![3, 0]][..], 6));
        assert_eq!(kept, Kept { rows: vec![0, 2], columns: vec![0, 2] });
        assert_eq!(Table::without_empty(&[vec![0, 0], vec![0, 3]]), Err(Undefined::TooSmall));
        assert!(table.two_by_two().is_some_and(|table| (table.b - 2.0).abs() < 1e-15 && table.d.abs() < 1e-15));
    }
}
