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

/// Rounds in which changes are joined; more than a few are needed only where the same words repeat without end.
const MOST_ROUNDS: usize = 16;

/// Joins changes that can slide to each other, then lays each pure deletion and each pure insertion where a person
/// would have made it, at the beginning of a paragraph or a sentence, and notes where else it could lie.
pub(super) fn slide(matching: &mut Matching, old: &[Token], new: &[Token]) -> Slides {
    for _ in 0..MOST_ROUNDS {
        if !join(matching, old, new) {
            break;
        }
    }
    let mut slides = Slides::default();
    for change in pure_changes(matching) {
        let tokens = if change.went { old } else { new };
        let (up, down) = change.reach(tokens, matching);
        if up + down > 0 {
            let zones = if change.went { &mut slides.gone } else { &mut slides.came };
            zones.add(change.range.start - up..change.range.end + down);
            shift(matching, &change, best_start(tokens, &change.range, up, down));
        }
    }
    slides
}

/// A change on one side only.
#[derive(Clone, Debug)]
struct Change {
    range: Range<usize>,
    /// Whether the range is of the old text.
    went: bool,
}

fn pure_changes(matching: &Matching) -> Vec<Change> {
    let pure = matching.hunks().into_iter().filter_map(|Hunk { old, new }| match (old.is_empty(), new.is_empty()) {
        (false, true) => Some(Change { range: old, went: true }),
        (true, false) => Some(Change { range: new, went: false }),
        _ => None,
    });
    pure.collect()
}

/// Slides changes to others on the same side that they can touch; whether any could.
fn join(matching: &mut Matching, old: &[Token], new: &[Token]) -> bool {
    let mut joined = false;
    for change in pure_changes(matching) {
        let (up, down) = change.reach(if change.went { old } else { new }, matching);
        let partners = change.partners(matching);
        let is_change = |at: usize| partners.get(at).is_some_and(Option::is_none);
        let start = change.range.start;
        let target = if up > 0 && (start - up).checked_sub(1).is_some_and(is_change) {
            start - up
        } else if down > 0 && is_change(change.range.end + down) {
            start + down
        } else {
            continue;
        };
        shift(matching, &change, target);
        joined = true;
    }
    joined
}

impl Change {
    fn partners<'m>(&self, matching: &'m Matching) -> &'m [Option<Partner>] {
        if self.went { &matching.new_of } else { &matching.old_of }
    }

    /// How far a change can slide up and down: while the token that it lets go equals the one that it takes in, and
    /// no other change is in the way.
    fn reach(&self, tokens: &[Token], matching: &Matching) -> (usize, usize) {
        let equal = |a: usize, b: usize| match (tokens.get(a), tokens.get(b)) {
            (Some(a), Some(b)) => a.id == b.id,
            _ => false,
        };
        let partner = |at: usize| self.partners(matching).get(at).copied().flatten().map(|partner| partner.at);
        let (start, end) = (self.range.start, self.range.end);
        let mut up = 0;
        while up < start
            && equal(start - 1 - up, end - 1 - up)
            && partner(start - 1 - up).is_some_and(|at| up == 0 || partner(start - up) == Some(at + 1))
        {
            up += 1;
        }
        let mut down = 0;
        while equal(start + down, end + down)
            && partner(end + down).is_some_and(|at| down == 0 || partner(end + down - 1) == at.checked_sub(1))
        {
            down += 1;
        }
        (up, down)
    }
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
fn shift(matching: &mut Matching, change: &Change, start: usize) {
    let (from_start, length) = (change.range.start, change.range.len());
    let mut hand_over = |from: usize, to: usize| {
        if change.went {
            if let Some(partner) = matching.partner(from) {
                matching.part(from);
                matching.pair(to, partner.at, partner.strand, partner.weak);
            }
        } else if let Some(partner) = matching.origin(from) {
            matching.pair(partner.at, to, partner.strand, partner.weak);
        }
    };
    for first in (start..from_start).rev() {
        hand_over(first, first + length);
    }
    for first in from_start..start {
        hand_over(first + length, first);
    }
}
