//! Estimators of tau2, the variance of true effects, their standard errors, and the Q-profile interval.
//!
//! Sources: Viechtbauer 2005 (J Educ Behav Stat 30:261) for the estimators, Viechtbauer 2007 (Stat Med 26:37) for the
//! Q-profile; standard errors as metafor gives them: where the estimator is a quadratic form of the effects, from the
//! variance of that form, 2 tr(PΣPΣ) with Σ = V + tau2 I.

use super::model::{Design, Fit, count};
use super::options::{Heterogeneity, Observation, PoolingError};
use crate::stats::distribution::chi_squared_quantile;
use crate::stats::root::{descent, not_above_zero};

/// tau2 and its standard error (none for a common effect).
pub(super) struct Tau2 {
    pub value: f64,
    pub se: Option<f64>,
}

/// tau2 of a model by an estimator, cut off at 0.
pub(super) fn estimate(design: &Design, by: Heterogeneity) -> Result<Tau2, PoolingError> {
    let (k, df) = (count(design.k()), design.df());
    let inverse = |v: f64| 1.0 / v;
    let form = |fit: &Fit, weight: &dyn Fn(f64) -> f64, value: f64| {
        (2.0 * design.trace_of_square(fit, weight, |v| v + value)).sqrt()
    };
    let found = match by {
        Heterogeneity::Common => return Ok(Tau2 { value: 0.0, se: None }),
        Heterogeneity::DerSimonianLaird => {
            let fit = design.fit(0.0)?;
            let value = ((fit.rss - df) / fit.trace).max(0.0);
            Tau2 { value, se: Some(form(&fit, &inverse, value) / fit.trace) }
        }
        Heterogeneity::HunterSchmidt => {
            let fit = design.fit(0.0)?;
            let value = ((fit.rss - k) / fit.weight).max(0.0);
            Tau2 { value, se: Some(form(&fit, &inverse, value) / fit.weight) }
        }
        Heterogeneity::HedgesOlkin => {
            let fit = design.fit_weighted(|_| 1.0)?;
            let expected: f64 = design.effects().map(|(_, v, row)| v * (1.0 - fit.inverse.quadratic(row))).sum();
            let value = ((fit.rss - expected) / df).max(0.0);
            Tau2 { value, se: Some(form(&fit, &|_| 1.0, value) / df) }
        }
        Heterogeneity::SidikJonkman => {
            let rough = design.y.iter().map(|y| y * y).sum::<f64>() / k;
            let fit = design.fit(rough)?;
            let value = rough * fit.rss / df;
            Tau2 { value, se: Some(rough * form(&fit, &|v| 1.0 / (v + rough), value) / df) }
        }
        Heterogeneity::PauleMandel | Heterogeneity::EmpiricalBayes => {
            let value = generalised_q(design, df)?;
            let weight = design.fit(value)?.weight;
            Tau2 { value, se: Some((2.0 * k * k / df).sqrt() / weight) }
        }
        Heterogeneity::MaximumLikelihood => {
            let value = most_likely(design, Likelihood::Full)?;
            let information: f64 = design.v.iter().map(|v| (v + value).powi(-2)).sum();
            Tau2 { value, se: Some((2.0 / information).sqrt()) }
        }
        Heterogeneity::Reml => {
            let value = most_likely(design, Likelihood::Restricted)?;
            let information = design.trace_of_square(&design.fit(value)?, |v| 1.0 / (v + value), |_| 1.0);
            Tau2 { value, se: Some((2.0 / information).sqrt()) }
        }
    };
    Ok(found)
}

/// The tau2 at which the generalised Q, Σ (y - fit)² / (v + tau2), is `target`; 0 when it is below that at 0 already.
/// The generalised Q falls with tau2, so there is one.
fn generalised_q(design: &Design, target: f64) -> Result<f64, PoolingError> {
    let excess = |tau2: f64| design.fit(tau2).map_or(f64::NAN, |fit| fit.rss - target);
    if excess(0.0) <= 0.0 {
        return Ok(0.0);
    }
    let high = not_above_zero(design.v.iter().copied().fold(0.0, f64::max), excess).ok_or(PoolingError::OutOfRange)?;
    Ok(descent(0.0, high, excess))
}

