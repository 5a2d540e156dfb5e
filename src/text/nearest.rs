//! The passage of a text that is most like a quotation which it does not contain.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::fold::Folded;
use super::{Span, words};

/// Words of a quotation that are compared at most, and characters for the last, finest comparison.
const MOST_WORDS: usize = 200;
const MOST_CHARACTERS: usize = 800;

/// Windows that are looked at closely.
const CANDIDATES: usize = 3;

/// Passages that are less alike than this are not worth showing.
const LEAST_SIMILARITY: f64 = 0.35;

/// A passage that is like a quotation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    /// Where it stands.
    pub span: Span,
    /// How like it is, from 0 to 1: one minus the share of characters (of words in a long quotation) that would have
    /// to change. It is 1 where only capitals differ.
    pub similarity: f64,
}

/// The words of a text, as spans and as hashes of their lower-case letters.
#[derive(Debug)]
pub(super) struct WordIndex {
    spans: Vec<Span>,
    hashes: Vec<u64>,
}

impl WordIndex {
    pub(super) fn new(text: &str) -> Self {
        let spans: Vec<Span> = words(text).collect();
        let hashes = spans.iter().map(|span| hash_of(span.of(text).unwrap_or_default())).collect();
        Self { spans, hashes }
    }

    /// Looks for the windows that share most words with the quotation, then aligns the quotation with each.
    pub(super) fn nearest(&self, text: &str, quote: &str) -> Option<Nearest> {
        let wanted: Vec<u64> =
            words(quote).take(MOST_WORDS).map(|span| hash_of(span.of(quote).unwrap_or_default())).collect();
        let mut best: Option<Nearest> = None;
        for start in self.windows(&wanted) {
            let from = start.saturating_sub(wanted.len() / 2 + 1);
            let to = (start + wanted.len() + wanted.len() / 2 + 1).min(self.hashes.len());
            let Some((first, last, distance)) = aligned(self.hashes.get(from..to)?, &wanted) else { continue };
            let span = self.spans.get(from + first)?.hull(*self.spans.get(from + last)?).snapped_outwards(text);
            let by_words = 1.0 - share(distance, wanted.len().max(last + 1 - first));
            let similarity = by_characters(span.of(text)?, quote).unwrap_or(by_words);
            if similarity >= LEAST_SIMILARITY && best.is_none_or(|best| similarity > best.similarity) {
                best = Some(Nearest { span, similarity });
            }
        }
        best
    }

    /// Starts of the windows, as long as the quotation, that share most words with it; the best first.
    fn windows(&self, wanted: &[u64]) -> Vec<usize> {
        // For each word of the quotation: how often it is still missing from the window (negative: too often there).
        let mut missing: HashMap<u64, i64> = HashMap::new();
        for hash in wanted {
            *missing.entry(*hash).or_default() += 1;
        }
        let mut shared = 0_usize;
        let mut best: Vec<(usize, usize)> = Vec::new();
        for (end, entering) in self.hashes.iter().enumerate() {
            if let Some(count) = missing.get_mut(entering) {
                shared += usize::from(*count > 0);
                *count -= 1;
            }
            if let Some(leaving) = end.checked_sub(wanted.len()).and_then(|at| self.hashes.get(at))
                && let Some(count) = missing.get_mut(leaving)
            {
                *count += 1;
                shared -= usize::from(*count > 0);
            }
            if shared > 0 {
                keep_best(&mut best, (shared, (end + 1).saturating_sub(wanted.len())), wanted.len());
            }
        }
        best.into_iter().map(|(_, start)| start).collect()
    }
}

/// Keeps the windows that share most words: of two that overlap by more than half only the better one.
fn keep_best(best: &mut Vec<(usize, usize)>, (shared, start): (usize, usize), length: usize) {
    if best.len() == CANDIDATES && best.last().is_some_and(|(least, _)| shared <= *least) {
        return;
    }
    if let Some(rival) = best.iter().position(|(_, other)| start - other <= length / 2) {
        if best.get(rival).is_some_and(|(others, _)| shared <= *others) {
            return;
        }
        best.remove(rival);
    }
    let at = best.partition_point(|(others, _)| *others >= shared);
    best.insert(at, (shared, start));
    best.truncate(CANDIDATES);
}

/// The part of `region` that `wanted` can be made from with the fewest words added, dropped or replaced
/// (Sellers 1980): first word, last word, number of changes. Nothing when no word can be kept.
fn aligned(region: &[u64], wanted: &[u64]) -> Option<(usize, usize, usize)> {
    // Per position in `wanted`: changes so far and the region's word where that alignment started.
    let mut column: Vec<(usize, usize)> = (0..=wanted.len()).map(|changes| (changes, 0)).collect();
    let mut best: Option<(usize, usize, usize)> = None;
    for (at, word) in region.iter().enumerate() {
        let mut above_left = (0, at);
        let mut above = (0, at + 1);
        if let Some(first) = column.first_mut() {
            *first = above;
        }
        for (cell, wanted) in column.iter_mut().skip(1).zip(wanted) {
            let left = *cell;
            let replaced = (above_left.0 + usize::from(word != wanted), above_left.1);
            *cell = replaced.min((left.0 + 1, left.1)).min((above.0 + 1, above.1));
            above_left = left;
            above = *cell;
        }
        if let Some(&(changes, first)) = column.last()
            && first <= at
            && changes < wanted.len()
            && best.is_none_or(|(_, _, fewest)| changes < fewest)
        {
            best = Some((first, at, changes));
        }
    }
    best
}

/// Similarity by characters without regard to case, for passages short enough to afford it.
fn by_characters(passage: &str, quote: &str) -> Option<f64> {
    let letters = |text: &str| Folded::new(text).text.to_lowercase().chars().collect::<Vec<char>>();
    if passage.len().max(quote.len()) > MOST_CHARACTERS {
        return None;
    }
    let (passage, quote) = (letters(passage), letters(quote));
    let mut row: Vec<usize> = (0..=quote.len()).collect();
    for (i, letter) in passage.iter().enumerate() {
        let mut above_left = i;
        let mut above = i + 1;
        if let Some(first) = row.first_mut() {
            *first = above;
        }
        for (cell, other) in row.iter_mut().skip(1).zip(&quote) {
            let left = *cell;
            *cell = (above_left + usize::from(letter != other)).min(left + 1).min(above + 1);
            above_left = left;
            above = *cell;
        }
    }
    let changes = row.last().copied().unwrap_or(0);
    Some(1.0 - share(changes, passage.len().max(quote.len())))
}

fn share(part: usize, whole: usize) -> f64 {
    let to_float = |count| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    to_float(part) / to_float(whole.max(1))
}

/// `DefaultHasher::new` always starts from the same state, so that hashes are the same in every run.
fn hash_of(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for letter in word.chars().flat_map(char::to_lowercase) {
        (if letter == '\u{2019}' { '\'' } else { letter }).hash(&mut hasher);
    }
    hasher.finish()
}
