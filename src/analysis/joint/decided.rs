//! What people decided about the fit of a cell, beside what the rule suggests.

use super::{Joint, JointCell, Suggestion};
use crate::model::{Fit, FitDecision, Meeting, MetaInference};

/// The fit of a cell: what the rule suggests, what people decided, and what both strands say together.
#[derive(Clone, Debug)]
pub struct Convergence<'a> {
    /// Where.
    pub meeting: Meeting,
    /// What the rule suggests; none for kinds without a direction.
    pub suggestion: Option<Suggestion>,
    /// What people decided, by date and analyst.
    pub decisions: Vec<&'a FitDecision>,
    /// The meta-inference.
    pub inference: Option<&'a MetaInference>,
}

impl Convergence<'_> {
    /// The fit that counts: the one that people decided when they agree, else the suggestion. None where analysts differ.
    #[must_use]
    pub fn fit(&self) -> Option<Fit> {
        match self.decisions.split_first() {
            None => self.suggestion.as_ref().map(|suggestion| suggestion.fit),
            Some((first, others)) => others.iter().all(|other| other.fit == first.fit).then_some(first.fit),
        }
    }

    /// Analysts whose decision rests on inputs that have changed since.
    #[must_use]
    pub fn outdated(&self) -> Vec<&str> {
        let Some(now) = self.suggestion.as_ref().map(|suggestion| suggestion.inputs.by_name()) else {
            return Vec::new();
        };
        let old = self.decisions.iter().filter(|decision| !decision.inputs.is_empty() && decision.inputs != now);
        old.map(|decision| decision.analyst.as_str()).collect()
    }

    /// The fit in words, with who decided: `agreement (RK)`, `dissonance (suggested)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let outdated = if self.outdated().is_empty() { "" } else { ", inputs changed since" };
        match (self.fit(), self.decisions.is_empty()) {
            (Some(fit), true) => format!("{} (suggested)", fit.name()),
            (Some(fit), false) => format!("{} ({}{outdated})", fit.name(), self.analysts()),
            (None, true) => String::new(),
            (None, false) => {
                let each =
                    self.decisions.iter().map(|decision| format!("{}: {}", decision.analyst, decision.fit.name()));
                format!("analysts differ ({}{outdated})", each.collect::<Vec<_>>().join("; "))
            }
        }
    }

    /// Who decided, separated by commas.
    #[must_use]
    pub fn analysts(&self) -> String {
        self.decisions.iter().map(|decision| decision.analyst.as_str()).collect::<Vec<_>>().join(", ")
    }
}

impl<'a> Joint<'_, 'a> {
    /// Where a cell is, when it has a theme and a target.
    #[must_use]
    pub fn meeting(&self, cell: &JointCell) -> Option<Meeting> {
        let theme = self.frame.snapshot().themes.get(cell.theme?)?;
        let target = self.targets.get(cell.target?)?;
        Some(Meeting { theme: theme.id.clone(), kind: self.kind.word().to_owned(), target: target.id.clone() })
    }

    /// The fit of every cell, in the order of [`Joint::cells`]; none for cells that lack a theme or a target.
    #[must_use]
    pub fn convergence(&self) -> Vec<Option<Convergence<'a>>> {
        let decided = &self.frame.snapshot().integration;
        let with_suggestion = self.cells.iter().zip(self.suggestions());
        with_suggestion
            .map(|(cell, suggestion)| {
                let meeting = self.meeting(cell)?;
                let mut decisions: Vec<&FitDecision> =
                    decided.decisions.iter().filter(|decision| decision.meeting == meeting).collect();
                decisions.sort_by_key(|decision| (decision.date.as_str(), decision.analyst.as_str()));
                let inference = decided.inferences.iter().find(|inference| inference.meeting == meeting);
                Some(Convergence { meeting, suggestion, decisions, inference })
            })
            .collect()
    }
}
