//! Small cells: counts of few people are withheld, and so is what would give them away.
//!
//! A count from 1 to one less than the threshold is withheld as `<3`. Where the rest of its row and
//! the row's total would still tell it, more is withheld: zeros first (they then read `<3` too, which
//! is true of them), then the smallest other counts, and then the whole row's withheld cells read
//! `[c]` (confidential). Row totals stand as long as they can, so that the same row of another table
//! shows the same total. A column with fewer people than the threshold is withheld whole, zeros
//! included, since what is left of so few is known too.

use std::collections::BTreeSet;

use crate::table::{Cell, Column, Table};

use super::Reason;

/// Units of columns that count people, or cases and sources, of which one often is one person.
const PEOPLE_UNITS: [&str; 6] = ["participants", "% of participants", "cases", "% of cases", "sources", "% of sources"];
/// Keys of the column that is the total over the other columns of its unit.
const TOTAL_KEYS: [&str; 2] = ["total", "participants"];
/// Endings of keys of columns that are worked out from a count of people: the word for its share, limits of an interval.
const DERIVED_ENDINGS: [&str; 3] = ["_word", "_low", "_high"];
/// What a withheld cell shows where even its size is not to be told.
const CONFIDENTIAL: &str = "[c]";
/// More people than any study has: the upper bound of a withheld count that nothing else bounds.
const MANY: i128 = 1 << 40;

/// Whether a column counts people.
pub(super) fn counts_people(column: &Column) -> bool {
    column.unit.as_deref().is_some_and(|unit| PEOPLE_UNITS.contains(&unit))
}

/// The columns that count people in words or other figures than counts.
pub(super) fn people_in_words(table: &Table) -> Vec<Reason> {
    let columns = table.columns.iter().enumerate().filter(|(_, column)| counts_people(column));
    let in_words = columns.filter(|(at, _)| {
        let mut cells = table.rows.iter().filter_map(|row| row.get(*at));
        cells.any(|cell| matches!(cell, Cell::Text(_) | Cell::Number { .. }))
    });
    in_words.map(|(_, column)| Reason::PeopleInWords { column: column.key.clone() }).collect()
}

/// Withholds the small cells of a table, the cells at the places `also` (row, column) and what would give them away;
/// adds notes that say so.
pub(super) fn withhold(table: &mut Table, threshold: u64, also: &BTreeSet<(usize, usize)>) {
    let mut held = false;
    for unit in PEOPLE_UNITS {
        let columns: Vec<usize> = (table.columns.iter().enumerate())
            .filter(|(_, column)| column.unit.as_deref() == Some(unit))
            .map(|(at, _)| at)
            .collect();
        if !columns.is_empty() {
            held |= Group::new(table, &columns, threshold).withhold(table, also);
        }
    }
    if held {
        withhold_derived(table);
        table.notes.push(format!(
            "<{threshold}: fewer than {threshold} people, withheld. [c]: withheld so that another figure cannot be \
             worked out from it. Some zeros are withheld for the same reason."
        ));
    }
}

/// Withholds what is worked out from a withheld count and would tell it: cells of columns whose key is that of the count
/// with an ending.
fn withhold_derived(table: &mut Table) {
    let base = |key: &str| {
        let key = DERIVED_ENDINGS.iter().find_map(|ending| key.strip_suffix(ending))?;
        table.column(key).filter(|at| table.columns.get(*at).is_some_and(counts_people))
    };
    let derived: Vec<(usize, usize)> =
        table.columns.iter().enumerate().filter_map(|(at, column)| Some((at, base(&column.key)?))).collect();
    for row in &mut table.rows {
        for (at, base) in &derived {
            if matches!(row.get(*base), Some(Cell::Withheld(_)))
                && let Some(cell) = row.get_mut(*at)
            {
                *cell = Cell::Withheld(CONFIDENTIAL.to_owned());
            }
        }
    }
}

/// One row of a group of columns of the same unit.
#[derive(Clone, Debug)]
struct Row {
    /// True counts; none for empty cells, which stay empty.
    values: Vec<Option<u64>>,
    held: Vec<bool>,
    total: Option<u64>,
    total_held: bool,
    /// Whether the marks of the row must not tell even which of its counts are small.
    confidential: bool,
}

