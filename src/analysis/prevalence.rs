//! How many people say each theme, in figures and in the study's own words for shares.

use super::{Frame, Layout, prevalence, voices};
use crate::model::Settings;
use crate::stats::proportion::{Limits, wilson};
use crate::table::{Cell, Column, Table};

/// Key of the column that holds the word for the share of a column of people.
fn word_key(key: &str) -> String {
    format!("{key}_word")
}

/// Who says each theme, numerator and denominator always together, with the word for the share as the settings have it.
/// `interval` adds Wilson intervals of the settings' level.
///
/// Data columns: those of [`prevalence()`]; each column that counts participants is followed by `KEY_word` and, with intervals,
/// by `KEY_low` and `KEY_high` in percent. The gate withholds these with the count that they are worked out from. Reading columns: `theme`, then one
/// for each role and `participants`, as `4 of 5, most`; with intervals a row for each theme and role: `theme, role,
/// participants, of, share, low, high, word`.
#[must_use]
pub fn prevalence_in_words(frame: &Frame<'_>, interval: bool, layout: Layout) -> Table {
    let settings = &frame.snapshot().integration.settings;
    let level = interval.then_some(settings.pooling.level);
    let counts = prevalence(frame);
    let mut table = match (layout, level) {
        (Layout::Data, level) => with_words(&counts, settings, level),
        (Layout::Reading, None) => side_by_side(&counts, settings),
        (Layout::Reading, Some(level)) => one_below_the_other(frame, settings, level),
    };
    table.title = String::from("Who says it, in figures and words: themes by role");
    table.measure =
        String::from("participants: distinct people whose speech holds a coding, of all participants of the role");
    table.frame = frame.describe();
    table.notes = vec![wording_in_words(settings)];
    if let Some(level) = level {
        let percent = level * 100.0;
        table.notes.push(format!(
            "Low, high: {percent:.0}% interval of Wilson, precision if these were a random sample; they are purposive."
        ));
    }
    table.notes.extend(counts.notes);
    table
}

/// The words for shares with their edges, for a caption.
#[must_use]
pub fn wording_in_words(settings: &Settings) -> String {
    let edge = |from: f64| if from > 0.0 { format!("from {:.0}%", from * 100.0) } else { "above 0%".to_owned() };
    let words: Vec<String> =
        settings.wording.iter().map(|word| format!("“{}” {}", word.word, edge(word.from))).collect();
    format!("Words for shares of people, a convention of this study: “nobody” 0%, {}.", words.join(", "))
}

/// Positions of the columns that count participants with a known N.
fn people(table: &Table) -> Vec<(usize, u64)> {
    let columns = table.columns.iter().enumerate().filter(|(_, column)| column.unit.as_deref() == Some("participants"));
    columns.filter_map(|(at, column)| Some((at, column.n?))).collect()
}

fn word(settings: &Settings, cell: Option<&Cell>, of: u64) -> Cell {
    match cell {
        Some(Cell::Count(part)) => settings.word_for(*part, of).map_or(Cell::Empty, Cell::words),
        _ => Cell::Empty,
    }
}

fn limits(cell: Option<&Cell>, of: u64, level: f64) -> [Cell; 2] {
    let found = match cell {
        Some(Cell::Count(part)) => wilson(*part, of, level),
        _ => None,
    };
    let percent = |end: fn(&Limits) -> f64| Cell::number(found.as_ref().map(|limits| end(limits) * 100.0), 0);
    [percent(|limits| limits.low), percent(|limits| limits.high)]
}

/// The table with the word, and the limits where a level is given, beside each count of participants.
fn with_words(counts: &Table, settings: &Settings, level: Option<f64>) -> Table {
    let people = people(counts);
    let of = |at: usize| people.iter().find(|(own, _)| *own == at).map(|(_, of)| *of);
    let mut table = Table { columns: Vec::new(), rows: Vec::new(), ..counts.clone() };
    for (at, column) in counts.columns.iter().enumerate() {
        table.columns.push(column.clone());
        if of(at).is_none() {
            continue;
        }
        table.columns.push(Column::text(word_key(&column.key), "In words"));
        if level.is_some() {
            let end = |end: &str, label: &str| Column::number(format!("{}_{end}", column.key), label).unit("%");
            table.columns.extend([end("low", "Low"), end("high", "High")]);
        }
    }
    for row in &counts.rows {
        let cells = row.iter().enumerate().flat_map(|(at, cell)| {
            let mut cells = vec![cell.clone()];
            if let Some(of) = of(at) {
                cells.push(word(settings, Some(cell), of));
                cells.extend(level.into_iter().flat_map(|level| limits(Some(cell), of, level)));
            }
            cells
        });
        table.rows.push(cells.collect());
    }
    table
}

/// `4 of 5, most` under each role.
fn side_by_side(counts: &Table, settings: &Settings) -> Table {
    let people = people(counts);
    let mut columns = vec![Column::text("theme", "Theme")];
    let shown = people.iter().filter_map(|(at, _)| counts.columns.get(*at));
    columns.extend(shown.map(|column| Column::text(column.key.clone(), column.label.clone()).unit("participants")));
    let mut table = Table::new("", columns);
    for row in &counts.rows {
        let mut cells = row.first().cloned().into_iter().collect::<Vec<Cell>>();
        cells.extend(people.iter().map(|(at, of)| {
            let (said, word) =
                (row.get(*at).map(Cell::display).unwrap_or_default(), word(settings, row.get(*at), *of).display());
            Cell::words(format!("{said} of {of}, {word}"))
        }));
        table.rows.push(cells);
    }
    table
}

/// A row for each theme and role, with the interval.
fn one_below_the_other(frame: &Frame<'_>, settings: &Settings, level: f64) -> Table {
    let columns = vec![
        Column::text("theme", "Theme"),
        Column::text("role", "Role"),
        Column::number("participants", "People").unit("participants"),
        Column::number("of", "Of"),
        Column::number("share", "Share").unit("% of participants"),
        Column::number("low", "Low").unit("%"),
        Column::number("high", "High").unit("%"),
        Column::text("word", "In words"),
    ];
    let mut table = Table::new("", columns);
    for said in voices(frame) {
        let name = frame.snapshot().themes.get(said.theme).map_or("", |theme| theme.name.as_str());
        let roles = said.roles.iter().map(|role| (role.name.as_str(), role.participants, role.of));
        for (at, (role, part, whole)) in std::iter::once(("All", said.participants, said.of)).chain(roles).enumerate() {
            let count = Cell::Count(part);
            let [low, high] = limits(Some(&count), whole, level);
            let word = word(settings, Some(&count), whole);
            let theme = if at == 0 { name } else { "" };
            let share = Cell::Share { part, whole };
            table.rows.push(vec![
                Cell::words(theme),
                Cell::words(role),
                count,
                Cell::Count(whole),
                share,
                low,
                high,
                word,
            ]);
        }
    }
    table
}
