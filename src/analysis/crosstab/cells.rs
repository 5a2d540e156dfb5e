//! What stands behind a cell: its codings, or their words in place of a number.

use std::collections::BTreeMap;

use super::sorter::{Slot, Sorter};
use super::{CrosstabRequest, units};
use crate::analysis::listing::{quote_up_to, who};
use crate::analysis::{AnalysisError, Filter, Frame, listing};
use crate::model::{CodingId, Snapshot};
use crate::table::{Cell, Column, Table};

/// Quotes in a cell.
const QUOTES: usize = 2;
/// Characters of a quote in a cell.
const SHOWN: usize = 160;
/// Words of the quote that is liked best.
const IDEAL: usize = 25;

/// The codings of one cell, as `coding list` prints them; `row` and `column` are keys or labels, `total` for all columns.
///
/// # Errors
/// A row or column that there is not, and as [`super::crosstab`].
pub fn cell_segments(
    snapshot: &Snapshot,
    request: &CrosstabRequest,
    (row, column): (&str, &str),
    ids: Option<&BTreeMap<i64, CodingId>>,
) -> Result<Table, AnalysisError> {
    let frame = Frame::new(snapshot, &request.filter)?;
    let rows = Sorter::new(&frame, &request.rows, request.roll_up);
    let columns = Sorter::new(&frame, &request.columns, request.roll_up);
    let at_row = place_of("row of this matrix", row, &rows.slots)?;
    let at_column = if column.trim().eq_ignore_ascii_case(super::TOTAL) {
        columns.slots.len()
    } else {
        place_of("column of this matrix", column, &columns.slots)?
    };
    let wanted = u32::try_from(at_row * (columns.slots.len() + 1) + at_column).unwrap_or(u32::MAX);
    let mut mask = vec![false; snapshot.codings.len()];
    units::Table { frame: &frame, rows: &rows, columns: &columns }.each(&mut |coding, _, cells| {
        mask[coding] |= cells.contains(&wanted);
    });
    let label = |slots: &[Slot], at: usize| slots.get(at).map_or("Total".to_owned(), |slot| slot.label.clone());
    let (row, column) = (label(&rows.slots, at_row), label(&columns.slots, at_column));
    let filter = Filter { codings: Some(mask), ..request.filter.clone() };
    let mut table = listing::codings(&Frame::new(snapshot, &filter)?, ids);
    table.title = format!("Codings of {row} in {column}");
    Ok(table)
}

fn place_of(what: &'static str, word: &str, slots: &[Slot]) -> Result<usize, AnalysisError> {
    let wanted = word.trim().to_lowercase();
    let fits = |slot: &Slot| slot.key.to_lowercase() == wanted || slot.label.to_lowercase() == wanted;
    slots.iter().position(fits).ok_or_else(|| AnalysisError::Unknown {
        what,
        found: word.to_owned(),
        expected: slots.iter().map(|slot| slot.key.clone()).collect::<Vec<_>>().join(", "),
    })
}

/// The matrix with words in its cells: of each, up to two passages of different people, those nearest to a good length.
/// Words of people who do not allow the team to quote are left out and told.
///
/// # Errors
/// As [`super::crosstab`], and without texts.
pub fn quote_matrix(snapshot: &Snapshot, request: &CrosstabRequest) -> Result<Table, AnalysisError> {
    if snapshot.texts.is_empty() && !snapshot.sources.is_empty() {
        return Err(AnalysisError::TextsMissing { what: "a matrix of quotes" });
    }
    let frame = Frame::new(snapshot, &request.filter)?;
    let rows = Sorter::new(&frame, &request.rows, request.roll_up);
    let columns = Sorter::new(&frame, &request.columns, request.roll_up);
    let mut of_cell: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    units::Table { frame: &frame, rows: &rows, columns: &columns }.each(&mut |coding, _, cells| {
        for cell in cells {
            of_cell.entry(*cell).or_default().push(coding);
        }
    });
    let word = request.rows.word();
    let mut headers = vec![Column::text(word.clone(), crate::text::capitalised(&word))];
    headers.extend(columns.slots.iter().map(|slot| Column::text(slot.key.clone(), slot.label.clone())));
    let mut table = Table::new(format!("Quotes: {} by {}", request.rows.name(), request.columns.name()), headers);
    let mut withheld = 0;
    for (at, row) in rows.slots.iter().enumerate() {
        let mut cells = vec![Cell::words(row.label.clone())];
        for column in 0..columns.slots.len() {
            let cell = u32::try_from(at * (columns.slots.len() + 1) + column).unwrap_or(u32::MAX);
            let codings = of_cell.get(&cell).map_or(&[][..], Vec::as_slice);
            cells.push(Cell::words(quotes(&frame, codings, &mut withheld)));
        }
        table.rows.push(cells);
    }
    table.measure = format!("quotes: up to {QUOTES} passages of different people, those nearest to {IDEAL} words");
    table.frame = frame.describe();
    if withheld > 0 {
        table.notes.push(format!("Passages left out because their speakers do not allow quoting: {withheld}."));
    }
    table.notes.push("For the team: these quotes have not passed the gate for publication.".to_owned());
    table.notes.extend(frame.notes());
    Ok(table)
}

fn quotes(frame: &Frame<'_>, codings: &[usize], withheld: &mut u64) -> String {
    let mut liked: Vec<(usize, usize, String, String)> = Vec::new();
    let mut seen = Vec::new();
    for coding in codings {
        if seen.contains(coding) {
            continue;
        }
        seen.push(*coding);
        match quote_up_to(frame, *coding, SHOWN) {
            Cell::Text(words) => {
                let length = words.split(' ').count();
                liked.push((length.abs_diff(IDEAL), *coding, words, who(frame, *coding).0));
            }
            Cell::Withheld(_) => *withheld += 1,
            _ => {}
        }
    }
    liked.sort();
    let mut speakers: Vec<String> = Vec::new();
    let mut out = Vec::new();
    for (_, _, words, speaker) in liked {
        if out.len() < QUOTES && !speakers.contains(&speaker) {
            out.push(format!("“{words}” ({speaker})"));
            speakers.push(speaker);
        }
    }
    out.join(" ")
}
