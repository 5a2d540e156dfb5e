//! One coded span, as tokens: which of them survive, and where.

use std::ops::Range;

use super::Reanchoring;
use super::matching::{IN_ORDER, Partner};
use crate::text::Span;
use crate::text::edits;

/// Tokens of a change that are looked at when a retyped word is searched for.
const MOST_RETYPED: usize = 24;

/// Characters of a change whose edits are counted one by one; in a longer one, all are edits.
const MOST_COUNTED: usize = 600;

/// A coded span of the old text.
#[derive(Clone, Debug)]
pub(super) struct Quote {
    /// On grapheme boundaries.
    pub(super) span: Span,
    /// Its tokens, those included that it cuts in two.
    pub(super) tokens: Range<usize>,
}

/// Tokens of the old text and those of the new text that they are: one and one, or a retyped passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
    pub(super) weak: bool,
    /// Whether it was retyped and only resembles the old one.
    pub(super) retyped: bool,
}

/// What survives of a quote on one strand: pairs in ascending order on both sides.
#[derive(Clone, Debug, Default)]
pub(super) struct Survivors {
    pub(super) strand: u32,
    pub(super) pairs: Vec<Pair>,
    pub(super) words: usize,
}

/// What was changed inside a quote.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Damage {
    /// Tokens that went, at the edges too.
    pub(super) gone: usize,
    /// Tokens that came between those that survive.
    pub(super) came: usize,
    /// Characters that were replaced: something else stands in their place.
    pub(super) replaced: usize,
    /// Characters that went or came and were not replaced.
    pub(super) others: usize,
}

impl Pair {
    /// A token that survived.
    pub(super) fn of(old: usize, partner: Partner) -> Self {
        Self { old: old..old + 1, new: partner.at..partner.at + 1, weak: partner.weak, retyped: false }
    }
}

