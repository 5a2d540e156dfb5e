//! The gate itself: what it lets through, and in which state.

use std::collections::BTreeSet;

use super::names::Names;
use super::small_cells;
use super::{Quote, QuoteDraft, Reason, Refusal, Released, quote};
use crate::model::{Scope, Snapshot};
use crate::table::{Cell, Table};

/// For whom something is meant and how small a group may be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What participants must have agreed to: [`Scope::QuotePublished`] for a guide. Less than
    /// [`Scope::QuoteTeam`] is read as that, since nothing is ever quoted on less.
    pub audience: Scope,
    /// Counts of people from 1 to one less than this are withheld; 0 and 1 withhold nothing.
    pub small_cell: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self { audience: Scope::QuotePublished, small_cell: 3 }
    }
}

/// What a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// It counts people, or what leads to people (cases, sources): small cells are withheld. Which
    /// columns do is said by their units: `participants`, `cases`, `sources` and shares of them.
    /// A column with the key `total` or `participants` is the total over the others of its unit. What is worked out from the
    /// count of a column `KEY` stands under `KEY_word`, `KEY_low` and `KEY_high` and is withheld with it.
    People,
    /// It shows findings of studies; its figures pass as they are. A table with a column that counts
    /// people is judged as [`TableKind::People`] all the same.
    Findings,
}

/// Judges what may be published from a snapshot.
///
/// ```
/// use themeweave::disclosure::{Gate, Policy, QuoteDraft};
/// use themeweave::model::Snapshot;
/// use themeweave::text::Span;
///
/// let nothing_loaded = Snapshot::empty(jiff::civil::date(2026, 1, 1));
/// let gate = Gate::new(&nothing_loaded, Policy::default());
/// let refused = gate.quote(QuoteDraft { source: 0, span: Span::new(0, 10) });
/// assert!(refused.is_err(), "what cannot be judged is refused");
/// ```
#[derive(Clone, Debug)]
pub struct Gate<'a> {
    snapshot: &'a Snapshot,
    policy: Policy,
    names: Names,
}

impl<'a> Gate<'a> {
    /// A gate for a snapshot. Consent is judged on [`Snapshot::today`].
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, policy: Policy) -> Self {
        Self { snapshot, policy, names: Names::of(snapshot) }
    }

    /// What a participant must allow to be quoted.
    #[must_use]
    pub fn needed(&self) -> Scope {
        self.policy.audience.max(Scope::QuoteTeam)
    }

    /// Whether a number of people is too small to be told.
    #[must_use]
    pub fn is_small(&self, people: u64) -> bool {
        people > 0 && people < self.policy.small_cell
    }

    /// For each participant, whether consent lets the person be quoted: a hint for choosing quotes
    /// that spares refusals. Each quote is judged all the same.
    #[must_use]
    pub fn quotable(&self) -> Vec<bool> {
        (0u32..).take(self.snapshot.participants.len()).map(|p| self.snapshot.allowed(p) >= self.needed()).collect()
    }

    /// Releases a passage: its words from the snapshot's own text, attributed by pseudonym and role.
    ///
    /// # Errors
    /// Every reason at once: a speaker whose consent does not reach that far, who is not known or is
    /// an interviewer, text outside speech, a name of somebody who withdrew, a span that holds no
    /// words or does not lie in the text.
    pub fn quote(&self, draft: QuoteDraft) -> Result<Released<Quote>, Refusal> {
        quote::judge(self.snapshot, &self.names, self.needed(), draft).map(Released::seal)
    }

    /// Releases a text of the authors (a statement, an introduction) as it is.
    ///
    /// # Errors
    /// When it names somebody whose consent allows nothing today.
    pub fn text(&self, text: String) -> Result<Released<String>, Refusal> {
        let start: String = text.chars().take(60).collect();
        Refusal::unless_clear(|| format!("text `{start}`"), self.named_in([text.as_str()]))?;
        Ok(Released::seal(text))
    }

    /// Releases a table, small cells withheld. 0 stays 0, except where it has to hide which other
    /// cell of its row is small.
    ///
    /// # Errors
    /// When a column that counts people holds words, or when any words of the table name somebody
    /// whose consent allows nothing today.
    pub fn table(&self, table: Table, kind: TableKind) -> Result<Released<Table>, Refusal> {
        self.table_beside(table, kind, &BTreeSet::new())
    }

    /// [`Gate::table`] for a table that stands beside another one: the cells at the places `also` (row, column) are
    /// withheld too, because the other table withholds a count that they would tell.
    ///
    /// # Errors
    /// As [`Gate::table`].
    pub fn table_beside(
        &self,
        mut table: Table,
        kind: TableKind,
        also: &BTreeSet<(usize, usize)>,
    ) -> Result<Released<Table>, Refusal> {
        let mut reasons = self.named_in(words_of(&table));
        let counts_people = table.columns.iter().any(small_cells::counts_people);
        if kind == TableKind::People || counts_people {
            reasons.extend(small_cells::people_in_words(&table));
            small_cells::withhold(&mut table, self.policy.small_cell, also);
        }
        Refusal::unless_clear(|| format!("table `{}`", table.title), reasons)?;
        Ok(Released::seal(table))
    }

    fn named_in<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Vec<Reason> {
        let named = texts.into_iter().flat_map(|text| self.names.in_text(text));
        named.map(|participant| Reason::Named { participant }).collect()
    }
}

/// Every word that a table prints.
fn words_of(table: &Table) -> Vec<&str> {
    let mut words = vec![table.title.as_str(), &table.measure, &table.frame];
    words.extend(table.notes.iter().map(String::as_str));
    for column in &table.columns {
        words.extend([column.key.as_str(), column.label.as_str()]);
    }
    words.extend(table.rows.iter().flatten().filter_map(|cell| match cell {
        Cell::Text(text) | Cell::Withheld(text) => Some(text.as_str()),
        Cell::Empty | Cell::Count(_) | Cell::Number { .. } | Cell::Share { .. } => None,
    }));
    words
}
