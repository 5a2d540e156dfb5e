//! Reporting checklists filled in: what the project knows of each item, where it is shown, what people answered.

mod facts;

use super::quotes::Passages;
use super::{AnalysisError, Frame, Layout};
use crate::model::{Checklist, ChecklistAnswer, ChecklistItem, Snapshot};
use crate::table::{Cell, Column, Table};
use crate::text::{capitalised, counted};

/// Status of an item that neither the program nor a person has settled.
const OPEN: &str = "needs a person";

/// What items are filled from.
pub(super) struct Known<'f, 'a> {
    pub(super) frame: &'f Frame<'a>,
    /// Distinct passages that may be quoted in publication; none where texts were not loaded.
    pub(super) quotable_passages: Option<u64>,
}

impl<'a> Known<'_, 'a> {
    pub(super) fn snapshot(&self) -> &'a Snapshot {
        self.frame.snapshot()
    }
}

/// An item with what is known of it.
struct Filled<'c> {
    item: &'c ChecklistItem,
    facts: Vec<facts::Fact>,
    /// Whether the facts report the item by themselves.
    settled: bool,
    answer: Option<&'c ChecklistAnswer>,
}

/// A checklist, item by item. `quotable` says for each participant whether quotes of the person may be published.
///
/// The program settles an item only where a fact reports it by itself; everything else needs a person. A person's answer stands
/// over that, beside the facts.
///
/// Data columns: `item, section, topic, report, known, shown_in, status` (`reported`, `partly`, `not_reported`, `not_applicable`,
/// or `needs a person`), `settled_by` (`program`, `person` or empty), `pointer, note, by`. Reading columns: `item, report,
/// known, status`.
///
/// # Errors
/// [`AnalysisError::MaskLength`] for a mask of another number of participants.
pub fn checklist(
    frame: &Frame<'_>,
    checklist: &Checklist,
    quotable: &[bool],
    layout: Layout,
) -> Result<Table, AnalysisError> {
    let known = Known { frame, quotable_passages: quotable_passages(frame, quotable)? };
    let filled = fill(checklist, &known);
    let keys: &[(&str, &str)] = match layout {
        Layout::Reading => {
            &[("item", "Item"), ("report", "What to report"), ("known", "What the project knows"), ("status", "Status")]
        }
        Layout::Data => &[
            ("item", "Item"),
            ("section", "Section"),
            ("topic", "Topic"),
            ("report", "What to report"),
            ("known", "What the project knows"),
            ("shown_in", "Shown in"),
            ("status", "Status"),
            ("settled_by", "Settled by"),
            ("pointer", "Where reported"),
            ("note", "Note"),
            ("by", "Answered by"),
        ],
    };
    let columns = keys.iter().map(|(key, label)| Column::text(*key, *label)).collect();
    let mut table = Table::new(format!("{}: {}", checklist.name, checklist.title), columns);
    table.frame = frame.describe();
    table.rows =
        filled.iter().map(|item| if layout == Layout::Reading { item.reading() } else { item.data() }).collect();
    table.notes.push(totals(&filled));
    table.notes.push(format!("Item texts in our own words, after {}.", checklist.source));
    if !checklist.note.is_empty() {
        table.notes.push(checklist.note.clone());
    }
    if !frame.snapshot().notice.is_empty() {
        table.notes.push(frame.snapshot().notice.clone());
    }
    Ok(table)
}

/// Every checklist with how many of its items are in which state.
///
/// Columns: `checklist, name, items, reported, partly, not_reported, not_applicable, open`.
///
/// # Errors
/// As [`checklist`].
pub fn checklist_overview(frame: &Frame<'_>, all: &[Checklist], quotable: &[bool]) -> Result<Table, AnalysisError> {
    let known = Known { frame, quotable_passages: quotable_passages(frame, quotable)? };
    let mut columns =
        vec![Column::text("checklist", "Checklist"), Column::text("name", "Name"), Column::number("items", "Items")];
    columns
        .extend(ChecklistAnswer::STATUSES.map(|status| Column::number(status, capitalised(&status.replace('_', " ")))));
    columns.push(Column::number("open", "Needs a person"));
    let mut table = Table::new("Reporting checklists", columns);
    for checklist in all {
        let filled = fill(checklist, &known);
        let count = |status: &str| Cell::Count(filled.iter().filter(|item| item.status() == status).count() as u64);
        let mut row = vec![Cell::words(checklist.id.clone()), Cell::words(checklist.name.clone())];
        row.push(Cell::Count(checklist.items.len() as u64));
        row.extend(ChecklistAnswer::STATUSES.map(count));
        row.push(count(OPEN));
        table.rows.push(row);
    }
    table
        .notes
        .extend(all.iter().map(|checklist| format!("{}: {}. {}.", checklist.name, checklist.title, checklist.source)));
    Ok(table)
}

