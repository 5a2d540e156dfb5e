//! Agreement of two raters over categories: percent agreement and Cohen's kappa, also weighted; Light's kappa of
//! several raters, and the pooled kappa of several codes.

use std::collections::BTreeSet;

use super::agreement::ratings::Ratings;
use super::agreement::{beyond_chance, figure, mean};
use super::distribution::normal_critical;
use super::linear::{Matrix, dot};
use super::proportion::Limits;

pub use super::agreement::Undefined;

/// How far two raters agree beyond chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kappa {
    /// Units that both rated.
    pub units: u64,
    /// Share of the units with the same category from both, 0 to 1.
    pub agreement: f64,
    /// Share expected if both rated by chance, each as often as they did.
    pub by_chance: f64,
    /// Cohen's kappa: (agreement − chance) / (1 − chance), at most 1.
    pub kappa: f64,
    /// The largest kappa that these two distributions of categories allow.
    pub largest: f64,
    /// Standard error for intervals (Fleiss, Cohen & Everitt 1969, not under the hypothesis of chance).
    pub se: f64,
    /// Standard error under the hypothesis of chance, for tests.
    pub se_by_chance: f64,
    /// Normal interval; it may reach beyond 1.
    pub limits: Limits,
}

/// How far two raters agree beyond chance where categories may agree in part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedKappa {
    /// Units that both rated.
    pub units: u64,
    /// Mean weight of the two categories of a unit, 0 to 1.
    pub agreement: f64,
    /// The mean weight expected if both rated by chance, each as often as they did.
    pub by_chance: f64,
    /// Weighted kappa: (agreement − chance) / (1 − chance), at most 1.
    pub kappa: f64,
    /// Standard error for intervals (Fleiss, Cohen & Everitt 1969, not under the hypothesis of chance).
    pub se: f64,
    /// Standard error under the hypothesis of chance, for tests.
    pub se_by_chance: f64,
    /// Normal interval; it may reach beyond 1.
    pub limits: Limits,
}

/// Cohen's kappa of a table of counts: `table[i][j]` units are in category i for the first rater and in j for the
/// second. `level` is that of the interval, between 0 and 1.
///
/// # Errors
/// [`Undefined`] says why there is no kappa; it is never 0 or 1 by convention.
pub fn cohen_kappa(table: &[Vec<u64>], level: f64) -> Result<Kappa, Undefined> {
    let only_equal = Matrix::from_fn(table.len(), |row, column| if row == column { 1.0 } else { 0.0 });
    let WeightedKappa { units, agreement, by_chance, kappa, se, se_by_chance, limits } =
        weighted_kappa(table, &only_equal, level)?;
    let Shares { first, second, .. } = Shares::of(table)?;
    let shared: f64 = first.iter().zip(&second).map(|(a, b)| a.min(*b)).sum();
    let largest = beyond_chance(shared, by_chance)?;
    Ok(Kappa { units, agreement, by_chance, kappa, largest, se, se_by_chance, limits })
}

/// Weighted kappa (Cohen 1968) of a table of counts, with the weight of agreement of each pair of categories, 1 for a
/// category with itself: [`Weighting::matrix`](super::agreement::weighting::Weighting::matrix).
///
/// # Errors
/// [`Undefined`] says why there is no kappa.
pub fn weighted_kappa(table: &[Vec<u64>], weights: &Matrix, level: f64) -> Result<WeightedKappa, Undefined> {
    if table.len() != weights.size() {
        return Err(Undefined::NotSquare);
    }
    let Shares { units, cells, first, second } = Shares::of(table)?;
    if first == second && first.contains(&1.0) {
        return Err(Undefined::OneCategory);
    }
    // The weight that a category of one rater meets on average among the ratings of the other.
    let (met_by_first, met_by_second) = (weights.times_column(&second), weights.transposed().times_column(&first));
    let agreement: f64 = cells.iter().enumerate().map(|(i, row)| dot(row, weights.row(i))).sum();
    let by_chance = dot(&first, &met_by_first);
    let (left, kappa) = (1.0 - by_chance, beyond_chance(agreement, by_chance)?);
    let (mut spread, mut spread_by_chance) = (0.0, -by_chance * by_chance);
    for (i, row) in cells.iter().enumerate() {
        for (j, share) in row.iter().enumerate() {
            let met = met_by_first[i] + met_by_second[j];
            spread += share * (weights.at(i, j) - met * (1.0 - kappa)).powi(2);
            spread_by_chance += first[i] * second[j] * (weights.at(i, j) - met).powi(2);
        }
    }
    spread -= (kappa - by_chance * (1.0 - kappa)).powi(2);
    // Full agreement leaves a speck below 0.
    let se_of = |spread: f64| (spread.max(0.0) / figure(units)).sqrt() / left;
    let (se, se_by_chance) = (se_of(spread), se_of(spread_by_chance));
    let half = normal_critical(level) * se;
    let limits = Limits { low: kappa - half, high: kappa + half };
    Ok(WeightedKappa { units, agreement, by_chance, kappa, se, se_by_chance, limits })
}

/// Light's kappa (1971) of several raters: the mean of Cohen's kappa over all pairs of raters, each over the units that
/// both rated. For units that all rated, take [`Ratings::complete`] first.
///
/// # Errors
/// Where a pair has no kappa, for a mean over the others would leave its reason untold; with fewer than two raters.
pub fn light_kappa(ratings: &Ratings) -> Result<f64, Undefined> {
    let pairs = (0..ratings.coders()).flat_map(|second| (0..second).map(move |first| (first, second)));
    let kappas: Result<Vec<f64>, Undefined> =
        pairs.map(|(first, second)| Ok(cohen_kappa(&ratings.table_of(first, second), 0.95)?.kappa)).collect();
    mean(&kappas?).ok_or(Undefined::TooFewCoders)
}

