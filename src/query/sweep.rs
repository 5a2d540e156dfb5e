//! Pairs of passages of one source that stand in a relation: sweeps over sorted spans, whose cost grows with the spans
//! and the pairs that they find, never with all possible pairs.

use super::relation::{Distance, Link};
use super::ruler::Ruler;
use crate::text::Span;

/// Calls `see` with the positions of each pair that stands so. Both lists are sorted. Where a link names no distance,
/// `precedes` and `follows` pair a passage with the nearest of the others.
pub(super) fn pairs(
    left: &[Span],
    right: &[Span],
    link: Link,
    ruler: Option<&Ruler>,
    see: &mut dyn FnMut(usize, usize),
) {
    match link {
        Link::Within | Link::Encloses | Link::Overlaps | Link::Intersects | Link::Equals => {
            intersecting(left, right, &mut |a, b| {
                if left.get(a).zip(right.get(b)).is_some_and(|(one, other)| meets(link, *one, *other)) {
                    see(a, b);
                }
            });
        }
        Link::Precedes(distance) => preceding(left, right, distance.zip(ruler), see),
        Link::Follows(distance) => following(left, right, distance.zip(ruler), see),
        Link::Near(distance) => {
            intersecting(left, right, see);
            if let Some(ruler) = ruler {
                preceding(left, right, Some((distance, ruler)), see);
                following(left, right, Some((distance, ruler)), see);
            }
        }
        // These are not about places within a source.
        Link::Same(_) | Link::OnlyIn => {}
    }
}

/// Whether two spans that share text stand so.
fn meets(link: Link, one: Span, other: Span) -> bool {
    let (within, encloses) = (other.encloses(one), one.encloses(other));
    match link {
        Link::Within => within,
        Link::Encloses => encloses,
        Link::Equals => within && encloses,
        Link::Overlaps => !within && !encloses,
        _ => true,
    }
}

/// Every pair that shares text.
pub(super) fn intersecting(left: &[Span], right: &[Span], see: &mut dyn FnMut(usize, usize)) {
    // What has begun and not ended yet, of either side.
    let (mut open_left, mut open_right): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let (mut a, mut b) = (0, 0);
    loop {
        let (one, other) = (left.get(a), right.get(b));
        let left_first = match (one, other) {
            (None, None) => return,
            (Some(one), Some(other)) => one.start <= other.start,
            (one, None) => one.is_some(),
            (None, _) => false,
        };
        if left_first {
            let Some(one) = one else { return };
            open_right.retain(|b| right.get(*b).is_some_and(|other| other.end > one.start));
            open_right
                .iter()
                .filter(|b| right.get(**b).is_some_and(|other| other.intersects(*one)))
                .for_each(|b| see(a, *b));
            open_left.push(a);
            a += 1;
        } else {
            let Some(other) = other else { return };
            open_left.retain(|a| left.get(*a).is_some_and(|one| one.end > other.start));
            open_left
                .iter()
                .filter(|a| left.get(**a).is_some_and(|one| one.intersects(*other)))
                .for_each(|a| see(*a, b));
            open_right.push(b);
            b += 1;
        }
    }
}

fn preceding(left: &[Span], right: &[Span], bound: Option<(Distance, &Ruler)>, see: &mut dyn FnMut(usize, usize)) {
    for (a, one) in left.iter().enumerate() {
        let first = right.partition_point(|other| other.start < one.end);
        let behind = right.iter().enumerate().skip(first).filter(|(_, other)| !other.is_empty());
        reach(behind.map(|(b, other)| (b, *one, *other)), bound, &mut |b| see(a, b));
    }
}

fn following(left: &[Span], right: &[Span], bound: Option<(Distance, &Ruler)>, see: &mut dyn FnMut(usize, usize)) {
    let mut by_end: Vec<(usize, Span)> =
        right.iter().copied().enumerate().filter(|(_, span)| !span.is_empty()).collect();
    by_end.sort_by_key(|(b, other)| (other.end, *b));
    for (a, one) in left.iter().enumerate() {
        let last = by_end.partition_point(|(_, other)| other.end <= one.start);
        let before = by_end.iter().take(last).rev();
        reach(before.map(|(b, other)| (*b, *other, *one)), bound, &mut |b| see(a, b));
    }
}

/// From the nearest outwards, those within the bound; without one, the nearest. Of each: its position, and the earlier
/// and the later of the two spans.
fn reach(
    outwards: impl Iterator<Item = (usize, Span, Span)>,
    bound: Option<(Distance, &Ruler)>,
    see: &mut dyn FnMut(usize),
) {
    for (position, earlier, later) in outwards {
        let Some((distance, ruler)) = bound else { return see(position) };
        match ruler.gap(earlier, later) {
            Some(gap) if gap > u64::from(distance.count) => return,
            Some(_) => see(position),
            None => {}
        }
    }
}

/// Where spans of at least `count` of the kinds lie, as disjoint spans. Each kind is sorted and counts once wherever its
/// spans lie.
pub(super) fn covered_by(count: usize, kinds: &[Vec<Span>]) -> Vec<Span> {
    let mut edges: Vec<(u32, i32)> = Vec::new();
    for span in kinds.iter().flat_map(|kind| crate::text::united(kind.iter().copied())) {
        edges.push((span.start, 1));
        edges.push((span.end, -1));
    }
    edges.sort_unstable_by_key(|(place, _)| *place);
    let wanted = i32::try_from(count).unwrap_or(i32::MAX);
    let (mut open, mut since, mut met) = (0, None, Vec::new());
    for of_place in edges.chunk_by(|a, b| a.0 == b.0) {
        let place = of_place.first().map_or(0, |(place, _)| *place);
        open += of_place.iter().map(|(_, change)| change).sum::<i32>();
        match since {
            None if open >= wanted => since = Some(place),
            Some(from) if open < wanted => {
                met.push(Span::new(from, place));
                since = None;
            }
            _ => {}
        }
    }
    met
}
