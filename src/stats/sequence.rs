//! Which code follows which: lag-sequential analysis of codes in their order.
//!
//! Transitions are counted into a table of what comes first (rows) by what comes after (columns). A transition is more
//! frequent than chance makes it when its adjusted residual is well above 0 (Allison & Liker 1982, Psychol Bull 91:393-403;
//! Bakeman & Gottman 1997, Observing Interaction, chapter 7).
//!
//! This holds for codes that can follow themselves. Where they cannot (each row of a sequence is a change of code), chance
//! would never fill the diagonal, expectations are others, and these figures are not to be used.

use super::contingency::{Cell, Table, residuals};
use super::counts::figure;

/// How often the codes of sequences follow each other: the cell of row a and column b counts how often b comes `lag` places
/// after a. Codes are numbers below `codes`; others are nothing that is counted, but they take up their place. Sequences
/// (participants, interviews) are apart: nothing leads from one to the next.
#[must_use]
pub fn transitions(sequences: &[Vec<usize>], codes: usize, lag: usize) -> Vec<Vec<u64>> {
    let mut counts = vec![vec![0; codes]; codes];
    for sequence in sequences {
        for (before, after) in sequence.iter().zip(sequence.iter().skip(lag)) {
            if let Some(count) = counts.get_mut(*before).and_then(|row| row.get_mut(*after)) {
                *count += 1;
            }
        }
    }
    counts
}

/// How often one code follows another, against chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Following {
    /// How often it does.
    pub observed: u64,
    /// How often it would if what comes after did not depend on what comes before.
    pub expected: f64,
    /// The share of all that follows the first code, 0 to 1.
    pub probability: f64,
    /// The adjusted residual: standard normal under independence, and good from five or so expected on.
    pub z: f64,
    /// Its two-sided p value.
    pub p: f64,
    /// That p value by Holm's correction for all pairs.
    pub p_holm: f64,
}

/// Each pair of codes in a table of transitions, rows first. None where the first code never leads to anything or the second
/// never follows anything; and everywhere when fewer than two do.
#[must_use]
pub fn following(transitions: &[Vec<u64>]) -> Vec<Vec<Option<Following>>> {
    let mut found: Vec<Vec<Option<Following>>> = transitions.iter().map(|row| vec![None; row.len()]).collect();
    let Ok((table, kept)) = Table::without_empty(transitions) else { return found };
    for ((row, cells), total) in kept.rows.iter().zip(residuals(&table)).zip(table.row_totals()) {
        for (column, Cell { observed, expected, adjusted, p, p_holm, .. }) in kept.columns.iter().zip(cells) {
            let probability = figure(observed) / figure(*total);
            found[*row][*column] = Some(Following { observed, expected, probability, z: adjusted, p, p_holm });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transitions_stay_within_sequences() {
        let sequences = [vec![0, 1, 1, 0, 7, 1], vec![1, 0]];
        assert_eq!(transitions(&sequences, 2, 1), [[0, 1], [2, 1]]);
        assert_eq!(transitions(&sequences, 2, 2), [[0, 2], [1, 0]]);
        assert_eq!(transitions(&sequences, 2, 9), [[0, 0], [0, 0]]);
        assert_eq!(transitions(&sequences, 2, 0), [[3, 0], [0, 4]]);
    }

    /// z in the form of Allison & Liker: (P(b after a) - P(b)) / √(P(b) (1 - P(b)) (1 - P(a)) / (n P(a))).
    #[test]
    fn the_score_of_allison_and_liker() {
        let counts = vec![vec![30, 12, 8], vec![10, 25, 15], vec![12, 9, 29]];
        let found = following(&counts)[1][2].expect("both occur");
        let (a, b, n): (f64, f64, f64) = (50.0 / 150.0, 52.0 / 150.0, 150.0);
        let z = (15.0 / 50.0 - b) / (b * (1.0 - b) * (1.0 - a) / (n * a)).sqrt();
        assert!((found.z - z).abs() < 1e-12 && (found.expected - 50.0 * 52.0 / 150.0).abs() < 1e-12);
        assert!((found.probability - 0.3).abs() < 1e-12 && found.observed == 15 && found.p_holm >= found.p);
    }

    #[test]
    fn codes_that_lead_nowhere_have_no_score() {
        let found = following(&[vec![3, 2, 0], vec![0, 0, 0], vec![1, 4, 0]]);
        assert!(found[1].iter().all(Option::is_none) && found.iter().all(|row| row[2].is_none()));
        assert!(found[0][0].is_some() && found[2][1].is_some());
        assert_eq!(following(&[vec![5]]), [[None]]);
        assert_eq!(following(&[vec![1, 2], vec![3]]), [vec![None, None], vec![None]]);
    }
}
