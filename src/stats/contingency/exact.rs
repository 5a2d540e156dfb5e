//! Fisher's exact test of a table of any size, by listing tables while that is possible and by random tables beyond.
//!
//! With all margins fixed and no association, a table has the probability Π rows! Π columns! / (n! Π cells!). The p value
//! is the probability of all tables that are no likelier than the one observed (Freeman & Halton 1951).
//!
//! Tables are not listed whole. Their upper and their lower rows are listed apart; those that fit together, because the
//! lower rows take what the upper ones leave of each column, are counted by their sorted weights without being paired
//! one by one.

use super::table::Table;
use crate::stats::counts::figure;
use crate::stats::fixed_margins::FixedMargins;
use crate::stats::shuffle::SplitMix64;

/// How much may be spent on an exact p value, here and in [`Nested::permutation`](crate::stats::nested::Nested::permutation),
/// and what is done beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Outcomes to list at most: half tables of Fisher's test, one in eight of which may be kept in memory, or ways to deal
    /// out participants. A million takes at most a tenth of a second.
    pub listed: u64,
    /// Random outcomes when there are too many to be listed; 0 for none.
    pub random: u64,
    /// Seed of the random outcomes.
    pub seed: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { listed: 1 << 26, random: 99_999, seed: 1 }
    }
}

/// An exact test, or its estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExactTest {
    /// The p value, above 0 and at most 1.
    pub p: f64,
    /// Whether it is exact.
    pub method: Method,
}

/// Where a p value is from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// All possible outcomes were counted.
    Exact,
    /// (1 + random outcomes as extreme) / (1 + random outcomes), which keeps the level of the test (Phipson & Smyth 2010).
    MonteCarlo {
        /// Random outcomes.
        drawn: u64,
        /// The standard error of the p value, √(p (1 - p) / drawn).
        standard_error: f64,
    },
}

impl ExactTest {
    /// All outcomes were counted.
    pub(crate) fn counted(p: f64) -> Self {
        Self { p: p.min(1.0), method: Method::Exact }
    }

    /// So many of the outcomes drawn were as extreme; none when nothing was drawn.
    pub(crate) fn estimated(extreme: u64, drawn: u64) -> Option<Self> {
        let p = (figure(extreme) + 1.0) / (figure(drawn) + 1.0);
        let standard_error = (p * (1.0 - p) / figure(drawn)).sqrt();
        (drawn > 0).then_some(Self { p, method: Method::MonteCarlo { drawn, standard_error } })
    }
}

/// Logarithms of weights count as equal within this, whatever their rounding.
const SAME: f64 = 1e-7;

/// Units at most, as a table of logarithms of factorials is made for them.
const UNITS: u64 = 20_000_000;

/// Fisher's exact test of independence, two-sided. None when there are too many tables to list and no random ones are
/// asked for, or more than twenty million units.
#[must_use]
pub fn fisher_exact(table: &Table, effort: Effort) -> Option<ExactTest> {
    if let Some(two_by_two) = table.two_by_two().and_then(FixedMargins::of) {
        return Some(ExactTest::counted(two_by_two.p_two_sided()));
    }
    if table.total() > UNITS {
        return None;
    }
    let margins = Margins::of(table);
    let counted = margins.listed(effort.listed).map(ExactTest::counted);
    counted.or_else(|| ExactTest::estimated(margins.random_extreme(effort.random, effort.seed), effort.random))
}

/// Margins of a table, turned so that there are no more columns than rows; the last row is the largest.
struct Margins {
    rows: Vec<usize>,
    columns: Vec<usize>,
    ln_factorial: Vec<f64>,
    /// Σ ln cell! of the observed table, negative: the logarithm of its weight.
    observed: f64,
}

