//! What a corrected transcript does to its codings, as a plan and as a report.

use crate::model::CodingId;
use crate::table::{Cell, Column, Table};
use crate::text::{Fate, changes_in_brief, counted, excerpt};

/// Characters of a coding's words that a plan shows.
const SHOWN: usize = 120;

/// What a new text does to one coding.
#[derive(Clone, Debug, PartialEq)]
pub struct CodingFate {
    /// The coding.
    pub id: CodingId,
    /// Its code.
    pub code: String,
    /// Who coded.
    pub coder: String,
    /// What happens to it.
    pub fate: Fate,
    /// How its place was found.
    pub method: &'static str,
    /// How sure that is, from 0 to 1.
    pub score: f64,
    /// Line of the text before, from 1.
    pub line_before: u32,
    /// Line of the new text; nothing for an orphan.
    pub line: Option<u32>,
    /// Its words before.
    pub before: String,
    /// Its words in the new text; nothing for an orphan.
    pub words: Option<String>,
}

/// What became of a source whose text was corrected.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Revision {
    /// Name of the source.
    pub source: String,
    /// Whether the text is another one at all.
    pub changed: bool,
    /// Places of the text that differ.
    pub places: usize,
    /// Every coding that counts, in the order of the text before.
    pub codings: Vec<CodingFate>,
    /// Memos on passages of the text, with what becomes of each.
    pub memos: Vec<(CodingId, Fate)>,
    /// Speaker labels that are written otherwise now: before and after. Who stands behind them stays known.
    pub labels_renamed: Vec<(String, String)>,
    /// Speaker labels that the text no longer has.
    pub labels_gone: Vec<String>,
    /// Speaker labels that are new.
    pub labels_new: Vec<String>,
    /// Whether the text before had been edited in the project, so that this one may lack what was edited.
    pub replaces_edit: bool,
}

impl Revision {
    /// How many codings have this fate.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        self.codings.iter().filter(|coding| coding.fate == fate).count()
    }

    /// The revision in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        if !self.changed {
            return String::new();
        }
        let mut parts = vec![format!("{}: {} of the text changed", self.source, counted(self.places as u64, "place"))];
        parts.extend(fates(std::slice::from_ref(self)));
        parts.join(", ")
    }

    /// The plan as a table: every coding that is not simply kept or moved, or all of them. For reading, the words show
    /// what changes in them; as a `sheet`, before and after have a column each.
    #[must_use]
    pub fn table(&self, all: bool, sheet: bool) -> Table {
        let mut table = Table::new(format!("What becomes of the codings of {}", self.source), columns(sheet));
        let told = |coding: &&CodingFate| all || !matches!(coding.fate, Fate::Kept | Fate::Moved);
        for coding in self.codings.iter().filter(told) {
            let mut row = vec![
                Cell::words(coding.id.to_string()),
                Cell::words(coding.fate.word()),
                Cell::words(&coding.code),
                Cell::Count(u64::from(coding.line_before)),
                coding.line.map_or(Cell::Empty, |line| Cell::Count(u64::from(line))),
            ];
            row.extend(if sheet { in_full(coding) } else { in_brief(coding) });
            table.rows.push(row);
        }
        table.notes.push(self.summary() + ".");
        let memos = Fate::WORDS.into_iter().filter_map(|(fate, word)| {
            let count = self.memos.iter().filter(|(_, found)| *found == fate).count() as u64;
            (count > 0).then(|| format!("{} {word}", counted(count, "memo")))
        });
        let memos: Vec<String> = memos.collect();
        if !memos.is_empty() {
            table.notes.push(format!("Memos on its passages: {}.", memos.join(", ")));
        }
        for (before, after) in &self.labels_renamed {
            table.notes.push(format!("Speaker label {before} is {after} now; who stands behind it stays the same."));
        }
        for (labels, what) in [(&self.labels_gone, "no longer has"), (&self.labels_new, "has as new")] {
            if !labels.is_empty() {
                table.notes.push(format!("Speaker labels that the text {what}: {}.", labels.join(", ")));
            }
        }
        if !self.labels_new.is_empty() {
            table.notes.push(
                "Whoever speaks under a new label is taken for a participant that nobody has named yet: \
                 `themeweave source describe --speakers` says who it is."
                    .to_owned(),
            );
        }
        if self.replaces_edit {
            table.notes.push(
                "The text before had been edited in the project (`source edit`); this one counts as it stands, so look whether \
                 it has those corrections too."
                    .to_owned(),
            );
        }
        table
    }
}

/// `3 codings moved, 1 coding orphaned`: what becomes of the codings of some sources, without those that are kept.
pub(super) fn fates(revisions: &[Revision]) -> Vec<String> {
    let count = |fate: Fate| revisions.iter().map(|revision| revision.count(fate) as u64).sum::<u64>();
    let found = Fate::WORDS.into_iter().map(|(fate, word)| (count(fate), word));
    found.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{} {word}", counted(count, "coding"))).collect()
}

fn columns(sheet: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::text("coding", "Coding"),
        Column::text("fate", "Fate"),
        Column::text("code", "Code"),
        Column::number("line_before", "Line"),
        Column::number("line", "Now"),
    ];
    columns.extend(if sheet {
        vec![
            Column::text("coder", "Coder"),
            Column::text("before", "Words before"),
            Column::text("words", "Words now"),
            Column::text("method", "Found by"),
            Column::number("score", "Score"),
        ]
    } else {
        vec![Column::text("words", "Words")]
    });
    columns
}

fn in_full(coding: &CodingFate) -> Vec<Cell> {
    vec![
        Cell::words(&coding.coder),
        Cell::words(&coding.before),
        coding.words.as_deref().map_or(Cell::Empty, Cell::words),
        Cell::words(coding.method),
        Cell::Number { value: (coding.score * 1000.0).round() / 1000.0, decimals: 2 },
    ]
}

fn in_brief(coding: &CodingFate) -> Vec<Cell> {
    let words = match &coding.words {
        Some(words) if *words == coding.before => excerpt(words, SHOWN),
        Some(words) => changes_in_brief(&coding.before, words),
        None => excerpt(&coding.before, SHOWN),
    };
    vec![Cell::words(words)]
}
