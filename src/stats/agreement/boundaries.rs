//! Where coders cut a text: boundary edit distance and the similarities B (Fournier 2013, Evaluating text segmentation
//! using boundary edit distance) and S (Fournier & Inkpen 2012), `P_k` (Beeferman, Berger & Lafferty 1999) and
//! `WindowDiff` (Pevzner & Hearst 2002), and agreement of several coders corrected for chance.
//!
//! A segmentation is given by the lengths of its segments in order. Costs grow with segments, not with lengths.

use super::overlap::{Overlap, share};
use super::spans::Span;
use super::{Undefined, beyond_chance, figure, mean};

/// What turns one segmentation into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edits {
    /// Boundaries of one coder only that have no near boundary of the other.
    pub misses: u64,
    /// Boundaries that the other coder set nearby.
    pub transpositions: u64,
    /// Over how many places these were moved, all together.
    pub moved: u64,
    /// Boundaries that both set.
    pub matches: u64,
    /// Places where a boundary could be: the length less one.
    pub places: u64,
    reach: u64,
}

impl Edits {
    /// Between two segmentations. Boundaries count as moved where they are fewer than `reach` places apart (2: next to
    /// each other); the nearest are taken first, from the left. Empty segments do not count.
    ///
    /// # Errors
    /// Where the segmentations are not of one length; where `reach` is 0.
    pub fn between(first: &[u64], second: &[u64], reach: u64) -> Result<Self, Undefined> {
        let length = common_length(first, second)?;
        if reach == 0 {
            return Err(Undefined::BadSetting);
        }
        let (first, second) = (boundaries(first), boundaries(second));
        let only = |these: &[u64], others: &[u64]| -> Vec<u64> {
            these.iter().filter(|at| others.binary_search(at).is_err()).copied().collect()
        };
        let (of_first, of_second) = (only(&first, &second), only(&second, &first));
        let matches = (first.len() - of_first.len()) as u64;
        let (mut free_first, mut free_second) = (vec![true; of_first.len()], vec![true; of_second.len()]);
        let (mut transpositions, mut moved) = (0, 0);
        // No pair is farther apart than the text is long.
        for apart in 1..reach.min(length) {
            for (here, at) in of_first.iter().enumerate() {
                // Of two that are as near, the one whose left end comes first was met before.
                let near = [at.checked_sub(apart), at.checked_add(apart)];
                let there = near
                    .into_iter()
                    .flatten()
                    .find_map(|at| of_second.binary_search(&at).ok().filter(|there| free_second[*there]));
                if let Some(there) = there.filter(|_| free_first[here]) {
                    (free_first[here], free_second[there]) = (false, false);
                    transpositions += 1;
                    moved += apart;
                }
            }
        }
        let misses = (of_first.len() + of_second.len()) as u64 - 2 * transpositions;
        Ok(Self { misses, transpositions, moved, matches, places: length.saturating_sub(1), reach })
    }

    /// What the edits cost: 1 for a miss, `places / reach` for a boundary that was moved over so many places.
    #[must_use]
    pub fn cost(&self) -> f64 {
        figure(self.misses) + figure(self.moved) / figure(self.reach)
    }

    /// Boundaries of either coder, a moved one once.
    fn boundaries(&self) -> u64 {
        self.misses + self.transpositions + self.matches
    }

    /// Boundary similarity B, 0 to 1: 1 − cost / boundaries of either coder.
    ///
    /// # Errors
    /// Where nobody set a boundary.
    pub fn boundary_similarity(&self) -> Result<f64, Undefined> {
        match self.boundaries() {
            0 => Err(Undefined::NoBoundaries),
            all => Ok(1.0 - self.cost() / figure(all)),
        }
    }

    /// Segmentation similarity S, 0 to 1: 1 − cost / places. Texts have many more places than boundaries, so that it is
    /// near 1 whatever coders do.
    ///
    /// # Errors
    /// Where the text has no place for a boundary.
    pub fn segmentation_similarity(&self) -> Result<f64, Undefined> {
        if self.places == 0 { Err(Undefined::TextTooShort) } else { Ok(1.0 - self.cost() / figure(self.places)) }
    }
}

/// Half the mean length of the reference's segments, rounded (half to even), and at least 2.
#[must_use]
pub fn window_size(reference: &[u64]) -> u64 {
    let segments = reference.iter().filter(|length| **length > 0).count() as u64;
    if segments == 0 {
        return 2;
    }
    let half = figure(reference.iter().sum()) / (2.0 * figure(segments));
    // Not negative, and not above a length.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rounded = half.round_ties_even() as u64;
    rounded.max(2)
}

