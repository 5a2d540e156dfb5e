//! A chronology as tables: its events, its patterns, and what a chart of it is drawn from.

use super::patterns::{Pattern, WINDOW, in_words, patterns};
use super::{Chronology, Known, Occurrence};
use crate::analysis::Layout;
use crate::model::{Certainty, EventSide, PartialDate};
use crate::table::{Cell, Column, Table};
use crate::text::excerpt;

/// The rule of order, as every chronology prints it.
const ORDER: &str = "Order: by the earliest day that a date allows (2019 is 2019-01-01); “about” is taken as written, “before” stands on the \
                     day before its date, “after” on the day after it; then by the last day. Events without any date come last.";

/// Characters of told words that a table for reading shows.
const SHOWN: usize = 120;

/// The events of a case in order of time. With `gap`, the patterns stand in the notes, gaps those of more months.
///
/// Data columns: `date, to, certainty, kind, event, side, source, who`. Reading columns: `when` (the first three in words),
/// `kind, event, side, source` (with who told it); what was told is cut to its beginning.
#[must_use]
pub fn chronology_table(chronology: &Chronology, gap: Option<u32>, layout: Layout) -> Table {
    let all = |keys: &[(&str, &str)]| keys.iter().map(|(key, label)| Column::text(*key, *label)).collect::<Vec<_>>();
    let when: &[(&str, &str)] = match layout {
        Layout::Reading => &[("when", "When")],
        Layout::Data => &[("date", "Date"), ("to", "To"), ("certainty", "Certainty")],
    };
    let rest = [("kind", "Kind"), ("event", "Event"), ("side", "Side"), ("source", "Source"), ("who", "Who")];
    let rest = if layout == Layout::Reading { &rest[..4] } else { &rest };
    let mut table = Table::new(format!("Chronology of {}", chronology.name), all(&[when, rest].concat()));
    table.measure = String::from("events of sheets and coded passages, one row each");
    table.frame.clone_from(&chronology.frame);
    for event in &chronology.events {
        let side = event.side.map_or("", EventSide::word);
        let source = if event.transcript.is_empty() { &event.source } else { &event.transcript };
        let date = |date: Option<PartialDate>| date.map_or_else(String::new, |date| date.to_string());
        let cells = match layout {
            Layout::Reading => {
                let source = [source.as_str(), event.who.as_str()];
                let source = source.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
                let said = event.event.as_deref().map(|words| excerpt(words, SHOWN)).map(Cell::words);
                vec![
                    Cell::words(when_in_words(event)),
                    Cell::words(&event.kind_name),
                    said.unwrap_or_else(|| words(event)),
                    Cell::words(side),
                    Cell::words(source),
                ]
            }
            Layout::Data => vec![
                Cell::words(date(event.date)),
                Cell::words(date(event.to)),
                Cell::words(event.known.word()),
                Cell::words(&event.kind_name),
                words(event),
                Cell::words(side),
                Cell::words(source),
                Cell::words(&event.who),
            ],
        };
        table.rows.push(cells);
    }
    table.notes.push(ORDER.to_owned());
    table.notes.extend(chronology.notes.iter().cloned());
    for pattern in gap.map(|gap| patterns(chronology, gap)).into_iter().flatten() {
        table.notes.push(match pattern.event.as_str() {
            "" => format!("{}: {}.", pattern.name, pattern.finding),
            event => format!("{}: {} (“{}”, {}).", pattern.name, pattern.finding, excerpt(event, 60), pattern.from),
        });
    }
    table.notes.extend(chronology.notice.clone());
    table
}

