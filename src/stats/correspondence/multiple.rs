//! Multiple correspondence analysis of people (or passages) described by several traits.

use std::collections::BTreeMap;

use super::simple::{Points, of_shares};
use crate::stats::counts::{figure, length};

/// Categories of several traits, and the people described by them, on common axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Multiple<C> {
    /// The categories of each trait, in order; points of categories are in this order, trait by trait.
    pub categories: Vec<Vec<C>>,
    /// Principal inertias of the table of indicators, falling; mostly small, as indicators of one trait exclude each other.
    pub inertias: Vec<f64>,
    /// Their sum: categories per trait, less 1.
    pub total_inertia: f64,
    /// Inertias corrected for the number of traits (Benzécri 1979): 0 where they are at most 1 over that number.
    pub corrected: Vec<f64>,
    /// Shares of their sum, too rosy; none when all are 0.
    pub benzecri_shares: Option<Vec<f64>>,
    /// Shares of the average inertia between two traits (Greenacre 1993); they do not sum to 1. None when that is 0.
    pub greenacre_shares: Option<Vec<f64>>,
    /// The categories.
    pub points: Points,
    /// The people, in the order in which they came.
    pub people: Points,
}

/// Analyses people, each given by one category of every trait. None with fewer than two traits, when rows differ in length,
/// without anyone, or when a trait has one category only: such a trait says nothing and is to be left out.
///
/// Axes are turned as those of [`correspondence`](super::correspondence()), by the people.
#[must_use]
pub fn multiple<C: Ord + Clone>(people: &[Vec<C>]) -> Option<Multiple<C>> {
    let traits = people.first()?.len();
    if traits < 2 || people.iter().any(|row| row.len() != traits) {
        return None;
    }
    let counted = |at: usize| {
        people.iter().fold(BTreeMap::<&C, u64>::new(), |mut counts, row| {
            *counts.entry(&row[at]).or_default() += 1;
            counts
        })
    };
    let counts: Vec<BTreeMap<&C, u64>> = (0..traits).map(counted).collect();
    if counts.iter().any(|categories| categories.len() < 2) {
        return None;
    }
    let q = figure(traits as u64);
    let cells = length(people) * q;
    let column_masses: Vec<f64> = counts.iter().flat_map(|c| c.values().map(|count| figure(*count) / cells)).collect();
    let indicators = |row: &Vec<C>| -> Vec<f64> {
        let of_trait = |(categories, own): (&BTreeMap<&C, u64>, &C)| -> Vec<f64> {
            categories.keys().map(|category| if *category == own { 1.0 / cells } else { 0.0 }).collect()
        };
        counts.iter().zip(row).flat_map(of_trait).collect()
    };
    let shares: Vec<Vec<f64>> = people.iter().map(indicators).collect();
    let found = of_shares(&shares, vec![1.0 / length(people); people.len()], column_masses);

    let corrected: Vec<f64> = found.inertias.iter().map(|inertia| corrected(*inertia, q)).collect();
    let all: f64 = corrected.iter().sum();
    let squares: f64 = found.inertias.iter().map(|inertia| inertia * inertia).sum();
    let between = q / (q - 1.0) * (squares - found.total_inertia / q);
    let shares = |whole: f64| (whole > 1e-15).then(|| corrected.iter().map(|inertia| inertia / whole).collect());
    Some(Multiple {
        benzecri_shares: shares(all),
        greenacre_shares: shares(between),
        categories: counts.iter().map(|categories| categories.keys().copied().cloned().collect()).collect(),
        total_inertia: found.total_inertia,
        inertias: found.inertias,
        corrected,
        points: found.columns,
        people: found.rows,
    })
}

/// Benzécri's correction of an inertia for `q` traits: (q / (q - 1) · (inertia - 1 / q))².
fn corrected(inertia: f64, q: f64) -> f64 {
    (q / (q - 1.0) * (inertia - 1.0 / q).max(0.0)).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::contingency::Table;
    use crate::stats::correspondence::correspondence;

    /// With two traits the corrected inertias are those of their table, and so are Benzécri's shares.
    #[test]
    fn two_traits_are_a_table() {
        let counts = [[4_usize, 2, 3], [1, 7, 4], [9, 3, 2]];
        let people: Vec<Vec<usize>> = (0..3)
            .flat_map(|row| (0..3).flat_map(move |column| vec![vec![row, column]; counts[row][column]]))
            .collect();
        let found = multiple(&people).expect("two traits");
        let rows: Vec<Vec<u64>> = counts.iter().map(|row| row.iter().map(|count| *count as u64).collect()).collect();
        let table = correspondence(&Table::new(&rows).expect("a table"));
        assert!((found.total_inertia - 2.0).abs() < 1e-12 && found.categories == [[0, 1, 2], [0, 1, 2]]);
        let (all, shares) = (&found.corrected[..2], found.benzecri_shares.expect("not independent"));
        assert!(all.iter().zip(&table.inertias).all(|(a, b)| (a - b).abs() < 1e-12), "{all:?}");
        assert!(shares.iter().zip(&table.shares).all(|(a, b)| (a - b).abs() < 1e-12));
        assert!(found.corrected[2..].iter().all(|inertia| *inertia < 1e-12));
    }

    #[test]
    fn what_is_not_several_traits() {
        assert_eq!(multiple::<u8>(&[]), None);
        assert_eq!(multiple(&[vec![1], vec![2]]), None);
        assert_eq!(multiple(&[vec![1, 2], vec![2]]), None);
        assert_eq!(multiple(&[vec![1, 2], vec![2, 2]]), None);
    }
}