/// `P_k`: the share of pairs of places `window` apart that one segmentation has in one segment and the other has not. 0
/// is best.
///
/// # Errors
/// Where the segmentations are not of one length, or the text is not longer than the window.
pub fn p_k(reference: &[u64], other: &[u64], window: u64) -> Result<f64, Undefined> {
    let starts = window_starts(reference, other, window)?;
    // A window is cut where it starts less than its width before a boundary.
    let cut = |masses: &[u64]| -> Vec<Span> {
        boundaries(masses).iter().map(|at| Span { start: at.saturating_sub(window), end: *at }).collect()
    };
    let found = Overlap::of(&cut(reference), &cut(other), starts);
    share(found.only_first + found.only_second, starts).ok_or(Undefined::TextTooShort)
}

/// `WindowDiff`: the share of windows in which the segmentations have not the same number of boundaries. 0 is best.
///
/// # Errors
/// Where the segmentations are not of one length, or the text is not longer than the window.
pub fn window_diff(reference: &[u64], other: &[u64], window: u64) -> Result<f64, Undefined> {
    let starts = window_starts(reference, other, window)?;
    let mut changes: Vec<(u64, i64)> = Vec::new();
    for (masses, sign) in [(reference, 1), (other, -1)] {
        for at in boundaries(masses) {
            changes.extend([(at.saturating_sub(window), sign), (at, -sign)]);
        }
    }
    changes.sort_unstable();
    let (mut different, mut surplus, mut since) = (0, 0, 0);
    for (at, change) in changes {
        let at = at.min(starts);
        if surplus != 0 {
            different += at - since;
        }
        (surplus, since) = (surplus + change, at);
    }
    share(different, starts).ok_or(Undefined::TextTooShort)
}

/// Agreement of several coders on where to cut, by boundary similarity (Fournier & Inkpen 2012).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundaryAgreement {
    /// Similarity over all pairs of coders and texts, each boundary counting once: 0 to 1.
    pub observed: f64,
    /// Corrected for chance as by Fleiss: all coders set boundaries equally often.
    pub pi: f64,
    /// Corrected for chance with each coder's own frequency of boundaries, averaged over pairs.
    pub kappa: f64,
}

impl BoundaryAgreement {
    /// Of texts that the same coders cut: `texts[i][j]` is the segmentation of text i by coder j.
    ///
    /// # Errors
    /// With fewer than two coders, texts with other numbers of coders, segmentations of other lengths, texts without a
    /// place for a boundary; and where nobody set one.
    pub fn of(texts: &[Vec<Vec<u64>>], reach: u64) -> Result<Self, Undefined> {
        let coders = texts.first().map_or(0, Vec::len);
        if coders < 2 {
            return Err(Undefined::TooFewCoders);
        }
        if texts.iter().any(|text| text.len() != coders) {
            return Err(Undefined::Ragged);
        }
        let (mut cost, mut all, mut places) = (0.0, 0, 0);
        let mut set = vec![0; coders];
        let mut shares = Vec::new();
        for text in texts {
            for second in 1..coders {
                for first in 0..second {
                    let edits = Edits::between(&text[first], &text[second], reach)?;
                    cost += edits.cost();
                    all += edits.boundaries();
                }
            }
            let here = text[0].iter().sum::<u64>().saturating_sub(1);
            places += here;
            for (set, masses) in set.iter_mut().zip(text) {
                let boundaries = boundaries(masses).len() as u64;
                *set += boundaries;
                shares.push(share(boundaries, here).ok_or(Undefined::TextTooShort)?);
            }
        }
        if all == 0 {
            return Err(Undefined::NoBoundaries);
        }
        let observed = 1.0 - cost / figure(all);
        let often = mean(&shares).unwrap_or(0.0);
        let own: Vec<f64> = set.iter().map(|set| figure(*set) / figure(places)).collect();
        let pairs: Vec<f64> =
            (1..coders).flat_map(|b| own[..b].iter().map(|a| a * own[b]).collect::<Vec<_>>()).collect();
        let pi = beyond_chance(observed, often * often)?;
        Ok(Self { observed, pi, kappa: beyond_chance(observed, mean(&pairs).unwrap_or(0.0))? })
    }
}

/// Positions at which a segment follows another.
fn boundaries(masses: &[u64]) -> Vec<u64> {
    let ends = masses.iter().filter(|length| **length > 0).scan(0, |end, length| {
        *end += length;
        Some(*end)
    });
    let mut ends: Vec<u64> = ends.collect();
    ends.pop();
    ends
}

fn common_length(first: &[u64], second: &[u64]) -> Result<u64, Undefined> {
    let (length, other): (u64, u64) = (first.iter().sum(), second.iter().sum());
    if length == other { Ok(length) } else { Err(Undefined::LengthsDiffer) }
}

/// How many places a window can start at, so that a place follows its last one.
fn window_starts(reference: &[u64], other: &[u64], window: u64) -> Result<u64, Undefined> {
    let length = common_length(reference, other)?;
    if window == 0 {
        return Err(Undefined::BadSetting);
    }
    length.checked_sub(window).filter(|starts| *starts > 0).ok_or(Undefined::TextTooShort)
}
