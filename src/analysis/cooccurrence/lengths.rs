//! Co-occurrence in the text itself: characters that codings of both rows cover, by a sweep over the boundaries of spans.

use super::Pairs;
use crate::analysis::crosstab::Sorter;
use crate::analysis::{AnalysisError, Frame};
use crate::text::Span;

/// Characters of speech by row and pair of rows. The cost grows with the codings and with what they cover, never with
/// pairs of codings.
pub(super) fn characters(frame: &Frame<'_>, rows: &Sorter) -> Result<Pairs, AnalysisError> {
    let snapshot = frame.snapshot();
    let mut pairs = Pairs::new(rows.slots.len());
    let missing = || AnalysisError::TextsMissing { what: "co-occurrence by intersection" };
    for (source, turns) in (0u32..).zip(super::shared::data_turns(frame)) {
        if turns.is_empty() {
            continue;
        }
        let text = snapshot.text(source).ok_or_else(missing)?;
        let speech = turns.iter().filter_map(|turn| snapshot.turns.speech.get(*turn));
        pairs.units += speech.filter_map(|span| span.of(text)).map(|words| words.chars().count() as u64).sum::<u64>();
    }
    let mut edges: Vec<(u32, u32, u32, bool)> = Vec::new();
    let mut slots = Vec::new();
    for coding in frame.codings() {
        let (source, span) = (snapshot.codings.source[coding], snapshot.codings.span[coding]);
        for turn in frame.turns(coding).filter(|turn| frame.is_data(frame.voice(*turn))) {
            let Some(part) = snapshot.turns.speech.get(turn).and_then(|speech| speech.intersection(span)) else {
                continue;
            };
            slots.clear();
            rows.sort(frame, coding, Some(turn), &mut slots);
            for row in &slots {
                edges.push((source, part.start, *row, true));
                edges.push((source, part.end, *row, false));
            }
        }
    }
    edges.sort_unstable();
    // How many codings of each row are open, and which rows are.
    let (mut open, mut rows_open) = (vec![0_u32; rows.slots.len()], Vec::<u32>::new());
    for of_source in edges.chunk_by(|a, b| a.0 == b.0) {
        let text = snapshot.text(of_source[0].0).ok_or_else(missing)?;
        let mut since = 0;
        for at_place in of_source.chunk_by(|a, b| a.1 == b.1) {
            let place = at_place[0].1;
            if !rows_open.is_empty() {
                let between = Span::new(since, place).of(text).map_or(0, |words| words.chars().count() as u64);
                pairs.add(&rows_open, between);
            }
            for (_, _, row, begins) in at_place {
                let count = &mut open[*row as usize];
                if *begins {
                    *count += 1;
                } else {
                    *count = count.saturating_sub(1);
                }
                match rows_open.binary_search(row) {
                    Err(at) if *count > 0 => rows_open.insert(at, *row),
                    Ok(at) if *count == 0 => {
                        rows_open.remove(at);
                    }
                    _ => {}
                }
            }
            since = place;
        }
    }
    Ok(pairs)
}

/// As ATLAS.ti counts: quotations of each row, and pairs of quotations that share text.
pub(super) fn quotation_pairs(frame: &Frame<'_>, rows: &Sorter) -> Pairs {
    let codings = &frame.snapshot().codings;
    let width = rows.slots.len();
    let mut quotations: Vec<(u32, Span, u32)> = Vec::new();
    let mut slots = Vec::new();
    for coding in frame.codings() {
        slots.clear();
        frame.turns(coding).for_each(|turn| rows.sort(frame, coding, Some(turn), &mut slots));
        quotations.extend(slots.iter().map(|row| (codings.source[coding], codings.span[coding], *row)));
    }
    quotations.sort_unstable();
    quotations.dedup();
    let mut pairs = Pairs::new(width);
    pairs.units = quotations.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).count() as u64;
    // Those that have begun and not ended.
    let mut open: Vec<(u32, Span, u32)> = Vec::new();
    for quotation in quotations {
        let (source, span, row) = quotation;
        pairs.of_row[row as usize] += 1;
        open.retain(|(of, other, _)| *of == source && other.end > span.start);
        for (_, _, other) in open.iter().filter(|(_, _, other)| *other != row) {
            pairs.of_pair[row.min(*other) as usize * width + row.max(*other) as usize] += 1;
        }
        open.push(quotation);
    }
    pairs
}
