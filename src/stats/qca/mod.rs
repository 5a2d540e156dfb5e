//! Qualitative comparative analysis, crisp and fuzzy (Ragin 1987, 2008; formulas as in Duşa 2019, whose R package QCA
//! gives the same figures).
//!
//! [`Memberships`] hold how far each case has each condition and the outcome, 0 to 1; crisp sets are the memberships 0
//! and 1. From them come the [`TruthTable`], its minimisation to a [`Solution`], and how [necessary](necessity) and
//! [sufficient](sufficiency) single conditions are. Cases and conditions are positions here; names are for those who
//! print.

mod calibration;
mod cover;
mod fit;
mod primes;
mod solution;
mod term;
mod truth_table;

use thiserror::Error;

pub use calibration::{Anchors, crisp};
pub use cover::{MAX_MODELS, Search};
pub use fit::{Necessity, Sufficiency, necessity, negated, sufficiency};
pub use solution::{Model, Prime, Remainders, Solution, minimise};
pub use term::Term;
pub use truth_table::{CASES_EACH, Cuts, Outcome, Row, TruthTable};

/// The most conditions that are taken: a truth table has 2 to this power rows.
pub const MAX_CONDITIONS: usize = 12;

/// How near to a threshold a figure counts as being on it; as R's comparisons do, so that a consistency of 4/5 reaches
/// 0.8.
const NEAR: f64 = 1e-8;

/// Why there is nothing to compare.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum QcaError {
    /// No conditions, or more than [`MAX_CONDITIONS`].
    #[error("{found} conditions; expected 1 to {MAX_CONDITIONS}")]
    Conditions {
        /// How many.
        found: usize,
    },
    /// No cases.
    #[error("no cases to compare")]
    NoCases,
    /// A condition with another number of memberships than the outcome.
    #[error("condition {} has {found} memberships, the outcome {expected}", condition + 1)]
    Length {
        /// Position of the condition.
        condition: usize,
        /// Its memberships.
        found: usize,
        /// Those of the outcome.
        expected: usize,
    },
    /// A membership that is none.
    #[error("membership {found} of case {} is not between 0 and 1", case + 1)]
    Membership {
        /// Position of the case.
        case: usize,
        /// The figure.
        found: f64,
    },
    /// Anchors of a calibration that neither rise nor fall.
    #[error(
        "the anchors must rise or fall from full non-membership over the crossover to full membership; \
         found {exclusion}, {crossover}, {inclusion}"
    )]
    Anchors {
        /// Full non-membership.
        exclusion: f64,
        /// Crossover.
        crossover: f64,
        /// Full membership.
        inclusion: f64,
    },
}

/// How far cases have conditions and an outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Memberships {
    conditions: Vec<Vec<f64>>,
    outcome: Vec<f64>,
}

impl Memberships {
    /// Memberships of cases: `conditions[i][case]` and `outcome[case]`, each 0 to 1.
    ///
    /// # Errors
    /// Lengths that differ, figures outside 0 to 1, no cases, no conditions or too many.
    pub fn new(conditions: Vec<Vec<f64>>, outcome: Vec<f64>) -> Result<Self, QcaError> {
        if conditions.is_empty() || conditions.len() > MAX_CONDITIONS {
            return Err(QcaError::Conditions { found: conditions.len() });
        }
        if outcome.is_empty() {
            return Err(QcaError::NoCases);
        }
        for (condition, values) in conditions.iter().enumerate() {
            if values.len() != outcome.len() {
                return Err(QcaError::Length { condition, found: values.len(), expected: outcome.len() });
            }
        }
        for values in conditions.iter().chain([&outcome]) {
            if let Some((case, found)) = values.iter().enumerate().find(|(_, value)| !(0.0..=1.0).contains(*value)) {
                return Err(QcaError::Membership { case, found: *found });
            }
        }
        Ok(Self { conditions, outcome })
    }

    /// The same cases and conditions with the absence of the outcome as their outcome.
    #[must_use]
    pub fn of_absence(&self) -> Self {
        Self { conditions: self.conditions.clone(), outcome: negated(&self.outcome) }
    }

    /// Memberships in each condition.
    #[must_use]
    pub fn conditions(&self) -> &[Vec<f64>] {
        &self.conditions
    }

    /// Memberships in the outcome.
    #[must_use]
    pub fn outcome(&self) -> &[f64] {
        &self.outcome
    }

    /// Number of cases.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.outcome.len()
    }

    /// Whether every membership is 0 or 1.
    #[must_use]
    pub fn is_crisp(&self) -> bool {
        // Only the exact ends are crisp.
        let ends = |value: &f64| *value <= 0.0 || *value >= 1.0;
        self.conditions.iter().chain([&self.outcome]).flatten().all(ends)
    }

    /// Membership of every case in a term: the smallest of its memberships in the term's conditions.
    #[must_use]
    pub fn in_term(&self, term: Term) -> Vec<f64> {
        let mut smallest = vec![1.0_f64; self.cases()];
        for (condition, values) in self.conditions.iter().enumerate() {
            let Some(present) = term.asks(condition, self.conditions.len()) else { continue };
            for (least, value) in smallest.iter_mut().zip(values) {
                *least = least.min(if present { *value } else { 1.0 - value });
            }
        }
        smallest
    }

    /// Membership of every case in the union of terms: the largest of its memberships in them.
    #[must_use]
    pub fn in_any(&self, terms: &[Term]) -> Vec<f64> {
        let mut largest = vec![0.0_f64; self.cases()];
        for term in terms {
            for (most, value) in largest.iter_mut().zip(self.in_term(*term)) {
                *most = most.max(value);
            }
        }
        largest
    }

    /// Positions of the cases that are more in a term than out of it.
    #[must_use]
    pub fn cases_in(&self, term: Term) -> Vec<usize> {
        let memberships = self.in_term(term);
        (0..self.cases()).filter(|case| memberships.get(*case).is_some_and(|value| is_in(*value))).collect()
    }
}

/// Whether a membership is more in than out; exactly half is neither.
fn is_in(membership: f64) -> bool {
    membership > 0.5 + NEAR
}

/// Whether a membership is more out than in.
fn is_out(membership: f64) -> bool {
    membership < 0.5 - NEAR
}

#[cfg(test)]
mod tests;