/// Columns of one unit with their total, and what of them is withheld.
struct Group {
    /// Positions of the columns in the table.
    columns: Vec<usize>,
    total: Option<usize>,
    /// N of the columns, where known.
    sizes: Vec<Option<u64>>,
    rows: Vec<Row>,
    threshold: u64,
}

/// What a reader may know of a withheld count: it lies between the two, both included.
type Bounds = (i128, i128);

impl Group {
    fn new(table: &Table, columns: &[usize], threshold: u64) -> Self {
        let is_total = |at: &usize| table.columns.get(*at).is_some_and(|c| TOTAL_KEYS.contains(&c.key.as_str()));
        let total = columns.iter().copied().find(is_total).filter(|_| columns.len() > 1);
        let columns: Vec<usize> = columns.iter().copied().filter(|at| Some(*at) != total).collect();
        let sizes = columns.iter().map(|at| table.columns.get(*at).and_then(|column| column.n)).collect();
        let value = |row: &[Cell], at: usize| match row.get(at) {
            Some(Cell::Count(count)) => Some(*count),
            Some(Cell::Share { part, .. }) => Some(*part),
            _ => None,
        };
        let rows = (table.rows.iter())
            .map(|row| Row {
                values: columns.iter().map(|at| value(row, *at)).collect(),
                held: vec![false; columns.len()],
                total: total.and_then(|at| value(row, at)),
                total_held: false,
                confidential: threshold == 2,
            })
            .collect();
        Self { columns, total, sizes, rows, threshold }
    }

    /// Decides what is withheld, writes it into the table, and says whether anything is.
    fn withhold(mut self, table: &mut Table, also: &BTreeSet<(usize, usize)>) -> bool {
        for row in 0..self.rows.len() {
            self.hold_small(row, also);
            self.cover_row(row);
        }
        for column in 0..self.columns.len() {
            self.cover_column(column);
        }
        self.write(table)
    }

    fn is_small(&self, count: u64) -> bool {
        count > 0 && count < self.threshold
    }

    /// Whether a column has so few people that nothing of it can be shown.
    fn is_small_column(&self, column: usize) -> bool {
        self.sizes.get(column).copied().flatten().is_some_and(|size| self.is_small(size))
    }

    fn hold_small(&mut self, row: usize, also: &BTreeSet<(usize, usize)>) {
        for column in 0..self.columns.len() {
            if let Some(count) = self.rows[row].values[column] {
                self.rows[row].held[column] = self.is_small(count)
                    || self.is_small_column(column)
                    || self.columns.get(column).is_some_and(|at| also.contains(&(row, *at)));
            }
        }
        self.rows[row].total_held = self.rows[row].total.is_some_and(|total| self.is_small(total));
    }

    /// Withholds more of a row until no withheld count can be told from the rest.
    fn cover_row(&mut self, row: usize) {
        while self.row_tells(row) {
            let cells = &self.rows[row];
            // A column without anybody hides nothing: its zeros are known.
            let open = (0..self.columns.len()).filter(|at| !cells.held[*at] && self.sizes[*at] != Some(0));
            match open.filter_map(|column| Some((cells.values[column]?, column))).min() {
                Some((_, column)) => self.rows[row].held[column] = true,
                // Nothing is left to hide behind but the marks themselves, and then the total.
                None if !self.is_confidential(row) => self.rows[row].confidential = true,
                None if cells.total.is_some() && !cells.total_held => self.rows[row].total_held = true,
                None => break,
            }
        }
    }

    /// Whether a reader can work out a withheld count of the row.
    fn row_tells(&self, row: usize) -> bool {
        let cells = &self.rows[row];
        let held: Vec<Bounds> =
            (0..self.columns.len()).filter(|at| cells.held[*at]).map(|at| self.bounds(row, at)).collect();
        let Some(total) = cells.total else { return tells(&held, 0, None, true) };
        let shown: i128 = self.sum(row, |at| !cells.held[at]);
        let adds_up = self.sum(row, |_| true) == i128::from(total);
        tells(&held, shown, Some(self.total_bounds(row, total)), adds_up)
    }

    fn sum(&self, row: usize, wanted: impl Fn(usize) -> bool) -> i128 {
        let values = self.rows[row].values.iter().enumerate();
        values.filter(|(at, _)| wanted(*at)).map(|(_, value)| i128::from(value.unwrap_or_default())).sum()
    }