/// The Q-profile interval of tau2: where the generalised Q is the upper and the lower quantile of chi-squared. Both are 0
/// when the effects are more alike than even no heterogeneity explains.
pub(super) fn q_profile(design: &Design, level: f64) -> Result<(f64, f64), PoolingError> {
    let tail = 0.5 * (1.0 - level);
    let at = |p: f64| generalised_q(design, chi_squared_quantile(p, design.df()));
    Ok((at(1.0 - tail)?, at(tail)?))
}

/// Which likelihood.
#[derive(Clone, Copy)]
enum Likelihood {
    Full,
    Restricted,
}

impl Likelihood {
    /// The score with respect to tau2, twice.
    fn score(self, fit: &Fit) -> f64 {
        let expected = match self {
            Self::Full => fit.weight,
            Self::Restricted => fit.trace,
        };
        fit.rss_of_squares - expected
    }

    /// The logarithm, as metafor prints it but for ln |X'X| / 2, which no tau2 changes.
    fn logarithm(self, design: &Design, tau2: f64, fit: &Fit) -> f64 {
        let (free, determinant) = match self {
            Self::Full => (count(design.k()), 0.0),
            Self::Restricted => (design.df(), fit.ln_determinant),
        };
        let spread: f64 = design.v.iter().map(|v| (v + tau2).ln()).sum();
        -0.5 * (free * (2.0 * std::f64::consts::PI).ln() + spread + determinant + fit.rss)
    }
}

/// The tau2 of the highest likelihood.
///
/// The score can have several roots, and hill climbing then gives whichever is near to its start. So it is looked at on a
/// grid of v + tau2, from 0 to where it must be negative, in steps of a quarter (each weight changes by at most that, so
/// that a peak between two steps has no height to speak of); every fall through 0 is a peak, and the highest is taken.
fn most_likely(design: &Design, of: Likelihood) -> Result<f64, PoolingError> {
    let score = |tau2: f64| design.fit(tau2).map_or(f64::NAN, |fit| of.score(&fit));
    let end = beyond_peaks(design, of);
    let least = design.v.iter().copied().fold(f64::INFINITY, f64::min);
    let mut peaks = Vec::new();
    let (mut here, mut rising) = (0.0, score(0.0) > 0.0);
    if !rising {
        peaks.push(0.0);
    }
    while here < end {
        let next = (least * 0.25 + here * 1.25).min(end);
        let rises = score(next) > 0.0;
        if rising && !rises {
            peaks.push(descent(here, next, score));
        }
        if next <= here {
            break;
        }
        (here, rising) = (next, rises);
    }
    let mut best: Option<(f64, f64)> = None;
    for tau2 in peaks {
        let height = of.logarithm(design, tau2, &design.fit(tau2)?);
        if best.is_none_or(|(_, highest)| height > highest) {
            best = Some((tau2, height));
        }
    }
    best.map(|(tau2, _)| tau2).ok_or(PoolingError::OutOfRange)
}

/// A tau2 beyond which the likelihood falls.
///
/// With residuals from the unweighted fit, `y'PPy <= SS / (least + tau2)²`, and what is expected of it is at least
/// `df / (most + tau2)`; the score is negative where the first is below the second.
fn beyond_peaks(design: &Design, of: Likelihood) -> f64 {
    let most = design.v.iter().copied().fold(0.0, f64::max);
    let least = design.v.iter().copied().fold(f64::INFINITY, f64::min);
    let spread = design.fit_weighted(|_| 1.0).map_or(f64::INFINITY, |fit| fit.rss);
    let free = match of {
        Likelihood::Full => count(design.k()),
        Likelihood::Restricted => design.df(),
    };
    // (least + t)² = mean (most + t), with u = least + t.
    let mean = spread / free;
    let u = 0.5 * (mean + (mean * mean + 4.0 * mean * (most - least)).sqrt());
    1.01 * (u - least).max(0.0) + least
}

