//! Agreement corrected for chance, for any number of coders, with gaps and weights.
//!
//! Formulas, variances by linearisation and intervals by Student's distribution: Gwet, Handbook of Inter-Rater
//! Reliability (2014) and Computing inter-rater reliability (British Journal of Mathematical and Statistical
//! Psychology 61, 2008). Units without any rating are left out first. A unit of length 5,000 counts as 5,000 units;
//! characters are not independent of each other, so that standard errors over them are far too small: resample units or
//! participants instead ([`bootstrap`](super::bootstrap)).

use super::ratings::Ratings;
use super::weighting::Weighting;
use super::{Undefined, beyond_chance, figure};
use crate::stats::distribution::{t_critical, t_two_sided};
use crate::stats::linear::{Matrix, dot};
use crate::stats::proportion::Limits;

/// What agreement by chance is taken to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// None: percent agreement.
    Percent,
    /// AC1, and with weights AC2 (Gwet 2008).
    GwetAc,
    /// Both draw from one distribution, that of all coders: kappa of Fleiss (1971); pi of Scott (1955) for two coders.
    Fleiss,
    /// Each coder draws from the own distribution (Conger 1980); kappa of Cohen (1960) for two coders.
    Conger,
    /// All categories are as likely (Brennan & Prediger 1981); kappa of Randolph (2005), Bennett's S.
    BrennanPrediger,
    /// Krippendorff's alpha in Gwet's form, over units with two ratings.
    Alpha,
}

/// A coefficient of agreement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// The coefficient, at most 1.
    pub value: f64,
    /// Agreement that was found, 0 to 1.
    pub observed: f64,
    /// Agreement to be expected by chance, below 1.
    pub by_chance: f64,
    /// Units with a rating, by their lengths; of alpha, those with two.
    pub units: u64,
    /// How uncertain it is; nothing with fewer than two units.
    pub sampling: Option<Sampling>,
}

/// How uncertain a coefficient is, units being the sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// Standard error.
    pub se: f64,
    /// Interval by Student's distribution, its upper end at most 1.
    pub limits: Limits,
    /// Two-sided p value of no agreement beyond chance; nothing where the standard error is 0.
    pub p: Option<f64>,
}

/// A coefficient of agreement over all units. `level` is that of the interval, between 0 and 1. The number of
/// categories, which AC1 and Brennan-Prediger divide by, is that of the values of the ratings, used or not.
///
/// # Errors
/// [`Undefined`] says why there is none.
pub fn coefficient(
    ratings: &Ratings,
    method: Method,
    weighting: Weighting,
    level: f64,
) -> Result<Coefficient, Undefined> {
    let weights = weighting.matrix(ratings.values())?;
    let tally = Tally::of(ratings, &weights)?;
    let categories = figure(ratings.values().len() as u64);
    let all_weights: f64 = (0..weights.size()).flat_map(|row| weights.row(row)).sum();
    match method {
        Method::Percent => tally.corrected(level, 0.0, |_| 0.0),
        Method::Alpha => alpha(tally, &weights, level),
        Method::Conger => {
            let chance = Conger::of(ratings, &tally, &weights)?;
            tally.corrected(level, chance.overall, |row| chance.of_unit(ratings.unit(row.unit)))
        }
        Method::Fleiss => {
            let shares = tally.shares();
            let agreeing = weights.times_column(&shares);
            tally.corrected(level, dot(&shares, &agreeing), |row| dot(&row.counts, &agreeing) / row.raters)
        }
        Method::GwetAc | Method::BrennanPrediger if ratings.values().len() < 2 => Err(Undefined::OneCategory),
        Method::BrennanPrediger => {
            let by_chance = all_weights / (categories * categories);
            tally.corrected(level, by_chance, |_| by_chance)
        }
        Method::GwetAc => {
            let scale = all_weights / (categories * (categories - 1.0));
            let shares = tally.shares();
            let others: Vec<f64> = shares.iter().map(|share| scale * (1.0 - share)).collect();
            tally.corrected(level, dot(&shares, &others), |row| dot(&row.counts, &others) / row.raters)
        }
    }
}

