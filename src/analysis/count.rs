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
    })
}

/// Counts codings.
pub(super) fn count_codings(frame: &Frame<'_>, rows: &RowAxis, axis: &Axis) -> Grid {
    let mut grid = Grid::new(rows, axis);
    let mut columns = Vec::new();
    for coding in frame.codings() {
        let rows = rows.of_code(frame.snapshot().codings.code[coding]);
        if rows.is_empty() {
            continue;
        }
        axis.columns_of(frame, coding, &mut columns);
        for row in rows {
            for column in &columns {
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
    let mut columns = Vec::new();
    let codings = &frame.snapshot().codings;
    for coding in frame.codings() {
        let rows = rows.of_code(codings.code[coding]);
        if rows.is_empty() {
            continue;
        }
        let stamp = codings.source[coding] + 1;
        axis.columns_of(frame, coding, &mut columns);
        for row in rows {
            for column in &columns {
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
    let mut columns = Vec::new();
    for (stamp, segment) in (1u32..).zip(&segments_of(frame)) {
        let rows = rows.of_code(segment.code);
        if rows.is_empty() {
            continue;
        }
        for coding in &segment.codings {
            axis.columns_of(frame, *coding as usize, &mut columns);
            for column in &columns {
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

/// A set of bits for each row.
struct Bits {
    words: usize,
    bits: Vec<u64>,
}

impl Bits {
    fn new(rows: usize, size: usize) -> Self {
        let words = size.div_ceil(64);
        Self { words, bits: vec![0; words * rows] }
    }

    /// Sets a bit and says whether it was clear.
    fn insert(&mut self, row: u32, item: u32) -> bool {
        let word = &mut self.bits[row as usize * self.words + item as usize / 64];
        let bit = 1u64 << (item % 64);
        let fresh = *word & bit == 0;
        *word |= bit;
        fresh
    }

    /// The items of a row, in order.
    fn items(&self, row: usize) -> impl Iterator<Item = u32> + '_ {
        let words = &self.bits[row * self.words..(row + 1) * self.words];
        (0u32..).step_by(64).zip(words).flat_map(|(first, word)| {
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
    let height = rows.rows.len() + 1;
    let mut people = Bits::new(height, frame.participants().len());
    let codings = &frame.snapshot().codings;
    // Where columns are sources a person counts in each: remember the last source by row and person.
    let by_source = axis.of_participant.is_none();
    let mut last = vec![0u32; if by_source { height * frame.participants().len() } else { 0 }];
    for coding in frame.codings() {
        let rows = rows.of_code(codings.code[coding]);
        let source = codings.source[coding];
        for turn in frame.turns(coding) {
            let Voice::Participant(person) = frame.voice(turn) else { continue };
            for row in rows {
                if people.insert(*row, person) {
                    grid.add(*row, axis.total(), 1);
                }
                if by_source {
                    let seen = &mut last[*row as usize * frame.participants().len() + person as usize];
                    if *seen != source + 1 {
                        *seen = source + 1;
                        for column in axis.of_turn(frame, turn, source) {
                            grid.add(*row, *column, 1);
                        }
                    }
                }
            }
        }
    }
    if let Some(columns) = &axis.of_participant {
        for (row, position) in (0u32..).zip(0..height) {
            for person in people.items(position) {
                for column in columns.of(person) {
                    grid.add(row, *column, 1);
                }
            }
        }
    }
    grid
}
