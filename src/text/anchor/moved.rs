//! Passages that were moved to another place: they went from the old text and came into the new one, word by word.

use std::collections::HashMap;
use std::ops::Range;

use super::matching::{Hunk, IN_ORDER, Matching, Partner, common_in};
use super::tokens::{Gap, Token};

/// Tokens in a row, and words among them, that make a passage known again when they occur once in each text.
const GRAM: usize = 6;
const GRAM_WORDS: usize = 4;

/// How far two pieces of a moved passage may lie apart, and how far its ends are looked for.
const NEAR: usize = 64;

/// Tokens at each end of a moved passage that are taken from equal ones elsewhere.
const MOST_EDGE: usize = 8;

/// A moved piece: where it began, where it begins now, and how many tokens it has.
#[derive(Clone, Copy, Debug)]
struct Moved {
    old: usize,
    new: usize,
    length: usize,
}

/// Pairs the tokens of moved passages, each passage on a strand of its own.
pub(super) fn pair_moved(matching: &mut Matching, old: &[Token], new: &[Token]) {
    let mut pieces: Vec<Moved> = Vec::new();
    for (i, j) in anchors(matching, old, new) {
        if pieces.last().is_some_and(|last| i < last.old + last.length) || !is_free(matching.origin(j)) {
            continue;
        }
        let piece = grown(matching, old, new, (i, j));
        let strand = match pieces.last() {
            Some(last) if follows(matching, *last, piece) => last_strand(matching, *last),
            last => last.map_or(IN_ORDER, |last| last_strand(matching, *last)) + 1,
        };
        for step in 0..piece.length {
            matching.pair(piece.old + step, piece.new + step, strand, false);
        }
        if let Some(last) = pieces.last().filter(|last| last_strand(matching, **last) == strand) {
            let between = Hunk { old: last.old + last.length..piece.old, new: last.new + last.length..piece.new };
            fill(matching, old, new, &between, strand);
        }
        pieces.push(piece);
    }
    for piece in &pieces {
        let strand = last_strand(matching, *piece);
        take_edges(matching, old, new, *piece, strand);
        fill(matching, old, new, &ahead(matching, old, new, *piece), strand);
        fill(matching, old, new, &behind(matching, old, new, *piece), strand);
    }
}

/// Whether a token may become part of a moved passage.
fn is_free(partner: Option<Partner>) -> bool {
    partner.is_none_or(|partner| partner.strand == IN_ORDER && partner.weak)
}

fn last_strand(matching: &Matching, piece: Moved) -> u32 {
    matching.partner(piece.old).map_or(IN_ORDER, |partner| partner.strand)
}

/// Places in both texts, by place in the old one, where the same rare row of tokens went and came.
fn anchors(matching: &Matching, old: &[Token], new: &[Token]) -> Vec<(usize, usize)> {
    let free = |partners: &[Option<Partner>], at: usize| {
        partners.get(at..at + GRAM).is_some_and(|row| row.iter().all(|partner| is_free(*partner)))
    };
    let is_rich = |row: &[Token]| row.iter().filter(|token| token.is_word).count() >= GRAM_WORDS;
    // How often a row occurs in the old text and in the new one, and where it came.
    let mut rows: HashMap<u64, (u32, u32, usize)> = HashMap::new();
    for (at, row) in new.windows(GRAM).enumerate() {
        if free(&matching.old_of, at) && is_rich(row) {
            rows.insert(hash(row), (0, 0, at));
        }
    }
    if rows.is_empty() || !(0..old.len()).any(|at| free(&matching.new_of, at)) {
        return Vec::new();
    }
    for row in new.windows(GRAM) {
        rows.entry(hash(row)).and_modify(|known| known.1 += 1);
    }
    for row in old.windows(GRAM) {
        rows.entry(hash(row)).and_modify(|known| known.0 += 1);
    }
    let once = old.windows(GRAM).enumerate().filter_map(|(at, row)| match rows.get(&hash(row)) {
        Some((1, 1, there)) if free(&matching.new_of, at) => Some((at, *there)),
        _ => None,
    });
    once.filter(|(i, j)| (0..GRAM).all(|step| equal(old, new, i + step, j + step))).collect()
}

/// FNV-1a over the numbers of the tokens.
fn hash(row: &[Token]) -> u64 {
    row.iter().fold(0xCBF2_9CE4_8422_2325, |hash, token| {
        (hash ^ u64::from(token.id)).wrapping_mul(0x0100_0000_01B3).rotate_left(23)
    })
}

fn equal(old: &[Token], new: &[Token], i: usize, j: usize) -> bool {
    match (old.get(i), new.get(j)) {
        (Some(old), Some(new)) => old.id == new.id,
        _ => false,
    }
}