/// A unit with at least one rating.
struct Row {
    unit: usize,
    /// Coders for each category.
    counts: Vec<f64>,
    raters: f64,
    /// Pairs of ratings that agree, by weight.
    agreeing: f64,
    length: u64,
}

impl Row {
    fn is_pairable(&self) -> bool {
        self.raters >= 2.0
    }

    /// The share of its pairs that agree; 0 for a unit with one rating.
    fn agreement(&self) -> f64 {
        if self.is_pairable() { self.agreeing / (self.raters * (self.raters - 1.0)) } else { 0.0 }
    }
}

struct Tally {
    rows: Vec<Row>,
    /// Units with a rating, by length.
    rated: u64,
    /// Those with two.
    pairable: u64,
}

impl Tally {
    fn of(ratings: &Ratings, weights: &Matrix) -> Result<Self, Undefined> {
        if ratings.coders() < 2 {
            return Err(Undefined::TooFewCoders);
        }
        let mut rows = Vec::new();
        for (unit, length) in ratings.lengths().iter().enumerate().filter(|(_, length)| **length > 0) {
            let mut counts = vec![0.0; ratings.values().len()];
            ratings.unit(unit).iter().flatten().for_each(|place| counts[*place] += 1.0);
            let raters: f64 = counts.iter().sum();
            if raters > 0.0 {
                // A rating agrees with every rating of the unit but itself.
                let agreeing = weights.quadratic(&counts) - raters;
                rows.push(Row { unit, counts, raters, agreeing, length: *length });
            }
        }
        let rated = rows.iter().map(|row| row.length).sum();
        let pairable = rows.iter().filter(|row| row.is_pairable()).map(|row| row.length).sum();
        if pairable > 0 { Ok(Self { rows, rated, pairable }) } else { Err(Undefined::NoUnits) }
    }

    /// The mean over units of a figure of the unit.
    fn mean(&self, of: impl Fn(&Row) -> f64) -> f64 {
        self.rows.iter().map(|row| figure(row.length) * of(row)).sum::<f64>() / figure(self.rated)
    }

    /// For each category, the mean over units of the share of coders who used it.
    fn shares(&self) -> Vec<f64> {
        let categories = self.rows.first().map_or(0, |row| row.counts.len());
        (0..categories).map(|at| self.mean(|row| row.counts[at] / row.raters)).collect()
    }

    /// The coefficient where agreement by chance is `by_chance`, to which each unit contributes `chance_of`.
    fn corrected(&self, level: f64, by_chance: f64, chance_of: impl Fn(&Row) -> f64) -> Result<Coefficient, Undefined> {
        let raised = figure(self.rated) / figure(self.pairable);
        let observed = self.mean(Row::agreement) * raised;
        let value = beyond_chance(observed, by_chance)?;
        let left = 1.0 - by_chance;
        let influence = |row: &Row| {
            let own = if row.is_pairable() { (row.agreement() - by_chance) / left } else { 0.0 };
            own * raised - 2.0 * (1.0 - value) * (chance_of(row) - by_chance) / left
        };
        let spread = self.mean(|row| (influence(row) - value).powi(2));
        let sampling = self.sampling(value, spread, self.rated, level);
        Ok(Coefficient { value, observed, by_chance, units: self.rated, sampling })
    }

    /// From the mean square of the units' influences; `units` less one are the degrees of freedom.
    fn sampling(&self, value: f64, spread: f64, units: u64, level: f64) -> Option<Sampling> {
        let df = figure(units.checked_sub(1).filter(|df| *df > 0)?);
        let se = (spread / figure(self.rated.checked_sub(1).filter(|rest| *rest > 0)?)).sqrt();
        let half = t_critical(level, df) * se;
        let limits = Limits { low: value - half, high: (value + half).min(1.0) };
        Some(Sampling { se, limits, p: (se > 0.0).then(|| t_two_sided(value / se, df)) })
    }
}

/// Agreement by chance of coders who each draw from the own distribution, averaged over their pairs.
struct Conger {
    overall: f64,
    coders: f64,
    /// For each coder and category, what a rating adds; and what a coder's rating adds on average, and is taken off.
    added: Vec<Vec<f64>>,
    average: Vec<f64>,
    /// For each coder, units that the coder rated as a share of all.
    coverage: Vec<f64>,
}

