//! One pooled effect and all that is said beside it.

use super::heterogeneity::{estimate, q_profile};
use super::model::{Design, count};
use super::options::{Heterogeneity, Observation, Pooling, PoolingError, PredictionDf, Test};
use crate::stats::distribution::{chi_squared_sf, normal_critical, normal_two_sided, t_critical, t_two_sided};

/// What effects say together, on their own scale. Intervals are (low, high) at the level of the [`Pooling`].
#[derive(Debug, Clone, PartialEq)]
pub struct Pooled {
    /// Effects that were pooled.
    pub k: usize,
    /// The pooled effect: the mean of true effects, or the one common effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// The estimate in standard errors.
    pub statistic: f64,
    /// Degrees of freedom of its t distribution; none when it is normal.
    pub df: Option<f64>,
    /// The two-sided p value of no effect.
    pub p: f64,
    /// The interval of the estimate.
    pub ci: (f64, f64),
    /// The variance of true effects.
    pub tau2: f64,
    /// Its standard error; none for a common effect.
    pub tau2_se: Option<f64>,
    /// Its Q-profile interval; none for a common effect.
    pub tau2_ci: Option<(f64, f64)>,
    /// Cochran's Q.
    pub q: f64,
    /// Its degrees of freedom, k - 1.
    pub q_df: f64,
    /// Its p value.
    pub q_p: f64,
    /// The percentage of variance that is between true effects, tau2 / (tau2 + typical v); for a common effect from Q.
    pub i2: f64,
    /// 1 + tau2 / typical v; for a common effect Q / df.
    pub h2: f64,
    /// The percentage of Q beyond its degrees of freedom, at least 0 (Higgins & Thompson 2002).
    pub i2_q: f64,
    /// The interval of `i2` from that of tau2; none for a common effect.
    pub i2_ci: Option<(f64, f64)>,
    /// Where the true effect of a new study lies; none for a common effect, or with too few effects.
    pub prediction: Option<(f64, f64)>,
    /// Percentages, in the order of the effects.
    pub weights: Vec<f64>,
}

/// Pools independent effects.
///
/// Weights are 1 / (v + tau2). Knapp and Hartung's standard error is √(q / Σw) with q = Σ w (y - estimate)² / (k - 1).
///
/// # Errors
/// When there are fewer than two effects, a figure is not finite or a variance not above 0 (with its position), the level
/// is not between 0 and 1, or plain Knapp-Hartung meets effects that are all equal.
pub fn pool(effects: &[Observation], how: &Pooling) -> Result<Pooled, PoolingError> {
    check_level(how.level)?;
    let design = Design::of(effects)?;
    let tau2 = estimate(&design, how.heterogeneity)?;
    let df = design.df();
    let fit = design.fit(tau2.value)?;
    let (estimate, scale) = (design.mean(&fit), scale(how.test, fit.rss / df)?);
    let se = (scale * fit.inverse.at(0, 0)).sqrt();
    let judged = Judged::new(estimate, se, (how.test != Test::Wald).then_some(df), how.level);
    let spread = Spread::new(&design, tau2.value, how)?;
    let tau2_ci = match how.heterogeneity {
        Heterogeneity::Common => None,
        _ => Some(q_profile(&design, how.level)?),
    };
    let weights = design.v.iter().map(|v| 100.0 / ((v + tau2.value) * fit.weight)).collect();
    let pooled = Pooled {
        k: design.k(),
        estimate,
        se,
        statistic: judged.statistic,
        df: judged.df,
        p: judged.p,
        ci: judged.ci,
        tau2: tau2.value,
        tau2_se: tau2.se,
        tau2_ci,
        q: spread.q,
        q_df: df,
        q_p: chi_squared_sf(spread.q, df),
        i2: spread.i2,
        h2: spread.h2,
        i2_q: spread.i2_q,
        i2_ci: tau2_ci.map(|(low, high)| (spread.share(low), spread.share(high))),
        prediction: prediction(how, design.k(), estimate, tau2.value + se * se),
        weights,
    };
    let key = [pooled.estimate, pooled.se, pooled.tau2, pooled.q, pooled.i2, pooled.ci.0, pooled.ci.1];
    if key.iter().all(|figure| figure.is_finite()) { Ok(pooled) } else { Err(PoolingError::OutOfRange) }
}

/// A level that can be used.
pub(crate) fn check_level(level: f64) -> Result<(), PoolingError> {
    if level > 0.0 && level < 1.0 { Ok(()) } else { Err(PoolingError::Level(level)) }
}

/// What a test multiplies the variance of the estimate by; `q` is the mean weighted square of residuals.
pub(super) fn scale(test: Test, q: f64) -> Result<f64, PoolingError> {
    match test {
        Test::Wald => Ok(1.0),
        Test::KnappHartungAdHoc => Ok(q.max(1.0)),
        // Equal effects leave rounding errors of their mean.
        Test::KnappHartung if q <= f64::EPSILON => Err(PoolingError::NoSpread),
        Test::KnappHartung => Ok(q),
    }
}

/// An estimate against its standard error.
pub(super) struct Judged {
    pub statistic: f64,
    pub df: Option<f64>,
    pub p: f64,
    pub ci: (f64, f64),
}

