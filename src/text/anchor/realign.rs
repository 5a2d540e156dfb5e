//! Of all ways to pair the words around a change, the one that a person would see: in few pieces, cut where lines begin.
//! The longest common sequence alone would take a full stop here and a label there out of text that is new.

use std::ops::Range;

use super::matching::{Hunk, IN_ORDER, Matching, common_in};
use super::tokens::{Gap, Token};

/// Paired tokens on each side of a change that may be paired anew.
const MARGIN: usize = 12;

/// Changes with fewer paired tokens than this between them are looked at together.
const APART: usize = 12;

/// Pairs of tokens that are compared at most in one place and in all places.
const MOST_CELLS: usize = 90_000;
const MOST_CELLS_IN_ALL: usize = 3_000_000;

/// What a pair of words and a pair of marks earn.
const WORD: i64 = 8;
const MARK: i64 = 3;

/// What it costs to begin a new piece, and what of it is given back for each side on which a line begins there.
#[derive(Clone, Copy, Debug)]
struct Cost {
    cut: i64,
    line: i64,
}

/// Pieces of one word are not worth their cut.
const COHERENT: Cost = Cost { cut: 14, line: 1 };

/// Every pair is worth its cut.
const EVERY: Cost = Cost { cut: 1, line: 0 };

/// Pairs the tokens around every change anew: those that earn most, pieces of a single word none.
pub(super) fn realign(matching: &mut Matching, old: &[Token], new: &[Token]) {
    let mut cells = 0;
    for region in regions(matching, old.len(), new.len()) {
        let size = region.old.len().saturating_mul(region.new.len());
        cells += size;
        if size > MOST_CELLS {
            cells -= size;
        } else if cells <= MOST_CELLS_IN_ALL {
            let pairs = best_pairs(old, new, &region, COHERENT);
            region.old.clone().for_each(|at| matching.part(at));
            pairs.into_iter().for_each(|(i, j)| matching.pair(i, j, IN_ORDER, false));
        }
    }
}

/// Pairs in order, and weakly, what is equal inside the changes and has no partner.
pub(super) fn refill(matching: &mut Matching, old: &[Token], new: &[Token]) {
    let mut cells = 0;
    for hunk in matching.hunks() {
        let gone: Vec<usize> = hunk.old.filter(|at| matching.partner(*at).is_none()).collect();
        let came: Vec<usize> = hunk.new.filter(|at| matching.origin(*at).is_none()).collect();
        let of = |tokens: &[Token], places: &[usize]| {
            places.iter().filter_map(|at| tokens.get(*at)).copied().collect::<Vec<_>>()
        };
        let (before, after) = (of(old, &gone), of(new, &came));
        let size = before.len().saturating_mul(after.len());
        let all = Hunk { old: 0..before.len(), new: 0..after.len() };
        let pairs = if size <= MOST_CELLS && cells + size <= MOST_CELLS_IN_ALL {
            cells += size;
            best_pairs(&before, &after, &all, EVERY)
        } else {
            common_in(&before, &after, &all)
        };
        for (i, j) in pairs {
            if let (Some(i), Some(j)) = (gone.get(i), came.get(j)) {
                matching.pair(*i, *j, IN_ORDER, true);
            }
        }
    }
}

/// Changes with their margins, joined where they are near each other.
fn regions(matching: &Matching, old: usize, new: usize) -> Vec<Hunk> {
    let mut joined: Vec<Hunk> = Vec::new();
    for hunk in matching.hunks() {
        match joined.last_mut() {
            Some(last) if hunk.old.start - last.old.end < APART + MARGIN => {
                (last.old.end, last.new.end) = (hunk.old.end, hunk.new.end);
            }
            _ => joined.push(hunk),
        }
    }
    let mut floor = (0, 0);
    for region in &mut joined {
        // As many tokens on both sides, for those between changes are pairs.
        let before = MARGIN.min(region.old.start - floor.0).min(region.new.start - floor.1);
        let behind = MARGIN.min(old - region.old.end).min(new - region.new.end);
        floor = (region.old.end, region.new.end);
        region.old = region.old.start - before..region.old.end + behind;
        region.new = region.new.start - before..region.new.end + behind;
    }
    joined
}

/// The pairs with the highest sum of earnings.
fn best_pairs(old: &[Token], new: &[Token], region: &Hunk, cost: Cost) -> Vec<(usize, usize)> {
    let tokens = |tokens: &'_ [Token], range: &Range<usize>| tokens.get(range.clone()).unwrap_or_default().to_vec();
    let (before, after) = (tokens(old, &region.old), tokens(new, &region.new));
    let width = after.len() + 1;
    // By place in both stretches: the best sum so far, and the best that ends in a pair. What stands before the
    // stretches is a pair, or their texts begin there.
    let mut best = vec![0_i64; (before.len() + 1) * width];
    let mut paired = vec![None; best.len()];
    if let Some(first) = paired.first_mut() {
        *first = Some(0);
    }
    for (i, old) in before.iter().enumerate() {
        for (j, new) in after.iter().enumerate() {
            let (corner, here) = (i * width + j, (i + 1) * width + j + 1);
            let sum = |at: usize| best.get(at).copied().unwrap_or_default();
            let skipped = sum(here - 1).max(sum(here - width));
            let pair = (old.id == new.id).then(|| {
                let begun = sum(corner) - cost.of(old, new);
                let together = paired.get(corner).copied().flatten().unwrap_or(i64::MIN);
                // What follows goes on without a cut.
                let ends = i + 1 == before.len() && j + 1 == after.len();
                begun.max(together) + if old.is_word { WORD } else { MARK } + if ends { cost.cut } else { 0 }
            });
            if let (Some(best), Some(paired)) = (best.get_mut(here), paired.get_mut(here)) {
                *best = skipped.max(pair.unwrap_or_default());
                *paired = pair;
            }
        }
    }
    let pairs = traced(&before, &after, &best, &paired, cost);
    pairs.into_iter().map(|(i, j)| (region.old.start + i, region.new.start + j)).collect()
}

impl Cost {
    /// What it costs to begin a piece with a pair.
    fn of(self, old: &Token, new: &Token) -> i64 {
        let line = |token: &Token| if token.gap >= Gap::Line { self.line } else { 0 };
        self.cut - line(old) - line(new)
    }
}

/// The way back through the sums.
fn traced(before: &[Token], after: &[Token], best: &[i64], paired: &[Option<i64>], cost: Cost) -> Vec<(usize, usize)> {
    let width = after.len() + 1;
    let (mut i, mut j) = (before.len(), after.len());
    let mut pairs = Vec::new();
    let mut must_pair = false;
    while let (Some(old), Some(new)) = (i.checked_sub(1), j.checked_sub(1)) {
        let here = i * width + j;
        let sum = |at: usize| best.get(at).copied().unwrap_or_default();
        match paired.get(here).copied().flatten() {
            Some(pair) if must_pair || pair == sum(here) => {
                pairs.push((old, new));
                let cost = before.get(old).zip(after.get(new)).map_or(0, |(old, new)| cost.of(old, new));
                let corner = here - width - 1;
                let together = paired.get(corner).copied().flatten();
                must_pair = together.is_some_and(|together| together >= sum(corner) - cost);
                (i, j) = (old, new);
            }
            _ if sum(here) == sum(here - 1) => j = new,
            _ => i = old,
        }
    }
    pairs.reverse();
    pairs
}
