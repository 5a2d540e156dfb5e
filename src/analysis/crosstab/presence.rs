//! What was found in each case, person or source, as columns for R and SPSS.

use super::{Counted, CrosstabRequest, Dimension};
use crate::analysis::{AnalysisError, Columns, Frame, Measure};
use crate::model::{Snapshot, Value};
use crate::table::{Cell, Column, Table};

/// How the figures are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresenceForm {
    /// A row for each unit, a column for each code, attributes of the unit in front.
    Wide,
    /// A row for each unit and code.
    Tidy,
}

/// 1 where a unit (rows: case, participant or source) has what a column stands for (theme, code, category, saved
/// query), 0 where not; with another measure than participants, the figure itself.
///
/// # Errors
/// [`AnalysisError::Unknown`] for other rows than these, and as [`super::crosstab`].
pub fn presence(snapshot: &Snapshot, request: &CrosstabRequest, form: PresenceForm) -> Result<Table, AnalysisError> {
    let Dimension::Spoken(unit @ (Columns::Case | Columns::Participant | Columns::Source)) = &request.rows else {
        return Err(AnalysisError::Unknown {
            what: "rows of a matrix for statistics programs",
            found: request.rows.word(),
            expected: "case, participant, source".to_owned(),
        });
    };
    let measure = request.measures.first().copied().unwrap_or_default();
    let only_whether = measure == Measure::Participants;
    let counted_as = if only_whether { Measure::Codings } else { measure };
    let frame = Frame::new(snapshot, &request.filter)?;
    let asked = CrosstabRequest { measures: vec![counted_as], like: None, ..request.clone() };
    let counted = Counted::of(&frame, &asked)?;
    let (_, figures, _) = &counted.figures[0];
    let value = |row: usize, column: usize| match counted_as {
        Measure::Weight => Cell::number((figures.base(row, column) > 0).then(|| figures.get(row, column)), 4),
        _ if only_whether => Cell::Count(figures.count(row, column).min(1)),
        _ => Cell::Count(figures.count(row, column)),
    };
    let unit_word = request.rows.word();
    let id = Column::text(unit_word.clone(), crate::text::capitalised(&unit_word));
    let title =
        format!("{} by {}, for statistics programs", crate::text::capitalised(&unit_word), request.columns.name());
    let mut table = Table::new(title, vec![id]);
    match form {
        PresenceForm::Wide => {
            let known = attributes(snapshot, unit);
            table.columns.extend(known.iter().map(|name| Column::text(variable(name), variable(name))));
            table.columns.extend(
                counted.columns.slots.iter().map(|slot| Column::number(variable(&slot.key), variable(&slot.key))),
            );
            for (at, row) in counted.rows.slots.iter().enumerate() {
                let mut cells = vec![Cell::words(row.key.clone())];
                cells.extend(known.iter().map(|name| attribute(snapshot, unit, &row.key, name)));
                cells.extend((0..counted.columns.slots.len()).map(|column| value(at, column)));
                table.rows.push(cells);
            }
        }
        PresenceForm::Tidy => {
            let word = request.columns.word();
            table.columns.push(Column::text(word.clone(), crate::text::capitalised(&word)));
            table.columns.push(Column::number("value", "Value"));
            for (at, row) in counted.rows.slots.iter().enumerate() {
                for (column, slot) in counted.columns.slots.iter().enumerate() {
                    table.rows.push(vec![
                        Cell::words(row.key.clone()),
                        Cell::words(slot.key.clone()),
                        value(at, column),
                    ]);
                }
            }
        }
    }
    table.measure = if only_whether {
        "1 where at least one coding of the unit's speech has the code, else 0".to_owned()
    } else {
        counted_as.rule().to_owned()
    };
    table.frame = frame.describe();
    table.notes = frame.notes();
    Ok(table)
}

/// Names of the attributes of a unit, in the sheet's order.
fn attributes(snapshot: &Snapshot, unit: &Columns) -> Vec<String> {
    let lists: Vec<&[(String, Value)]> = match unit {
        Columns::Case => snapshot.cases.iter().map(|case| case.attributes.as_slice()).collect(),
        Columns::Participant => snapshot.participants.iter().map(|person| person.attributes.as_slice()).collect(),
        _ => return vec!["kind".to_owned(), "date".to_owned()],
    };
    let mut names: Vec<String> = if *unit == Columns::Participant { vec!["role".to_owned()] } else { Vec::new() };
    for (name, _) in lists.into_iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn attribute(snapshot: &Snapshot, unit: &Columns, key: &str, name: &str) -> Cell {
    let of = |attributes: &[(String, Value)]| {
        let found = attributes.iter().find(|(known, _)| known == name);
        found.map_or(Cell::Empty, |(_, value)| match value {
            Value::Number(number) => Cell::Number { value: *number, decimals: decimals(*number) },
            Value::Text(text) => Cell::words(text.clone()),
        })
    };
    match unit {
        Columns::Case => {
            snapshot.cases.iter().find(|case| case.id == key).map_or(Cell::Empty, |case| of(&case.attributes))
        }
        Columns::Participant => {
            let person = snapshot.participants.iter().find(|person| person.name == key);
            person.map_or(Cell::Empty, |person| {
                if name == "role" { Cell::words(person.role.clone()) } else { of(&person.attributes) }
            })
        }
        _ => snapshot.sources.iter().find(|source| source.name == key).map_or(Cell::Empty, |source| {
            let date = source.date.map(|date| date.to_string()).unwrap_or_default();
            Cell::words(if name == "kind" { source.kind.clone() } else { date })
        }),
    }
}

fn decimals(number: f64) -> u8 {
    if number.fract().abs() < f64::EPSILON { 0 } else { 4 }
}

/// A name that R and SPSS take: letters, digits and underscores, beginning with a letter, at most 64 of them.
fn variable(key: &str) -> String {
    let plain: String = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let plain = plain.trim_matches('_');
    let named =
        if plain.starts_with(|c: char| c.is_ascii_alphabetic()) { plain.to_owned() } else { format!("v_{plain}") };
    named.chars().take(64).collect()
}
