//! Re-anchoring: when a text is corrected, codings stay on their words or are orphans; see
//! `docs/design/re-anchoring.md`.

mod anchoring;
pub(super) mod matching;
mod moved;
mod occurrences;
mod place;
mod quote;
mod realign;
mod score;
mod slide;
#[cfg(test)]
mod tests;
mod tokens;

use matching::{IN_ORDER, Matching};
use occurrences::Places;
use slide::Slides;
use tokens::{Numbering, Token};

use super::Span;

pub use anchoring::{Anchoring, Changes, Fate, Method};

/// A correction of a text, prepared once for all the codings on it.
#[derive(Debug)]
pub struct Reanchoring<'t> {
    old: &'t str,
    new: &'t str,
    old_tokens: Vec<Token>,
    new_tokens: Vec<Token>,
    old_places: Places,
    new_places: Places,
    matching: Matching,
    slides: Slides,
}

impl<'t> Reanchoring<'t> {
    /// Compares the text before a correction with the text after it.
    #[must_use]
    pub fn new(old: &'t str, new: &'t str) -> Self {
        let mut numbering = Numbering::default();
        let (old_tokens, new_tokens) = (numbering.tokens(old), numbering.tokens(new));
        let mut matching = Matching::new(&old_tokens, &new_tokens, numbering.len());
        realign::realign(&mut matching, &old_tokens, &new_tokens);
        let slides = slide::slide(&mut matching, &old_tokens, &new_tokens);
        matching.weaken_islands(&old_tokens, &new_tokens);
        moved::pair_moved(&mut matching, &old_tokens, &new_tokens);
        realign::refill(&mut matching, &old_tokens, &new_tokens);
        let old_places = Places::new(&old_tokens, numbering.len());
        let new_places = Places::new(&new_tokens, numbering.len());
        Self { old, new, old_tokens, new_tokens, old_places, new_places, matching, slides }
    }

    /// Each word and mark of the old text that survives, with the one of the new text that it is; in the order of the
    /// old text. With this the two texts can be shown side by side.
    pub fn pairs(&self) -> impl Iterator<Item = (Span, Span)> + '_ {
        self.old_tokens.iter().enumerate().filter_map(|(at, token)| {
            let there = self.new_tokens.get(self.matching.partner(at)?.at)?;
            Some((token.span, there.span))
        })
    }

    /// How much was changed. What typesetting changes (line ends, quotation marks, dashes) is no change of words.
    #[must_use]
    pub fn changes(&self) -> Changes {
        let words = |tokens: &[Token], partner: &dyn Fn(usize) -> Option<u32>, wanted: &dyn Fn(Option<u32>) -> bool| {
            let tokens = tokens.iter().enumerate();
            tokens.filter(|(at, token)| token.is_word && wanted(partner(*at))).count()
        };
        let there = |at| self.matching.partner(at).map(|partner| partner.strand);
        let back = |at| self.matching.origin(at).map(|partner| partner.strand);
        Changes {
            places: self.matching.hunks().len(),
            words_gone: words(&self.old_tokens, &there, &|strand| strand.is_none()),
            words_new: words(&self.new_tokens, &back, &|strand| strand.is_none()),
            words_moved: words(&self.old_tokens, &there, &|strand| strand.is_some_and(|s| s != IN_ORDER)),
        }
    }
}
