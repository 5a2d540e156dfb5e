//! Counting distinct things by row and column, whatever rows and columns are.
//!
//! Every coding is looked at turn by turn: in each, its rows and columns meet in cells, and the thing that is counted
//! (the coding, its segment, turn, speaker, case, source) is noted for the cell. Sorted and without doubles, the notes
//! are the counts; so nothing can be counted twice, under any nesting.

use std::ops::Range;

use super::sorter::Sorter;
use crate::analysis::segments::segments_of;
use crate::analysis::{AnalysisError, Frame, Measure, Voice};
use crate::model::NOBODY;
use crate::text::Span;

/// Figures by row and column, with one row for everything and one column over all.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cells {
    width: usize,
    figures: Vec<f64>,
    /// For each, how many codings it is made of; for means.
    pub of: Vec<u64>,
}

impl Cells {
    /// The figure of a row in a column; the row and the column past the last are those for everything.
    pub fn get(&self, row: usize, column: usize) -> f64 {
        self.figures.get(row * self.width + column).copied().unwrap_or_default()
    }

    /// A count; figures of all measures but means are whole.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn count(&self, row: usize, column: usize) -> u64 {
        self.get(row, column) as u64
    }

    /// How many codings a mean is made of.
    pub fn base(&self, row: usize, column: usize) -> u64 {
        self.of.get(row * self.width + column).copied().unwrap_or_default()
    }
}

/// What is told of each meeting: the coding, the turn, the cells.
type See<'s> = dyn FnMut(usize, Option<usize>, &[u32]) + 's;

/// Where codings meet rows and columns.
pub(super) struct Table<'s, 'a> {
    pub frame: &'s Frame<'a>,
    pub rows: &'s Sorter,
    pub columns: &'s Sorter,
}

impl Table<'_, '_> {
    fn width(&self) -> usize {
        self.columns.slots.len() + 1
    }

    fn size(&self) -> usize {
        self.width() * (self.rows.slots.len() + 1)
    }

    /// Calls `see` for each coding that counts and each turn of data that it touches (no turn for text that is nobody's
    /// speech), with the cells in which they meet, those for everything among them.
    pub fn each(&self, see: &mut See<'_>) {
        let (mut rows, mut columns, mut cells) = (Vec::new(), Vec::new(), Vec::new());
        let width = u32::try_from(self.width()).unwrap_or(u32::MAX);
        let everything = u32::try_from(self.rows.slots.len()).unwrap_or(u32::MAX);
        let mut meet = |coding: usize, turn: Option<usize>| {
            rows.clear();
            columns.clear();
            cells.clear();
            self.rows.sort(self.frame, coding, turn, &mut rows);
            if rows.is_empty() {
                return;
            }
            self.columns.sort(self.frame, coding, turn, &mut columns);
            rows.push(everything);
            columns.push(width - 1);
            cells.extend(rows.iter().flat_map(|row| columns.iter().map(move |column| row * width + column)));
            see(coding, turn, &cells);
        };
        for coding in self.frame.codings() {
            let turns: Range<usize> = self.frame.turns(coding);
            if turns.is_empty() {
                meet(coding, None);
            }
            for turn in turns.filter(|turn| self.frame.is_data(self.frame.voice(*turn))) {
                meet(coding, Some(turn));
            }
        }
    }

    /// Counts a measure.
    pub fn count(&self, measure: Measure) -> Result<Cells, AnalysisError> {
        match measure {
            Measure::Words | Measure::Characters => self.covered(measure),
            Measure::Weight => Ok(self.weights()),
            Measure::Dominant => Ok(self.dominant()),
            _ => Ok(self.distinct(measure)),
        }
    }