impl Conger {
    fn of(ratings: &Ratings, tally: &Tally, weights: &Matrix) -> Result<Self, Undefined> {
        let mut counts = vec![vec![0.0; ratings.values().len()]; ratings.coders()];
        for row in &tally.rows {
            for (count, place) in counts.iter_mut().zip(ratings.unit(row.unit)) {
                if let Some(place) = place {
                    count[*place] += figure(row.length);
                }
            }
        }
        let rated: Vec<f64> = counts.iter().map(|count| count.iter().sum()).collect();
        // A coder who rated nothing has no distribution, and is no coder.
        let coders = figure(rated.iter().filter(|rated| **rated > 0.0).count() as u64);
        if coders < 2.0 {
            return Err(Undefined::TooFewCoders);
        }
        let share = |(count, rated): (&Vec<f64>, &f64)| -> Vec<f64> {
            count.iter().map(|count| if *rated > 0.0 { count / rated } else { 0.0 }).collect()
        };
        let shares: Vec<Vec<f64>> = counts.iter().zip(&rated).map(share).collect();
        let sums: Vec<f64> = (0..weights.size()).map(|at| shares.iter().map(|own| own[at]).sum()).collect();
        // What the coder's rating meets among the other coders.
        let meets = |own: &Vec<f64>| {
            weights.times_column(&sums.iter().zip(own).map(|(sum, own)| sum - own).collect::<Vec<_>>())
        };
        let added: Vec<Vec<f64>> = shares.iter().map(meets).collect();
        let average: Vec<f64> = added.iter().zip(&shares).map(|(added, own)| dot(added, own)).collect();
        let overall = average.iter().sum::<f64>() / (coders * (coders - 1.0));
        Ok(Self {
            overall,
            coders,
            added,
            average,
            coverage: rated.iter().map(|own| own / figure(tally.rated)).collect(),
        })
    }

    /// What a unit contributes: the linear part of `overall` in the coders' distributions, which averages to it.
    fn of_unit(&self, unit: &[Option<usize>]) -> f64 {
        let mut sum = 0.0;
        for (coder, place) in unit.iter().enumerate().filter(|(coder, _)| self.coverage[*coder] > 0.0) {
            let own = place.map_or(0.0, |place| self.added[coder][place] - self.average[coder]);
            sum += own / self.coverage[coder] + self.average[coder];
        }
        sum / (self.coders * (self.coders - 1.0))
    }
}

/// Krippendorff's alpha as Gwet writes it, with the variance of the R package irrCAC: linearised around the agreement
/// before the correction for small samples, t with the units that have a rating less one.
fn alpha(mut tally: Tally, weights: &Matrix, level: f64) -> Result<Coefficient, Undefined> {
    let all_units = tally.rated;
    tally.rows.retain(Row::is_pairable);
    tally.rated = tally.pairable;
    let mean_raters = tally.mean(|row| row.raters);
    let small = 1.0 / (mean_raters * figure(tally.rated));
    let agreement = |row: &Row| row.agreeing / (mean_raters * (row.raters - 1.0));
    let before = tally.mean(agreement);
    let observed = (1.0 - small) * before + small;
    let shares: Vec<f64> = (0..weights.size()).map(|at| tally.mean(|row| row.counts[at]) / mean_raters).collect();
    let agreeing = weights.times_column(&shares);
    let by_chance = dot(&shares, &agreeing);
    let value = beyond_chance(observed, by_chance)?;
    let (left, value_before) = (1.0 - by_chance, beyond_chance(before, by_chance)?);
    let influence = |row: &Row| {
        let more = row.raters / mean_raters - 1.0;
        let own = agreement(row) - before * more;
        let chance = dot(&row.counts, &agreeing) / mean_raters - by_chance * more;
        (own - by_chance) / left - 2.0 * (1.0 - value_before) * (chance - by_chance) / left
    };
    let spread = tally.mean(|row| (influence(row) - value_before).powi(2));
    let sampling = tally.sampling(value, spread, all_units, level);
    Ok(Coefficient { value, observed, by_chance, units: tally.rated, sampling })
}
