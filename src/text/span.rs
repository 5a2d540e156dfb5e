//! Half-open ranges of UTF-8 bytes: the one unit of position inside Themeweave.

use unicode_segmentation::GraphemeCursor;

/// A half-open range `[start, end)` of UTF-8 byte offsets in one revision of a source's text.
///
/// Spans order by start, then by end, so that a sorted list of spans can be swept from left to right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte of the span.
    pub start: u32,
    /// First byte after the span.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`; the two are swapped when they come in the wrong order.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Self {
        Self { start: start.min(end), end: start.max(end) }
    }

    /// Number of bytes covered.
    #[must_use]
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two spans share at least one byte. An empty span shares nothing.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }

    /// Whether `other` lies wholly inside this span (equal counts).
    #[must_use]
    pub fn encloses(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes that both spans cover, if any.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        self.intersects(other).then(|| Self { start: self.start.max(other.start), end: self.end.min(other.end) })
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The words of the span, or nothing when it does not lie in `text` on character boundaries.
    #[must_use]
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start as usize..self.end as usize)
    }

    /// The span widened, where needed, so that both ends lie on grapheme boundaries of `text`
    /// (and inside it): a flag, a family emoji or an accented letter is never cut in two.
    #[must_use]
    pub fn snapped_outwards(self, text: &str) -> Self {
        Self { start: boundary_at_or_before(text, self.start), end: boundary_at_or_after(text, self.end) }
    }
}

/// Length of a text in span units.
///
/// Ingest refuses longer texts (4 GiB), so the conversion saturates only in theory.
#[must_use]
pub fn text_len(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

fn boundary_at_or_before(text: &str, offset: u32) -> u32 {
    let mut at = (offset as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    if !matches!(cursor.is_boundary(text, 0), Ok(true)) {
        at = cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0);
    }
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn boundary_at_or_after(text: &str, offset: u32) -> u32 {
    let mut at = (offset as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    if !matches!(cursor.is_boundary(text, 0), Ok(true)) {
        at = cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len());
    }
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Joins spans that touch or overlap; `spans` must be sorted. What is returned is sorted and disjoint.
#[must_use]
pub fn united(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}
