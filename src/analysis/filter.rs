//! Which part of a project an answer is asked about.

use super::AnalysisError;
use crate::model::Snapshot;

/// Which part of the project an answer is about. Conditions are evaluated elsewhere and come as masks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// For each coding, whether it may count; all may when absent.
    pub codings: Option<Vec<bool>>,
    /// For each participant, whether the person is asked about; all are when absent. Narrows N, and
    /// leaves out speech that cannot be tied to a person.
    pub participants: Option<Vec<bool>>,
    /// For each source, whether it is asked about; all are when absent. Narrows N.
    pub sources: Option<Vec<bool>>,
    /// Positions of the coders whose codings count; empty for all.
    pub coders: Vec<u32>,
    /// Rounds whose codings count; empty for all.
    pub rounds: Vec<u32>,
    /// Whether interviewers' speech counts as text. Interviewers never count as people.
    pub include_interviewers: bool,
    /// The filter in words, as it is printed with every number; empty when nothing is filtered.
    pub label: String,
}

impl Filter {
    /// Whether the masks are as long as what they filter.
    pub(super) fn check(&self, snapshot: &Snapshot) -> Result<(), AnalysisError> {
        check_mask("codings", self.codings.as_deref(), snapshot.codings.len())?;
        check_mask("participants", self.participants.as_deref(), snapshot.participants.len())?;
        check_mask("sources", self.sources.as_deref(), snapshot.sources.len())
    }

    pub(super) fn allows_participant(&self, position: usize) -> bool {
        allows(self.participants.as_deref(), position)
    }

    pub(super) fn allows_source(&self, position: usize) -> bool {
        allows(self.sources.as_deref(), position)
    }

    pub(super) fn allows_coding(&self, snapshot: &Snapshot, coding: usize) -> bool {
        let codings = &snapshot.codings;
        allows(self.codings.as_deref(), coding)
            && self.allows_source(codings.source[coding] as usize)
            && (self.coders.is_empty() || self.coders.contains(&codings.coder[coding]))
            && (self.rounds.is_empty() || self.rounds.contains(&codings.round[coding]))
    }
}

fn check_mask(what: &'static str, mask: Option<&[bool]>, expected: usize) -> Result<(), AnalysisError> {
    match mask {
        Some(mask) if mask.len() != expected => Err(AnalysisError::MaskLength { what, found: mask.len(), expected }),
        _ => Ok(()),
    }
}

fn allows(mask: Option<&[bool]>, position: usize) -> bool {
    mask.is_none_or(|mask| mask.get(position).copied().unwrap_or(false))
}