impl Reanchoring<'_> {
    pub(super) fn quote(&self, span: Span) -> Option<Quote> {
        let span = span.snapped_outwards(self.old);
        let first = self.old_tokens.partition_point(|token| token.span.end <= span.start);
        let end = self.old_tokens.partition_point(|token| token.span.start < span.end);
        (first < end && !span.is_empty()).then_some(Quote { span, tokens: first..end })
    }

    /// What survives of a quote, by strand, the most words first.
    pub(super) fn survivors(&self, tokens: Range<usize>) -> Vec<Survivors> {
        let mut strands: Vec<Survivors> = Vec::new();
        for old in tokens {
            let Some(partner) = self.matching.partner(old) else { continue };
            let at = strands.iter().position(|known| known.strand == partner.strand).unwrap_or(strands.len());
            if at == strands.len() {
                strands.push(Survivors { strand: partner.strand, ..Survivors::default() });
            }
            if let Some(strand) = strands.get_mut(at) {
                strand.pairs.push(Pair::of(old, partner));
                strand.words += usize::from(self.old_tokens.get(old).is_some_and(|token| token.is_word));
            }
        }
        for strand in &mut strands {
            self.drop_stray_marks(&mut strand.pairs);
        }
        strands.sort_by_key(|strand| (usize::MAX - strand.words, strand.strand));
        strands
    }

    /// Drops marks at the edges that are weak and that something new parts from the words: one full stop is like
    /// another.
    fn drop_stray_marks(&self, pairs: &mut Vec<Pair>) {
        let is_mark = |pair: &Pair| self.old_tokens.get(pair.old.start).is_some_and(|token| !token.is_word);
        let words = || pairs.iter().position(|pair| !is_mark(pair)).zip(pairs.iter().rposition(|pair| !is_mark(pair)));
        let Some((first, last)) = words() else { return };
        let parted = |at: usize, inner: usize| {
            let (here, next) = (pairs.get(at), pairs.get(inner));
            here.zip(next).is_some_and(|(here, next)| {
                here.weak && here.new.end.min(next.new.end) < here.new.start.max(next.new.start)
            })
        };
        let start = (0..first).rev().find(|at| parted(*at, at + 1)).map_or(0, |at| at + 1);
        let end = (last + 1..pairs.len()).find(|at| parted(*at, at - 1)).unwrap_or(pairs.len());
        pairs.truncate(end);
        pairs.drain(..start);
    }

    /// Adds the words at either edge of a quote that were retyped.
    pub(super) fn with_retyped_edges(&self, quote: &Quote, mut kept: Survivors) -> Survivors {
        let (Some(first), Some(last)) = (kept.pairs.first().cloned(), kept.pairs.last().cloned()) else { return kept };
        let retyped = |old| self.retyped(old, &quote.tokens).filter(|(_, strand)| *strand == kept.strand);
        let before = (quote.tokens.start..first.old.start).find_map(retyped);
        let behind = (last.old.end..quote.tokens.end).rev().find_map(retyped);
        if let Some((pair, _)) = before.filter(|(pair, _)| pair.new.end <= first.new.start) {
            kept.pairs.insert(0, pair);
        }
        if let Some((pair, _)) = behind.filter(|(pair, _)| last.new.end <= pair.new.start) {
            kept.pairs.push(pair);
        }
        kept
    }

    /// A quote of which no token survives, but whose every word was retyped in its place.
    pub(super) fn wholly_retyped(&self, quote: &Quote) -> Option<Survivors> {
        let mut found = Survivors::default();
        for old in quote.tokens.clone() {
            let (pair, strand) = self.retyped(old, &quote.tokens)?;
            found.strand = strand;
            if found.pairs.last() != Some(&pair) {
                found.pairs.push(pair);
            }
        }
        Some(found)
    }

    /// What a lost token was retyped as, with the strand: the whole change that it is part of if that lies in the
    /// quote, else the token at the same place in a change of equal length.
    fn retyped(&self, old: usize, quote: &Range<usize>) -> Option<(Pair, u32)> {
        let (gone, came, strand) = self.change_around(old)?;
        let pair = |old, new| Some((Pair { old, new, weak: false, retyped: true }, strand));
        if gone.len() == came.len() {
            let new = came.start + (old - gone.start);
            return if self.resemble(old..old + 1, new..new + 1, 3) { pair(old..old + 1, new..new + 1) } else { None };
        }
        let whole = quote.start <= gone.start && gone.end <= quote.end;
        if whole && self.resemble(gone.clone(), came.clone(), 6) { pair(gone, came) } else { None }
    }

    /// The change that a lost token of the old text is part of: what went, what came, on which strand.
    fn change_around(&self, old: usize) -> Option<(Range<usize>, Range<usize>, u32)> {
        let is_gone = |at: &usize| self.matching.partner(*at).is_none();
        if !is_gone(&old) {
            return None;
        }
        let before = (old.saturating_sub(MOST_RETYPED)..old).rev().take_while(is_gone).count();
        let after = (old..(old + MOST_RETYPED).min(self.old_tokens.len())).take_while(is_gone).count();
        let gone = old - before..old + after;
        // The ends of the texts are partners of each other.
        let start = Partner { at: 0, strand: IN_ORDER, weak: false };
        let end = Partner { at: self.new_tokens.len(), ..start };
        let left = gone.start.checked_sub(1).map(|at| self.matching.partner(at).map(|p| Partner { at: p.at + 1, ..p }));
        let right = (gone.end < self.old_tokens.len()).then(|| self.matching.partner(gone.end));
        let (left, right) = (left.unwrap_or(Some(start))?, right.unwrap_or(Some(end))?);
        if left.strand != right.strand {
            return None;
        }
        let (came, strand) = (left.at..right.at, left.strand);
        let all_new = came.len() <= MOST_RETYPED && came.clone().all(|at| self.matching.origin(at).is_none());
        (all_new && !came.is_empty()).then_some((gone, came, strand))
    }

    /// Whether two stretches are spelled alike: one letter in so many changed at most, case and blanks aside.
    fn resemble(&self, gone: Range<usize>, came: Range<usize>, letters_per_edit: usize) -> bool {
        let letters = |text: String| text.to_lowercase().chars().filter(|c| *c != ' ').collect::<Vec<char>>();
        let (gone, came) = (letters(self.old_said(gone)), letters(self.new_said(came)));
        let longest = gone.len().max(came.len());
        let spoken = gone.iter().any(|c| c.is_alphanumeric()) && came.iter().any(|c| c.is_alphanumeric());
        spoken && longest <= MOST_COUNTED && edits(&gone, &came) * letters_per_edit <= longest
    }

    /// Tokens of the old text with one blank between them.
    pub(super) fn old_said(&self, tokens: Range<usize>) -> String {
        let tokens = self.old_tokens.get(tokens).unwrap_or_default();
        tokens.iter().filter_map(|token| token.span.of(self.old)).collect::<Vec<_>>().join(" ")
    }

    /// Tokens of the new text with one blank between them.
    pub(super) fn new_said(&self, tokens: Range<usize>) -> String {
        let tokens = self.new_tokens.get(tokens).unwrap_or_default();
        tokens.iter().filter_map(|token| token.span.of(self.new)).collect::<Vec<_>>().join(" ")
    }

    /// What was changed inside a quote whose survivors are known.
    pub(super) fn damage(&self, quote: &Quote, kept: &Survivors) -> Damage {
        let mut damage = Damage::default();
        for (here, next) in kept.pairs.iter().zip(kept.pairs.iter().skip(1)) {
            if here.old.end < next.old.start || here.new.end < next.new.start {
                self.add_damage(&mut damage, here.old.end..next.old.start, here.new.end..next.new.start);
            }
        }
        for pair in kept.pairs.iter().filter(|pair| pair.retyped) {
            self.add_damage(&mut damage, pair.old.clone(), pair.new.clone());
        }
        let (Some(first), Some(last)) = (kept.pairs.first(), kept.pairs.last()) else { return damage };
        for lost in [quote.tokens.start..first.old.start, last.old.end..quote.tokens.end] {
            damage.gone += lost.len();
            damage.others += self.old_said(lost).chars().count();
        }
        damage
    }

    fn add_damage(&self, damage: &mut Damage, gone: Range<usize>, came: Range<usize>) {
        let said = (self.old_said(gone.clone()), self.new_said(came.clone()));
        let letters = |said: &str| said.chars().collect::<Vec<char>>();
        let (before, after) = (letters(&said.0), letters(&said.1));
        damage.gone += gone.len();
        damage.came += came.len();
        if gone.is_empty() || came.is_empty() {
            damage.others += before.len().max(after.len());
        } else if before.len().max(after.len()) > MOST_COUNTED {
            damage.replaced += before.len().max(after.len());
        } else {
            damage.replaced += edits(&before, &after);
        }
    }
}
