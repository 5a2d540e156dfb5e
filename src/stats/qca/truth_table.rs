//! The truth table: which combinations of conditions there are cases of, and whether they lead to the outcome.

use super::fit::sufficiency;
use super::{Memberships, NEAR, Term, is_in, is_out};

/// Cases that there should be for each condition.
pub const CASES_EACH: usize = 3;

/// From where on a row counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cuts {
    /// Cases that a row needs; rows with fewer are remainders.
    pub cases: usize,
    /// Consistency from which a row leads to the outcome, 0 to 1.
    pub consistency: f64,
    /// PRI that it must have besides; 0 asks for none.
    pub pri: f64,
    /// Consistency from which a row that does not lead to the outcome is a contradiction and no absence; every such
    /// row is an absence when there is none.
    pub contradiction: Option<f64>,
}

impl Default for Cuts {
    fn default() -> Self {
        Self { cases: 1, consistency: 0.8, pri: 0.0, contradiction: None }
    }
}

/// What a row leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// To the outcome.
    Present,
    /// Neither clearly: between the two consistency cuts.
    Contradiction,
    /// Not to the outcome.
    Absent,
    /// Not known: too few cases, or none.
    Remainder,
}

impl Outcome {
    /// The sign that truth tables use.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Present => "1",
            Self::Absent => "0",
            Self::Contradiction => "C",
            Self::Remainder => "?",
        }
    }
}

/// A combination of conditions.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which conditions are present, as bits: bit 0 is the last condition.
    pub pattern: u32,
    /// What the row leads to.
    pub outcome: Outcome,
    /// Positions of the cases that are more in the row than out of it.
    pub cases: Vec<usize>,
    /// Of them, those that are more in the outcome than out of it.
    pub with_outcome: Vec<usize>,
    /// Of them, those that are more out of the outcome than in it.
    pub without_outcome: Vec<usize>,
    /// Consistency of the row with the outcome over all cases; none where the row has no case.
    pub consistency: Option<f64>,
    /// Its proportional reduction in inconsistency; none where the row has no case, or is as much part of the outcome
    /// as of its absence.
    pub pri: Option<f64>,
}

impl Row {
    /// The row's number, from 1, as truth tables print it.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.pattern + 1
    }

    /// Whether the condition at this position (of so many) is present.
    #[must_use]
    pub fn has(&self, condition: usize, of: usize) -> bool {
        Term::new(self.pattern, 0).asks(condition, of).is_some()
    }

    /// Whether its cases contradict each other: some have the outcome, some have not.
    #[must_use]
    pub fn is_contradictory(&self) -> bool {
        !self.with_outcome.is_empty() && !self.without_outcome.is_empty()
    }
}

/// Every combination of conditions.
#[derive(Clone, Debug, PartialEq)]
pub struct TruthTable {
    /// Number of conditions.
    pub conditions: usize,
    /// All 2 to the power of conditions rows, by number.
    pub rows: Vec<Row>,
    /// Positions of the cases that are in no row because a membership is exactly one half: in no combination more than
    /// out of it.
    pub ambiguous: Vec<usize>,
    /// Positions of the cases that are exactly half in the outcome; they count in sums, and neither with nor without
    /// the outcome.
    pub half_in_outcome: Vec<usize>,
    /// The cuts.
    pub cuts: Cuts,
}

impl TruthTable {
    /// The truth table of memberships.
    #[must_use]
    pub fn new(data: &Memberships, cuts: Cuts) -> Self {
        let conditions = data.conditions().len();
        let every = (1_u32 << conditions) - 1;
        let mut cases_of = vec![Vec::new(); 1 << conditions];
        let mut ambiguous = Vec::new();
        for case in 0..data.cases() {
            match pattern_of(data, case).and_then(|pattern| cases_of.get_mut(pattern as usize)) {
                Some(cases) => cases.push(case),
                None => ambiguous.push(case),
            }
        }
        let rows = (0..=every).zip(cases_of).map(|(pattern, cases)| row(data, pattern, cases, cuts, every)).collect();
        let half = |case: &usize| data.outcome().get(*case).is_some_and(|value| !is_in(*value) && !is_out(*value));
        let half_in_outcome = (0..data.cases()).filter(half).collect();
        Self { conditions, rows, ambiguous, half_in_outcome, cuts }
    }

    /// The rows that lead there.
    pub fn rows_with(&self, outcome: Outcome) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.outcome == outcome)
    }

    /// Rows with cases, of which some have the outcome and some have not.
    pub fn contradictory(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.is_contradictory())
    }

    /// Number of rows that are remainders.
    #[must_use]
    pub fn remainders(&self) -> usize {
        self.rows_with(Outcome::Remainder).count()
    }

    /// Number of cases in rows.
    #[must_use]
    pub fn placed(&self) -> usize {
        self.rows.iter().map(|row| row.cases.len()).sum()
    }

    /// Whether there are too few cases for so many conditions: fewer than [`CASES_EACH`] for each. With so few,
    /// combinations lead to an outcome by chance.
    #[must_use]
    pub fn has_too_few_cases(&self) -> bool {
        self.placed() < CASES_EACH * self.conditions
    }
}

/// Which conditions a case has; none where it is exactly half in one.
fn pattern_of(data: &Memberships, case: usize) -> Option<u32> {
    data.conditions().iter().try_fold(0, |pattern, values| {
        let value = *values.get(case)?;
        (is_in(value) || is_out(value)).then(|| pattern << 1 | u32::from(is_in(value)))
    })
}

fn row(data: &Memberships, pattern: u32, cases: Vec<usize>, cuts: Cuts, every: u32) -> Row {
    let outcome_of = |case: &&usize| data.outcome().get(**case).copied();
    let with_outcome = cases.iter().filter(|case| outcome_of(case).is_some_and(is_in)).copied().collect();
    let without_outcome = cases.iter().filter(|case| outcome_of(case).is_some_and(is_out)).copied().collect();
    let (mut consistency, mut pri, mut outcome) = (None, None, Outcome::Remainder);
    if !cases.is_empty() {
        let fit = sufficiency(&data.in_term(Term::new(pattern, every & !pattern)), data.outcome());
        (consistency, pri) = (fit.consistency, fit.pri);
    }
    if !cases.is_empty() && cases.len() >= cuts.cases {
        let reaches = |figure: Option<f64>, cut: f64| figure.is_some_and(|figure| figure >= cut - NEAR);
        outcome = if reaches(consistency, cuts.consistency) && (cuts.pri <= 0.0 || reaches(pri, cuts.pri)) {
            Outcome::Present
        } else if cuts.contradiction.is_some_and(|cut| reaches(consistency, cut)) {
            Outcome::Contradiction
        } else {
            Outcome::Absent
        };
    }
    Row { pattern, outcome, cases, with_outcome, without_outcome, consistency, pri }
}
