//! Stretches of a text, by position: what coders mark.

use std::borrow::Cow;

/// A stretch of a text from `start` to before `end`, in characters. It is empty where `end` is not after `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Position of the first character.
    pub start: u64,
    /// Position after the last one.
    pub end: u64,
}

impl Span {
    /// Characters.
    #[must_use]
    pub fn len(self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// No character.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Characters that are in both.
    #[must_use]
    pub fn shared(self, other: Self) -> u64 {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }
}

/// A stretch of a text with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// Position of the first character.
    pub start: u64,
    /// Position after the last one.
    pub end: u64,
    /// The code, by its number in a list of codes.
    pub code: usize,
}

impl Unit {
    /// The stretch without its code.
    #[must_use]
    pub fn span(self) -> Span {
        Span { start: self.start, end: self.end }
    }
}

/// The spans of one code, in the order of their starts.
#[must_use]
pub fn spans_of(units: &[Unit], code: usize) -> Vec<Span> {
    let mut spans: Vec<Span> = units.iter().filter(|unit| unit.code == code).map(|unit| unit.span()).collect();
    spans.sort_unstable();
    spans
}

/// What spans, in any order, cover of a text of `length`: stretches that neither touch nor overlap, in order.
#[must_use]
pub fn covered(spans: &[Span], length: u64) -> Vec<Span> {
    Cover::of(&in_order(spans), length).collect()
}

/// Spans in the order of their starts: as they are, or sorted where they were not.
pub(super) fn in_order(spans: &[Span]) -> Cow<'_, [Span]> {
    if spans.is_sorted_by_key(|span| span.start) {
        return Cow::Borrowed(spans);
    }
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    Cow::Owned(sorted)
}

/// What spans cover within a text: stretches that neither touch nor overlap, in order. Takes spans in the order of
/// their starts; nothing is copied.
pub(super) struct Cover<'a> {
    spans: std::slice::Iter<'a, Span>,
    open: Option<Span>,
    length: u64,
}

impl<'a> Cover<'a> {
    pub(super) fn of(spans: &'a [Span], length: u64) -> Self {
        Self { spans: spans.iter(), open: None, length }
    }
}

impl Iterator for Cover<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        for span in self.spans.by_ref() {
            let span = Span { start: span.start, end: span.end.min(self.length) };
            match &mut self.open {
                _ if span.is_empty() => {}
                Some(open) if span.start <= open.end => open.end = open.end.max(span.end),
                open => {
                    if let Some(done) = open.replace(span) {
                        return Some(done);
                    }
                }
            }
        }
        self.open.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover(spans: &[(u64, u64)], length: u64) -> Vec<(u64, u64)> {
        let spans: Vec<Span> = spans.iter().map(|(start, end)| Span { start: *start, end: *end }).collect();
        Cover::of(&in_order(&spans), length).map(|span| (span.start, span.end)).collect()
    }

    #[test]
    fn covers_join_what_touches_and_end_with_the_text() {
        assert_eq!(cover(&[(8, 30), (0, 4), (2, 3), (4, 6), (7, 7), (25, 28)], 20), [(0, 6), (8, 20)]);
        assert_eq!(cover(&[(5, 5), (9, 3)], 20), []);
    }
}
