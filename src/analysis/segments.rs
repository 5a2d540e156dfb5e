//! Segments: codings of one code by one coder, united where they overlap or touch within a source.

use super::Frame;
use crate::text::Span;

/// A united segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Position of the source.
    pub source: u32,
    /// Position of the code.
    pub code: u32,
    /// The bytes that its codings cover together.
    pub span: Span,
    /// Its codings, in the snapshot's order.
    pub codings: Members,
}

/// Positions of the codings of a segment. Nearly every segment is one coding, and a hundred thousand
/// lists of one would cost more than everything else that is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Members {
    One([u32; 1]),
    Many(Vec<u32>),
}

impl Members {
    fn push(&mut self, coding: u32) {
        match self {
            Self::One([first]) => *self = Self::Many(vec![*first, coding]),
            Self::Many(codings) => codings.push(coding),
        }
    }
}

impl<'a> IntoIterator for &'a Members {
    type Item = &'a u32;
    type IntoIter = std::slice::Iter<'a, u32>;

    fn into_iter(self) -> Self::IntoIter {
        match self {
            Members::One(coding) => coding.iter(),
            Members::Many(codings) => codings.iter(),
        }
    }
}

/// The segments of a frame, in the order of their first codings.
pub(super) fn segments_of(frame: &Frame<'_>) -> Vec<Segment> {
    let codings = &frame.snapshot().codings;
    let width = codings.coder.iter().max().map_or(0, |last| *last as usize + 1);
    let codes = codings.code.iter().max().map_or(0, |last| *last as usize + 1);
    // For each code and coder, one more than the position of the segment that is still open.
    let mut open = vec![0usize; width * codes];
    let mut segments: Vec<Segment> = Vec::new();
    for coding in frame.codings() {
        let (source, span, code) = (codings.source[coding], codings.span[coding], codings.code[coding]);
        let key = code as usize * width + codings.coder[coding] as usize;
        let position = u32::try_from(coding).unwrap_or(u32::MAX);
        let last = open[key].checked_sub(1).and_then(|last| segments.get_mut(last));
        match last {
            Some(last) if last.source == source && span.start <= last.span.end => {
                last.span = last.span.hull(span);
                last.codings.push(position);
            }
            _ => {
                segments.push(Segment { source, code, span, codings: Members::One([position]) });
                open[key] = segments.len();
            }
        }
    }
    segments
}
