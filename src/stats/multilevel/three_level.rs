//! The three-level model of effects in studies, and one effect for each study instead.

use super::blocks::{Blocks, Inverse, Parts, Study, count};
use super::optimum::{Height, highest};
use super::robust::{Tested, cr2};
use crate::stats::distribution::{chi_squared_sf, normal_critical, normal_two_sided, t_critical};
use crate::stats::pooling::{Observation, PoolingError, check_level};

/// How the sampling errors of one study's effects hang together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SamplingErrors {
    /// Not at all: the effects are of different people.
    Independent,
    /// All with one correlation, at least 0 and below 1: the effects are of the same people. With a guess of it and robust
    /// standard errors this is the correlated and hierarchical effects model, CHE.
    Correlated(f64),
}

/// A mean effect of studies with several effects.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreeLevel {
    /// Effects.
    pub k: usize,
    /// Studies.
    pub studies: usize,
    /// The mean effect.
    pub estimate: f64,
    /// Its standard error if the model is right.
    pub se: f64,
    /// The estimate in those standard errors.
    pub statistic: f64,
    /// The two-sided normal p value.
    pub p: f64,
    /// The normal interval.
    pub ci: (f64, f64),
    /// The same standard error with t on studies - 1 degrees of freedom.
    pub contained: Tested,
    /// The CR2 standard error with Satterthwaite's degrees of freedom, that holds if the model is wrong; the one to report.
    /// None when all effects are equal.
    pub robust: Option<Tested>,
    /// The variance between studies. With one effect in every study only the sum of the two variances is known.
    pub sigma2_between: f64,
    /// The variance between effects of a study.
    pub sigma2_within: f64,
    /// The restricted log-likelihood.
    pub log_likelihood: f64,
    /// Cochran's Q with the sampling covariances.
    pub q: f64,
    /// Its degrees of freedom, k - 1.
    pub q_df: f64,
    /// Its p value.
    pub q_p: f64,
    /// The typical sampling variance that the percentages compare with.
    pub typical_variance: f64,
    /// The percentage of variance between studies.
    pub i2_between: f64,
    /// The percentage of variance between effects of a study.
    pub i2_within: f64,
    /// Where the true effect of one outcome of a new study lies, with t on studies - 1 degrees of freedom.
    pub prediction: (f64, f64),
    /// What each effect counts for in the mean, in percent; may be below 0 with correlated errors.
    pub weights: Vec<f64>,
}

/// Fits y = mu + u (study) + w (effect) + e by restricted maximum likelihood.
///
/// # Errors
/// When an effect or variance is not usable (with its position), there are fewer than two studies or their numbers have
/// gaps, the correlation or level is out of range, or the variances cannot be found.
pub fn three_level(
    effects: &[Observation],
    study: &[usize],
    errors: SamplingErrors,
    level: f64,
) -> Result<ThreeLevel, PoolingError> {
    check_level(level)?;
    let rho = match errors {
        SamplingErrors::Independent => 0.0,
        SamplingErrors::Correlated(rho) => check_rho(rho)?,
    };
    let blocks = Blocks::new(effects, study)?;
    let (parts, top) = highest(&blocks, rho)?;
    let sampling = Height::new(&blocks, Parts { between: 0.0, within: 0.0, rho });
    let (estimate, se) = (top.level.mean + blocks.shift, 1.0 / top.level.precision.sqrt());
    let (free, df) = (count(blocks.k - 1), count(blocks.studies.len() - 1));
    let typical_variance = free / sampling.trace;
    let whole = parts.between + parts.within + typical_variance;
    let half = normal_critical(level) * se;
    let ahead = t_critical(level, df) * (parts.between + parts.within + se * se).sqrt();
    let robust = cr2(&blocks.studies, parts, top.level.mean, estimate, level);
    if ![estimate, se, top.level.log_likelihood, whole].iter().all(|figure| figure.is_finite()) {
        return Err(PoolingError::OutOfRange);
    }
    Ok(ThreeLevel {
        k: blocks.k,
        studies: blocks.studies.len(),
        estimate,
        se,
        statistic: estimate / se,
        p: normal_two_sided(estimate / se),
        ci: (estimate - half, estimate + half),
        contained: Tested::new(estimate, se, df, level),
        robust: match robust {
            Ok(tested) => Some(tested),
            Err(PoolingError::NoSpread) => None,
            Err(error) => return Err(error),
        },
        sigma2_between: parts.between,
        sigma2_within: parts.within,
        log_likelihood: top.level.log_likelihood,
        q: sampling.level.rss,
        q_df: free,
        q_p: chi_squared_sf(sampling.level.rss, free),
        typical_variance,
        i2_between: 100.0 * parts.between / whole,
        i2_within: 100.0 * parts.within / whole,
        prediction: (estimate - ahead, estimate + ahead),
        weights: weights(&blocks, parts, top.level.precision),
    })
}

/// A correlation that can be used.
pub(super) fn check_rho(rho: f64) -> Result<f64, PoolingError> {
    if (0.0..1.0).contains(&rho) { Ok(rho) } else { Err(PoolingError::Rho(rho)) }
}

