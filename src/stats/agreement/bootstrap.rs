//! How uncertain a figure of agreement is: by drawing units, or participants with all their units, anew.
//!
//! Units of one participant are alike, so that drawing units makes intervals too narrow: draw participants (or sources)
//! where there are enough of them. Quantiles are of type 7 (Hyndman & Fan 1996), as in R and `NumPy`.

use std::collections::BTreeMap;

use super::krippendorff::{Coincidences, Metric};
use super::ratings::Ratings;
use super::{Undefined, figure, mean, sd};
use crate::stats::proportion::Limits;
use crate::stats::resamples::Resamples;
use crate::stats::shuffle::SplitMix64;

/// Clusters up to which a statistic is remembered: eight can be drawn in 6,435 ways.
const MOST_KNOWN: usize = 8;

/// A figure over resamples.
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrap {
    /// The figure of each resample that has one, in the order of drawing.
    pub figures: Vec<f64>,
    /// Resamples in which it is not defined; they are in no quantile.
    pub undefined: usize,
}

impl Bootstrap {
    fn of(figures: impl IntoIterator<Item = Option<f64>>) -> Self {
        let mut found = Self { figures: Vec::new(), undefined: 0 };
        for figure in figures {
            match figure {
                Some(figure) => found.figures.push(figure),
                None => found.undefined += 1,
            }
        }
        found
    }

    /// The quantiles at some probabilities from 0 to 1; nothing without figures or beyond these ends.
    #[must_use]
    pub fn quantiles<const N: usize>(&self, probabilities: [f64; N]) -> Option<[f64; N]> {
        let sorted = Resamples::of(self.figures.iter().copied().map(Some));
        let mut found = [0.0; N];
        for (quantile, p) in found.iter_mut().zip(probabilities) {
            *quantile = sorted.quantile(p)?;
        }
        Some(found)
    }

    /// The interval between the quantiles that leave half of what `level` leaves at each end (0.95: from 0.025 to
    /// 0.975).
    #[must_use]
    pub fn limits(&self, level: f64) -> Option<Limits> {
        let tail = (1.0 - level) / 2.0;
        self.quantiles([tail, 1.0 - tail]).map(|[low, high]| Limits { low, high })
    }

    /// The mean of the figures.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        mean(&self.figures)
    }

    /// Their standard deviation, which estimates the standard error; nothing with fewer than two.
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        sd(&self.figures)
    }

    /// The share of the figures below one: how likely it is that agreement is not as good as that.
    #[must_use]
    pub fn share_below(&self, threshold: f64) -> Option<f64> {
        let below = self.figures.iter().filter(|figure| **figure < threshold).count() as u64;
        (!self.figures.is_empty()).then(|| figure(below) / figure(self.figures.len() as u64))
    }
}

/// Draws units with putting back, as many as there are, and takes the statistic of each resample. The statistic gets
/// how often each of the `units` was drawn ([`Coincidences::of_resample`]).
pub fn resample_units(units: usize, times: usize, seed: u64, statistic: impl Fn(&[u64]) -> Option<f64>) -> Bootstrap {
    resample_clusters(&(0..units).collect::<Vec<_>>(), times, seed, statistic)
}

/// Draws clusters of units with putting back, as many as there are, each with all its units. `cluster_of[i]` names the
/// cluster (participant, source) of unit i, by any numbers.
pub fn resample_clusters(
    cluster_of: &[usize],
    times: usize,
    seed: u64,
    statistic: impl Fn(&[u64]) -> Option<f64>,
) -> Bootstrap {
    let clusters = Clusters::of(cluster_of);
    let mut random = SplitMix64::new(seed);
    // Few clusters are drawn in the same numbers again and again, and the statistic is of the numbers alone.
    let mut known: BTreeMap<Vec<u64>, Option<f64>> = BTreeMap::new();
    Bootstrap::of((0..times).map(|_| {
        let mut drawn = vec![0; clusters.count];
        for _ in 0..clusters.count {
            drawn[below(&mut random, clusters.count)] += 1;
        }
        if clusters.count > MOST_KNOWN {
            return statistic(&clusters.units(&drawn));
        }
        *known.entry(drawn).or_insert_with_key(|drawn| statistic(&clusters.units(drawn)))
    }))
}

