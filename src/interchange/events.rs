//! Sheets of events for analytical chronologies.

use super::layout::{Field, Layout, Others};
use super::row::Row;
use super::rows::Rows;
use super::sheet::{Sheet, SheetContent};
use crate::model::{Certainty, ChronologyEvent, EventSide, PartialDate, Problems};
use crate::text::did_you_mean;

/// `events.csv`.
pub static EVENTS: Layout = Layout {
    kind: "events",
    fields: &[
        Field::required("case", &["family", "case id"], "id of the case"),
        Field::required("date", &["from", "when"], "when it happened or began: 2019, 2019-05 or 2019-05-14"),
        Field::optional("to", &["until", "end"], "when it ended, for what lasted"),
        Field::optional("certainty", &["certain"], "exact, about, before or after the date; exact where it is empty"),
        Field::required("event", &["what", "description"], "what happened"),
        Field::required(
            "kind",
            &["input", "type"],
            "which input of a chronology it is: an id of the scale chronology_kinds",
        ),
        Field::optional("source", &["known from"], "where it is known from: an id of the scale chronology_sources"),
        Field::optional("side", &["weighs"], "risk, protective, or empty"),
        Field::optional("note", &["remark", "comment"], "a remark"),
    ],
    others: Others::Refused,
};

/// The ids that a sheet of events may name; what is not known yet is not checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventWords {
    /// Ids of cases.
    pub cases: Option<Vec<String>>,
    /// Ids of kinds.
    pub kinds: Option<Vec<String>>,
    /// Ids of sources of events.
    pub sources: Option<Vec<String>>,
}

/// Reads a sheet of events.
///
/// # Errors
/// Every problem of the file: dates that are none, ends before their beginning, cases, kinds and sources that there are
/// not, words that are not known, an event that stands there twice.
pub fn read_events<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
    words: &EventWords,
) -> Result<Rows<ChronologyEvent>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &EVENTS);
    let rows = sheet.read(
        |row| read_row(row, words),
        Some(("event", |event: &Option<ChronologyEvent>| {
            event.as_ref().map_or_else(String::new, ChronologyEvent::key)
        })),
    )?;
    let Rows { rows, lines, file } = rows;
    // Without a problem every row has been read.
    Ok(Rows { rows: rows.into_iter().flatten().collect(), lines, file })
}

fn read_row(row: &mut Row<'_>, words: &EventWords) -> Option<ChronologyEvent> {
    let case = named(row, "case", "case", words.cases.as_deref());
    let kind = named(row, "kind", "kind of event", words.kinds.as_deref());
    let source = if row.text("source").is_empty() {
        String::new()
    } else {
        named(row, "source", "source of events", words.sources.as_deref())
    };
    let date = day(row, "date");
    let to = day(row, "to");
    if let (Some(date), Some(to)) = (date, to)
        && to.last_day() < date.first_day()
    {
        row.wrong("to", format!("it ends in {to}, before it begins in {date}"), "the two dates may be swapped");
    }
    let certainty = row.word("certainty", Certainty::WORDS).unwrap_or_default();
    let side = row.word("side", EventSide::WORDS);
    let (event, note) = (row.required("event"), row.text("note"));
    Some(ChronologyEvent { case, date: date?, to, certainty, event, kind, source, side, note, file: String::new() })
}

/// A word that must be known.
fn named(row: &mut Row<'_>, key: &str, what: &str, known: Option<&[String]>) -> String {
    let written = row.required(key);
    if let Some(known) = known
        && !written.is_empty()
        && !known.contains(&written)
    {
        let hint = did_you_mean(&written, known.iter().map(String::as_str));
        row.wrong(key, format!("there is no {what} “{written}”"), hint);
    }
    written
}

/// A year, month or day; a problem where the cell holds something else, or nothing where there must be a date.
fn day(row: &mut Row<'_>, key: &str) -> Option<PartialDate> {
    let written = if key == "to" { row.text(key) } else { row.required(key) };
    if written.is_empty() {
        return None;
    }
    let date = PartialDate::parse(&written);
    if date.is_none() {
        let hint = "write 2019, 2019-05 or 2019-05-14; how sure it is stands under certainty, an end under to";
        row.wrong(key, format!("`{written}` is not a date"), hint);
    }
    date
}