impl Judged {
    pub fn new(estimate: f64, se: f64, df: Option<f64>, level: f64) -> Self {
        let statistic = estimate / se;
        let (p, critical) = match df {
            Some(df) => (t_two_sided(statistic, df), t_critical(level, df)),
            None => (normal_two_sided(statistic), normal_critical(level)),
        };
        Self { statistic, df, p, ci: (estimate - critical * se, estimate + critical * se) }
    }
}

/// Heterogeneity against sampling.
pub(super) struct Spread {
    pub q: f64,
    pub i2: f64,
    pub h2: f64,
    pub i2_q: f64,
    typical: f64,
}

impl Spread {
    pub fn new(design: &Design, tau2: f64, how: &Pooling) -> Result<Self, PoolingError> {
        let df = design.df();
        let fit = design.fit(0.0)?;
        let q = fit.rss;
        let i2_q = if q > df { 100.0 * (q - df) / q } else { 0.0 };
        // The typical sampling variance of Higgins & Thompson 2002.
        let typical = df / fit.trace;
        let mut spread = Self { q, i2: i2_q, h2: q / df, i2_q, typical };
        if how.heterogeneity != Heterogeneity::Common {
            spread.i2 = spread.share(tau2);
            spread.h2 = 1.0 + tau2 / typical;
        }
        Ok(spread)
    }

    /// The percentage that a tau2 is of the whole variance.
    pub fn share(&self, tau2: f64) -> f64 {
        100.0 * tau2 / (tau2 + self.typical)
    }
}

fn prediction(how: &Pooling, k: usize, estimate: f64, variance: f64) -> Option<(f64, f64)> {
    if how.heterogeneity == Heterogeneity::Common {
        return None;
    }
    let critical = match how.prediction {
        PredictionDf::Normal => normal_critical(how.level),
        PredictionDf::KMinus1 => t_critical(how.level, count(k - 1)),
        PredictionDf::Hts if k < 3 => return None,
        PredictionDf::Hts => t_critical(how.level, count(k - 2)),
    };
    let half = critical * variance.sqrt();
    Some((estimate - half, estimate + half))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVEL: f64 = 0.95;

    /// Three effects 0, 2, 4 with variance 1: tau2 3, and every weight 1/4.
    #[test]
    fn a_pooled_effect_by_hand() {
        let effects = [0.0, 2.0, 4.0].map(|y| Observation { y, v: 1.0 });
        let found = pool(&effects, &Pooling::default()).expect("a pooled effect");
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-13;
        assert!(close(found.estimate, 2.0) && close(found.se, (4.0_f64 / 3.0).sqrt()) && found.df == Some(2.0));
        assert!(close(found.q, 8.0) && close(found.q_p, (-4.0_f64).exp()));
        assert!(close(found.i2, 75.0) && close(found.h2, 4.0) && close(found.i2_q, 75.0));
        assert!(close(found.weights[1], 100.0 / 3.0));
        let half = t_critical(LEVEL, 2.0) * found.se;
        assert!(close(found.ci.0, 2.0 - half) && close(found.ci.1, 2.0 + half));
        let (low, high) = found.prediction.expect("three effects");
        assert!((high - low - 2.0 * t_critical(LEVEL, 1.0) * (13.0_f64 / 3.0).sqrt()).abs() < 1e-11);
        assert!(pool(&effects[..2], &Pooling::default()).expect("a pooled effect").prediction.is_none());
    }

    #[test]
    fn what_cannot_be_pooled_is_said() {
        let one = Observation { y: 0.5, v: 0.1 };
        let with = |y: f64, v: f64| pool(&[one, Observation { y, v }], &Pooling::default()).err();
        assert_eq!(pool(&[], &Pooling::default()), Err(PoolingError::Empty));
        assert_eq!(pool(&[one], &Pooling::default()), Err(PoolingError::SingleStudy));
        assert_eq!(with(1.0, -1.0), Some(PoolingError::Variance { position: 1, found: -1.0 }));
        assert_eq!(with(f64::INFINITY, 1.0), Some(PoolingError::Effect { position: 1, found: f64::INFINITY }));
        for (y, v) in [(1e200, 1e-200), (1.0, f64::MIN_POSITIVE / 1e10), (0.0, 1e300)] {
            let found = pool(&[one, Observation { y, v }, one], &Pooling::default());
            assert!(found.map_or(true, |found| found.estimate.is_finite() && found.p.is_finite()));
        }
        let how = Pooling { test: Test::KnappHartung, ..Pooling::default() };
        assert_eq!(pool(&[one, one], &how), Err(PoolingError::NoSpread));
        assert!(pool(&[one, one], &Pooling::default()).is_ok());
        for level in [0.0, 1.0, f64::NAN] {
            assert!(matches!(pool(&[one, one], &Pooling { level, ..how }), Err(PoolingError::Level(_))));
        }
    }

    #[test]
    fn words_and_settings_are_one_to_one() {
        assert!(Heterogeneity::ALL.iter().all(|by| Heterogeneity::from_word(by.word()) == Some(*by)));
        assert!(Test::ALL.iter().all(|test| Test::from_word(test.word()) == Some(*test)));
        assert!(PredictionDf::ALL.iter().all(|df| PredictionDf::from_word(df.word()) == Some(*df)));
        assert!(Heterogeneity::from_word("REML").is_none());
    }
}
