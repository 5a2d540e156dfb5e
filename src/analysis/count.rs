//! Distinct counting: one pass over the codings of a frame, cells by row and column.
//!
//! Codings come sorted by source, so that "seen in this source" is one stamp and never a set; people
//! are bits of a row. No coding costs an allocation.

use super::rows::RowAxis;
use super::segments::segments_of;
use super::words::count_words;
use super::{AnalysisError, Frame, Measure, Voice, axis::Axis};

/// Counts by row and column, with one row for everything and one column over all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    width: usize,
    cells: Vec<u64>,
}

impl Grid {
    pub fn new(rows: &RowAxis, axis: &Axis) -> Self {
        let width = axis.slots.len() + 1;
        Self { width, cells: vec![0; width * (rows.rows.len() + 1)] }
    }

    /// Position of a cell, for kernels that keep something beside every count.
    pub fn at(&self, row: u32, column: u32) -> usize {
        row as usize * self.width + column as usize
    }

    pub fn add(&mut self, row: u32, column: u32, number: u64) {
        let at = self.at(row, column);
        self.cells[at] += number;
    }

    /// The count of a row in a column; columns and rows past the last are those for everything.
    pub fn get(&self, row: usize, column: usize) -> u64 {
        self.cells.get(row * self.width + column.min(self.width - 1)).copied().unwrap_or_default()
    }

    /// The row's count over all columns, each thing once.
    pub fn total(&self, row: usize) -> u64 {
        self.get(row, self.width - 1)
    }

    /// The column's count over all rows, each thing once.
    pub fn everything(&self, column: usize) -> u64 {
        let rows = self.cells.len() / self.width;
        self.get(rows - 1, column)
    }
}

/// Counts a measure over rows and columns.
pub(super) fn count(frame: &Frame<'_>, rows: &RowAxis, axis: &Axis, measure: Measure) -> Result<Grid, AnalysisError> {
    Ok(match measure {
        Measure::Codings => count_codings(frame, rows, axis),
        Measure::Segments => count_segments(frame, rows, axis),
        Measure::Sources => count_sources(frame, rows, axis),
        Measure::Participants => count_participants(frame, rows, axis),
        Measure::Words => count_words(frame, rows, axis)?,
        // These are counted by `crosstab`, which a matrix of them is handed to.
        other => return Err(AnalysisError::NotCounted { measure: other.word() }),
    })
}

/// Counts codings.
pub(super) fn count_codings(frame: &Frame<'_>, rows: &RowAxis, axis: &Axis) -> Grid {
    let mut grid = Grid::new(rows, axis);
    let mut united = Vec::new();
    for coding in frame.codings() {
        let rows = rows.of_code(frame.snapshot().codings.code[coding]);
        if rows.is_empty() {
            continue;
        }
        let columns = axis.columns_of(frame, coding, &mut united);
        for row in rows {
            for column in columns.iter().chain([&axis.total()]) {
                grid.add(*row, *column, 1);
            }
        }
    }
    grid
}

/// Counts distinct sources.
pub(super) fn count_sources(frame: &Frame<'_>, rows: &RowAxis, axis: &Axis) -> Grid {
    let mut grid = Grid::new(rows, axis);
    // For every cell, one more than the source that was counted last.
    let mut stamps = vec![0u32; grid.cells.len()];
    let mut united = Vec::new();
    let codings = &frame.snapshot().codings;
    for coding in frame.codings() {
        let rows = rows.of_code(codings.code[coding]);
        if rows.is_empty() {
            continue;
        }
        let stamp = codings.source[coding] + 1;
        let columns = axis.columns_of(frame, coding, &mut united);
        for row in rows {
            for column in columns.iter().chain([&axis.total()]) {
                let at = grid.at(*row, *column);
                if stamps[at] != stamp {
                    stamps[at] = stamp;
                    grid.cells[at] += 1;
                }
            }
        }
    }
    grid
}

