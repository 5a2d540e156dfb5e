//! How far the order of rows hangs on single people or sources.

use super::{CrosstabRequest, Sorter};
use crate::analysis::{AnalysisError, Frame, Measure, Voice};
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};

/// A row's place when one person or source is left out.
#[derive(Clone, Debug, Default)]
struct Range {
    best: usize,
    worst: usize,
    /// Whoever moves the row furthest, by position.
    mover: Option<usize>,
}

/// The rows in the order of a measure, with the best and the worst place that each takes when one participant, and when
/// one source, is left out.
///
/// # Errors
/// [`AnalysisError::NotCounted`] for measures that are no counts of people, codings, turns or sources.
pub fn robustness(snapshot: &Snapshot, request: &CrosstabRequest) -> Result<Table, AnalysisError> {
    let measure = request.measures.first().copied().unwrap_or_default();
    if !matches!(measure, Measure::Participants | Measure::Codings | Measure::Turns | Measure::Sources) {
        return Err(AnalysisError::NotCounted { measure: measure.word() });
    }
    let frame = Frame::new(snapshot, &request.filter)?;
    let rows = Sorter::new(&frame, &request.rows, request.roll_up);
    let (people, counts) = losses(&frame, &rows, measure, snapshot.participants.len(), |_, person| Some(person));
    let (sources, _) = losses(&frame, &rows, measure, snapshot.sources.len(), |source, _| Some(source));
    let places = places(&counts);
    let (by_person, by_source) = (ranges(&counts, &people, &places), ranges(&counts, &sources, &places));
    let word = request.rows.word();
    let mut table = Table::new(
        format!("How steady the order of {} is", request.rows.name()),
        vec![
            Column::number("place", "Place"),
            Column::text(word.clone(), crate::text::capitalised(&word)),
            Column::number("count", crate::text::capitalised(measure.word())),
            Column::text("without_participant", "Without a person"),
            Column::text("participant", "Most by"),
            Column::text("without_source", "Without a source"),
            Column::text("source", "Most by"),
        ],
    );
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|row| (places[*row], *row));
    for row in order {
        let span = |range: &Range| match (range.best, range.worst) {
            (best, worst) if best == worst => best.to_string(),
            (best, worst) => format!("{best} to {worst}"),
        };
        let person = by_person[row].mover.and_then(|at| snapshot.participants.get(at));
        let source = by_source[row].mover.and_then(|at| snapshot.sources.get(at));
        table.rows.push(vec![
            Cell::Count(places[row] as u64),
            Cell::words(rows.slots[row].label.clone()),
            Cell::Count(counts[row]),
            Cell::words(span(&by_person[row])),
            Cell::words(person.map_or("", |person| &person.name)),
            Cell::words(span(&by_source[row])),
            Cell::words(source.map_or("", |source| &source.name)),
        ]);
    }
    table.measure = String::from(measure.rule());
    table.frame = frame.describe();
    table.notes.push(
        "Places: 1 is the row with most; rows with as many share the better place. Beside the \
         range of places without any one participant or source stands the one whose absence moves the row most."
            .to_owned(),
    );
    table.notes.extend(frame.notes());
    Ok(table)
}

/// For each row and holder (participant or source), what the row loses when the holder is left out; and what it counts.
fn losses(
    frame: &Frame<'_>,
    rows: &Sorter,
    measure: Measure,
    holders: usize,
    holder_of: impl Fn(u32, u32) -> Option<u32>,
) -> (Vec<Vec<u64>>, Vec<u64>) {
    let codings = &frame.snapshot().codings;
    // Row, thing that is counted, holder.
    let mut notes: Vec<(u32, u32, u32)> = Vec::new();
    let mut slots = Vec::new();
    for coding in frame.codings() {
        for turn in frame.turns(coding) {
            let Voice::Participant(person) = frame.voice(turn) else { continue };
            let source = codings.source[coding];
            let unit = match measure {
                Measure::Participants => person,
                Measure::Turns => u32::try_from(turn).unwrap_or(u32::MAX),
                Measure::Sources => source,
                _ => u32::try_from(coding).unwrap_or(u32::MAX),
            };
            slots.clear();
            rows.sort(frame, coding, Some(turn), &mut slots);
            notes.extend(
                holder_of(source, person)
                    .into_iter()
                    .flat_map(|holder| slots.iter().map(move |row| (*row, unit, holder))),
            );
        }
    }
    notes.sort_unstable();
    notes.dedup();
    let mut lost = vec![vec![0; holders]; rows.slots.len()];
    let mut counts = vec![0; rows.slots.len()];
    for thing in notes.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (row, _, holder) = thing[0];
        counts[row as usize] += 1;
        // What somebody else holds too stays.
        if thing.len() == 1 {
            lost[row as usize][holder as usize] += 1;
        }
    }
    (lost, counts)
}

/// Place of each row, the largest first; equal counts share the better place.
fn places(counts: &[u64]) -> Vec<usize> {
    counts.iter().map(|count| 1 + counts.iter().filter(|other| *other > count).count()).collect()
}

fn ranges(counts: &[u64], lost: &[Vec<u64>], now: &[usize]) -> Vec<Range> {
    let mut ranges: Vec<Range> = now.iter().map(|place| Range { best: *place, worst: *place, mover: None }).collect();
    let mut furthest = vec![0; counts.len()];
    for holder in 0..lost.first().map_or(0, Vec::len) {
        let left: Vec<u64> = counts.iter().zip(lost).map(|(count, lost)| count - lost[holder]).collect();
        for (row, place) in places(&left).into_iter().enumerate() {
            let range = &mut ranges[row];
            (range.best, range.worst) = (range.best.min(place), range.worst.max(place));
            if place.abs_diff(now[row]) > furthest[row] {
                furthest[row] = place.abs_diff(now[row]);
                range.mover = Some(holder);
            }
        }
    }
    ranges
}