/// An anchor with all equal free tokens around it.
fn grown(matching: &Matching, old: &[Token], new: &[Token], (i, j): (usize, usize)) -> Moved {
    let fits =
        |i: usize, j: usize| equal(old, new, i, j) && is_free(matching.partner(i)) && is_free(matching.origin(j));
    let mut before = 0;
    while before < i.min(j) && fits(i - before - 1, j - before - 1) {
        before += 1;
    }
    let mut length = before + GRAM;
    while fits(i - before + length, j - before + length) {
        length += 1;
    }
    Moved { old: i - before, new: j - before, length }
}

/// Gives a moved piece what belongs to it on its line (a label, a full stop) although in order it was paired with an
/// equal token of another line: where such a token is free on one side, the pair is exchanged.
fn take_edges(matching: &mut Matching, old: &[Token], new: &[Token], piece: Moved, strand: u32) {
    let gap = |tokens: &[Token], at: usize| tokens.get(at).map_or(Gap::Paragraph, |token| token.gap);
    let take = |matching: &mut Matching, i: usize, j: usize| {
        let in_order = |partner: Option<Partner>| partner.is_none_or(|partner| partner.strand == IN_ORDER);
        let one_free = matching.partner(i).is_none() || matching.origin(j).is_none();
        let fits = one_free && equal(old, new, i, j) && in_order(matching.partner(i)) && in_order(matching.origin(j));
        if fits {
            matching.pair(i, j, strand, false);
        }
        fits
    };
    for step in 0..MOST_EDGE {
        let (i, j) = (piece.old + piece.length + step, piece.new + piece.length + step);
        if gap(old, i) >= Gap::Line || gap(new, j) >= Gap::Line || !take(matching, i, j) {
            break;
        }
    }
    for step in 0..MOST_EDGE.min(piece.old).min(piece.new) {
        let (i, j) = (piece.old - step, piece.new - step);
        if gap(old, i) >= Gap::Line || gap(new, j) >= Gap::Line || !take(matching, i - 1, j - 1) {
            break;
        }
    }
}

/// Whether a piece goes on where another ended, with nothing that stayed between them.
fn follows(matching: &Matching, first: Moved, second: Moved) -> bool {
    let gone = first.old + first.length..second.old;
    let came = first.new + first.length..second.new;
    gone.start <= gone.end
        && came.start <= came.end
        && gone.len() <= NEAR
        && came.len() <= NEAR
        && gone.into_iter().all(|at| is_free(matching.partner(at)))
        && came.into_iter().all(|at| is_free(matching.origin(at)))
}

/// Pairs what is equal inside a changed part of a moved passage; a single word may be equal by chance.
fn fill(matching: &mut Matching, old: &[Token], new: &[Token], hunk: &Hunk, strand: u32) {
    let pairs = common_in(old, new, hunk);
    for run in pairs.chunk_by(|(i, j), (next_i, next_j)| i + 1 == *next_i && j + 1 == *next_j) {
        let words = run.iter().filter(|(i, _)| old.get(*i).is_some_and(|token| token.is_word)).count();
        for &(i, j) in run {
            matching.pair(i, j, strand, words < 2);
        }
    }
}

/// The free rest of the line after a moved piece, in both texts.
fn ahead(matching: &Matching, old: &[Token], new: &[Token], piece: Moved) -> Hunk {
    let rest = |tokens: &[Token], from: usize, free: &dyn Fn(usize) -> bool| {
        let on_line = |at: &usize| tokens.get(*at).is_some_and(|token| token.gap < Gap::Line) && free(*at);
        from..from + (from..from + NEAR).take_while(on_line).count()
    };
    Hunk {
        old: rest(old, piece.old + piece.length, &|at| is_free(matching.partner(at))),
        new: rest(new, piece.new + piece.length, &|at| is_free(matching.origin(at))),
    }
}

/// The free beginning of the line before a moved piece, in both texts.
fn behind(matching: &Matching, old: &[Token], new: &[Token], piece: Moved) -> Hunk {
    let head = |tokens: &[Token], to: usize, free: &dyn Fn(usize) -> bool| -> Range<usize> {
        let on_line = |at: &usize| tokens.get(*at + 1).is_some_and(|token| token.gap < Gap::Line) && free(*at);
        to - (to.saturating_sub(NEAR)..to).rev().take_while(on_line).count()..to
    };
    Hunk {
        old: head(old, piece.old, &|at| is_free(matching.partner(at))),
        new: head(new, piece.new, &|at| is_free(matching.origin(at))),
    }
}
