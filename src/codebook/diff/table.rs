//! The differences of two versions as tables.

use std::collections::BTreeMap;

use super::{CategoryChange, CodeChange, Diff, FieldChange};
use crate::model::{Category, StepKind};
use crate::table::{Cell, Column, Table};
use crate::text::{capitalised, changes_in_brief};

impl Diff {
    /// One row for each field that reads differently, and one for each code that came, went, or became
    /// others. Columns: `code`, `change`, `into` (the codes that it became, when not itself), `field`,
    /// `before`, `after`, `note`. A category stands under `code` as `category:ID`.
    #[must_use]
    pub fn table(&self) -> Table {
        let columns = ["code", "change", "into", "field", "before", "after", "note"];
        let columns = columns.map(|key| Column::text(key, capitalised(key))).to_vec();
        let mut table = Table { notes: self.notes(), ..Table::new(self.title(), columns) };
        for change in &self.codes {
            let start = || {
                let notes = change.notes.join(" ");
                ([change.code.clone(), change.words(), elsewhere(change)], notes)
            };
            // What became of a code is one row, also where nothing reads differently.
            if change.fields.is_empty() {
                let (start, notes) = start();
                table.rows.push(row(start, ["", "", "", &notes]));
            }
            for field in &change.fields {
                let (start, notes) = start();
                table.rows.push(row(start, [field.field.word(), &field.before, &field.after, &notes]));
            }
        }
        for change in &self.categories {
            for (field, before, after) in category_fields(change) {
                let start = [format!("category:{}", change.id), change.word().to_owned(), String::new()];
                table.rows.push(row(start, [field, &before, &after, ""]));
            }
        }
        table
    }

    /// The same for reading at 80 columns: words that went as `[-words-]`, words that came as
    /// `{+words+}`, and long runs of words that stay left out.
    #[must_use]
    pub fn overview(&self) -> Table {
        let columns = vec![Column::text("code", "Code"), Column::text("what", "What")];
        let mut table = Table { notes: self.notes(), ..Table::new(self.title(), columns) };
        for change in &self.codes {
            let mut lines: Vec<String> = Vec::new();
            if !elsewhere(change).is_empty() {
                lines.push(format!("into {}", elsewhere(change)));
            }
            if change.is_new() {
                lines.push(change.name.clone());
            } else {
                lines.extend(change.fields.iter().map(marked));
                lines.extend(change.notes.iter().cloned());
            }
            if lines.is_empty() {
                lines.push(change.name.clone());
            }
            push(&mut table, &change.code, &change.words(), lines);
        }
        for change in &self.categories {
            let lines = category_fields(change).into_iter().map(|(field, before, after)| {
                let change = if before.is_empty() || after.is_empty() { after } else { format!("{before} -> {after}") };
                format!("{field}: {change}")
            });
            push(&mut table, &change.id, &format!("category {}", change.word()), lines.collect());
        }
        table
    }

    fn title(&self) -> String {
        format!("What changed from {} to {}", self.from, self.to)
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.through.is_empty() {
            let through: Vec<String> = self.through.iter().map(ToString::to_string).collect();
            notes.push(format!("Followed through the steps of {}.", through.join(", ")));
        }
        let mut counts: BTreeMap<StepKind, usize> = BTreeMap::new();
        for kind in self.codes.iter().filter_map(CodeChange::kind) {
            *counts.entry(kind).or_default() += 1;
        }
        let mut counts: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {}", kind.done())).collect();
        let made = self.codes.iter().filter(|change| !change.origins.is_empty()).count();
        if made > 0 {
            counts.push(format!("{made} new out of others"));
        }
        if !counts.is_empty() {
            notes.push(format!("Codes: {}.", counts.join(", ")));
        }
        if self.codes.iter().any(|change| change.inferred) {
            notes.push("Inferred: no [[migration]] step of the files says so.".to_owned());
        }
        notes
    }
}

/// The codes that a code became, when they are not just itself.
pub(super) fn elsewhere(change: &CodeChange) -> String {
    let itself = change.targets.iter().all(|target| *target == change.code);
    if itself { String::new() } else { change.targets.join(", ") }
}

/// What a category says before and after, where it differs.
pub(super) fn category_fields(change: &CategoryChange) -> Vec<(&'static str, String, String)> {
    let says = |category: Option<&Category>| -> [String; 3] {
        category.map_or_else(Default::default, |category| {
            [category.name.clone(), category.polarity.word().to_owned(), category.description.clone()]
        })
    };
    let fields = ["name", "polarity", "description"].into_iter();
    let texts = says(change.before.as_ref()).into_iter().zip(says(change.after.as_ref()));
    let all = fields.zip(texts).map(|(field, (before, after))| (field, before, after));
    all.filter(|(_, before, after)| before != after).collect()
}

fn row(start: [String; 3], rest: [&str; 4]) -> Vec<Cell> {
    start.into_iter().map(Cell::words).chain(rest.into_iter().map(Cell::words)).collect()
}

fn push(table: &mut Table, code: &str, change: &str, lines: Vec<String>) {
    for (at, line) in lines.into_iter().enumerate() {
        let line = if at == 0 { format!("{change}: {line}") } else { line };
        table.rows.push(vec![Cell::words(if at == 0 { code } else { "" }), Cell::words(line)]);
    }
}

/// `definition: the [-old-] {+new+} words`.
fn marked(field: &FieldChange) -> String {
    format!("{}: {}", field.field.word(), changes_in_brief(&field.before, &field.after))
}