/// Counts united segments.
fn count_segments(frame: &Frame<'_>, rows: &RowAxis, axis: &Axis) -> Grid {
    let mut grid = Grid::new(rows, axis);
    // For every column, one more than the segment that was counted last.
    let mut stamps = vec![0u32; axis.slots.len() + 1];
    let mut united = Vec::new();
    for (stamp, segment) in (1u32..).zip(&segments_of(frame)) {
        let rows = rows.of_code(segment.code);
        if rows.is_empty() {
            continue;
        }
        for coding in &segment.codings {
            let columns = axis.columns_of(frame, *coding as usize, &mut united);
            for column in columns.iter().chain([&axis.total()]) {
                if stamps[*column as usize] != stamp {
                    stamps[*column as usize] = stamp;
                    for row in rows {
                        grid.add(*row, *column, 1);
                    }
                }
            }
        }
    }
    grid
}

/// A set of small numbers for each key, as bits.
struct Sets {
    words: usize,
    bits: Vec<u64>,
}

impl Sets {
    fn new(keys: usize, size: usize) -> Self {
        let words = size.div_ceil(64);
        Self { words, bits: vec![0; words * keys] }
    }

    fn insert(&mut self, key: u32, item: u32) {
        self.bits[key as usize * self.words + item as usize / 64] |= 1 << (item % 64);
    }

    fn set(&self, key: usize) -> &[u64] {
        &self.bits[key * self.words..(key + 1) * self.words]
    }

    /// Adds a set to the set of a key.
    fn unite(&mut self, key: u32, set: &[u64]) {
        let at = key as usize * self.words;
        for (own, other) in self.bits[at..at + self.words].iter_mut().zip(set) {
            *own |= other;
        }
    }

    /// The items of a key's set, in order.
    fn items(&self, key: usize) -> impl Iterator<Item = u32> + '_ {
        (0u32..).step_by(64).zip(self.set(key)).flat_map(|(first, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(first + bit)
            })
        })
    }
}

/// Counts distinct participants of the frame.
pub(super) fn count_participants(frame: &Frame<'_>, rows: &RowAxis, axis: &Axis) -> Grid {
    let mut grid = Grid::new(rows, axis);
    let people = people_of_rows(frame, rows);
    for (row, position) in (0u32..).zip(0..=rows.rows.len()) {
        for person in people.items(position) {
            grid.add(row, axis.total(), 1);
            for column in axis.of_participant.iter().flat_map(|columns| columns.of(person)) {
                grid.add(row, *column, 1);
            }
        }
    }
    if axis.of_participant.is_none() {
        count_people_of_sources(frame, rows, axis, &mut grid);
    }
    grid
}

/// Who speaks of each row. People are gathered by code first: one step for each coding, however many
/// rows its code counts in.
fn people_of_rows(frame: &Frame<'_>, rows: &RowAxis) -> Sets {
    let snapshot = frame.snapshot();
    let codes = snapshot.codebook.codes.len();
    let mut by_code = Sets::new(codes, frame.participants().len());
    for coding in frame.codings() {
        for turn in frame.turns(coding) {
            if let Voice::Participant(person) = frame.voice(turn) {
                by_code.insert(snapshot.codings.code[coding], person);
            }
        }
    }
    let mut by_row = Sets::new(rows.rows.len() + 1, frame.participants().len());
    for (code, position) in (0u32..).zip(0..codes) {
        for row in rows.of_code(code) {
            by_row.unite(*row, by_code.set(position));
        }
    }
    by_row
}

/// Counts people in the columns of the sources in which they speak of a row: a person can be in many.
fn count_people_of_sources(frame: &Frame<'_>, rows: &RowAxis, axis: &Axis, grid: &mut Grid) {
    let codings = &frame.snapshot().codings;
    let people = frame.participants().len();
    // For every row and person, one more than the source that was counted last.
    let mut stamps = vec![0u32; (rows.rows.len() + 1) * people];
    for coding in frame.codings() {
        let source = codings.source[coding];
        for turn in frame.turns(coding) {
            let Voice::Participant(person) = frame.voice(turn) else { continue };
            for row in rows.of_code(codings.code[coding]) {
                let stamp = &mut stamps[*row as usize * people + person as usize];
                if *stamp != source + 1 {
                    *stamp = source + 1;
                    for column in axis.of_turn(frame, turn, source) {
                        grid.add(*row, *column, 1);
                    }
                }
            }
        }
    }
}
