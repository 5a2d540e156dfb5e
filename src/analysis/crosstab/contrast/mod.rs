//! Do groups differ? Tests of a row between groups: by participants as the honest default, by passages with a warning.

mod passages;
mod people;

pub use people::contrast_dots;

use std::collections::BTreeSet;

use super::CrosstabRequest;
use super::sorter::Sorter;
use crate::analysis::{AnalysisError, Frame, Voice};
use crate::model::Snapshot;
use crate::stats::contingency::Effort;
use crate::stats::nested::Difference;
use crate::table::Table;

/// What is compared, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContrastRequest {
    /// Which table.
    pub kind: ContrastKind,
    /// What a difference is.
    pub difference: Difference,
    /// Samples of the bootstrap.
    pub resamples: usize,
    /// Effort and seed of tests.
    pub effort: Effort,
    /// Level of intervals.
    pub level: f64,
}

impl Default for ContrastRequest {
    fn default() -> Self {
        Self {
            kind: ContrastKind::Participants,
            difference: Difference::Means,
            resamples: 2000,
            effort: Effort { listed: 1 << 20, random: 9_999, seed: 1 },
            level: 0.95,
        }
    }
}

/// Which table of contrasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContrastKind {
    /// Permutation tests and bootstrap intervals by participant.
    #[default]
    Participants,
    /// Chi-squared, G, Fisher and Cramér's V of turns with and without the row's codes.
    Turns,
    /// Adjusted residuals of the whole table.
    Residuals,
    /// Odds ratios of each group against the rest.
    Odds,
}

impl ContrastKind {
    /// Every table, with its word.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("participants", Self::Participants),
        ("turns", Self::Turns),
        ("residuals", Self::Residuals),
        ("odds", Self::Odds),
    ];

    /// Reads the word of a table.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        let known = Self::WORDS.into_iter().find(|(name, _)| *name == word);
        known.map(|(_, kind)| kind).ok_or_else(|| AnalysisError::Unknown {
            what: "contrast",
            found: word.to_owned(),
            expected: Self::WORDS.map(|(name, _)| name).join(", "),
        })
    }
}

/// Compares each group of the columns with the rest, row by row. What is compared are turns of participants: how many
/// of them carry a code of the row.
///
/// # Errors
/// Columns that are not groups of people, a mask that does not fit.
pub fn contrast(snapshot: &Snapshot, request: &CrosstabRequest, how: &ContrastRequest) -> Result<Table, AnalysisError> {
    let frame = Frame::new(snapshot, &request.filter)?;
    let compared = Compared::of(&frame, request)?;
    let mut table = match how.kind {
        ContrastKind::Participants => people::by_participants(&compared, request, how),
        ContrastKind::Turns => passages::tests(&compared, request, how),
        ContrastKind::Residuals => passages::residuals_of(&compared, request),
        ContrastKind::Odds => passages::odds(&compared, request, how),
    };
    table.frame = frame.describe();
    table.notes.extend(compared.notes());
    table.notes.extend(frame.notes());
    Ok(table)
}

/// What the groups said, participant by participant.
struct Compared {
    rows: Sorter,
    groups: Sorter,
    /// For each participant that is compared: the group, and all turns.
    people: Vec<(u32, u64)>,
    /// For each row, the turns of each of these with a code of the row.
    coded: Vec<Vec<u64>>,
    /// Participants in several groups, who are in none of the comparisons.
    in_several: u64,
}

impl Compared {
    fn of(frame: &Frame<'_>, request: &CrosstabRequest) -> Result<Self, AnalysisError> {
        let rows = Sorter::new(frame, &request.rows, request.roll_up);
        let groups = Sorter::new(frame, &request.columns, request.roll_up);
        if !groups.is_of_people() || groups.slots.len() < 2 {
            return Err(AnalysisError::Unknown {
                what: "groups to contrast",
                found: request.columns.name(),
                expected:
                    "columns with at least two groups of people, such as role, or an attribute of participants or cases"
                        .to_owned(),
            });
        }
        let snapshot = frame.snapshot();
        let mut turns = vec![0_u64; snapshot.participants.len()];
        for turn in 0..snapshot.turns.speech.len() {
            if let Voice::Participant(person) = frame.voice(turn) {
                turns[person as usize] += 1;
            }
        }
        let mut place = vec![None; snapshot.participants.len()];
        let (mut people, mut in_several) = (Vec::new(), 0);
        for (person, turns) in (0u32..).zip(&turns).filter(|(_, turns)| **turns > 0) {
            match groups.of_person(person).as_slice() {
                [group] => {
                    place[person as usize] = Some(people.len());
                    people.push((*group, *turns));
                }
                [] => {}
                _ => in_several += 1,
            }
        }
        let mut said: BTreeSet<(u32, usize)> = BTreeSet::new();
        let mut slots = Vec::new();
        for coding in frame.codings() {
            for turn in frame.turns(coding).filter(|turn| matches!(frame.voice(*turn), Voice::Participant(_))) {
                slots.clear();
                rows.sort(frame, coding, Some(turn), &mut slots);
                said.extend(slots.iter().map(|row| (*row, turn)));
            }
        }
        let mut coded = vec![vec![0; people.len()]; rows.slots.len()];
        for (row, turn) in said {
            if let Voice::Participant(person) = frame.voice(turn)
                && let Some(at) = place[person as usize]
            {
                coded[row as usize][at] += 1;
            }
        }
        Ok(Self { rows, groups, people, coded, in_several })
    }

    /// Participants of a group.
    fn members(&self, group: u32) -> u64 {
        self.people.iter().filter(|(of, _)| *of == group).count() as u64
    }

    /// Turns of a row by group: with a code of the row, and all.
    fn turns_by_group(&self, row: usize) -> Vec<(u64, u64)> {
        let mut sums = vec![(0, 0); self.groups.slots.len()];
        for ((group, turns), coded) in self.people.iter().zip(&self.coded[row]) {
            let sum = &mut sums[*group as usize];
            *sum = (sum.0 + coded, sum.1 + turns);
        }
        sums
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.in_several > 0 {
            notes.push(format!("Participants in several groups are in no comparison: {}.", self.in_several));
        }
        notes
    }
}