fn weights(blocks: &Blocks, parts: Parts, precision: f64) -> Vec<f64> {
    let mut weights = vec![0.0; blocks.k];
    for study in &blocks.studies {
        let ones = Inverse::new(study, parts).times_ones();
        for (position, weight) in study.positions.iter().zip(ones) {
            weights[*position] = 100.0 * weight / precision;
        }
    }
    weights
}

/// One effect for each study, in the order of their numbers: the mean of its effects, with the variance that it has if their
/// sampling errors have the correlation `rho`, at least 0 and at most 1: ((1 - rho) Σv + rho (Σ√v)²) / n² (Borenstein 2009,
/// chapter 24).
///
/// # Errors
/// As [`three_level`].
pub fn aggregate(effects: &[Observation], study: &[usize], rho: f64) -> Result<Vec<Observation>, PoolingError> {
    if !(0.0..=1.0).contains(&rho) {
        return Err(PoolingError::Rho(rho));
    }
    let blocks = Blocks::new(effects, study)?;
    let mean = |study: &Study| {
        let y = blocks.shift + study.y.iter().sum::<f64>() / count(study.y.len());
        Observation { y, v: variance_of_mean(&study.v, rho) }
    };
    Ok(blocks.studies.iter().map(mean).collect())
}

/// The mean of the effects of one study, as [`aggregate`] makes it for each of several.
///
/// # Errors
/// No effects, or a correlation that is not between 0 and 1.
pub fn mean_of_study(effects: &[Observation], rho: f64) -> Result<Observation, PoolingError> {
    if !(0.0..=1.0).contains(&rho) {
        return Err(PoolingError::Rho(rho));
    }
    if effects.is_empty() {
        return Err(PoolingError::Empty);
    }
    let v: Vec<f64> = effects.iter().map(|effect| effect.v).collect();
    let y = effects.iter().map(|effect| effect.y).sum::<f64>() / count(effects.len());
    Ok(Observation { y, v: variance_of_mean(&v, rho) })
}

fn variance_of_mean(v: &[f64], rho: f64) -> f64 {
    let alone: f64 = v.iter().sum();
    let together = v.iter().map(|v| v.sqrt()).sum::<f64>().powi(2);
    ((1.0 - rho) * alone + rho * together) / count(v.len()).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::pooling::{Heterogeneity, Pooling, Test, pool};

    fn effects(y: &[f64]) -> Vec<Observation> {
        y.iter().enumerate().map(|(at, y)| Observation { y: *y, v: 0.02 + 0.01 * count(at) }).collect()
    }

    /// With one effect a study only the sum of the two variances is known, and it is REML's tau2.
    #[test]
    fn lone_effects_are_a_random_effects_model() {
        let effects = effects(&[0.1, 0.9, -0.4, 0.7, 0.3]);
        let nested = three_level(&effects, &[0, 1, 2, 3, 4], SamplingErrors::Correlated(0.6), 0.95).expect("a fit");
        let how = Pooling { heterogeneity: Heterogeneity::Reml, test: Test::Wald, ..Pooling::default() };
        let pooled = pool(&effects, &how).expect("a pooled effect");
        let whole = nested.sigma2_between + nested.sigma2_within;
        assert!((whole - pooled.tau2).abs() < 1e-9, "{whole} and {}", pooled.tau2);
        assert!((nested.estimate - pooled.estimate).abs() < 1e-9 && (nested.q - pooled.q).abs() < 1e-10);
        assert!((nested.weights[0] - pooled.weights[0]).abs() < 1e-6);
    }

    /// A study whose effects are all perfectly known to be one effect counts as one.
    #[test]
    fn equal_effects_need_no_variance() {
        let effects = effects(&[0.5; 6]);
        let nested = three_level(&effects, &[0, 0, 1, 1, 2, 2], SamplingErrors::Independent, 0.95).expect("a fit");
        assert_eq!((nested.sigma2_between, nested.sigma2_within, nested.robust), (0.0, 0.0, None));
        assert!((nested.estimate - 0.5).abs() < 1e-15 && nested.q < 1e-20);
    }

    #[test]
    fn means_of_studies() {
        let effects = [0.0, 1.0, 4.0].map(|y| Observation { y, v: 0.25 });
        let means = aggregate(&effects, &[0, 0, 1], 0.5).expect("means");
        assert_eq!(means, vec![Observation { y: 0.5, v: 0.1875 }, Observation { y: 4.0, v: 0.25 }]);
        assert_eq!(aggregate(&effects, &[0, 0, 1], 1.0).map(|means| means[0].v), Ok(0.25));
        assert_eq!(aggregate(&effects, &[0, 0, 1], -0.1), Err(PoolingError::Rho(-0.1)));
        assert_eq!(mean_of_study(&effects[..2], 0.5), Ok(means[0]));
        assert_eq!(mean_of_study(&[], 0.5), Err(PoolingError::Empty));
    }
}
