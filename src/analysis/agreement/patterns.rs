//! Who said what on how many units: the ratings of a field, with equal units counted together.
//!
//! The ends of all raters' marks cut the ruler into stretches on which nothing changes. A stretch is a pattern (what each
//! rater said) with a length; stretches of one pattern in one cluster are added up. Every coefficient, and every resample
//! of clusters, is computed from these few patterns, so that the cost grows with marks and never with characters.

use std::collections::{BTreeMap, BTreeSet};

use super::field::Field;
use crate::stats::agreement::Undefined;
use crate::stats::agreement::ratings::Ratings;
use crate::stats::agreement::sets::SetDistance;
use crate::stats::agreement::spans::Span;

/// What each rater said of a unit, by place among the values; nothing from who did not look or gave no rating.
type Pattern = Vec<Option<usize>>;

/// Patterns with their lengths.
#[derive(Clone, Debug)]
pub(super) struct Patterns {
    values: Vec<f64>,
    /// Where values stand for sets of codes, how far each two of them are apart, row by row.
    apart: Vec<f64>,
    kinds: Vec<Pattern>,
    /// Cluster, pattern and length, each pair of the first two at most a few times.
    parts: Vec<(u32, usize, u64)>,
    raters: usize,
}

impl Patterns {
    /// Whether each rater marked a unit with any of some codes: 0 or 1.
    pub fn of_presence(field: &Field, codes: &[usize]) -> Self {
        let covers = field.covers(codes);
        let mut known: Vec<(u64, u64)> = Vec::new();
        let mut parts = Vec::new();
        let mut here: Vec<u64> = Vec::new();
        let mut next = vec![0; covers.len()];
        for piece in &field.pieces {
            let mut at = piece.span.start;
            while at < piece.span.end {
                let (mut marked, mut end) = (0_u64, piece.span.end);
                for (rater, (cover, next)) in covers.iter().zip(&mut next).enumerate() {
                    while cover.get(*next).is_some_and(|span| span.end <= at) {
                        *next += 1;
                    }
                    match cover.get(*next) {
                        Some(span) if span.start <= at => {
                            marked |= 1 << rater;
                            end = end.min(span.end);
                        }
                        Some(span) => end = end.min(span.start),
                        None => {}
                    }
                }
                let key = (marked & piece.looked, piece.looked);
                let pattern = known.iter().position(|other| *other == key).unwrap_or_else(|| {
                    known.push(key);
                    known.len() - 1
                });
                here.resize(known.len(), 0);
                here[pattern] += end - at;
                at = end;
            }
            let lengths = here.iter_mut().enumerate().filter(|(_, length)| **length > 0);
            parts.extend(lengths.map(|(pattern, length)| (piece.cluster, pattern, std::mem::take(length))));
        }
        let raters = covers.len();
        let patterns = known.into_iter().map(|(marked, looked)| {
            let said = |rater: usize| (looked >> rater & 1 == 1).then_some(usize::from(marked >> rater & 1 == 1));
            (0..raters).map(said).collect()
        });
        Self { values: vec![0.0, 1.0], apart: Vec::new(), kinds: patterns.collect(), parts, raters }
    }

    /// In how many clusters any rater gave the value at a place.
    pub fn clusters_with(&self, value: usize) -> usize {
        let with = self.parts.iter().filter(|(_, pattern, _)| self.kinds[*pattern].contains(&Some(value)));
        with.map(|(cluster, ..)| cluster).collect::<BTreeSet<_>>().len()
    }

    /// The set of codes, out of some, that each rater gave a unit; a unit without any has the empty set.
    pub fn of_sets(field: &Field, codes: &[usize], distance: SetDistance) -> Self {
        let wanted: BTreeSet<u32> = codes.iter().filter_map(|code| u32::try_from(*code).ok()).collect();
        let (found, sets) = Self::of_active(
            field,
            |mark| wanted.contains(&field.mark(mark).code),
            |active, looked| {
                looked.then(|| active.iter().map(|mark| field.mark(*mark).code).collect::<BTreeSet<u32>>())
            },
        );
        // Numbers of sets, far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let values = (0..sets.len()).map(|at| at as f64).collect();
        let pairs = sets.iter().flat_map(|a| sets.iter().map(|b| distance.between(a, b)));
        Self { values, apart: pairs.collect(), ..found }
    }

    /// The weight that each rater gave a code where it was marked; the largest where marks of one rater overlap. Text that
    /// a rater did not mark, or marked without a weight, has no rating.
    pub fn of_weights(field: &Field, codes: &[usize], weight_of: impl Fn(u32) -> Option<f64>) -> Self {
        let wanted = |mark: MarkAt| codes.contains(&(field.mark(mark).code as usize));
        let (mut found, weights) = Self::of_active(field, wanted, |active, _| {
            let weights = active.iter().filter_map(|mark| weight_of(field.mark(*mark).coding));
            weights.filter(|weight| weight.is_finite()).max_by(f64::total_cmp).map(Weight)
        });
        found.values = weights.into_iter().map(|weight| weight.0).collect();
        found
    }