/// The pooled kappa of several codes (De Vries, Elliott, Kanouse & Teleki 2008): from the mean agreement and the mean
/// agreement by chance over the codes, each given as (agreement, by chance). A code that nobody used has both at 1 and
/// takes part; a mean of kappas could not hold it.
///
/// # Errors
/// Without codes, or where chance alone gives full agreement on each of them.
pub fn pooled_kappa(codes: &[(f64, f64)]) -> Result<f64, Undefined> {
    let part = |of: fn(&(f64, f64)) -> f64| mean(&codes.iter().map(of).collect::<Vec<_>>()).ok_or(Undefined::NoUnits);
    beyond_chance(part(|code| code.0)?, part(|code| code.1)?)
}

/// A table of counts as shares of its sum, with those of each rater.
struct Shares {
    units: u64,
    cells: Vec<Vec<f64>>,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Shares {
    fn of(table: &[Vec<u64>]) -> Result<Self, Undefined> {
        if table.iter().any(|row| row.len() != table.len()) {
            return Err(Undefined::NotSquare);
        }
        let units: u64 = table.iter().flatten().sum();
        if units == 0 {
            return Err(Undefined::NoUnits);
        }
        let share = |count: u64| figure(count) / figure(units);
        Ok(Self {
            units,
            cells: table.iter().map(|row| row.iter().map(|count| share(*count)).collect()).collect(),
            first: table.iter().map(|row| share(row.iter().sum())).collect(),
            second: (0..table.len()).map(|j| share(table.iter().map(|row| row[j]).sum())).collect(),
        })
    }
}

/// The table that [`cohen_kappa`] takes, with its categories in order, from the two ratings of each unit. Units that
/// one rater left out are not to be among them.
#[must_use]
pub fn table_of<T: Ord + Clone>(ratings: &[(T, T)]) -> (Vec<T>, Vec<Vec<u64>>) {
    let categories: BTreeSet<&T> = ratings.iter().flat_map(|(a, b)| [a, b]).collect();
    let categories: Vec<T> = categories.into_iter().cloned().collect();
    let mut table = vec![vec![0; categories.len()]; categories.len()];
    for (a, b) in ratings {
        if let (Ok(a), Ok(b)) = (categories.binary_search(a), categories.binary_search(b)) {
            table[a][b] += 1;
        }
    }
    (categories, table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_worked_by_hand() {
        // Agreement 35/50, chance 25/50 · 30/50 + 25/50 · 20/50 = 0.5.
        let found = cohen_kappa(&[vec![20, 5], vec![10, 15]], 0.95).expect("defined");
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} instead of {b}");
        close(found.agreement, 0.7);
        close(found.by_chance, 0.5);
        close(found.kappa, 0.4);
        close(found.largest, 0.8);
        close(found.limits.high - found.kappa, normal_critical(0.95) * found.se);
        // √(p_e + p_e² − Σ p q (p + q)) / ((1 − p_e) √n), with 0.5 · 0.6 · 1.1 + 0.5 · 0.4 · 0.9 = 0.51.
        close(found.se_by_chance, 0.24_f64.sqrt() / (0.5 * 50.0_f64.sqrt()));
    }

    #[test]
    fn partial_agreement_counts_by_its_weight() {
        let table = [vec![2, 1, 0], vec![0, 3, 1], vec![1, 0, 2]];
        let halves = Matrix::from_fn(3, |row, column| [1.0, 0.5, 0.0][row.abs_diff(column)]);
        let found = weighted_kappa(&table, &halves, 0.95).expect("defined");
        // 7 equal, 2 next to each other; of 100 pairs of ratings 34 are equal and 48 next to each other.
        assert!((found.agreement - 0.8).abs() < 1e-12 && (found.by_chance - 0.58).abs() < 1e-12, "{found:?}");
        assert_eq!(weighted_kappa(&table[..2], &halves, 0.95), Err(Undefined::NotSquare));
    }

    #[test]
    fn full_agreement_is_one_without_error() {
        let found = cohen_kappa(&[vec![4, 0], vec![0, 9]], 0.95).expect("defined");
        assert!((found.kappa - 1.0).abs() < 1e-12 && found.se < 1e-7, "{found:?}");
    }

    #[test]
    fn what_is_not_defined_says_why() {
        assert_eq!(cohen_kappa(&[], 0.95), Err(Undefined::NoUnits));
        assert_eq!(cohen_kappa(&[vec![0, 0], vec![0, 0]], 0.95), Err(Undefined::NoUnits));
        assert_eq!(cohen_kappa(&[vec![1, 0]], 0.95), Err(Undefined::NotSquare));
        assert_eq!(cohen_kappa(&[vec![7, 0], vec![0, 0]], 0.95), Err(Undefined::OneCategory));
        // Each used one category, but not the same: no agreement, and none expected.
        assert_eq!(cohen_kappa(&[vec![0, 7], vec![0, 0]], 0.95).map(|found| found.kappa), Ok(0.0));
    }

    #[test]
    fn ratings_become_a_table_in_the_order_of_categories() {
        let (categories, table) = table_of(&[("b", "a"), ("c", "c"), ("b", "a"), ("a", "a")]);
        assert_eq!((categories, table), (vec!["a", "b", "c"], vec![vec![1, 0, 0], vec![2, 0, 0], vec![0, 0, 1]]));
    }
}