    /// What the mark of a withheld cell tells.
    fn bounds(&self, row: usize, column: usize) -> Bounds {
        let cells = &self.rows[row];
        let size = self.sizes.get(column).copied().flatten().map_or(MANY, i128::from);
        if self.is_confidential(row) {
            return (0, size);
        }
        let zeros = (0..self.columns.len()).any(|at| cells.held[at] && cells.values[at] == Some(0));
        let low = i128::from(!zeros && !self.is_small_column(column));
        (low, size.min(i128::from(self.threshold) - 1))
    }

    fn total_bounds(&self, row: usize, total: u64) -> Bounds {
        match (self.rows[row].total_held, self.is_small(total)) {
            (false, _) => (i128::from(total), i128::from(total)),
            (true, true) => (1, i128::from(self.threshold) - 1),
            (true, false) => (0, MANY),
        }
    }

    /// Whether the marks of a row must not tell sizes: it withholds a count that `<3` would not be true
    /// of, or the threshold is 2 and `<2` would tell the count by itself.
    fn is_confidential(&self, row: usize) -> bool {
        let row = &self.rows[row];
        row.confidential || (0..self.columns.len()).any(|at| self.holds_large(row, at))
    }

    fn holds_large(&self, row: &Row, column: usize) -> bool {
        row.held[column] && row.values[column].is_some_and(|value| value >= self.threshold)
    }

    /// Withholds more of a column whose rows add up to its N, until no withheld count can be told.
    fn cover_column(&mut self, column: usize) {
        let Some(size) = self.sizes.get(column).copied().flatten() else { return };
        let value = |row: &Row| i128::from(row.values[column].unwrap_or_default());
        let size = i128::from(size);
        if self.rows.iter().map(value).sum::<i128>() != size {
            return;
        }
        loop {
            let (held, shown): (Vec<usize>, Vec<usize>) =
                (0..self.rows.len()).partition(|row| self.rows[*row].held[column]);
            let bounds: Vec<Bounds> = held.iter().map(|row| self.bounds(*row, column)).collect();
            let sum = shown.iter().map(|row| value(&self.rows[*row])).sum();
            if !tells(&bounds, sum, Some((size, size)), true) {
                return;
            }
            let open = shown.into_iter().filter_map(|row| Some((self.rows[row].values[column]?, row)));
            let Some((_, row)) = open.min() else { return };
            self.rows[row].held[column] = true;
            self.cover_row(row);
            if self.rows.iter().any(|row| self.holds_large(row, column)) {
                // Where one mark hides a large count, the others of the column may not say "small".
                self.rows.iter_mut().filter(|row| row.held[column]).for_each(|row| row.confidential = true);
            }
        }
    }

    fn write(&self, table: &mut Table) -> bool {
        let mut any = false;
        let small = format!("<{}", self.threshold);
        for (at, row) in self.rows.iter().enumerate() {
            let confidential = self.is_confidential(at);
            let total = self.total.filter(|_| row.total_held).map(|column| {
                let tells_size = row.total.is_some_and(|total| self.is_small(total));
                (column, !tells_size)
            });
            let held = self.columns.iter().zip(&row.held).filter(|(_, held)| **held);
            for (column, confidential) in held.map(|(column, _)| (*column, confidential)).chain(total) {
                let Some(cell) = table.rows.get_mut(at).and_then(|row| row.get_mut(column)) else { continue };
                // A share is in percent; `<3` would be read as one.
                let mark = if confidential || matches!(cell, Cell::Share { .. }) { CONFIDENTIAL } else { &small };
                *cell = Cell::Withheld(mark.to_owned());
                any = true;
            }
        }
        any
    }
}

/// Whether some withheld count has only one value that agrees with its bounds, with what is shown and
/// with the total. Where the parts do not add up to the total (people who count in several columns)
/// the total only bounds them: it is at most their sum and at least each of them.
fn tells(held: &[Bounds], shown: i128, total: Option<Bounds>, adds_up: bool) -> bool {
    let (lows, highs): (i128, i128) = held.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let cell_told = held.iter().any(|&(low, high)| {
        let Some((least, most)) = total else { return low >= high };
        let from = low.max(least - shown - (highs - high));
        let to = if adds_up { high.min(most - shown - (lows - low)) } else { high.min(most) };
        from >= to
    });
    let total_told = total
        .is_some_and(|(least, most)| least < most && adds_up && least.max(shown + lows) >= most.min(shown + highs));
    !held.is_empty() && (cell_told || total_told)
}
