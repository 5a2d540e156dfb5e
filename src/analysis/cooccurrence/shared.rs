//! Rows of each unit: which codes a turn, source, case or participant has.

use super::{Pairs, Together};
use crate::analysis::crosstab::{Sorter, cases_of};
use crate::analysis::{Frame, Voice};

/// For each unit that has some, its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::analysis) struct Held {
    /// Units in the frame, with rows or without.
    pub units: u64,
    /// Unit and row, sorted, each once.
    notes: Vec<(u32, u32)>,
}

impl Held {
    /// Calls `see` with each unit that has rows, and these, sorted.
    pub fn each(&self, mut see: impl FnMut(u32, &[u32])) {
        let mut rows = Vec::new();
        for unit in self.notes.chunk_by(|a, b| a.0 == b.0) {
            rows.clear();
            rows.extend(unit.iter().map(|(_, row)| *row));
            see(unit[0].0, &rows);
        }
    }

    /// The rows of each unit from 0 to a bound.
    pub fn lists(&self, bound: usize) -> Vec<Vec<u32>> {
        let mut lists = vec![Vec::new(); bound];
        for (unit, row) in &self.notes {
            if let Some(list) = lists.get_mut(*unit as usize) {
                list.push(*row);
            }
        }
        lists
    }
}

/// The rows of each unit of the frame. Characters have none: they are counted by length.
pub(in crate::analysis) fn held_by_unit(frame: &Frame<'_>, rows: &Sorter, by: Together) -> Held {
    let codings = &frame.snapshot().codings;
    let mut notes: Vec<(u32, u32)> = Vec::new();
    let mut slots = Vec::new();
    for coding in frame.codings() {
        let turns = frame.turns(coding);
        let source = codings.source[coding];
        let mut note = |units: &[u32], turn: Option<usize>| {
            slots.clear();
            rows.sort(frame, coding, turn, &mut slots);
            notes.extend(units.iter().flat_map(|unit| slots.iter().map(move |row| (*unit, *row))));
        };
        if turns.is_empty() && matches!(by, Together::Source | Together::Case) {
            let units = if by == Together::Source { vec![source] } else { cases_of(frame, source, None) };
            note(&units, None);
        }
        for turn in turns.filter(|turn| frame.is_data(frame.voice(*turn))) {
            match by {
                Together::Source => note(&[source], Some(turn)),
                Together::Case => note(&cases_of(frame, source, Some(turn)), Some(turn)),
                Together::Participant => {
                    if let Voice::Participant(person) = frame.voice(turn) {
                        note(&[person], Some(turn));
                    }
                }
                _ => note(&[u32::try_from(turn).unwrap_or(u32::MAX)], Some(turn)),
            }
        }
    }
    notes.sort_unstable();
    notes.dedup();
    Held { units: units_in(frame, by), notes }
}

/// How many units the frame has.
fn units_in(frame: &Frame<'_>, by: Together) -> u64 {
    let snapshot = frame.snapshot();
    match by {
        Together::Source => frame.tally().sources,
        Together::Participant => frame.tally().participants,
        Together::Case => {
            let mut cases: Vec<u32> = Vec::new();
            for (source, _) in (0u32..).zip(frame.sources()).filter(|(_, inside)| **inside) {
                cases.extend(cases_of(frame, source, None));
                for turn in snapshot.turns.of_source(source).filter(|turn| frame.is_data(frame.voice(*turn))) {
                    cases.extend(cases_of(frame, source, Some(turn)));
                }
            }
            cases.sort_unstable();
            cases.dedup();
            cases.len() as u64
        }
        _ => data_turns(frame).iter().map(|turns| turns.len() as u64).sum(),
    }
}

/// The turns of data of each source of the frame, in order.
pub(in crate::analysis) fn data_turns(frame: &Frame<'_>) -> Vec<Vec<usize>> {
    let snapshot = frame.snapshot();
    let sources = (0u32..).zip(frame.sources());
    let of_source = |(source, inside): (u32, &bool)| {
        let turns = snapshot.turns.of_source(source).filter(|turn| *inside && frame.is_data(frame.voice(*turn)));
        turns.collect()
    };
    sources.map(of_source).collect()
}

/// Pairs by nearness: of the turns with the one, those with the other at most so many turns of participants away; of a
/// pair the smaller of the two directions counts.
pub(super) fn near(frame: &Frame<'_>, rows: &Sorter, reach: u32) -> Pairs {
    let width = rows.slots.len();
    let held = held_by_unit(frame, rows, Together::Turn);
    let lists = held.lists(frame.snapshot().turns.speech.len());
    let mut pairs = Pairs { units: held.units, ..Pairs::new(width) };
    let mut directed = vec![0_u64; width * width];
    let mut around = Vec::new();
    for turns in data_turns(frame) {
        for (at, turn) in turns.iter().enumerate() {
            let own = &lists[*turn];
            if own.is_empty() {
                continue;
            }
            let reach = reach as usize;
            let window = &turns[at.saturating_sub(reach)..turns.len().min(at + reach + 1)];
            around.clear();
            around.extend(window.iter().flat_map(|turn| lists[*turn].iter().copied()));
            around.sort_unstable();
            around.dedup();
            for a in own {
                pairs.of_row[*a as usize] += 1;
                for b in around.iter().filter(|b| *b != a) {
                    directed[*a as usize * width + *b as usize] += 1;
                }
            }
        }
    }
    for a in 0..width {
        for b in a + 1..width {
            pairs.of_pair[a * width + b] = directed[a * width + b].min(directed[b * width + a]);
        }
    }
    pairs
}
