//! The rules by which a coding finds its words again.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::Reanchoring;
use super::anchoring::{Anchoring, Fate, Method};
use super::matching::IN_ORDER;
use super::occurrences::Places;
use super::quote::{Damage, Pair, Quote, Survivors};
use crate::text::Span;
use crate::text::fold::is_invisible;

/// Untouched tokens to each side of a place that are looked for in both texts first.
const NEAR: usize = 16;

/// Untouched tokens in a row that confirm a place however often they occur.
const ENOUGH: usize = 64;

/// Untouched tokens in a row that confirm a place at the beginning or the end of both texts.
const AT_AN_END: usize = 6;

/// Replaced characters beyond which a coding is an orphan, however long it is.
const MOST_REPLACED: usize = 256;

/// Candidates that an orphan lists.
const MOST_CANDIDATES: usize = 10;

impl Reanchoring<'_> {
    /// Where one coded span of the old text is in the new one.
    ///
    /// The words of the span, if there is one, are the words that were coded, and what was inserted between them; where
    /// that cannot be told, the coding is an orphan. The span lies on grapheme boundaries, and neither begins nor ends
    /// with white space unless the old one did.
    #[must_use]
    pub fn place(&self, span: Span) -> Anchoring {
        let Some(quote) = self.quote(span) else { return Anchoring::orphaned(Vec::new()) };
        let mut strands = self.survivors(quote.tokens.clone()).into_iter();
        let rest = strands.as_slice().iter().skip(1).map(|strand| strand.words).sum::<usize>();
        let Some(kept) = strands.next().filter(|kept| kept.words > 0) else { return self.place_retyped(&quote) };
        if rest > 0 {
            return self.torn(&quote);
        }
        if self.could_be_another(&quote, &kept) {
            return Anchoring::orphaned(self.candidates(&quote, &kept));
        }
        let kept = self.with_retyped_edges(&quote, kept);
        let damage = self.damage(&quote, &kept);
        let length = self.old_said(quote.tokens.clone()).chars().count();
        let Some(span) = self.span_of(&quote, &kept) else { return Anchoring::orphaned(Vec::new()) };
        if damage.replaced > (length / 2).min(MOST_REPLACED) {
            return Anchoring::orphaned(vec![span]);
        }
        let fate = fate(&quote, damage, span);
        let method = self.method(&quote, &kept, fate, span);
        let score = self.score(&quote, &kept, damage, span);
        Anchoring { fate, span: Some(span), method, score, candidates: Vec::new() }
    }

    /// Maps a span that is no coding (a turn's label or speech) through the correction: the smallest span that holds
    /// what survives of it, or nothing when nothing does.
    ///
    /// There is no check against a guess here; what was inserted at either edge is not taken in.
    #[must_use]
    pub fn map(&self, span: Span) -> Option<Span> {
        let quote = self.quote(span)?;
        let kept = self.survivors(quote.tokens.clone()).into_iter().next();
        let kept = match kept.filter(|kept| kept.pairs.iter().any(|pair| !pair.weak)) {
            Some(kept) => self.with_retyped_edges(&quote, kept),
            None => self.wholly_retyped(&quote)?,
        };
        self.span_of(&quote, &kept)
    }

    /// A coding without a surviving word: in its place when each was retyped there, else an orphan.
    fn place_retyped(&self, quote: &Quote) -> Anchoring {
        let found = self.wholly_retyped(quote);
        let length = self.old_said(quote.tokens.clone()).chars().count();
        let Some((kept, span)) = found.and_then(|kept| self.span_of(quote, &kept).map(|span| (kept, span))) else {
            return Anchoring::orphaned(self.elsewhere(quote));
        };
        let damage = self.damage(quote, &kept);
        if damage.replaced > (length / 2).min(MOST_REPLACED) || !self.is_known_around(quote.tokens.clone()) {
            return Anchoring::orphaned(vec![span]);
        }
        let score = self.score(quote, &kept, damage, span);
        Anchoring { fate: Fate::Reworded, span: Some(span), method: Method::Approximate, score, candidates: Vec::new() }
    }

    /// A coding whose parts were moved away from each other: each part is a candidate.
    fn torn(&self, quote: &Quote) -> Anchoring {
        let parts = self.survivors(quote.tokens.clone());
        let spans = parts.iter().filter_map(|kept| self.span_of(quote, kept));
        Anchoring::orphaned(spans.take(MOST_CANDIDATES).collect())
    }

    /// Whether the surviving words might as well be those of another passage.
    fn could_be_another(&self, quote: &Quote, kept: &Survivors) -> bool {
        let (Some(first), Some(last)) = (kept.pairs.first(), kept.pairs.last()) else { return true };
        let slides = self.slides.gone.hold(&quote.tokens) || self.slides.came.hold(&(first.new.start..last.new.end));
        let confirmed = |pair: &Pair| self.starts_run(pair.old.start, &quote.tokens) && self.is_confirmed(pair);
        (slides && kept.strand == IN_ORDER) || !kept.pairs.iter().any(confirmed)
    }

    fn starts_run(&self, old: usize, quote: &Range<usize>) -> bool {
        old == quote.start || !self.matching.stay_together(old - 1)
    }

    /// Whether the words around a token that stayed side by side occur once in each text, or are too many for chance, or
    /// reach to the beginning or the end of both texts.
    fn is_confirmed(&self, pair: &Pair) -> bool {
        if pair.weak {
            return false;
        }
        let near = self.matching.run(pair.old.start, NEAR);
        if self.occurs_once(near) {
            return true;
        }
        let run = self.matching.run(pair.old.start, ENOUGH);
        let begins = self.matching.partner(0).is_some_and(|partner| run.start == 0 && partner.at == 0);
        let last = (self.old_tokens.len().checked_sub(1), self.new_tokens.len().checked_sub(1));
        let ends = run.end == self.old_tokens.len()
            && last.0.and_then(|last| self.matching.partner(last)).map(|partner| partner.at) == last.1;
        run.len() >= ENOUGH
            || (begins && ends)
            || ((begins || ends) && run.len() >= AT_AN_END)
            || (run.len() > NEAR && self.occurs_once(run))
    }

    fn occurs_once(&self, run: Range<usize>) -> bool {
        let row = self.old_tokens.get(run).unwrap_or_default();
        let once =
            |places: &Places, tokens| places.find(tokens, row, 2, |_| true).is_some_and(|found| found.len() == 1);
        row.iter().any(|token| token.is_word)
            && once(&self.old_places, &self.old_tokens)
            && once(&self.new_places, &self.new_tokens)
    }

    /// Whether a lost stretch has a confirmed neighbour.
    fn is_known_around(&self, tokens: Range<usize>) -> bool {
        let gone = |at: &usize| self.matching.partner(*at).is_none();
        let before = (0..tokens.start).rev().find(|at| !gone(at));
        let after = (tokens.end..self.old_tokens.len()).find(|at| !gone(at));
        [before, after]
            .into_iter()
            .flatten()
            .any(|old| self.matching.partner(old).is_some_and(|partner| self.is_confirmed(&Pair::of(old, partner))))
    }

    /// Where the words of a quote stand in text that is new or not surely paired, or may have slid to.
    fn elsewhere(&self, quote: &Quote) -> Vec<Span> {
        let row = self.old_tokens.get(quote.tokens.clone()).unwrap_or_default();
        if !row.iter().any(|token| token.is_word) {
            return Vec::new();
        }
        let slid = |new: usize| {
            let old = self.matching.origin(new).map(|partner| partner.at);
            old.is_some_and(|old| self.slides.gone.hold(&(quote.tokens.start.min(old)..quote.tokens.end.max(old + 1))))
        };
        let is_open = |range: Range<usize>| {
            self.slides.came.hold(&range)
                || range.clone().all(slid)
                || range.into_iter().all(|new| self.matching.origin(new).is_none_or(|partner| partner.weak))
        };
        self.spans_of(self.new_places.find(&self.new_tokens, row, MOST_CANDIDATES, is_open), row.len())
    }

    /// Where the words of a quote may be whose place is not sure: where they seem to be, then wherever else they occur.
    fn candidates(&self, quote: &Quote, kept: &Survivors) -> Vec<Span> {
        let mut spans: Vec<Span> = self.span_of(quote, kept).into_iter().collect();
        let row = self.old_tokens.get(quote.tokens.clone()).unwrap_or_default();
        let all = self.new_places.find(&self.new_tokens, row, MOST_CANDIDATES, |_| true);
        for span in self.spans_of(all, row.len()) {
            if spans.len() < MOST_CANDIDATES && !spans.contains(&span) {
                spans.push(span);
            }
        }
        spans
    }

    fn spans_of(&self, starts: Option<Vec<usize>>, length: usize) -> Vec<Span> {
        let span = |start: usize| {
            let first = self.new_tokens.get(start)?.span;
            let last = self.new_tokens.get((start + length).checked_sub(1)?)?.span;
            Some(first.hull(last).snapped_outwards(self.new))
        };
        starts.unwrap_or_default().into_iter().filter_map(span).collect()
    }

    fn method(&self, quote: &Quote, kept: &Survivors, fate: Fate, span: Span) -> Method {
        let untouched = matches!(fate, Fate::Kept | Fate::Moved);
        let same_letters = span.of(self.new) == quote.span.of(self.old);
        match fate {
            _ if untouched && !same_letters => Method::Folded,
            Fate::Kept => Method::Position,
            _ if kept.strand == IN_ORDER => Method::Difference,
            _ => Method::Quote,
        }
    }

    /// The span of the new text from the first survivor of a quote to the last.
    fn span_of(&self, quote: &Quote, kept: &Survivors) -> Option<Span> {
        let (first, last) = (kept.pairs.first()?, kept.pairs.last()?);
        let (old_first, new_first) = (self.old_span(first.old.start + 1)?, self.new_span(first.new.start + 1)?);
        let (old_last, new_last) = (self.old_span(last.old.end)?, self.new_span(last.new.end)?);
        let mut start = new_first.start;
        if !first.retyped && quote.span.start > old_first.start {
            start += self.inside(old_first, new_first, quote.span.start - old_first.start);
        } else if first.old.start == quote.tokens.start {
            let before = Span::new(quote.span.start.min(old_first.start), old_first.start).of(self.old)?;
            let same = self.new.get(..start as usize)?.ends_with(before);
            start -= if same { crate::text::text_len(before) } else { 0 };
        }
        let mut end = new_last.end;
        if !last.retyped && quote.span.end < old_last.end {
            end = new_last.start + self.inside(old_last, new_last, quote.span.end - old_last.start);
        } else if last.old.end == quote.tokens.end {
            let behind = Span::new(old_last.end, quote.span.end.max(old_last.end)).of(self.old)?;
            let same = self.new.get(end as usize..)?.starts_with(behind);
            end += if same { crate::text::text_len(behind) } else { 0 };
        }
        let whole = Span::new(new_first.start, new_last.end);
        let span = if start < end { Span::new(start, end) } else { whole };
        Some(span.snapped_outwards(self.new))
    }

    /// The span of the token before a boundary of the old text.
    fn old_span(&self, end: usize) -> Option<Span> {
        self.old_tokens.get(end.checked_sub(1)?).map(|token| token.span)
    }

    /// The span of the token before a boundary of the new text.
    fn new_span(&self, end: usize) -> Option<Span> {
        self.new_tokens.get(end.checked_sub(1)?).map(|token| token.span)
    }

    /// An offset inside a token of the old text, as offset inside its partner: after as many visible characters.
    fn inside(&self, old: Span, new: Span, offset: u32) -> u32 {
        let (before, after) = (old.of(self.old).unwrap_or_default(), new.of(self.new).unwrap_or_default());
        if before == after {
            return offset;
        }
        let visible = |grapheme: &str| grapheme.chars().any(|c| !is_invisible(c));
        let graphemes = before.grapheme_indices(true);
        let passed = graphemes.filter(|(at, grapheme)| *at < offset as usize && visible(grapheme)).count();
        let mut places = after.grapheme_indices(true).filter(|(_, grapheme)| visible(grapheme)).map(|(at, _)| at);
        places.nth(passed).map_or(new.len(), |at| u32::try_from(at).unwrap_or(u32::MAX))
    }
}

fn fate(quote: &Quote, damage: Damage, span: Span) -> Fate {
    match (damage.gone > 0, damage.came > 0) {
        (true, true) => Fate::Reworded,
        (true, false) => Fate::Shrunk,
        (false, true) => Fate::Stretched,
        (false, false) if span == quote.span => Fate::Kept,
        (false, false) => Fate::Moved,
    }
}
