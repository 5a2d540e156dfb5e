//! Configurations: which combinations of conditions go with an outcome (qualitative comparative analysis).
//!
//! Either the cases are the interventions of the review and the conditions practice elements, or the cases are those
//! of the study (families) and the conditions themes. The figures are those of [`crate::stats::qca`]; here cases and
//! conditions have names, and what was left out is told.

mod choice;
mod elements;
mod outcome;
mod solutions;
mod tables;
mod themes;

use super::measure::find;
use super::{AnalysisError, Frame};
use crate::model::Snapshot;
use crate::stats::qca::Memberships;
use crate::text::counted;

pub use crate::stats::qca::Cuts;
pub use outcome::OutcomeScores;

/// What the conditions of configurations are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Conditions {
    /// Practice elements; the cases are interventions.
    #[default]
    Elements,
    /// Themes; the cases are those of the study.
    Themes,
}

impl Conditions {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Elements, Self::Themes];

    /// The word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Elements => "elements",
            Self::Themes => "themes",
        }
    }

    /// Reads [`Conditions::word`]; an empty word is the default.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        find("rows", word, &Self::ALL, Self::word)
    }

    /// What one case is.
    fn case(self) -> &'static str {
        match self {
            Self::Elements => "intervention",
            Self::Themes => "case",
        }
    }

    /// Start of the tables' titles.
    fn title(self) -> &'static str {
        match self {
            Self::Elements => "Practice elements of interventions",
            Self::Themes => "Themes of cases",
        }
    }
}

/// A condition, or a case.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    id: String,
    name: String,
}

impl Named {
    /// Named by its id where it has no name.
    fn new(id: &str, name: &str) -> Self {
        Self { id: id.to_owned(), name: if name.is_empty() { id.to_owned() } else { name.to_owned() } }
    }
}

/// A case that may be compared, and which of all conditions it has: none where that is not reported.
#[derive(Clone, Debug)]
struct Candidate {
    case: Named,
    presence: Vec<Option<bool>>,
}

/// Everything that can be compared.
#[derive(Clone, Debug)]
struct Candidates {
    kind: Conditions,
    conditions: Vec<Named>,
    cases: Vec<Candidate>,
    /// What the cases are taken from, in words; empty for findings.
    frame: String,
    notes: Vec<String>,
}

/// Cases with their conditions and outcome, ready for the four tables: [data](Configurations::data), [truth
/// table](Configurations::truth), [solutions](Configurations::solutions), [necessity](Configurations::necessity).
#[derive(Clone, Debug)]
pub struct Configurations {
    kind: Conditions,
    cases: Vec<Named>,
    conditions: Vec<Named>,
    memberships: Memberships,
    outcome: String,
    frame: String,
    notes: Vec<String>,
}

impl Configurations {
    /// Interventions with these practice elements (by id or name), and the outcome scores of the interventions, by id.
    /// An intervention of which an element is not reported is left out, and one without a score. Where no element is
    /// named, some are chosen by a rule that does not look at the outcome; the notes say so.
    ///
    /// # Errors
    /// Elements that the project does not have; no intervention that is left; scores outside 0 to 1; too many
    /// conditions.
    pub fn of_elements(
        snapshot: &Snapshot,
        elements: &[String],
        outcome: &OutcomeScores,
    ) -> Result<Self, AnalysisError> {
        Self::new(&elements::candidates(snapshot), elements, outcome)
    }

    /// Cases of the study with these themes (by id or name), and the outcome scores of the cases, by id. A case has a
    /// theme when at least one of its people in the frame speaks of it, counted as in every table: interviewers' words
    /// never count. A case of which nobody is in the frame is left out, and one without a score.
    ///
    /// # Errors
    /// As [`Configurations::of_elements`].
    pub fn of_themes(frame: &Frame<'_>, themes: &[String], outcome: &OutcomeScores) -> Result<Self, AnalysisError> {
        Self::new(&themes::candidates(frame), themes, outcome)
    }

    fn new(all: &Candidates, wanted: &[String], outcome: &OutcomeScores) -> Result<Self, AnalysisError> {
        let kind = all.kind;
        let (scored, unscored): (Vec<&Candidate>, Vec<&Candidate>) =
            all.cases.iter().partition(|candidate| outcome.scores.contains_key(&candidate.case.id));
        let (chosen, by_rule) = choice::conditions(all, &scored, wanted)?;
        let unreported = |candidate: &Candidate| -> Vec<&str> {
            let unreported = chosen.iter().filter(|at| candidate.presence.get(**at).copied().flatten().is_none());
            unreported.filter_map(|at| Some(all.conditions.get(*at)?.id.as_str())).collect()
        };
        let (compared, partial): (Vec<&Candidate>, Vec<&Candidate>) =
            scored.into_iter().partition(|candidate| unreported(candidate).is_empty());

        let mut notes: Vec<String> = by_rule.into_iter().collect();
        if !unscored.is_empty() {
            let names: Vec<&str> = unscored.iter().map(|candidate| candidate.case.name.as_str()).collect();
            notes.push(format!("Left out because {}: {}.", outcome.missing, names.join("; ")));
        }
        if !partial.is_empty() {
            let names = partial.iter().map(|c| format!("{} ({})", c.case.name, unreported(c).join(", ")));
            let names: Vec<String> = names.collect();
            notes.push(format!("Left out because a condition is not reported: {}.", names.join("; ")));
        }
        if compared.is_empty() {
            return Err(AnalysisError::NothingToCompare { reason: nothing_left(kind, &notes) });
        }
        notes.extend(all.notes.iter().cloned());

        let column = |at: &usize| -> Vec<f64> {
            let has = |c: &&Candidate| if c.presence.get(*at).copied().flatten() == Some(true) { 1.0 } else { 0.0 };
            compared.iter().map(has).collect()
        };
        let score_of = |candidate: &&Candidate| outcome.scores.get(&candidate.case.id).copied();
        let outcomes = compared.iter().filter_map(score_of).collect();
        let memberships = Memberships::new(chosen.iter().map(column).collect(), outcomes)
            .map_err(|error| AnalysisError::NothingToCompare { reason: error.to_string() })?;
        Ok(Self {
            kind,
            cases: compared.iter().map(|candidate| candidate.case.clone()).collect(),
            conditions: chosen.iter().filter_map(|at| all.conditions.get(*at).cloned()).collect(),
            memberships,
            outcome: outcome.description.clone(),
            frame: all.frame.clone(),
            notes,
        })
    }

    /// The letter that stands for a condition where names would not fit: `A` for the first.
    fn symbols(&self) -> Vec<String> {
        ('A'..='Z').take(self.conditions.len()).map(String::from).collect()
    }

    fn ids(&self) -> Vec<&str> {
        self.conditions.iter().map(|condition| condition.id.as_str()).collect()
    }

    fn names_of(&self, cases: &[usize]) -> String {
        let names = cases.iter().filter_map(|case| self.cases.get(*case)).map(|case| case.name.as_str());
        names.collect::<Vec<_>>().join("; ")
    }

    /// `9 interventions; outcome: ...; frame`.
    fn described(&self) -> String {
        let cases = counted(self.cases.len() as u64, self.kind.case());
        let mut text = format!("{cases}; outcome: {}", self.outcome);
        if !self.frame.is_empty() {
            text.push_str(&format!("; {}", self.frame));
        }
        text
    }
}

fn nothing_left(kind: Conditions, notes: &[String]) -> String {
    let why = if notes.is_empty() { String::new() } else { format!(": {}", notes.join(" ")) };
    format!("no {} is left{why}", kind.case())
}