impl Margins {
    fn of(table: &Table) -> Self {
        // At most twenty million.
        let totals = |totals: &[u64]| totals.iter().filter_map(|t| usize::try_from(*t).ok()).collect::<Vec<_>>();
        let (mut rows, mut columns) = (totals(table.row_totals()), totals(table.column_totals()));
        if columns.len() > rows.len() {
            std::mem::swap(&mut rows, &mut columns);
        }
        rows.sort_unstable();
        columns.sort_unstable();
        let mut ln_factorial = vec![0.0];
        let mut sum = 0.0;
        ln_factorial.extend((1..=table.total()).map(|k| {
            sum += figure(k).ln();
            sum
        }));
        let mut margins = Self { rows, columns, ln_factorial, observed: 0.0 };
        margins.observed = -table.counts().iter().map(|row| margins.sum_of_ln_factorials(&totals(row))).sum::<f64>();
        margins
    }

    /// The logarithm of what a weight is multiplied by to be a probability.
    fn ln_scale(&self) -> f64 {
        -self.all(&self.rows, &self.columns)
    }

    /// The p value from all tables; none when more than `limit` half tables would have to be listed.
    fn listed(&self, limit: u64) -> Option<f64> {
        let split = self.split(figure(limit))?;
        let base = self.columns.last()? + 1;
        base.checked_pow(u32::try_from(self.columns.len()).ok()?)?;
        let (unlikely, scale) = (self.observed + SAME, self.ln_scale());
        let (mut steps, mut room, mut p, mut upper) = (limit, limit / 8, 0.0, Vec::new());
        let (mut left, mut sorted) = (self.columns.clone(), self.columns.clone());
        self.fill(&self.rows[..split], &mut left, 0.0, &mut |empty, left, weight| {
            steps = steps.checked_sub(1)?;
            let below = &self.rows[split - empty..];
            if weight + self.likeliest(below, left) <= unlikely {
                p += (weight + self.all(below, left) + scale).exp();
                return Some(false);
            }
            if empty == 0 {
                room = room.checked_sub(1)?;
                // Columns with as much left can be changed over; the number that stands for what is left is the same.
                sorted.copy_from_slice(left);
                sorted.sort_unstable();
                upper.push((sorted.iter().fold(0, |number, left| number * base + left), weight));
            }
            Some(true)
        })?;
        upper.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let lower_rows = &self.rows[split..self.rows.len() - 1];
        let mut lower = Vec::new();
        for fitting in upper.chunk_by(|a, b| a.0 == b.0) {
            let mut rest = fitting[0].0;
            for left in left.iter_mut().rev() {
                (*left, rest) = (rest % base, rest / base);
            }
            lower.clear();
            self.fill(lower_rows, &mut left, 0.0, &mut |empty, left, weight| {
                steps = steps.checked_sub(1)?;
                if empty == 0 {
                    // The last row takes what is left.
                    lower.push(weight - self.sum_of_ln_factorials(left));
                }
                Some(true)
            })?;
            lower.sort_unstable_by(f64::total_cmp);
            p += unlikely_pairs(fitting, &lower, unlikely, scale);
        }
        Some(p)
    }

    /// The number of upper rows that makes for the shortest lists; none when these would be far too long.
    fn split(&self, limit: f64) -> Option<usize> {
        // Ways to fill a row, and what can be left of the columns in one of their orders: rough, and too many.
        let ways = |row: &usize| (1..self.columns.len()).map(|k| figure((row + k) as u64) / figure(k as u64)).product();
        let ways: Vec<f64> = self.rows[..self.rows.len() - 1].iter().map(ways).collect();
        let states: f64 = self.columns.iter().rev().skip(1).map(|total| figure(*total as u64 + 1)).product();
        let states = states / (1..=self.columns.len() as u64).map(figure).product::<f64>();
        let cost = |split: usize| {
            let upper: f64 = ways[..split].iter().product();
            upper + upper.min(states) * ways[split..].iter().product::<f64>()
        };
        let best = (1..=ways.len()).min_by(|a, b| cost(*a).total_cmp(&cost(*b)))?;
        (cost(best) <= 8.0 * limit).then_some(best)
    }

    /// Fills rows in every way that columns leave room for. After every row, and before the first, `seen` is handed the
    /// number of rows still empty, what is left of the columns, and the logarithm of the weight; it says whether to go on
    /// from there, and stops everything where it gives none.
    fn fill(
        &self,
        rows: &[usize],
        left: &mut [usize],
        weight: f64,
        seen: &mut impl FnMut(usize, &[usize], f64) -> Option<bool>,
    ) -> Option<()> {
        match rows {
            [row, others @ ..] if seen(rows.len(), left, weight)? => self.fill_row(*row, 0, others, left, weight, seen),
            [] => seen(0, left, weight).map(|_| ()),
            _ => Some(()),
        }
    }

