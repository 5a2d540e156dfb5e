//! Tests of the kappa of Fleiss (1971) and its kappa for each category, over units that all coders rated (Fleiss, Nee &
//! Landis 1979).

use super::coefficients::{Method, coefficient};
use super::ratings::Ratings;
use super::weighting::Weighting;
use super::{Undefined, figure};
use crate::stats::distribution::normal_two_sided;

/// Kappa and its test against chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FleissKappa {
    /// Agreement beyond chance, at most 1.
    pub kappa: f64,
    /// Standard error under the hypothesis of chance: not for intervals.
    pub se_by_chance: f64,
    /// Kappa in these standard errors.
    pub z: f64,
    /// Two-sided normal p value.
    pub p: f64,
}

/// Kappa over the units that all coders rated.
///
/// # Errors
/// [`Undefined`] says why there is none.
pub fn fleiss_kappa(ratings: &Ratings) -> Result<FleissKappa, Undefined> {
    let complete = Complete::of(ratings)?;
    let kappa = coefficient(&complete.ratings, Method::Fleiss, Weighting::Identity, 0.95)?.value;
    let within: f64 = complete.shares.iter().map(|share| share * (1.0 - share)).sum();
    let skewed: f64 = complete.shares.iter().map(|share| share * (1.0 - share) * (1.0 - 2.0 * share)).sum();
    let variance = (2.0 / complete.ordered_pairs()) * (within * within - skewed) / (within * within);
    // Rounding must not make a variance negative.
    Ok(FleissKappa::new(kappa, variance.max(0.0).sqrt()))
}

/// For each category that occurs among the units that all coders rated, its value and its kappa against all others.
///
/// # Errors
/// [`Undefined`] says why there is none.
pub fn fleiss_by_category(ratings: &Ratings) -> Result<Vec<(f64, FleissKappa)>, Undefined> {
    let complete = Complete::of(ratings)?;
    let raters = complete.raters();
    let of_category = |(at, share): (usize, &f64)| {
        let units = complete.ratings.lengths().iter().enumerate();
        let split = units.map(|(unit, length)| {
            let with = complete.ratings.unit(unit).iter().filter(|place| **place == Some(at)).count();
            let with = figure(with as u64);
            figure(*length) * with * (raters - with)
        });
        let kappa = 1.0 - split.sum::<f64>() / (complete.ordered_pairs() * share * (1.0 - share));
        (complete.ratings.values()[at], FleissKappa::new(kappa, (2.0 / complete.ordered_pairs()).sqrt()))
    };
    Ok(complete.shares.iter().enumerate().map(of_category).collect())
}

impl FleissKappa {
    fn new(kappa: f64, se_by_chance: f64) -> Self {
        let z = kappa / se_by_chance;
        Self { kappa, se_by_chance, z, p: normal_two_sided(z) }
    }
}

/// Units that all coders rated, with at least two categories that occur.
struct Complete {
    ratings: Ratings,
    units: u64,
    /// Each category's share of all ratings, above 0 and below 1.
    shares: Vec<f64>,
}

impl Complete {
    fn of(ratings: &Ratings) -> Result<Self, Undefined> {
        if ratings.coders() < 2 {
            return Err(Undefined::TooFewCoders);
        }
        let ratings = ratings.complete();
        let units: u64 = ratings.lengths().iter().sum();
        let mut counts = vec![0; ratings.values().len()];
        for (unit, length) in ratings.lengths().iter().enumerate() {
            ratings.unit(unit).iter().flatten().for_each(|place| counts[*place] += length);
        }
        let all: u64 = counts.iter().sum();
        if all == 0 {
            return Err(Undefined::NoUnits);
        }
        if counts.len() < 2 {
            return Err(Undefined::OneCategory);
        }
        let shares = counts.iter().map(|count| figure(*count) / figure(all)).collect();
        Ok(Self { ratings, units, shares })
    }

    fn raters(&self) -> f64 {
        figure(self.ratings.coders() as u64)
    }

    /// Ordered pairs of ratings of a unit, over all units.
    fn ordered_pairs(&self) -> f64 {
        figure(self.units) * self.raters() * (self.raters() - 1.0)
    }
}
