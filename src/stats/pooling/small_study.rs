//! Do small studies tell another story? Tests of asymmetry, and how many null results would change the answer.
//!
//! With fewer than about ten effects none of these has the power to be of use.

use super::model::{Design, check, count};
use super::options::{Observation, Pooling, PoolingError};
use super::pooled::Judged;
use super::regression::meta_regression;
use crate::stats::distribution::{normal_quantile, normal_sf, normal_two_sided};

/// A regression of effects on their standard errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AsymmetryTest {
    /// The effect of a study of endless size, where the line meets a standard error of 0.
    pub intercept: f64,
    /// The change of the effect with the standard error.
    pub slope: f64,
    /// The standard error of the slope; none with two effects.
    pub slope_se: Option<f64>,
    /// The slope in its standard errors; none with two effects.
    pub statistic: Option<f64>,
    /// Degrees of freedom of its t distribution; none when it is normal.
    pub df: Option<f64>,
    /// The two-sided p value of no slope; none with two effects.
    pub p: Option<f64>,
}

/// Egger's test in its classic form: least squares weighted by 1 / v, with a t test on k - 2 degrees of freedom
/// (Egger et al. 1997; Sterne & Egger 2005).
///
/// # Errors
/// As [`pool`](super::pool), and when all standard errors are equal.
pub fn egger(effects: &[Observation]) -> Result<AsymmetryTest, PoolingError> {
    let design = Design::with_moderators(effects, &[&standard_errors(effects)?])?;
    let fit = design.fit(0.0)?;
    let (line, covariance) = design.as_given(&fit.beta, &fit.inverse);
    let df = design.df();
    let slope_se = (df > 0.0).then(|| (covariance.at(1, 1) * fit.rss / df).sqrt()).filter(|se| *se > 0.0);
    let judged = slope_se.map(|se| Judged::new(line[1], se, Some(df), 0.95));
    Ok(AsymmetryTest {
        intercept: line[0],
        slope: line[1],
        slope_se,
        statistic: judged.as_ref().map(|judged| judged.statistic),
        df: Some(df),
        p: judged.map(|judged| judged.p),
    })
}

/// The same as a meta-regression, with tau2 and the test that are asked for.
///
/// # Errors
/// As [`meta_regression`], and when all standard errors are equal.
pub fn egger_mixed(effects: &[Observation], how: &Pooling) -> Result<AsymmetryTest, PoolingError> {
    let line = meta_regression(effects, &[&standard_errors(effects)?], how)?;
    let (intercept, slope) = (line.coefficients[0], line.coefficients[1]);
    Ok(AsymmetryTest {
        intercept: intercept.estimate,
        slope: slope.estimate,
        slope_se: Some(slope.se),
        statistic: Some(slope.statistic),
        df: line.df,
        p: Some(slope.p),
    })
}

/// Standard errors that differ.
fn standard_errors(effects: &[Observation]) -> Result<Vec<f64>, PoolingError> {
    check(effects)?;
    let errors: Vec<f64> = effects.iter().map(|effect| effect.v.sqrt()).collect();
    let first = errors.first().copied().unwrap_or_default();
    if errors.iter().all(|error| (error - first).abs() <= 1e-12 * first) {
        return Err(PoolingError::Equal("standard errors"));
    }
    Ok(errors)
}

/// A rank correlation of effects with their variances.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankTest {
    /// Kendall's tau-b, -1 to 1.
    pub tau: f64,
    /// The two-sided p value by the normal approximation, corrected for ties; none with two effects.
    pub p: Option<f64>,
    /// The exact two-sided p value; none with ties, or with fifty effects or more.
    pub p_exact: Option<f64>,
}

/// Begg and Mazumdar's rank test (1994): Kendall's correlation of standardised effects with variances.
///
/// # Errors
/// As [`pool`](super::pool); and when all effects or all variances are equal.
pub fn begg(effects: &[Observation]) -> Result<RankTest, PoolingError> {
    let design = Design::of(effects)?;
    let fit = design.fit(0.0)?;
    let standardised: Vec<f64> =
        design.effects().map(|(y, v, _)| (y - fit.beta[0]) / (v - 1.0 / fit.weight).sqrt()).collect();
    kendall(&standardised, &design.v).ok_or(PoolingError::Equal("effects or all variances"))
}

/// Kendall's tau-b and its tests (Kendall 1970).
fn kendall(x: &[f64], y: &[f64]) -> Option<RankTest> {
    let n = count(x.len());
    let mut score: i64 = 0;
    for (at, (x1, y1)) in x.iter().zip(y).enumerate() {
        for (x2, y2) in x.iter().zip(y).skip(at + 1) {
            score += sign(x1 - x2) * sign(y1 - y2);
        }
    }
    let pairs = n * (n - 1.0) / 2.0;
    let (tied_x, tied_y) = (Ties::of(x), Ties::of(y));
    // At most k (k - 1) / 2.
    #[allow(clippy::cast_precision_loss)]
    let score = score as f64;
    let tau = score / ((pairs - tied_x.pairs / 2.0) * (pairs - tied_y.pairs / 2.0)).sqrt();
    if !tau.is_finite() {
        return None;
    }
    let p = (x.len() > 2).then(|| {
        let whole = n * (n - 1.0) * (2.0 * n + 5.0) - tied_x.spread - tied_y.spread;
        let both = tied_x.pairs * tied_y.pairs / (2.0 * n * (n - 1.0));
        let triples = tied_x.triples * tied_y.triples / (9.0 * n * (n - 1.0) * (n - 2.0));
        normal_two_sided(score / (whole / 18.0 + both + triples).sqrt())
    });
    let free = tied_x.pairs + tied_y.pairs == 0.0 && x.len() < 50;
    Some(RankTest { tau, p, p_exact: free.then(|| exact(x.len(), f64::midpoint(pairs, score))) })
}

