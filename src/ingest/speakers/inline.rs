//! Labels in the middle of lines, in files that lost their line breaks: a whole interview on one line of 44,000 characters.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::memmem;

use super::Label;
use super::label::{self, Look};

/// Lines from this length on, in bytes, may hold several turns.
const LONG: usize = 2_000;

/// A label in the middle of a line must recur this often.
const LEAST: usize = 3;

/// Words that a label in the middle of a line has at most, and bytes.
const MOST_WORDS: usize = 4;
const REACH: usize = 60;

/// Whether a line is long enough to hold several turns.
pub(super) fn has_long_line(lines: &[&str]) -> bool {
    lines.iter().any(|line| line.len() >= LONG)
}

/// The labels before colons anywhere in the text, if at least two of them recur.
///
/// Where a label ends is clear; where it starts is not: `... data? Researcher 1: So` could be a label of one to four
/// words. The start is taken that makes the label most frequent, and the longest of equals.
pub(super) fn labels(text: &str) -> Vec<Label<'_>> {
    let places: Vec<(usize, Vec<usize>)> =
        memmem::find_iter(text.as_bytes(), ": ").map(|colon| (colon, starts(text, colon))).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in places.iter().flat_map(|(colon, starts)| starts.iter().filter_map(|start| text.get(*start..*colon))) {
        *counts.entry(name).or_default() += 1;
    }
    let mut labels = Vec::new();
    for (colon, starts) in &places {
        let name = |start: &usize| text.get(*start..*colon).unwrap_or_default();
        let count = |start: &usize| counts.get(name(start)).copied().unwrap_or(0);
        let best = starts.iter().copied().max_by_key(|start| (count(start), name(start).len()));
        if let Some(start) = best.filter(|start| count(start) >= LEAST) {
            let name = Cow::Borrowed(name(&start));
            labels.push(Label { name, from: start, start, end: *colon, speech: colon + 2, stamp: None });
        }
    }
    let distinct = labels.iter().any(|label| labels.first().is_some_and(|first| first.name != label.name));
    if distinct { labels } else { Vec::new() }
}

/// Where a label that ends at `colon` could start.
fn starts(text: &str, colon: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let Some(before) = text.get(..colon) else { return found };
    let mut start = colon;
    for word in before.rsplit(' ').take(MOST_WORDS) {
        let ends_sentence = word.ends_with(['.', '?', '!', '\u{2026}', ',', '-', '"', '\u{201D}']) && start < colon;
        if word.is_empty() || word.contains('\n') || ends_sentence {
            break;
        }
        start = start.saturating_sub(word.len() + usize::from(start < colon));
        if colon - start > REACH {
            break;
        }
        let name = text.get(start..colon).unwrap_or_default();
        if matches!(label::look(name), Look::Name | Look::Role) {
            found.push(start);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_start_wins() {
        let text = "P04  Researcher 1: Go on? Anna: I was Then Researcher 1: When: then? Anna: Now. Researcher 1: Ah Anna: Yes.";
        let found: Vec<(&str, usize)> =
            labels(text).iter().map(|label| (&text[label.start..label.end], label.speech)).collect();
        let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["Researcher 1", "Anna", "Researcher 1", "Anna", "Researcher 1", "Anna"]);
        assert!(found.iter().all(|(_, speech)| text[*speech..].starts_with(char::is_uppercase)));
    }

    #[test]
    fn one_recurring_word_is_no_conversation() {
        assert!(labels("Note: a. Note: b. Note: c. Anna: d.").is_empty());
    }
}
