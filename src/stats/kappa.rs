//! Agreement of two raters over nominal categories: percent agreement and Cohen's kappa.

use std::collections::BTreeSet;

use thiserror::Error;

use super::distribution::normal_critical;
use super::proportion::Limits;

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
    /// Normal interval; it may reach beyond 1.
    pub limits: Limits,
}

/// Why there is no kappa.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Undefined {
    /// The table has not as many rows as columns.
    #[error("the table of two raters must have as many rows as columns")]
    NotSquare,
    /// Nothing was rated by both.
    #[error("no unit was rated by both")]
    NoUnits,
    /// Chance alone gives full agreement, so there is nothing to go beyond it.
    #[error("both raters used one and the same category for everything, so agreement cannot be told from chance")]
    OneCategory,
}

/// Cohen's kappa of a table of counts: `table[i][j]` units are in category i for the first rater and in j for the
/// second. `level` is that of the interval, between 0 and 1.
///
/// # Errors
/// [`Undefined`] says why there is no kappa; it is never 0 or 1 by convention.
pub fn cohen_kappa(table: &[Vec<u64>], level: f64) -> Result<Kappa, Undefined> {
    if table.iter().any(|row| row.len() != table.len()) {
        return Err(Undefined::NotSquare);
    }
    let units: u64 = table.iter().flatten().sum();
    if units == 0 {
        return Err(Undefined::NoUnits);
    }
    // Numbers of units; far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let (n, share) = (units as f64, |count: u64| count as f64 / units as f64);
    let first: Vec<u64> = table.iter().map(|row| row.iter().sum()).collect();
    let second: Vec<u64> = (0..table.len()).map(|j| table.iter().map(|row| row[j]).sum()).collect();
    if first.contains(&units) && second.contains(&units) && first == second {
        return Err(Undefined::OneCategory);
    }
    let agreement = share((0..table.len()).map(|i| table[i][i]).sum());
    let by_chance: f64 = first.iter().zip(&second).map(|(a, b)| share(*a) * share(*b)).sum();
    let beyond = |agreement: f64| (agreement - by_chance) / (1.0 - by_chance);
    let kappa = beyond(agreement);

    // Variance: Σ_ii p [1 − (p_i. + p_.i)(1 − κ)]² + (1 − κ)² Σ_i≠j p_ij (p_.i + p_j.)² − [κ − p_e (1 − κ)]².
    let rest = 1.0 - kappa;
    let mut spread = -(kappa - by_chance * rest).powi(2);
    for (i, row) in table.iter().enumerate() {
        for (j, count) in row.iter().enumerate() {
            let factor = if i == j {
                1.0 - (share(first[i]) + share(second[i])) * rest
            } else {
                rest * (share(second[i]) + share(first[j]))
            };
            spread += share(*count) * factor * factor;
        }
    }
    // Full agreement leaves a speck below 0.
    let se = (spread.max(0.0) / n).sqrt() / (1.0 - by_chance);
    let half = normal_critical(level) * se;
    let shared: u64 = first.iter().zip(&second).map(|(a, b)| a.min(b)).sum();
    let limits = Limits { low: kappa - half, high: kappa + half };
    Ok(Kappa { units, agreement, by_chance, kappa, largest: beyond(share(shared)), se, limits })
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