fn sign(difference: f64) -> i64 {
    i64::from(difference > 0.0) - i64::from(difference < 0.0)
}

/// Sums over groups of t equal figures.
struct Ties {
    /// Σ t (t - 1)
    pairs: f64,
    /// Σ t (t - 1)(t - 2)
    triples: f64,
    /// Σ t (t - 1)(2 t + 5)
    spread: f64,
}

impl Ties {
    fn of(figures: &[f64]) -> Self {
        let mut sorted = figures.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mut ties = Self { pairs: 0.0, triples: 0.0, spread: 0.0 };
        for group in sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()) {
            let t = count(group.len());
            ties.pairs += t * (t - 1.0);
            ties.triples += t * (t - 1.0) * (t - 2.0);
            ties.spread += t * (t - 1.0) * (2.0 * t + 5.0);
        }
        ties
    }
}

/// The two-sided p value of so many concordant pairs among all orders of `n` figures.
fn exact(n: usize, concordant: f64) -> f64 {
    let mut chances = vec![1.0];
    for size in 2..=n {
        // The new figure is concordant with 0 to size - 1 of the others, each equally likely.
        let mut next = vec![0.0; chances.len() + size - 1];
        for (already, chance) in chances.iter().enumerate() {
            for more in 0..size {
                next[already + more] += chance / count(size);
            }
        }
        chances = next;
    }
    let up_to =
        |most: f64| chances.iter().enumerate().filter(|(at, _)| count(*at) <= most).map(|(_, p)| p).sum::<f64>();
    let (below, above) = (up_to(concordant.round()), 1.0 - up_to(concordant.round() - 1.0));
    (2.0 * below.min(above)).min(1.0)
}

/// How many results of no effect would take the significance away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FailSafe {
    /// The number, rounded up; 0 when the result is not significant.
    pub n: f64,
    /// The one-sided p value of the effects together by Stouffer's method.
    pub p: f64,
}

/// Rosenthal's fail-safe N (1979) at a one-sided `alpha` (0.05 as a rule): `k (z / z_alpha)² - k`, where z is
/// |Σ y/√v| / √k.
///
/// # Errors
/// As [`pool`](super::pool), and when alpha is not between 0 and a half.
pub fn fail_safe_n(effects: &[Observation], alpha: f64) -> Result<FailSafe, PoolingError> {
    Design::of(effects)?;
    if !(alpha > 0.0 && alpha < 0.5) {
        return Err(PoolingError::Level(alpha));
    }
    let k = count(effects.len());
    let z = effects.iter().map(|effect| effect.y / effect.v.sqrt()).sum::<f64>().abs() / k.sqrt();
    let n = (k * (z / normal_quantile(alpha)).powi(2) - k).max(0.0);
    // A whole number stays one, whatever its last digits.
    let n = if (n - n.round()).abs() < 1e-8 { n.round() } else { n.ceil() };
    Ok(FailSafe { n, p: normal_sf(z) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_by_hand() {
        // Of ten pairs eight agree: tau 0.6, p = 28 / 120 over both sides.
        let test = kendall(&[1.0, 2.0, 3.0, 4.0, 5.0], &[1.0, 3.0, 2.0, 5.0, 4.0]).expect("ranks");
        assert!((test.tau - 0.6).abs() < 1e-15);
        assert!((test.p_exact.expect("no ties") - 28.0 / 120.0).abs() < 1e-12);
        // z = 6 / √(300 / 18)
        assert!((test.p.expect("five figures") - normal_two_sided(6.0 / (50.0_f64 / 3.0).sqrt())).abs() < 1e-12);
        let tied = kendall(&[1.0, 1.0, 2.0], &[1.0, 2.0, 3.0]).expect("ranks");
        assert!((tied.tau - 2.0 / 6.0_f64.sqrt()).abs() < 1e-15 && tied.p_exact.is_none());
        assert!(kendall(&[1.0, 1.0], &[1.0, 2.0]).is_none());
    }

    #[test]
    fn a_perfect_line_is_found() {
        let effects: Vec<Observation> =
            [0.1_f64, 0.2, 0.3, 0.5].iter().map(|se| Observation { y: 0.2 + 1.5 * se, v: se * se }).collect();
        let line = egger(&effects).expect("a line");
        assert!((line.slope - 1.5).abs() < 1e-12 && (line.intercept - 0.2).abs() < 1e-12);
        assert_eq!(egger(&[effects[0]; 3]), Err(PoolingError::Equal("standard errors")));
    }

    #[test]
    fn fail_safe_numbers() {
        let effects = [Observation { y: 2.0, v: 1.0 }; 4];
        // z = 4: 4 (16 / 2.7055) - 4 = 19.65
        assert_eq!(fail_safe_n(&effects, 0.05).map(|found| found.n), Ok(20.0));
        assert_eq!(fail_safe_n(&[Observation { y: 0.1, v: 1.0 }; 4], 0.05).map(|found| found.n), Ok(0.0));
        assert_eq!(fail_safe_n(&effects, 0.6), Err(PoolingError::Level(0.6)));
    }
}
