//! How like its old place the new place of a coding is.

use std::ops::Range;

use super::Reanchoring;
use super::quote::{Damage, Quote, Survivors};
use crate::text::{Span, text_len};

/// Weights of the quote, of the words before and behind it, and of nearness.
const QUOTE: f64 = 50.0;
const PREFIX: f64 = 20.0;
const SUFFIX: f64 = 20.0;
const NEARNESS: f64 = 2.0;

/// Bytes of context to either side, grown to the next token's boundary.
const CONTEXT: u32 = 32;

impl Reanchoring<'_> {
    /// From 0 to 1; context that a text's end cuts off counts as equal.
    pub(super) fn score(&self, quote: &Quote, kept: &Survivors, damage: Damage, span: Span) -> f64 {
        let (Some(first), Some(last)) = (kept.pairs.first(), kept.pairs.last()) else { return 0.0 };
        let length = self.old_said(quote.tokens.clone()).chars().count();
        let words = 1.0 - share(damage.replaced + damage.others, length);
        let prefix = self.likeness(self.before(quote.tokens.start), |step| {
            (quote.tokens.start.checked_sub(step + 1), first.new.start.checked_sub(step + 1))
        });
        let suffix = self
            .likeness(self.behind(quote.tokens.end), |step| (Some(quote.tokens.end + step), Some(last.new.end + step)));
        let place = |start: u32, text: &str| f64::from(start) / f64::from(text_len(text).max(1));
        let near = 1.0 - (place(span.start, self.new) - place(quote.span.start, self.old)).abs();
        let sum = QUOTE * words + PREFIX * prefix + SUFFIX * suffix + NEARNESS * near.clamp(0.0, 1.0);
        (sum / (QUOTE + PREFIX + SUFFIX + NEARNESS)).clamp(0.0, 1.0)
    }

    /// The context before a token of the old text.
    fn before(&self, token: usize) -> Range<usize> {
        let end = self.old_tokens.get(token).map_or(0, |token| token.span.start);
        let near = |at: &usize| self.old_tokens.get(*at).is_some_and(|t| t.span.end + CONTEXT > end);
        token - (0..token).rev().take_while(near).count()..token
    }

    /// The context from a token of the old text on.
    fn behind(&self, token: usize) -> Range<usize> {
        let start = token.checked_sub(1).and_then(|last| self.old_tokens.get(last)).map_or(0, |token| token.span.end);
        let near = |at: &usize| self.old_tokens.get(*at).is_some_and(|t| t.span.start < start + CONTEXT);
        token..token + (token..self.old_tokens.len()).take_while(near).count()
    }

    /// The share of context tokens that stand at the same distance in the new text.
    fn likeness(&self, context: Range<usize>, step: impl Fn(usize) -> (Option<usize>, Option<usize>)) -> f64 {
        let id = |tokens: &[super::tokens::Token], at: Option<usize>| at.and_then(|at| tokens.get(at)).map(|t| t.id);
        let equal = (0..context.len()).filter(|distance| {
            let (old, new) = step(*distance);
            id(&self.old_tokens, old) == id(&self.new_tokens, new)
        });
        if context.is_empty() { 1.0 } else { share(equal.count(), context.len()) }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let to_float = |count| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    (to_float(part) / to_float(whole.max(1))).min(1.0)
}
