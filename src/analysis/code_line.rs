//! One transcript as lanes: who speaks when, and where codes lie.

use super::crosstab::{Dimension, Sorter};
use super::{AnalysisError, Filter, Frame, RollUp, Voice};
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};

/// Lanes of codes that are drawn at most; the most frequent ones.
const MOST_LANES: usize = 30;

/// The lanes of a source by turn number: of each speaker the turns, of each row the turns that its codings touch.
///
/// Columns: `kind` (speaker or code), `lane`, `start`, `end` (turns, from 0, half-open; N of the column is the number of
/// turns).
///
/// # Errors
/// A source that there is not, or without turns; a mask that does not fit.
pub fn code_line(snapshot: &Snapshot, source: &str, rows: &Dimension, filter: &Filter) -> Result<Table, AnalysisError> {
    let unknown = || AnalysisError::Unknown {
        what: "source",
        found: source.to_owned(),
        expected: snapshot.sources.iter().map(|source| source.name.as_str()).collect::<Vec<_>>().join(", "),
    };
    let at = snapshot.sources.iter().position(|known| known.name == source).ok_or_else(unknown)?;
    let position = u32::try_from(at).unwrap_or(u32::MAX);
    let turns = snapshot.turns.of_source(position);
    let mut wanted = vec![false; snapshot.sources.len()];
    wanted[at] = true;
    let frame = Frame::new(snapshot, &Filter { sources: Some(wanted), ..filter.clone() })?;
    let sorter = Sorter::new(&frame, rows, RollUp::Direct);
    let mut table = Table::new(
        format!("Codes along {source}"),
        vec![
            Column::text("kind", "Kind"),
            Column::text("lane", "Lane"),
            Column::number("start", "From").unit("turns"),
            Column::number("end", "To").unit("turns").n(turns.len() as u64),
        ],
    );
    let mut bar = |kind: &str, lane: String, from: usize, to: usize| {
        table.rows.push(vec![
            Cell::words(kind),
            Cell::words(lane),
            Cell::Count((from - turns.start) as u64),
            Cell::Count((to - turns.start) as u64),
        ]);
    };
    for turn in turns.clone() {
        let name = match frame.voice(turn) {
            Voice::Participant(person) => {
                snapshot.participants.get(person as usize).map(|person| person.pseudonym.clone())
            }
            Voice::Interviewer => Some("Interviewer".to_owned()),
            Voice::Unnamed => Some("(not named)".to_owned()),
            Voice::Barred | Voice::Filtered | Voice::Nobody => None,
        };
        if let Some(name) = name {
            bar("speaker", name, turn, turn + 1);
        }
    }
    let mut bars: Vec<(u32, usize, usize)> = Vec::new();
    let mut slots = Vec::new();
    for coding in frame.codings().filter(|coding| snapshot.codings.source[*coding] == position) {
        let touched = frame.turns(coding);
        slots.clear();
        touched.clone().for_each(|turn| sorter.sort(&frame, coding, Some(turn), &mut slots));
        slots.sort_unstable();
        slots.dedup();
        bars.extend(slots.iter().map(|row| (*row, touched.start, touched.end)));
    }
    bars.sort_unstable();
    bars.dedup();
    let mut lanes: Vec<(usize, u32)> = bars.chunk_by(|a, b| a.0 == b.0).map(|lane| (lane.len(), lane[0].0)).collect();
    lanes.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let left_out = lanes.len().saturating_sub(MOST_LANES);
    lanes.truncate(MOST_LANES);
    for (row, from, to) in bars.iter().filter(|(row, ..)| lanes.iter().any(|(_, lane)| lane == row)) {
        bar("code", sorter.slots[*row as usize].label.clone(), *from, *to);
    }
    table.measure = String::from("turns of the transcript; a code's bar spans the turns that a coding touches");
    table.frame = frame.describe();
    if left_out > 0 {
        table.notes.push(format!("Lanes with fewest codings are left out: {left_out}."));
    }
    table.notes.extend(frame.notes());
    Ok(table)
}