/// The statistic of resamples that are given by the places of the units that were drawn. Places beyond `units` are not
/// counted.
pub fn of_indices(units: usize, resamples: &[Vec<usize>], statistic: impl Fn(&[u64]) -> Option<f64>) -> Bootstrap {
    Bootstrap::of(resamples.iter().map(|indices| {
        let mut drawn = vec![0; units];
        for index in indices {
            if let Some(times) = drawn.get_mut(*index) {
                *times += 1;
            }
        }
        statistic(&drawn)
    }))
}

/// The jackknife standard error: each cluster of units left out once (with `cluster_of` 0, 1, 2, ... each unit).
/// Nothing with fewer than two clusters, or where the statistic is not defined without one of them.
#[must_use]
pub fn jackknife_se(cluster_of: &[usize], statistic: impl Fn(&[u64]) -> Option<f64>) -> Option<f64> {
    let clusters = Clusters::of(cluster_of);
    let without = |left_out: usize| {
        let kept: Vec<u64> = (0..clusters.count).map(|at| u64::from(at != left_out)).collect();
        statistic(&clusters.units(&kept))
    };
    let figures: Option<Vec<f64>> = (0..clusters.count).map(without).collect();
    let figures = figures.filter(|figures| figures.len() > 1)?;
    let count = figure(figures.len() as u64);
    // √((n − 1) / n · Σ (x − mean)²)
    Some((count - 1.0) / count.sqrt() * sd(&figures)?)
}

/// Krippendorff's bootstrap of alpha (2016, Bootstrapping distributions for Krippendorff's alpha): all pairs of ratings
/// are drawn anew with putting back, while expected disagreement stays. It is narrower than drawing units, and off the
/// middle where ratings are missing; drawing units or participants is to be preferred. Alphas below −1 are taken for
/// −1.
///
/// # Errors
/// Where alpha is not defined, and where units have lengths other than 1.
pub fn krippendorff_pairs(ratings: &Ratings, metric: Metric, times: usize, seed: u64) -> Result<Bootstrap, Undefined> {
    if ratings.lengths().iter().any(|length| *length != 1) {
        return Err(Undefined::UnitsWithLengths);
    }
    let coincidences = Coincidences::of(ratings);
    let expected = coincidences.alpha(metric)?.expected;
    let all = figure(coincidences.pairable()) * expected;
    // For each pair, its squared distance and what a drawn one counts in its place.
    let mut pairs = Vec::new();
    for unit in (0..ratings.len()).map(|at| ratings.unit(at)) {
        let rated: Vec<usize> = unit.iter().flatten().copied().collect();
        for (at, second) in rated.iter().enumerate() {
            let share = 2.0 / (all * figure(rated.len() as u64 - 1));
            pairs.extend(
                rated[..at].iter().map(|first| (coincidences.squared_distance(metric, *first, *second), share)),
            );
        }
    }
    let mut random = SplitMix64::new(seed);
    let draw = |_| {
        let apart: f64 = pairs.iter().map(|(_, share)| share * pairs[below(&mut random, pairs.len())].0).sum();
        Some((1.0 - apart).max(-1.0))
    };
    Ok(Bootstrap::of((0..times).map(draw)))
}

struct Clusters {
    /// For each unit, its cluster from 0.
    place_of: Vec<usize>,
    count: usize,
}

impl Clusters {
    fn of(names: &[usize]) -> Self {
        let mut distinct = names.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let place_of = names.iter().map(|name| distinct.partition_point(|other| other < name)).collect();
        Self { place_of, count: distinct.len() }
    }

    /// How often each unit is there where its cluster was drawn so often.
    fn units(&self, drawn: &[u64]) -> Vec<u64> {
        self.place_of.iter().map(|cluster| drawn[*cluster]).collect()
    }
}

fn below(random: &mut SplitMix64, end: usize) -> usize {
    // Smaller than `end`, which is a length.
    usize::try_from(random.below(end as u64)).unwrap_or(0)
}
