//! Words of coded speech, each once however many codings cover it.

use std::ops::Range;

use super::count::Grid;
use super::rows::RowAxis;
use super::{AnalysisError, Frame, axis::Axis};
use crate::model::NOBODY;
use crate::text::Span;

/// A part of one turn's speech that counts in a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    source: u32,
    /// The turn, or [`NOBODY`] for a source without turns.
    turn: u32,
    row: u32,
    span: Span,
}

/// Counts the distinct words that the rows' codings cover in the frame's speech. A word counts when
/// a coding covers any of it.
pub(super) fn count_words(frame: &Frame<'_>, rows: &RowAxis, axis: &Axis) -> Result<Grid, AnalysisError> {
    let snapshot = frame.snapshot();
    let mut parts = parts_of(frame, rows);
    parts.sort_unstable();
    let mut grid = Grid::new(rows, axis);
    for same_turn in parts.chunk_by(|a, b| (a.source, a.turn) == (b.source, b.turn)) {
        let Some(first) = same_turn.first() else { continue };
        let text = snapshot.text(first.source).ok_or(AnalysisError::TextsMissing { what: "the measure `words`" })?;
        let speech = speech_of(frame, *first, text);
        let words = words_in(text, speech);
        let columns = if first.turn == NOBODY {
            axis.of_text(first.source)
        } else {
            axis.of_turn(frame, first.turn as usize, first.source)
        };
        for same_row in same_turn.chunk_by(|a, b| a.row == b.row) {
            let covered = covered_words(&words, same_row.iter().map(|part| part.span));
            for column in columns.iter().chain([&axis.total()]) {
                grid.add(same_row[0].row, *column, covered);
            }
        }
    }
    Ok(grid)
}

/// The coded parts of the frame's speech, one for each coding, turn and row.
fn parts_of(frame: &Frame<'_>, rows: &RowAxis) -> Vec<Part> {
    let snapshot = frame.snapshot();
    let codings = &snapshot.codings;
    let mut parts = Vec::new();
    for coding in frame.codings() {
        let (source, span) = (codings.source[coding], codings.span[coding]);
        let turns = frame.turns(coding);
        for &row in rows.of_code(codings.code[coding]) {
            if turns.is_empty() {
                parts.push(Part { source, turn: NOBODY, row, span });
            }
            for turn in turns.clone().filter(|turn| frame.is_data(frame.voice(*turn))) {
                let Some(span) = snapshot.turns.speech[turn].intersection(span) else { continue };
                parts.push(Part { source, turn: u32::try_from(turn).unwrap_or(NOBODY), row, span });
            }
        }
    }
    parts
}

fn speech_of(frame: &Frame<'_>, part: Part, text: &str) -> Span {
    let turns = &frame.snapshot().turns;
    turns.speech.get(part.turn as usize).copied().unwrap_or_else(|| Span::new(0, crate::text::text_len(text)))
}

/// The words of a part of a text, as spans of the text.
fn words_in(text: &str, part: Span) -> Vec<Span> {
    let words = crate::text::words(part.of(text).unwrap_or_default());
    words.map(|word| Span::new(part.start + word.start, part.start + word.end)).collect()
}

/// How many of the words the spans touch; spans come sorted.
fn covered_words(words: &[Span], spans: impl Iterator<Item = Span>) -> u64 {
    let mut counted: Range<usize> = 0..0;
    let mut total = 0;
    for span in spans {
        let from = words.partition_point(|word| word.end <= span.start).max(counted.end);
        let to = words.partition_point(|word| word.start < span.end);
        if to > from {
            total += (to - from) as u64;
            counted = from..to;
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::{Span, covered_words, words_in};

    #[test]
    fn words_that_several_spans_touch_count_once() {
        let text = "Nobody told me 👨‍👩‍👧 the plan, not Zoë’s carer.";
        let words = words_in(text, Span::new(0, crate::text::text_len(text)));
        let said: Vec<&str> = words.iter().filter_map(|word| word.of(text)).collect();
        assert_eq!(said, ["Nobody", "told", "me", "the", "plan", "not", "Zoë’s", "carer"]);
        let spans = [Span::new(0, 9), Span::new(7, 14), Span::new(8, 10), Span::new(0, 0)];
        assert_eq!(covered_words(&words, spans.into_iter()), 3);
    }
}