    /// Fills the rest of a row from a column on, and the other rows after it.
    fn fill_row(
        &self,
        rest: usize,
        column: usize,
        others: &[usize],
        left: &mut [usize],
        weight: f64,
        seen: &mut impl FnMut(usize, &[usize], f64) -> Option<bool>,
    ) -> Option<()> {
        if column == left.len() {
            return self.fill(others, left, weight, seen);
        }
        let room: usize = left[column + 1..].iter().sum();
        for cell in rest.saturating_sub(room)..=rest.min(left[column]) {
            left[column] -= cell;
            let done = self.fill_row(rest - cell, column + 1, others, left, weight - self.ln_factorial[cell], seen);
            left[column] += cell;
            done?;
        }
        Some(())
    }

    /// The logarithm of the weight of all ways together to fill some rows with what is left of the columns.
    fn all(&self, rows: &[usize], left: &[usize]) -> f64 {
        let units: usize = rows.iter().sum();
        self.ln_factorial[units] - self.sum_of_ln_factorials(rows) - self.sum_of_ln_factorials(left)
    }

    /// A bound of the logarithm of the weight of any single way to do so. For every m > 0 a cell x has
    /// 1 / x! <= m^-x max (m^k / k!), the maximum being at k = ⌊m⌋; with m what is expected of the cell, the powers of m
    /// have the same product for all ways.
    fn likeliest(&self, rows: &[usize], left: &[usize]) -> f64 {
        let units: usize = rows.iter().sum();
        let ln = |count: usize| self.ln_factorial[count] - self.ln_factorial[count - 1];
        let bound = |row: usize, left: usize| {
            let whole = row * left / units;
            let beyond = figure((row * left % units) as u64) / figure(units as u64);
            -beyond * (ln(row) + ln(left) - ln(units)) - self.ln_factorial[whole]
        };
        let left = left.iter().filter(|left| **left > 0);
        left.map(|left| rows.iter().map(|row| bound(*row, *left)).sum::<f64>()).sum()
    }

    fn sum_of_ln_factorials(&self, counts: &[usize]) -> f64 {
        counts.iter().map(|count| self.ln_factorial[*count]).sum()
    }

    /// How many of so many random tables with these margins are no likelier than the observed one. Units are dealt out to
    /// rows with their columns; nothing is allocated for a table.
    fn random_extreme(&self, drawn: u64, seed: u64) -> u64 {
        let mut random = SplitMix64::new(seed);
        let mut units: Vec<usize> =
            self.columns.iter().enumerate().flat_map(|(column, total)| vec![column; *total]).collect();
        let (last, others) = self.rows.split_last().map_or((0, &[][..]), |(last, others)| (*last, others));
        let dealt = units.len() - last;
        let mut cells = vec![0_usize; self.columns.len()];
        let mut left = self.columns.clone();
        let mut extreme = 0;
        for _ in 0..drawn {
            random.draw(&mut units, dealt);
            left.copy_from_slice(&self.columns);
            let (mut from, mut weight) = (0, 0.0);
            for row in others {
                cells.fill(0);
                for column in &units[from..from + row] {
                    cells[*column] += 1;
                }
                from += row;
                weight -= self.sum_of_ln_factorials(&cells);
                for (left, cell) in left.iter_mut().zip(&cells) {
                    *left -= cell;
                }
            }
            weight -= self.sum_of_ln_factorials(&left);
            extreme += u64::from(weight <= self.observed + SAME);
        }
        extreme
    }
}