    fn distinct(&self, measure: Measure) -> Cells {
        let codings = &self.frame.snapshot().codings;
        let segment = match measure {
            Measure::Segments => segment_of_codings(self.frame),
            Measure::Quotations => quotation_of_codings(self.frame),
            _ => Vec::new(),
        };
        let mut notes: Vec<u64> = Vec::new();
        self.each(&mut |coding, turn, cells| {
            let mut note = |unit: u32| notes.extend(cells.iter().map(|cell| u64::from(*cell) << 32 | u64::from(unit)));
            match measure {
                Measure::Segments | Measure::Quotations => note(segment[coding]),
                Measure::Sources => note(codings.source[coding]),
                Measure::Turns => turn.and_then(|turn| u32::try_from(turn).ok()).into_iter().for_each(note),
                Measure::Participants => {
                    if let Some(Voice::Participant(person)) = turn.map(|turn| self.frame.voice(turn)) {
                        note(person);
                    }
                }
                Measure::Cases => cases_of(self.frame, codings.source[coding], turn).into_iter().for_each(note),
                _ => note(u32::try_from(coding).unwrap_or(u32::MAX)),
            }
        });
        notes.sort_unstable();
        notes.dedup();
        let mut counts = vec![0_u64; self.size()];
        for note in notes {
            counts[(note >> 32) as usize] += 1;
        }
        self.cells_of(&counts)
    }

    // Counts are far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    fn cells_of(&self, counts: &[u64]) -> Cells {
        let figures = counts.iter().map(|count| *count as f64).collect();
        Cells { width: self.width(), figures, of: counts.to_vec() }
    }

    /// Words or characters that the codings of each cell cover in each turn, each once.
    fn covered(&self, measure: Measure) -> Result<Cells, AnalysisError> {
        let snapshot = self.frame.snapshot();
        let mut parts: Vec<(u32, u32, u32, Span)> = Vec::new();
        self.each(&mut |coding, turn, cells| {
            let (source, span) = (snapshot.codings.source[coding], snapshot.codings.span[coding]);
            let span = match turn {
                Some(turn) => snapshot.turns.speech.get(turn).and_then(|speech| speech.intersection(span)),
                None => Some(span),
            };
            let turn = turn.and_then(|turn| u32::try_from(turn).ok()).unwrap_or(NOBODY);
            parts.extend(span.into_iter().flat_map(|span| cells.iter().map(move |cell| (source, turn, *cell, span))));
        });
        parts.sort_unstable();
        let mut counts = vec![0_u64; self.size()];
        for same_turn in parts.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let Some((source, turn, ..)) = same_turn.first() else { continue };
            let what = if measure == Measure::Words { "the measure `words`" } else { "the measure `characters`" };
            let text = snapshot.text(*source).ok_or(AnalysisError::TextsMissing { what })?;
            let whole = snapshot.turns.speech.get(*turn as usize).copied();
            let whole = whole.unwrap_or_else(|| Span::new(0, crate::text::text_len(text)));
            let begins = begins_in(text, whole, measure);
            for same_cell in same_turn.chunk_by(|a, b| a.2 == b.2) {
                let spans = crate::text::united(same_cell.iter().map(|part| part.3));
                counts[same_cell[0].2 as usize] += touched(&begins, &spans);
            }
        }
        Ok(self.cells_of(&counts))
    }

    fn weights(&self) -> Cells {
        let codings = &self.frame.snapshot().codings;
        let mut notes: Vec<u64> = Vec::new();
        self.each(&mut |coding, _, cells| {
            if codings.weight_of(coding).is_some() {
                notes.extend(cells.iter().map(|cell| u64::from(*cell) << 32 | coding as u64));
            }
        });
        notes.sort_unstable();
        notes.dedup();
        let (mut sums, mut of) = (vec![0.0; self.size()], vec![0_u64; self.size()]);
        for note in notes {
            let (cell, coding) =
                ((note >> 32) as usize, usize::try_from(note & u64::from(u32::MAX)).unwrap_or_default());
            sums[cell] += codings.weight_of(coding).unwrap_or_default();
            of[cell] += 1;
        }
        // Numbers of codings are far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let figures = sums.iter().zip(&of).map(|(sum, of)| if *of == 0 { 0.0 } else { sum / *of as f64 }).collect();
        Cells { width: self.width(), figures, of }
    }

    /// For each column, the cases in which a row has more segments of the column than any other row.
    fn dominant(&self) -> Cells {
        let codings = &self.frame.snapshot().codings;
        let segment = segment_of_codings(self.frame);
        // Case, cell and segment.
        let mut notes: Vec<(u32, u32, u32)> = Vec::new();
        self.each(&mut |coding, turn, cells| {
            for case in cases_of(self.frame, codings.source[coding], turn) {
                notes.extend(cells.iter().map(|cell| (case, *cell, segment[coding])));
            }
        });
        notes.sort_unstable();
        notes.dedup();
        let width = self.width();
        let everything = self.rows.slots.len();
        let mut counts = vec![0_u64; self.size()];
        for case in notes.chunk_by(|a, b| a.0 == b.0) {
            let mut most: Vec<(usize, usize, bool)> = vec![(0, 0, false); width];
            for cell in case.chunk_by(|a, b| a.1 == b.1) {
                let (row, column) = (cell[0].1 as usize / width, cell[0].1 as usize % width);
                let (number, best, tied) = &mut most[column];
                if row == everything {
                    counts[row * width + column] += 1;
                } else if cell.len() > *number {
                    (*number, *best, *tied) = (cell.len(), row, false);
                } else if cell.len() == *number {
                    *tied = true;
                }
            }
            for (column, (number, row, tied)) in most.into_iter().enumerate() {
                counts[row * width + column] += u64::from(number > 0 && !tied);
            }
        }
        self.cells_of(&counts)
    }
}

