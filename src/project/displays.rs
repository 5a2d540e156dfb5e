//! Joint displays that need more than a snapshot: quotes that consent allows, features in words.

use super::{Project, ProjectError, Selection, barred_effects};
use crate::analysis::{self, Exemplar, Feature, Frame, Joint, Layout, QuoteRequest, TargetKind};
use crate::disclosure::{Gate, Policy, QuoteDraft};
use crate::model::{Scope, Snapshot};
use crate::table::Table;

/// Which quotes a display shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuoteQuestion {
    /// What participants must have agreed to; less than the team is read as the team.
    pub audience: Scope,
    /// Most quotes for one theme.
    pub per_theme: usize,
    /// Fewest and most words of a quote.
    pub words: (u32, u32),
}

impl Default for QuoteQuestion {
    fn default() -> Self {
        Self { audience: Scope::QuoteTeam, per_theme: 4, words: (8, 60) }
    }
}

impl Project {
    /// Listing, matching, checking, pillar: voices and findings on either side of what both say together.
    ///
    /// # Errors
    /// As [`Project::joint_by`].
    pub fn joint_pillar(&self, kind: TargetKind, selection: &Selection, layout: Layout) -> Result<Table, ProjectError> {
        self.joint(kind, selection, |joint| joint.pillar(layout))
    }

    /// PROGRESS-Plus characteristics in studies by outcome and in participants by role, blanks said aloud.
    ///
    /// # Errors
    /// As [`Project::joint_by`].
    pub fn joint_equity(&self, selection: &Selection, layout: Layout) -> Result<Table, ProjectError> {
        self.joint(TargetKind::Outcome, selection, |joint| analysis::equity_display(joint, layout))
    }

    /// Published figures beside the codes that are tied to them.
    ///
    /// # Errors
    /// As [`Project::joint_by`].
    pub fn joint_statistics_by_code(&self, selection: &Selection, layout: Layout) -> Result<Table, ProjectError> {
        self.joint(TargetKind::Statistic, selection, |joint| joint.statistics_by_code(layout))
    }

    /// Themes with exemplar quotes by role, beside findings and fit. Every quote has passed the disclosure gate for its audience;
    /// a passage that it refuses is left out.
    ///
    /// # Errors
    /// As [`Project::joint_by`].
    pub fn joint_quotes(
        &self,
        question: QuoteQuestion,
        selection: &Selection,
        layout: Layout,
    ) -> Result<Table, ProjectError> {
        let (snapshot, filter) = self.view(selection, true)?;
        let frame = Frame::new(&snapshot, &filter)?;
        let joint = Joint::by(&frame, TargetKind::Outcome, &barred_effects(&snapshot));
        let gate = Gate::new(&snapshot, Policy { audience: question.audience, ..Policy::default() });
        let (min_words, max_words) = question.words;
        let quotable = gate.quotable();
        let request = QuoteRequest { per_theme: question.per_theme, min_words, max_words, quotable: &quotable };
        let chosen = analysis::select(&frame, &request)?;
        let quotes: Vec<Exemplar> = chosen.iter().filter_map(|choice| released(&gate, choice)).collect();
        let mut table = joint.with_quotes(&quotes, layout);
        table.notes.insert(0, for_whom(&snapshot, &gate));
        Ok(table)
    }

    /// Cases by two features, each `theme:ID` or `case:ATTRIBUTE`.
    ///
    /// # Errors
    /// Features that there are not, and as [`Project::joint_by`].
    pub fn joint_typology(
        &self,
        rows: &str,
        columns: &str,
        selection: &Selection,
        layout: Layout,
    ) -> Result<Table, ProjectError> {
        let (snapshot, filter) = self.view(selection, false)?;
        let frame = Frame::new(&snapshot, &filter)?;
        let (rows, columns) = (Feature::parse(rows, &snapshot)?, Feature::parse(columns, &snapshot)?);
        Ok(analysis::typology(&frame, &rows, &columns, layout))
    }
}

fn released(gate: &Gate, choice: &analysis::QuoteChoice) -> Option<Exemplar> {
    let quote = gate.quote(QuoteDraft { source: choice.source, span: choice.span }).ok()?;
    let quote = quote.get();
    let who = quote.speakers.first()?;
    Some(Exemplar {
        theme: choice.theme,
        role: who.role.clone(),
        pseudonym: who.pseudonym.clone(),
        text: quote.text.clone(),
        source: quote.source.clone(),
        span: (choice.span.start, choice.span.end),
        contrary: choice.contrary,
    })
}

/// For whom the quotes are.
fn for_whom(snapshot: &Snapshot, gate: &Gate) -> String {
    let reach = match gate.needed() {
        Scope::QuotePublished => "to publication",
        _ => "to the team: these quotes are not for publication; --audience published asks for those that are",
    };
    format!("Quoted: people whose consent, as of {}, reaches {reach}.", snapshot.today)
}
