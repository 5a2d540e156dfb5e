//! Passages: what the index holds one entry for.

use crate::text::{Span, text_len};

/// A passage to be indexed: a turn's speech, or a paragraph of a source without turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassageText<'a> {
    /// Position of the source in [`Snapshot::sources`](crate::model::Snapshot::sources).
    pub source: u32,
    /// Number of the turn (or paragraph) in its source, from 0.
    pub turn: u32,
    /// Its bytes in the source's text.
    pub span: Span,
    /// Its words.
    pub text: &'a str,
}

/// A passage that a query found. Hits order by source, then by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// Position of the source in [`Snapshot::sources`](crate::model::Snapshot::sources).
    pub source: u32,
    /// Number of the turn (or paragraph) in its source, from 0.
    pub turn: u32,
    /// Its bytes in the source's text.
    pub span: Span,
}

/// The passages of one source: its turns, or its paragraphs where it has none. Spans that do not lie
/// in the text on character boundaries are left out.
pub(super) fn passages<'a>(source: u32, text: &'a str, speech: &[Span]) -> Vec<PassageText<'a>> {
    let spans = if speech.is_empty() { paragraphs(text) } else { speech.to_vec() };
    let numbered = (0u32..).zip(spans);
    numbered
        .filter_map(|(turn, span)| span.of(text).map(|words| PassageText { source, turn, span, text: words }))
        .collect()
}

/// Blocks between blank lines; in a text without blank lines, the lines. Word processors give a
/// paragraph one line, plain text breaks its lines anywhere and leaves a blank one between paragraphs.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut lines: Vec<Span> = Vec::new();
    let mut start = 0u32;
    for line in text.split_inclusive('\n') {
        let end = start.saturating_add(text_len(line));
        let body = start.saturating_add(text_len(line.trim_end()));
        lines.push(Span::new(start, body.max(start)));
        start = end;
    }
    let blank = |span: &Span| span.is_empty();
    while lines.last().is_some_and(blank) {
        lines.pop();
    }
    let from = lines.iter().position(|line| !blank(line)).unwrap_or(0);
    let lines = lines.split_off(from);
    if !lines.iter().any(blank) {
        return lines;
    }
    let blocks = lines.split(blank).filter(|block| !block.is_empty());
    blocks.filter_map(|block| Some(block.first()?.hull(*block.last()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::passages;

    fn cut(text: &str) -> Vec<&str> {
        passages(0, text, &[]).into_iter().map(|passage| passage.text).collect()
    }

    #[test]
    fn paragraphs_are_blocks_where_there_are_blank_lines_and_lines_elsewhere() {
        assert_eq!(cut("one\ntwo\n"), ["one", "two"]);
        assert_eq!(cut("\n\none\ntwo \n\n\n  \nthree\n\n"), ["one\ntwo", "three"]);
        assert_eq!(cut("one"), ["one"]);
        assert!(cut("").is_empty());
        assert!(cut(" \n\n \n").is_empty());
    }
}