/// The restricted log-likelihood of effects at a tau2, as metafor prints it.
///
/// # Errors
/// When an effect or variance is not usable, or there are fewer than two.
pub fn restricted_log_likelihood(effects: &[Observation], tau2: f64) -> Result<f64, PoolingError> {
    let design = Design::of(effects)?;
    let fit = design.fit(tau2)?;
    Ok(Likelihood::Restricted.logarithm(&design, tau2, &fit) + 0.5 * count(design.k()).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tau2(effects: &[Observation], by: Heterogeneity) -> f64 {
        estimate(&Design::of(effects).expect("effects"), by).expect("a variance").value
    }

    /// Three effects 0, 2, 4 with variance 1: sum of squares 8, variance 4.
    #[test]
    fn estimators_of_equal_variances_have_short_forms() {
        let effects = [0.0, 2.0, 4.0].map(|y| Observation { y, v: 1.0 });
        for (by, expected) in [
            (Heterogeneity::Common, 0.0),
            // (8 - 2) / (3 - 1)
            (Heterogeneity::DerSimonianLaird, 3.0),
            // 8 / (1 + tau2) = 2
            (Heterogeneity::PauleMandel, 3.0),
            (Heterogeneity::EmpiricalBayes, 3.0),
            (Heterogeneity::Reml, 3.0),
            // 8 / (1 + tau2) = 3
            (Heterogeneity::MaximumLikelihood, 5.0 / 3.0),
            (Heterogeneity::HedgesOlkin, 3.0),
            // 8/3 times 8 / (1 + 8/3) / 2
            (Heterogeneity::SidikJonkman, 32.0 / 11.0),
            (Heterogeneity::HunterSchmidt, 5.0 / 3.0),
        ] {
            assert!((tau2(&effects, by) - expected).abs() < 1e-14, "{}: {}", by.name(), tau2(&effects, by));
        }
        // REML's information is 2 / (2 × 16), DerSimonian and Laird's 8 × 16 / 2 / 4.
        let se = |by| estimate(&Design::of(&effects).expect("effects"), by).expect("a variance").se;
        assert!((se(Heterogeneity::Reml).expect("defined") - 4.0).abs() < 1e-13);
        assert!((se(Heterogeneity::DerSimonianLaird).expect("defined") - 4.0).abs() < 1e-13);
        assert!(se(Heterogeneity::Common).is_none());
        let (low, high) = q_profile(&Design::of(&effects).expect("effects"), 0.95).expect("an interval");
        assert!((8.0 / (1.0 + high) - chi_squared_quantile(0.025, 2.0)).abs() < 1e-14);
        assert!((low - (8.0 / chi_squared_quantile(0.975, 2.0) - 1.0)).abs() < 1e-14);
    }

    /// Two precise effects far apart beside many imprecise ones that agree: the likelihood has more than one top.
    #[test]
    fn of_several_tops_the_highest_is_taken() {
        let precise = [(0.0, 1e-6), (0.01, 1e-6), (0.02, 1e-6)];
        let rough = [(1.0, 0.04), (-1.2, 0.04), (1.5, 0.04), (-0.9, 0.04)];
        let effects: Vec<Observation> =
            precise.iter().chain(&rough).map(|(y, v)| Observation { y: *y, v: *v }).collect();
        let design = Design::of(&effects).expect("effects");
        let at = |tau2: f64| Likelihood::Restricted.score(&design.fit(tau2).expect("a fit"));
        let grid: Vec<f64> = (0..400).map(|step| 1e-8 * 1.06_f64.powi(step)).collect();
        let tops = grid.windows(2).filter(|pair| at(pair[0]) > 0.0 && at(pair[1]) <= 0.0).count();
        assert!(tops > 1, "{tops} tops");
        let found = tau2(&effects, Heterogeneity::Reml);
        let height = |tau2: f64| restricted_log_likelihood(&effects, tau2).expect("a likelihood");
        assert!(grid.iter().all(|other| height(*other) <= height(found)), "{found}");
    }
}