/// `2024-08 to 2025-01`, `about 2019`, `told on 2025-06-05`, `no date`.
fn when_in_words(event: &Occurrence) -> String {
    let word = if event.known == Known::Dated(Certainty::Exact) { "" } else { event.known.word() };
    let date = event.date.map_or_else(String::new, |date| date.to_string());
    let to = event.to.map_or_else(String::new, |to| format!("to {to}"));
    [word, &date, &to].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn words(event: &Occurrence) -> Cell {
    event.event.clone().map_or_else(|| Cell::Withheld(event.words().to_owned()), Cell::words)
}

/// The patterns of a chronology: every return home with how long it lasted, risk events before and after support, and
/// stretches of more than `gap` months without any event.
///
/// Reading columns: `pattern, from, to, months, finding`. Data columns: `pattern, event, from, to, months_least,
/// months_most, risks_before, risks_after` (risk events a month), `finding`.
#[must_use]
pub fn chronology_patterns(chronology: &Chronology, gap: u32, layout: Layout) -> Table {
    let mut columns = vec![Column::text("pattern", "Pattern")];
    if layout == Layout::Data {
        columns.push(Column::text("event", "Event"));
    }
    columns.extend([Column::text("from", "From"), Column::text("to", "To")]);
    match layout {
        Layout::Reading => columns.push(Column::text("months", "Months")),
        Layout::Data => columns.extend([
            Column::number("months_least", "Fewest months").unit("months"),
            Column::number("months_most", "Most months").unit("months"),
            Column::number("risks_before", "Risks before").unit("events a month"),
            Column::number("risks_after", "Risks after").unit("events a month"),
        ]),
    }
    columns.push(Column::text("finding", "Finding"));
    let mut table = Table::new(format!("Patterns in the chronology of {}", chronology.name), columns);
    table.measure = String::from("returns, support and gaps, one row each");
    table.frame.clone_from(&chronology.frame);
    for pattern in patterns(chronology, gap) {
        table.rows.push(row(&pattern, layout));
    }
    table.notes.extend(rules(chronology, gap));
    table.notes.extend(chronology.notice.clone());
    table
}

fn row(pattern: &Pattern, layout: Layout) -> Vec<Cell> {
    let mut cells = vec![Cell::words(pattern.name)];
    if layout == Layout::Data {
        cells.push(Cell::words(&pattern.event));
    }
    cells.extend([&pattern.from, &pattern.to].map(Cell::words));
    match layout {
        Layout::Reading => cells.push(Cell::words(in_words(pattern.months))),
        Layout::Data => {
            let (before, after) = (pattern.risks.map(|(before, _)| before), pattern.risks.map(|(_, after)| after));
            cells.extend([pattern.months.0, pattern.months.1].map(|months| Cell::number(months, 1)));
            cells.extend([before, after].map(|risks| Cell::number(risks, 2)));
        }
    }
    cells.push(Cell::words(&pattern.finding));
    cells
}

fn rules(chronology: &Chronology, gap: u32) -> Vec<String> {
    let undated = chronology.events.iter().filter(|event| !event.is_dated()).count();
    let mut notes = vec![
        "Only events with a date of their own are looked at. A month is 30.4 days; where dates are known to the month or year, the fewest \
         and the most months that they allow are told."
            .to_owned(),
        "A return lasts from its date to its end (`to`).".to_owned(),
        format!(
            "Change after support: events marked as a risk that began in the {WINDOW} months before and the {WINDOW} months from the day on which \
             support began. It tells what came after, not what came of it."
        ),
        format!("Gap: more than {gap} months in which no event begins, lasts or ends; background is left out."),
    ];
    if undated > 0 {
        notes.push(format!("Events without a date of their own, left out here: {undated}."));
    }
    notes
}

/// What a timeline is drawn from, in the order of the chronology. Events without a date are left out and told. Without
/// `passages`, what people told stands under its kind and not in their words: a picture leaves the team.
///
/// Columns: `event, kind` (name), `from` (the date as precisely as it is known: a year, month or day), `to` (the end of what
/// lasted, or empty), `certainty` (exact, about, before, after, told on), `side` (risk, protective or empty), `source` (name of its level of `chronology_sources`).
#[must_use]
pub fn timeline_table(chronology: &Chronology, passages: bool) -> Table {
    let keys = [
        ("event", "Event"),
        ("kind", "Kind"),
        ("from", "From"),
        ("to", "To"),
        ("certainty", "Certainty"),
        ("side", "Side"),
        ("source", "Source"),
    ];
    let title = format!("Timeline of {}", chronology.name);
    let mut table = Table::new(title, keys.map(|(key, label)| Column::text(key, label)).to_vec());
    table.measure = String::from("events of sheets and coded passages, one row each");
    table.frame.clone_from(&chronology.frame);
    for event in &chronology.events {
        let Some(date) = event.date else { continue };
        let told = !event.transcript.is_empty();
        table.rows.push(vec![
            if told && !passages {
                Cell::words(format!("{}, told in an interview", event.kind_name))
            } else {
                words(event)
            },
            Cell::words(&event.kind_name),
            Cell::words(date.to_string()),
            event.to.map_or(Cell::Empty, |to| Cell::words(to.to_string())),
            Cell::words(event.known.word()),
            Cell::words(event.side.map_or("", EventSide::word)),
            Cell::words(&event.source),
        ]);
    }
    table.notes.extend(chronology.notes.iter().cloned());
    let undated = chronology.events.iter().filter(|event| event.date.is_none()).count();
    if undated > 0 {
        table.notes.push(format!("Events without any date, left out: {undated}."));
    }
    if chronology.events.iter().any(|event| matches!(event.known, Known::Told)) {
        table
            .notes
            .push("Told on: the day of the interview in which it was told; when it happened was not said.".to_owned());
    }
    table.notes.extend(chronology.notice.clone());
    table
}

impl Chronology {
    /// Id of the case.
    #[must_use]
    pub fn case(&self) -> &str {
        &self.case
    }
}