/// The probability of the pairs of an upper and a lower part whose weights together are at most a limit; both are sorted.
fn unlikely_pairs(upper: &[(usize, f64)], lower: &[f64], limit: f64, scale: f64) -> f64 {
    // With the likeliest upper part every probability is at most 1, so that nothing overflows.
    let top = upper.last().map_or(0.0, |(_, weight)| *weight);
    let sums = lower.iter().scan(0.0, |sum, weight| {
        *sum += (weight + top + scale).exp();
        Some(*sum)
    });
    let sums: Vec<f64> = std::iter::once(0.0).chain(sums).collect();
    let (mut within, mut p) = (lower.len(), 0.0);
    // The likelier the upper part, the fewer lower ones keep the table unlikely.
    for (_, weight) in upper {
        while within > 0 && weight + lower[within - 1] > limit {
            within -= 1;
        }
        p += (weight - top).exp() * sums[within];
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(counts: &[&[u64]]) -> Table {
        Table::new(&counts.iter().map(|row| row.to_vec()).collect::<Vec<_>>()).expect("a table")
    }

    /// Of three rows and columns of one unit each there are six tables, all as likely; of two rows of three and three
    /// columns of two, seven tables of weights 1 (all cells 1) and 1/4 (the six with a 2 and a 0 in both rows).
    #[test]
    fn small_tables_counted_by_hand() {
        let permutation = fisher_exact(&table(&[&[1, 0, 0], &[0, 1, 0], &[0, 0, 1]]), Effort::default());
        assert!(permutation.is_some_and(|test| (test.p - 1.0).abs() < 1e-12 && test.method == Method::Exact));
        let uneven = fisher_exact(&table(&[&[2, 1, 0], &[0, 1, 2]]), Effort::default());
        assert!(uneven.is_some_and(|test| (test.p - 0.6).abs() < 1e-12), "{uneven:?}");
    }

    #[test]
    fn a_listed_two_by_two_is_the_hypergeometric_one() {
        for (a, b, c, d) in [(12, 5, 3, 14), (0, 7, 6, 4), (3, 1, 1, 3)] {
            let table = table(&[&[a, b], &[c, d]]);
            let listed = Margins::of(&table).listed(1000).expect("small");
            let expected = fisher_exact(&table, Effort::default()).expect("small").p;
            assert!((listed - expected).abs() < 1e-12, "{listed} instead of {expected}");
        }
    }

    /// `fisher.test` of R, with a workspace of 2e8.
    #[test]
    fn larger_tables_are_those_of_r() {
        let roles = table(&[&[9, 3, 5], &[2, 7, 4], &[6, 1, 8], &[1, 4, 0], &[3, 3, 5]]);
        let square = table(&[&[5, 2, 3, 0], &[1, 4, 2, 3], &[0, 3, 5, 2], &[4, 1, 2, 6]]);
        let parties = table(&[&[762, 327, 468], &[484, 239, 477]]);
        let printed =
            [(roles, 0.028_783_035_897_727_2), (square, 0.040_842_665_911_607), (parties, 3.027_479_806_39e-7)];
        for (table, expected) in printed {
            let found = fisher_exact(&table, Effort::default()).expect("listed");
            assert!((found.p - expected).abs() < 1e-12 && found.method == Method::Exact, "{found:?}");
        }
    }

    #[test]
    fn random_tables_come_close_and_say_how_close() {
        let table = table(&[&[18, 7, 11], &[5, 14, 9], &[12, 3, 16]]);
        let exact = fisher_exact(&table, Effort::default()).expect("small");
        let drawn = fisher_exact(&table, Effort { listed: 100, random: 20_000, seed: 5 }).expect("drawn");
        let Method::MonteCarlo { drawn: 20_000, standard_error } = drawn.method else { panic!("{drawn:?}") };
        assert!((drawn.p - exact.p).abs() < 4.0 * standard_error, "{} instead of {}", drawn.p, exact.p);
        assert_eq!(fisher_exact(&table, Effort { listed: 100, random: 0, seed: 5 }), None);
    }

    #[test]
    fn turning_a_table_changes_nothing() {
        let upright = table(&[&[4, 1], &[2, 3], &[0, 2], &[3, 0]]);
        let lying = table(&[&[4, 2, 0, 3], &[1, 3, 2, 0]]);
        assert_eq!(fisher_exact(&upright, Effort::default()), fisher_exact(&lying, Effort::default()));
    }
}
