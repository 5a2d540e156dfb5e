//! What a query selects, unit by unit, and how much of it counts.

use super::Frame;
use crate::table::{Cell, Column, Table};

/// What a query selects, as masks over the columns of a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// Over [`Snapshot::codings`](crate::model::Snapshot::codings).
    pub codings: Vec<bool>,
    /// Over [`Snapshot::turns`](crate::model::Snapshot::turns).
    pub turns: Vec<bool>,
    /// Over [`Snapshot::sources`](crate::model::Snapshot::sources).
    pub sources: Vec<bool>,
    /// Over [`Snapshot::participants`](crate::model::Snapshot::participants).
    pub participants: Vec<bool>,
}

/// How many codings, turns, sources and participants a query selects: those that count in a frame, all that count, and
/// those that were selected and are outside of the frame.
///
/// Columns: `unit, selected, all, outside`.
#[must_use]
pub fn selected(frame: &Frame<'_>, title: &str, selected: &Selected) -> Table {
    let columns = vec![
        Column::text("unit", "What"),
        Column::number("selected", "Selected"),
        Column::number("all", "Of all"),
        Column::number("outside", "Selected, outside"),
    ];
    let mut table = Table::new(title, columns);
    table.measure = String::from("what a query selects, each thing once");
    table.frame = frame.describe();
    let mut counting = vec![false; selected.codings.len()];
    for coding in frame.codings() {
        if let Some(inside) = counting.get_mut(coding) {
            *inside = true;
        }
    }
    let turns: Vec<bool> = (0..selected.turns.len()).map(|turn| frame.is_data(frame.voice(turn))).collect();
    for (unit, chosen, inside) in [
        ("codings", &selected.codings, counting.as_slice()),
        ("turns", &selected.turns, &turns),
        ("sources", &selected.sources, frame.sources()),
        ("participants", &selected.participants, frame.participants()),
    ] {
        let both = chosen.iter().zip(inside).filter(|(chosen, inside)| **chosen && **inside).count() as u64;
        table.rows.push(vec![
            Cell::words(unit),
            Cell::Count(both),
            Cell::Count(count(inside)),
            Cell::Count(count(chosen) - both),
        ]);
    }
    table.notes.push(
        "Outside are speech of interviewers and of people whose consent does not allow analysis, and what is nobody's \
         speech."
            .to_owned(),
    );
    table
}

fn count(mask: &[bool]) -> u64 {
    mask.iter().filter(|chosen| **chosen).count() as u64
}
