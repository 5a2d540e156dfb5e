//! Changes that could as well lie elsewhere: out of "Yeah. Yeah." either word may have gone.

use std::ops::Range;

use super::matching::{Hunk, Matching, Partner};
use super::tokens::{Gap, Token};

/// Stretches of a text inside which a change can slide without making another text.
#[derive(Debug, Default)]
pub(super) struct Zones {
    /// By start; each end is the furthest of all zones so far.
    zones: Vec<(usize, usize)>,
}

impl Zones {
    fn add(&mut self, zone: Range<usize>) {
        let furthest = self.zones.last().map_or(0, |(_, end)| *end);
        self.zones.push((zone.start, zone.end.max(furthest)));
    }

    /// Whether a stretch lies wholly where a change can slide.
    pub(super) fn hold(&self, stretch: &Range<usize>) -> bool {
        let before = self.zones.partition_point(|(start, _)| *start <= stretch.start);
        before.checked_sub(1).and_then(|last| self.zones.get(last)).is_some_and(|(_, end)| stretch.end <= *end)
    }
}

/// Where changes can slide.
#[derive(Debug, Default)]
pub(super) struct Slides {
    /// Around what went, in the old text.
    pub(super) gone: Zones,
    /// Around what came, in the new text.
    pub(super) came: Zones,
}

/// Lays each pure deletion and each pure insertion where a person would have made it, at the beginning of a paragraph
/// or a sentence, and notes where else it could lie.
pub(super) fn slide(matching: &mut Matching, old: &[Token], new: &[Token]) -> Slides {
    let mut slides = Slides::default();
    for hunk in matching.hunks() {
        let (tokens, hunk, zones, went) = match hunk {
            Hunk { old: range, new: other } if other.is_empty() => (old, range, &mut slides.gone, true),
            Hunk { old: other, new: range } if other.is_empty() => (new, range, &mut slides.came, false),
            Hunk { .. } => continue,
        };
        let (up, down) = reach(tokens, if went { &matching.new_of } else { &matching.old_of }, &hunk);
        if up + down == 0 {
            continue;
        }
        zones.add(hunk.start - up..hunk.end + down);
        let best = best_start(tokens, &hunk, up, down);
        shift(matching, &hunk, best, went);
    }
    slides
}

/// How far a change can slide up and down: while the token that it lets go equals the one that it takes in, and
/// no other change is in the way.
fn reach(tokens: &[Token], partners: &[Option<Partner>], hunk: &Range<usize>) -> (usize, usize) {
    let equal = |a: usize, b: usize| match (tokens.get(a), tokens.get(b)) {
        (Some(a), Some(b)) => a.id == b.id,
        _ => false,
    };
    let partner = |at: usize| partners.get(at).copied().flatten().map(|partner| partner.at);
    let mut up = 0;
    while up < hunk.start
        && equal(hunk.start - 1 - up, hunk.end - 1 - up)
        && partner(hunk.start - 1 - up).is_some_and(|at| up == 0 || partner(hunk.start - up) == Some(at + 1))
    {
        up += 1;
    }
    let mut down = 0;
    while equal(hunk.start + down, hunk.end + down)
        && partner(hunk.end + down).is_some_and(|at| down == 0 || partner(hunk.end + down - 1) == at.checked_sub(1))
    {
        down += 1;
    }
    (up, down)
}

/// The start, among all that are possible, with the strongest boundaries at both ends; the last of equals.
fn best_start(tokens: &[Token], hunk: &Range<usize>, up: usize, down: usize) -> usize {
    let strength = |at: usize| {
        let after_sentence = at.checked_sub(1).and_then(|before| tokens.get(before)).is_none_or(|t| t.ends_sentence);
        match tokens.get(at).map_or(Gap::Paragraph, |token| token.gap) {
            Gap::Paragraph => 5,
            Gap::Line => 4,
            _ if after_sentence => 3,
            Gap::Blank => 1,
            Gap::Nothing => 0,
        }
    };
    let length = hunk.len();
    let starts = hunk.start - up..=hunk.start + down;
    starts.max_by_key(|start| strength(*start) + strength(start + length)).unwrap_or(hunk.start)
}

/// Moves a change to another start: the tokens that it leaves take the partners of those that it takes in.
fn shift(matching: &mut Matching, hunk: &Range<usize>, start: usize, went: bool) {
    let length = hunk.len();
    let mut hand_over = |from: usize, to: usize| {
        if went {
            if let Some(partner) = matching.partner(from) {
                matching.part(from);
                matching.pair(to, partner.at, partner.strand, partner.weak);
            }
        } else if let Some(partner) = matching.origin(from) {
            matching.pair(partner.at, to, partner.strand, partner.weak);
        }
    };
    for first in (start..hunk.start).rev() {
        hand_over(first, first + length);
    }
    for first in hunk.start..start {
        hand_over(first + length, first);
    }
}