fn fill<'c>(checklist: &'c Checklist, known: &Known<'_, 'c>) -> Vec<Filled<'c>> {
    let answers = &known.snapshot().integration.checklist;
    let filled = checklist.items.iter().map(|item| {
        let facts = item.facts.iter().filter_map(|key| facts::fact(key, known)).collect();
        let settled = item.settled_by.as_ref().is_some_and(|key| facts::fact(key, known).is_some());
        let of_item =
            |answer: &&ChecklistAnswer| answer.checklist == checklist.id && answer.item.eq_ignore_ascii_case(&item.id);
        Filled { item, facts, settled, answer: answers.iter().find(of_item) }
    });
    filled.collect()
}

impl Filled<'_> {
    fn status(&self) -> &str {
        match (self.answer, self.settled) {
            (Some(answer), _) => &answer.status,
            (None, true) => ChecklistAnswer::STATUSES[0],
            (None, false) => OPEN,
        }
    }

    fn known(&self) -> String {
        self.facts.iter().map(|fact| fact.text.as_str()).collect::<Vec<_>>().join("; ")
    }

    fn shown_in(&self) -> String {
        let mut places: Vec<&str> = Vec::new();
        for place in self.facts.iter().flat_map(|fact| fact.shown_in.split("; ")) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places.join("; ")
    }

    fn reading(&self) -> Vec<Cell> {
        let mut known = self.known();
        if !known.is_empty() {
            known.push_str(&format!(" → {}", self.shown_in()));
        }
        let mut status = self.status().replace('_', " ");
        if let Some(answer) = self.answer {
            status.push_str(&format!(" ({})", answer.by));
            for text in [&answer.pointer, &answer.note].into_iter().filter(|text| !text.is_empty()) {
                status.push_str(&format!("; {text}"));
            }
        }
        let report = format!("{}: {}", self.item.name, self.item.text);
        [self.item.id.clone(), report, known, status].map(Cell::words).to_vec()
    }

    fn data(&self) -> Vec<Cell> {
        let item = self.item;
        let mut row: Vec<String> = [&item.id, &item.section, &item.name, &item.text].map(Clone::clone).to_vec();
        let settled_by = match (self.answer, self.settled) {
            (Some(_), _) => "person",
            (None, true) => "program",
            (None, false) => "",
        };
        row.extend([self.known(), self.shown_in(), self.status().to_owned(), settled_by.to_owned()]);
        let answer = self.answer.cloned().unwrap_or_default();
        row.extend([answer.pointer, answer.note, answer.by]);
        row.into_iter().map(Cell::words).collect()
    }
}

fn totals(filled: &[Filled<'_>]) -> String {
    let answered = filled.iter().filter(|item| item.answer.is_some()).count();
    let settled = filled.iter().filter(|item| item.answer.is_none() && item.settled).count();
    let open = filled.len() - answered - settled;
    format!(
        "{}: {settled} settled by the program, {answered} answered by people, {open} to be answered \
         (`themeweave checklist answer`).",
        counted(filled.len() as u64, "item")
    )
}

/// Distinct passages of people who may be quoted in publication, over all themes.
fn quotable_passages(frame: &Frame<'_>, quotable: &[bool]) -> Result<Option<u64>, AnalysisError> {
    if frame.snapshot().texts.is_empty() {
        return Ok(None);
    }
    let passages = Passages::new(frame)?.quotable(frame, quotable)?;
    Ok(Some(passages.len() as u64).filter(|passages| *passages > 0))
}

#[cfg(test)]
mod tests {
    use super::facts::FACTS;
    use crate::codebook::checklists;

    #[test]
    fn every_fact_that_a_checklist_asks_for_is_one_that_the_program_can_tell_and_none_is_idle() {
        let lists = checklists().expect("sound files");
        let asked: Vec<&str> =
            lists.iter().flat_map(|list| &list.items).flat_map(|item| &item.facts).map(String::as_str).collect();
        let told: Vec<&str> = FACTS.iter().map(|(key, _)| *key).collect();
        for key in &asked {
            assert!(told.contains(key), "no fact `{key}`");
        }
        for key in &told {
            assert!(asked.contains(key), "no checklist asks for `{key}`");
        }
    }
}
