//! Which token of the old text is which token of the new one.

use std::collections::HashMap;
use std::ops::Range;

use imara_diff::{Algorithm, Diff};

use super::tokens::Token;

/// Matched tokens between two changes count as chance when they are fewer than this and than what changed around them.
const ISLAND_WORDS: usize = 4;

/// The strand of all that kept its order; moved passages have strands of their own, from 1.
pub(super) const IN_ORDER: u32 = 0;

/// A token's partner in the other text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Partner {
    pub(super) at: usize,
    pub(super) strand: u32,
    /// Whether the two may be equal by chance only: a few words between larger changes.
    pub(super) weak: bool,
}

/// A stretch of the old text without partners, and the stretch of the new one in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// The tokens of two texts, paired.
#[derive(Debug, Default)]
pub(super) struct Matching {
    pub(super) new_of: Vec<Option<Partner>>,
    pub(super) old_of: Vec<Option<Partner>>,
}

impl Matching {
    /// The longest common sequence of two texts, as far as Myers' algorithm finds it in good time.
    pub(super) fn new(old: &[Token], new: &[Token], distinct: u32) -> Self {
        let mut matching = Self { new_of: vec![None; old.len()], old_of: vec![None; new.len()] };
        let ids = |tokens: &[Token]| tokens.iter().map(|token| token.id.into()).collect::<Vec<imara_diff::Token>>();
        let pairs = common(Algorithm::Myers, &ids(old), &ids(new), distinct);
        for (i, j) in pairs {
            if old.get(i).map(|token| token.id) == new.get(j).map(|token| token.id) {
                matching.pair(i, j, IN_ORDER, false);
            }
        }
        matching
    }

    /// Makes two tokens partners; those that they had before lose theirs.
    pub(super) fn pair(&mut self, old: usize, new: usize, strand: u32, weak: bool) {
        self.part(old);
        if let Some(former) = self.origin(new) {
            self.part(former.at);
        }
        if let (Some(there), Some(back)) = (self.new_of.get_mut(old), self.old_of.get_mut(new)) {
            *there = Some(Partner { at: new, strand, weak });
            *back = Some(Partner { at: old, strand, weak });
        }
    }

    /// Leaves a token of the old text without a partner.
    pub(super) fn part(&mut self, old: usize) {
        let former = self.new_of.get_mut(old).and_then(Option::take);
        if let Some(back) = former.and_then(|former| self.old_of.get_mut(former.at)) {
            *back = None;
        }
    }

    /// The partner in the new text.
    pub(super) fn partner(&self, old: usize) -> Option<Partner> {
        self.new_of.get(old).copied().flatten()
    }

    /// The partner in the old text.
    pub(super) fn origin(&self, new: usize) -> Option<Partner> {
        self.old_of.get(new).copied().flatten()
    }

    /// The changes between tokens that kept their order.
    pub(super) fn hunks(&self) -> Vec<Hunk> {
        let mut hunks = Vec::new();
        let (mut i, mut j) = (0, 0);
        let end = (self.new_of.len(), self.old_of.len());
        let kept = self.new_of.iter().enumerate();
        let kept = kept.filter_map(|(at, partner)| partner.filter(|p| p.strand == IN_ORDER).map(|p| (at, p.at)));
        for (old, new) in kept.chain([end]) {
            if old > i || new > j {
                hunks.push(Hunk { old: i..old, new: j..new });
            }
            (i, j) = (old + 1, new + 1);
        }
        hunks
    }

    /// Marks as weak what stands between two changes and is less than both what went and what came there.
    pub(super) fn weaken_islands(&mut self, old: &[Token], new: &[Token]) {
        let words = |tokens: &[Token], range: Range<usize>| {
            tokens.get(range).unwrap_or_default().iter().filter(|token| token.is_word).count()
        };
        let hunks = self.hunks();
        let (mut gone, mut came) = (0, 0);
        for (hunk, next) in hunks.iter().zip(hunks.iter().skip(1)) {
            gone += words(old, hunk.old.clone());
            came += words(new, hunk.new.clone());
            let island = hunk.old.end..next.old.start;
            let size = words(old, island.clone());
            let changed = (gone + words(old, next.old.clone())).min(came + words(new, next.new.clone()));
            if size < ISLAND_WORDS && size <= changed && changed > 0 {
                for at in island {
                    if let Some(partner) = self.partner(at) {
                        self.pair(at, partner.at, partner.strand, true);
                    }
                }
                gone += size;
                came += size;
            } else {
                (gone, came) = (0, 0);
            }
        }
    }

    /// Whether two neighbouring tokens of the old text are still neighbours.
    pub(super) fn stay_together(&self, old: usize) -> bool {
        match (self.partner(old), self.partner(old + 1)) {
            (Some(here), Some(next)) => here.at + 1 == next.at && here.strand == next.strand,
            _ => false,
        }
    }

    /// The run of tokens around `old` that are neighbours in both texts, `reach` tokens to each side at most.
    pub(super) fn run(&self, old: usize, reach: usize) -> Range<usize> {
        let (mut start, mut end) = (old, old + 1);
        while start > 0 && old - start < reach && self.stay_together(start - 1) {
            start -= 1;
        }
        while end - old <= reach && self.stay_together(end - 1) {
            end += 1;
        }
        start..end
    }
}

/// Pairs of equal tokens inside one change, the rarest first, so that no frequent word stands in the way.
pub(super) fn common_in(old: &[Token], new: &[Token], hunk: &Hunk) -> Vec<(usize, usize)> {
    let mut local: HashMap<u32, u32> = HashMap::new();
    let mut ids = |tokens: &[Token], range: Range<usize>| {
        let tokens = tokens.get(range).unwrap_or_default();
        let renumbered = tokens.iter().map(|token| {
            let next = u32::try_from(local.len()).unwrap_or(u32::MAX);
            imara_diff::Token(*local.entry(token.id).or_insert(next))
        });
        renumbered.collect::<Vec<_>>()
    };
    if hunk.old.is_empty() || hunk.new.is_empty() {
        return Vec::new();
    }
    let (before, after) = (ids(old, hunk.old.clone()), ids(new, hunk.new.clone()));
    let distinct = u32::try_from(local.len()).unwrap_or(u32::MAX);
    let pairs = common(Algorithm::Histogram, &before, &after, distinct);
    pairs.into_iter().map(|(i, j)| (hunk.old.start + i, hunk.new.start + j)).collect()
}

/// What two sequences have in common, as pairs of places in ascending order.
pub(in crate::text) fn common(
    algorithm: Algorithm,
    old: &[imara_diff::Token],
    new: &[imara_diff::Token],
    distinct: u32,
) -> Vec<(usize, usize)> {
    let mut diff = Diff::default();
    diff.compute_with(algorithm, old, new, distinct);
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    let end = (old.len(), new.len());
    let hunks = diff.hunks().map(|hunk| {
        let usize = |range: Range<u32>| range.start as usize..range.end as usize;
        (usize(hunk.before), usize(hunk.after))
    });
    for (before, after) in hunks.chain([(end.0..end.0, end.1..end.1)]) {
        pairs.extend((i..before.start).zip(j..after.start));
        (i, j) = (before.end, after.end);
    }
    pairs
}
