//! Robust variance estimation with variances from moments, as robumeta has it (Hedges, Tipton & Johnson 2010, Res Synth
//! Methods 1:39, with their erratum; Tipton 2015 for small samples).

use super::blocks::{Blocks, Parts, Study, count};
use super::robust::{Tested, cr2};
use super::three_level::check_rho;
use crate::stats::pooling::{Observation, PoolingError, check_level};

/// A mean effect with a robust standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RobustFit {
    /// The mean effect.
    pub estimate: f64,
    /// Its test with the small-sample correction.
    pub test: Tested,
    /// The variance between studies.
    pub tau2: f64,
    /// The variance between effects of a study; none with correlated effects.
    pub omega2: Option<f64>,
    /// The percentage of variance between true effects; none with hierarchical effects.
    pub i2: Option<f64>,
}

/// Effects that are correlated because they are of the same people: each study weighs as one effect with the mean of its
/// variances. `rho`, 0 to below 1, is the correlation of its effects; it bears on tau2 alone.
///
/// # Errors
/// As [`three_level`](super::three_level).
pub fn correlated_effects(
    effects: &[Observation],
    study: &[usize],
    rho: f64,
    level: f64,
) -> Result<RobustFit, PoolingError> {
    check_level(level)?;
    check_rho(rho)?;
    let blocks = Blocks::new(effects, study)?;
    let mean_variance = |study: &Study| study.v.iter().sum::<f64>() / count(study.v.len());
    let plain = weighted(&blocks, |study, _| 1.0 / (count(study.v.len()) * mean_variance(study)));
    let (mut squares, mut alone, mut shared) = (0.0, 0.0, 0.0);
    for study in &blocks.studies {
        let (weight, size) = (1.0 / mean_variance(study), count(study.v.len()));
        squares += weight * weight;
        alone += weight / size;
        shared += weight * (size - 1.0) / size;
    }
    let free = count(blocks.studies.len()) - (alone + rho * shared) / plain.weight;
    let tau2 = ((plain.rss - free) / (plain.weight - squares / plain.weight)).max(0.0);
    let i2 = if plain.rss > free { 100.0 * (plain.rss - free) / plain.rss } else { 0.0 };
    let variances = |study: &Study| vec![count(study.v.len()) * (mean_variance(study) + tau2); study.v.len()];
    let fit = finish(&blocks, level, variances)?;
    Ok(RobustFit { tau2, i2: Some(i2), ..fit })
}

/// Effects of different people in studies of one team or programme: they share something of the true effect.
///
/// # Errors
/// As [`three_level`](super::three_level).
pub fn hierarchical_effects(effects: &[Observation], study: &[usize], level: f64) -> Result<RobustFit, PoolingError> {
    check_level(level)?;
    let blocks = Blocks::new(effects, study)?;
    let plain = weighted(&blocks, |_, v| 1.0 / v);
    let (k, share) = (count(blocks.k), 1.0 / plain.weight);
    let (mut sums, mut variances, mut sizes, mut weights) = (0.0, 0.0, 0.0, 0.0);
    let (mut once, mut twice, mut squares) = (0.0, 0.0, 0.0);
    for study in &blocks.studies {
        let (size, weight) = (count(study.v.len()), study.v.iter().map(|v| 1.0 / v).sum::<f64>());
        sums += study.y.iter().map(|y| y - plain.value).sum::<f64>().powi(2);
        variances += study.v.iter().sum::<f64>();
        sizes += size * size;
        weights += weight * weight;
        once += size * weight;
        twice += size * size * weight;
        squares += study.v.iter().map(|v| v.powi(-2)).sum::<f64>();
    }
    // What tau2 (a), omega2 (b) and sampling (c) are expected to give to the squared sums of studies (1) and to Q (2).
    let a1 = sizes - 2.0 * share * twice + share * share * sizes * weights;
    let b1 = k - 2.0 * share * once + share * share * sizes * squares;
    let c1 = variances - share * sizes;
    let (a2, b2, c2) = (plain.weight - share * weights, plain.weight - share * squares, k - 1.0);
    let omega2 = (((sums - c1) * a2 - (plain.rss - c2) * a1) / (b1 * a2 - b2 * a1)).max(0.0);
    let tau2 = ((plain.rss - c2 - omega2 * b2) / a2).max(0.0);
    // With one effect in every study the two cannot be told apart.
    let omega2 = if omega2.is_finite() { omega2 } else { 0.0 };
    let tau2 = if tau2.is_finite() { tau2 } else { ((plain.rss - c2) / a2).max(0.0) };
    let fit = finish(&blocks, level, |study| study.v.iter().map(|v| v + tau2 + omega2).collect())?;
    Ok(RobustFit { tau2, omega2: Some(omega2), ..fit })
}

/// A weighted mean.
struct Mean {
    value: f64,
    weight: f64,
    rss: f64,
}

fn weighted(blocks: &Blocks, weight: impl Fn(&Study, f64) -> f64) -> Mean {
    let each = || {
        blocks.studies.iter().flat_map(|study| {
            let weight = &weight;
            study.y.iter().zip(&study.v).map(move |(y, v)| (*y, weight(study, *v)))
        })
    };
    let total: f64 = each().map(|(_, w)| w).sum();
    let mean = each().map(|(y, w)| w * y).sum::<f64>() / total;
    Mean { value: mean, weight: total, rss: each().map(|(y, w)| w * (y - mean) * (y - mean)).sum() }
}

/// The mean with inverse variances for weights, and its test with those as the working model.
fn finish(blocks: &Blocks, level: f64, variances: impl Fn(&Study) -> Vec<f64>) -> Result<RobustFit, PoolingError> {
    let mut studies = blocks.studies.clone();
    for study in &mut studies {
        study.v = variances(study);
    }
    let blocks = Blocks { studies, ..*blocks };
    let mean = weighted(&blocks, |_, v| 1.0 / v).value;
    let (alone, estimate) = (Parts { between: 0.0, within: 0.0, rho: 0.0 }, mean + blocks.shift);
    let test = cr2(&blocks.studies, alone, mean, estimate, level)?;
    Ok(RobustFit { estimate, test, tau2: 0.0, omega2: None, i2: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effects() -> Vec<Observation> {
        [0.1, 0.9, 0.4, -0.3, 0.7].map(|y| Observation { y, v: 0.05 }).to_vec()
    }

    /// One effect a study and equal variances: tau2 is that of the moments of Q.
    #[test]
    fn lone_effects_are_a_random_effects_model() {
        let alone = [0, 1, 2, 3, 4];
        let correlated = correlated_effects(&effects(), &alone, 0.8, 0.95).expect("a fit");
        let hierarchical = hierarchical_effects(&effects(), &alone, 0.95).expect("a fit");
        // Variance of the effects 0.228, less 0.05.
        assert!((correlated.tau2 - 0.178).abs() < 1e-12, "{correlated:?}");
        assert!((hierarchical.tau2 + hierarchical.omega2.unwrap_or_default() - 0.178).abs() < 1e-9, "{hierarchical:?}");
        assert!((correlated.test.df - 4.0).abs() < 1e-9 && (correlated.test.se.powi(2) - 0.228 / 5.0).abs() < 1e-12);
    }

    #[test]
    fn correlations_are_below_one() {
        assert_eq!(correlated_effects(&effects(), &[0, 0, 1, 1, 2], 1.2, 0.95), Err(PoolingError::Rho(1.2)));
    }
}