/// For each coding, the number of the united segment that it is part of.
pub(super) fn segment_of_codings(frame: &Frame<'_>) -> Vec<u32> {
    let mut of = vec![u32::MAX; frame.snapshot().codings.len()];
    for (number, segment) in (0u32..).zip(&segments_of(frame)) {
        for coding in &segment.codings {
            of[*coding as usize] = number;
        }
    }
    of
}

/// For each coding, the number of its passage: codings of the same beginning and end have the same.
fn quotation_of_codings(frame: &Frame<'_>) -> Vec<u32> {
    let codings = &frame.snapshot().codings;
    let place = |coding: usize| (codings.source.get(coding), codings.span.get(coding));
    let mut number = 0;
    let of = (0..codings.len()).map(|coding| {
        number += u32::from(coding > 0 && place(coding) != place(coding - 1));
        number
    });
    of.collect()
}

/// The cases of a turn: of the person who speaks, or of the source where the person belongs to none or nobody does.
pub(in crate::analysis) fn cases_of(frame: &Frame<'_>, source: u32, turn: Option<usize>) -> Vec<u32> {
    let snapshot = frame.snapshot();
    if let Some(Voice::Participant(person)) = turn.map(|turn| frame.voice(turn)) {
        let ids = snapshot.participants.get(person as usize).map_or(&[][..], |person| &person.cases);
        let own: Vec<u32> =
            (0u32..).zip(&snapshot.cases).filter(|(_, case)| ids.contains(&case.id)).map(|(at, _)| at).collect();
        if !own.is_empty() {
            return own;
        }
    }
    snapshot.sources.get(source as usize).and_then(|source| source.case).into_iter().collect()
}

/// The words or characters of a turn, as spans of the text.
fn begins_in(text: &str, whole: Span, measure: Measure) -> Vec<Span> {
    let part = whole.of(text).unwrap_or_default();
    let place = |at: usize| whole.start + u32::try_from(at).unwrap_or(u32::MAX);
    if measure == Measure::Words {
        crate::text::words(part).map(|word| Span::new(whole.start + word.start, whole.start + word.end)).collect()
    } else {
        part.char_indices().map(|(at, c)| Span::new(place(at), place(at + c.len_utf8()))).collect()
    }
}

/// How many of the sorted units disjoint sorted spans touch.
fn touched(units: &[Span], spans: &[Span]) -> u64 {
    let (mut total, mut from) = (0, 0);
    for span in spans {
        let first = units.partition_point(|unit| unit.end <= span.start).max(from);
        let after = units.partition_point(|unit| unit.start < span.end);
        total += after.saturating_sub(first) as u64;
        from = after.max(from);
    }
    total
}
