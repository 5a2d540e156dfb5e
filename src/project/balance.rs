//! Whose voices the study rests on, and where they are out of balance.

use super::{Project, ProjectError, Selection};
use crate::analysis::{self, BalanceLevel, BalanceRequest, Frame};
use crate::disclosure::{Gate, Policy};
use crate::model::MemoSubject;
use crate::table::Table;

/// The word by which a memo on a theme says that contrary cases were sought.
pub const CONTRARY_TAG: &str = "#contrary";

/// What was found of the balance of voices.
#[derive(Clone, Debug, PartialEq)]
pub struct BalanceReport {
    /// Each role's share of people, turns, words, codings and quotable passages.
    pub shares: Table,
    /// What is out of balance.
    pub findings: Table,
    /// For each finding its rule and level.
    pub fired: Vec<(&'static str, BalanceLevel)>,
}

impl Project {
    /// Looks for imbalances of voices; see [`analysis::balance`]. Memos on themes that hold [`CONTRARY_TAG`] are added to
    /// what the request says was sought.
    ///
    /// # Errors
    /// A role or attribute that there is not, a query that cannot be read, and those of the project file.
    pub fn balance(&self, selection: &Selection, request: &BalanceRequest<'_>) -> Result<BalanceReport, ProjectError> {
        let (snapshot, filter) = self.view(selection, true)?;
        let frame = Frame::new(&snapshot, &filter)?;
        let mut request = request.clone();
        let memos = self.store.memos()?.into_iter();
        let sought = memos.filter(|memo| memo.subject == MemoSubject::Theme && memo.text.contains(CONTRARY_TAG));
        request.sought.extend(sought.map(|memo| memo.name));
        let found = analysis::balance(&frame, &request)?;
        let quotable = Gate::new(&snapshot, Policy::default()).quotable();
        Ok(BalanceReport {
            shares: analysis::voice_shares(&frame, &quotable)?,
            findings: analysis::balance_table(&frame, &found, &analysis::needed_voices(&snapshot, &request.voices)?),
            fired: found.iter().map(|one| (one.rule, one.level)).collect(),
        })
    }
}