    /// From what the marks that are open on a stretch say; the values in their order.
    fn of_active<T: Ord + Clone>(
        field: &Field,
        wanted: impl Fn(MarkAt) -> bool,
        said: impl Fn(&[MarkAt], bool) -> Option<T>,
    ) -> (Self, Vec<T>) {
        let mut ends: Vec<(u64, bool, MarkAt)> = Vec::new();
        for mark in field.mark_places().filter(|mark| wanted(*mark)) {
            let Span { start, end } = field.mark(mark).span;
            ends.extend([(start, true, mark), (end, false, mark)]);
        }
        // Marks close before others open at the same place.
        ends.sort_unstable();
        let mut lengths: BTreeMap<(u32, Vec<Option<T>>), u64> = BTreeMap::new();
        let mut active: Vec<Vec<MarkAt>> = vec![Vec::new(); field.raters.len()];
        let mut next = 0;
        for piece in &field.pieces {
            let mut at = piece.span.start;
            while at < piece.span.end {
                while let Some((_, opens, mark)) = ends.get(next).filter(|(place, _, _)| *place <= at) {
                    let open = &mut active[mark.rater];
                    if *opens {
                        open.push(*mark);
                    } else {
                        open.retain(|other| other != mark);
                    }
                    next += 1;
                }
                let end = ends.get(next).map_or(piece.span.end, |(place, _, _)| (*place).min(piece.span.end));
                let here = active.iter().enumerate();
                let pattern = here.map(|(rater, open)| said(open, piece.looked >> rater & 1 == 1)).collect();
                *lengths.entry((piece.cluster, pattern)).or_default() += end - at;
                at = end;
            }
        }
        let values: BTreeSet<T> = lengths.keys().flat_map(|(_, pattern)| pattern.iter().flatten()).cloned().collect();
        let values: Vec<T> = values.into_iter().collect();
        let place = |value: &Option<T>| value.as_ref().and_then(|value| values.binary_search(value).ok());
        let mut known: BTreeMap<Pattern, usize> = BTreeMap::new();
        let mut patterns = Vec::new();
        let mut parts = Vec::new();
        for ((cluster, pattern), length) in &lengths {
            let pattern: Pattern = pattern.iter().map(place).collect();
            let at = *known.entry(pattern.clone()).or_insert_with(|| {
                patterns.push(pattern);
                patterns.len() - 1
            });
            parts.push((*cluster, at, *length));
        }
        (Self { values: Vec::new(), apart: Vec::new(), kinds: patterns, parts, raters: field.raters.len() }, values)
    }

    /// From ratings that were made elsewhere, each unit in a cluster.
    pub fn of_units(values: Vec<f64>, raters: usize, units: Vec<(u32, Pattern)>) -> Self {
        let mut lengths: BTreeMap<(u32, Pattern), u64> = BTreeMap::new();
        for unit in units {
            *lengths.entry(unit).or_default() += 1;
        }
        let mut known: BTreeMap<Pattern, usize> = BTreeMap::new();
        let mut patterns = Vec::new();
        let mut parts = Vec::new();
        for ((cluster, pattern), length) in lengths {
            let at = *known.entry(pattern.clone()).or_insert_with(|| {
                patterns.push(pattern);
                patterns.len() - 1
            });
            parts.push((cluster, at, length));
        }
        Self { values, apart: Vec::new(), kinds: patterns, parts, raters }
    }

    /// The ratings.
    pub fn ratings(&self) -> Result<Ratings, Undefined> {
        self.weighing(|_| 1)
    }

    /// The ratings of a resample, where cluster i was drawn `times[i]` times.
    pub fn drawn(&self, times: &[u64]) -> Result<Ratings, Undefined> {
        self.weighing(|cluster| times.get(cluster as usize).copied().unwrap_or(0))
    }

    fn weighing(&self, times: impl Fn(u32) -> u64) -> Result<Ratings, Undefined> {
        let mut lengths = vec![0; self.kinds.len()];
        for (cluster, pattern, length) in &self.parts {
            lengths[*pattern] += length * times(*cluster);
        }
        Ratings::new(self.values.clone(), self.raters, &self.kinds)?.with_lengths(lengths)
    }

    /// How far two values are apart that stand for sets; 0 for others.
    pub fn apart(&self, a: usize, b: usize) -> f64 {
        self.apart.get(a * self.values.len() + b).copied().unwrap_or(0.0)
    }

    /// Units that at least two raters rated.
    pub fn pairable(&self) -> u64 {
        self.length_where(|pattern| pattern.iter().flatten().count() > 1)
    }

    /// Units that everybody who rated them gave the value at a place, and those that some did and others did not.
    pub fn all_and_some(&self, value: usize) -> (u64, u64) {
        let rated = |pattern: &Pattern| pattern.iter().flatten().count();
        let with = |pattern: &Pattern| pattern.iter().flatten().filter(|said| **said == value).count();
        let all = self.length_where(|pattern| rated(pattern) > 1 && with(pattern) == rated(pattern));
        let some = self.length_where(|pattern| with(pattern) > 0 && with(pattern) < rated(pattern));
        (all, some)
    }

    fn length_where(&self, wanted: impl Fn(&Pattern) -> bool) -> u64 {
        let wanted: Vec<bool> = self.kinds.iter().map(wanted).collect();
        self.parts.iter().filter(|(_, pattern, _)| wanted[*pattern]).map(|(_, _, length)| length).sum()
    }
}

/// A mark by rater and place among the rater's marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MarkAt {
    rater: usize,
    at: usize,
}

impl Field {
    fn mark_places(&self) -> impl Iterator<Item = MarkAt> + '_ {
        let of_rater =
            |(rater, marks): (usize, &Vec<super::field::Mark>)| (0..marks.len()).map(move |at| MarkAt { rater, at });
        self.marks.iter().enumerate().flat_map(of_rater)
    }

    fn mark(&self, place: MarkAt) -> super::field::Mark {
        self.marks[place.rater][place.at]
    }
}

/// A weight that can be sorted.
#[derive(Clone, Copy, Debug)]
struct Weight(f64);

impl PartialEq for Weight {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Weight {}

impl PartialOrd for Weight {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Weight {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Adding 0 makes one value of 0 and -0.
        (self.0 + 0.0).total_cmp(&(other.0 + 0.0))
    }
}
