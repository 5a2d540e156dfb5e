//! Who is held against whom: coders in a round, or rounds of one coder.

use std::collections::BTreeSet;

use super::super::AnalysisError;
use crate::model::{Codings, Snapshot};

/// The most raters that are compared at once: one bit each.
const MOST: usize = 64;

/// Who is held against whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Coders with each other.
    Coders {
        /// Positions of the coders in the snapshot; empty for all who coded.
        coders: Vec<u32>,
        /// Rounds whose codings count; empty for the first in which two of the coders coded.
        rounds: Vec<u32>,
    },
    /// One coder with the same coder in other rounds.
    Rounds {
        /// Position of the coder in the snapshot.
        coder: u32,
        /// The rounds, at least two.
        rounds: Vec<u32>,
    },
}

impl Default for Comparison {
    fn default() -> Self {
        Self::Coders { coders: Vec::new(), rounds: Vec::new() }
    }
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rater {
    /// As tables print it: the coder, and the round where rounds are compared.
    pub label: String,
    coder: u32,
    rounds: Vec<u32>,
}

impl Rater {
    /// A coder in some rounds; in all where none is named.
    pub fn new(snapshot: &Snapshot, coder: u32, rounds: &[u32]) -> Self {
        let name = snapshot.coders.get(coder as usize).cloned().unwrap_or_default();
        Self { label: name, coder, rounds: rounds.to_vec() }
    }

    /// Whether a coding is this rater's.
    pub fn made(&self, codings: &Codings, coding: usize) -> bool {
        codings.coder.get(coding) == Some(&self.coder)
            && codings.round.get(coding).is_some_and(|round| self.rounds.is_empty() || self.rounds.contains(round))
    }
}

/// The raters of a comparison, and the rounds in words.
pub(super) fn raters_of(snapshot: &Snapshot, comparison: &Comparison) -> Result<(Vec<Rater>, String), AnalysisError> {
    let (raters, rounds) = match comparison {
        Comparison::Rounds { coder, rounds } => {
            let rounds: BTreeSet<u32> = rounds.iter().copied().collect();
            let raters = rounds.iter().map(|round| {
                let rater = Rater::new(snapshot, *coder, &[*round]);
                Rater { label: format!("{} round {round}", rater.label), ..rater }
            });
            (raters.collect::<Vec<_>>(), String::new())
        }
        Comparison::Coders { coders, rounds } => {
            let rounds = if rounds.is_empty() { first_common_round(snapshot, coders)? } else { rounds.clone() };
            let raters = coders_in(snapshot, coders, &rounds).into_iter();
            let words: Vec<String> = rounds.iter().map(u32::to_string).collect();
            let word = if rounds.len() == 1 { "round" } else { "rounds" };
            (raters.map(|coder| Rater::new(snapshot, coder, &rounds)).collect(), format!("{word} {}", words.join(", ")))
        }
    };
    match raters.len() {
        0 | 1 => Err(nothing("it needs two coders, or two rounds of one coder")),
        2..=MOST => Ok((raters, rounds)),
        many => Err(nothing(&format!("{many} coders are more than {MOST}; name some with --coders"))),
    }
}

/// The coders that were named, or all who coded in these rounds.
fn coders_in(snapshot: &Snapshot, named: &[u32], rounds: &[u32]) -> BTreeSet<u32> {
    if !named.is_empty() {
        return named.iter().copied().collect();
    }
    let codings = &snapshot.codings;
    let made = codings.coder.iter().zip(&codings.round).filter(|(_, round)| rounds.contains(round));
    made.map(|(coder, _)| *coder).collect()
}

/// The first round in which two of the coders coded: a pass that they made side by side, and not a consensus.
fn first_common_round(snapshot: &Snapshot, coders: &[u32]) -> Result<Vec<u32>, AnalysisError> {
    let codings = &snapshot.codings;
    let made = codings.round.iter().zip(&codings.coder);
    let made: BTreeSet<(u32, u32)> =
        made.filter(|(_, coder)| coders.is_empty() || coders.contains(coder)).map(|(r, c)| (*r, *c)).collect();
    let rounds: BTreeSet<u32> = made.iter().map(|(round, _)| *round).collect();
    let coded_in = |round: u32| made.range((round, 0)..=(round, u32::MAX)).count();
    let common = rounds.iter().copied().find(|round| coded_in(*round) > 1);
    // A coder who was named may have coded nothing at all.
    let only = rounds.first().copied().filter(|_| rounds.len() == 1 && coders.len() > 1);
    common.or(only).map(|round| vec![round]).ok_or_else(|| {
        nothing("no two of the coders coded in the same round; name rounds with --round, or compare one coder's rounds")
    })
}

/// There is nothing to compare, and why.
pub(super) fn nothing(reason: &str) -> AnalysisError {
    AnalysisError::NothingCompared { reason: reason.to_owned() }
}
