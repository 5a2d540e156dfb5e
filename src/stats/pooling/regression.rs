//! Meta-regression: does the effect go with something known of each study?

use super::heterogeneity::{estimate, q_profile};
use super::model::{Design, Fit, count};
use super::options::{Heterogeneity, Observation, Pooling, PoolingError, Test};
use super::pooled::{Judged, check_level, scale};
use crate::stats::distribution::{chi_squared_sf, f_sf};
use crate::stats::linear::{Cholesky, Matrix};

/// One coefficient of a meta-regression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// The change of the effect for one unit of the moderator; for the intercept, the effect where all moderators are 0.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// The estimate in standard errors.
    pub statistic: f64,
    /// The two-sided p value of no change.
    pub p: f64,
    /// Its interval, at the level of the [`Pooling`].
    pub ci: (f64, f64),
}

/// A test of several figures at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Omnibus {
    /// Chi-squared; or F when `df2` is there.
    pub statistic: f64,
    /// Degrees of freedom, of the numerator for an F.
    pub df: f64,
    /// Degrees of freedom of the denominator of an F.
    pub df2: Option<f64>,
    /// The p value.
    pub p: f64,
}

impl Omnibus {
    /// A chi-squared, or with `df2` the F of that chi-squared over its degrees of freedom.
    pub(super) fn new(chi_squared: f64, df: f64, df2: Option<f64>) -> Self {
        match df2 {
            Some(df2) => Self { statistic: chi_squared / df, df, df2: Some(df2), p: f_sf(chi_squared / df, df, df2) },
            None => Self { statistic: chi_squared, df, df2: None, p: chi_squared_sf(chi_squared, df) },
        }
    }
}

/// A mixed-effects model of effects with moderators.
#[derive(Debug, Clone, PartialEq)]
pub struct MetaRegression {
    /// Effects in it.
    pub k: usize,
    /// The intercept, and then one for every moderator.
    pub coefficients: Vec<Coefficient>,
    /// Covariances of the coefficients.
    pub covariance: Matrix,
    /// Degrees of freedom of the coefficients' t distributions; none when they are normal.
    pub df: Option<f64>,
    /// The variance of true effects that moderators leave.
    pub tau2: f64,
    /// Its standard error; none for common effects.
    pub tau2_se: Option<f64>,
    /// Its Q-profile interval; none for common effects.
    pub tau2_ci: Option<(f64, f64)>,
    /// The percentage of tau2 that moderators explain, at least 0; for common effects the adjusted R² of the weighted
    /// regression.
    pub r2: f64,
    /// The test of all moderators together (metafor's QM).
    pub moderators: Omnibus,
    /// The test of heterogeneity that moderators leave (metafor's QE), always a chi-squared.
    pub residual: Omnibus,
    /// The percentage of the variance that moderators leave that is between true effects; for common effects from Q.
    pub i2: f64,
    /// 1 + tau2 / typical v; for common effects Q / df.
    pub h2: f64,
}

/// Regresses effects on moderators, each a column as long as the effects; an intercept is always there.
///
/// Weighted least squares with weights 1 / (v + tau2) (Berkey et al. 1995); Knapp and Hartung's test as in their paper of
/// 2003. R² as in Raudenbush 1994.
///
/// # Errors
/// As [`pool`](super::pool); and when effects are fewer than coefficients and one, or moderators cannot be told apart.
pub fn meta_regression(
    effects: &[Observation],
    moderators: &[&[f64]],
    how: &Pooling,
) -> Result<MetaRegression, PoolingError> {
    check_level(how.level)?;
    let design = Design::with_moderators(effects, moderators)?;
    if design.k() <= design.p || moderators.is_empty() {
        return Err(PoolingError::TooFew { found: design.k(), needed: design.p + 1 });
    }
    let tau2 = estimate(&design, how.heterogeneity)?;
    let (fit, sampling) = (design.fit(tau2.value)?, design.fit(0.0)?);
    let scale = scale(how.test, fit.rss / design.df())?;
    let df = (how.test != Test::Wald).then_some(design.df());
    let common = how.heterogeneity == Heterogeneity::Common;
    let typical = design.df() / sampling.trace;
    let covariance = Matrix::from_fn(design.p, |row, column| scale * fit.inverse.at(row, column));
    let (given, covariance) = design.as_given(&fit.beta, &covariance);
    Ok(MetaRegression {
        k: design.k(),
        coefficients: coefficients(&given, &covariance, df, how.level),
        covariance,
        df,
        tau2: tau2.value,
        tau2_se: tau2.se,
        tau2_ci: if common { None } else { Some(q_profile(&design, how.level)?) },
        r2: explained(effects, &design, &sampling, tau2.value, how)?,
        moderators: Omnibus::new(moderated(&fit, scale)?, count(design.p - 1), df),
        residual: Omnibus::new(sampling.rss, design.df(), None),
        i2: if common {
            (100.0 * (sampling.rss - design.df()) / sampling.rss).max(0.0)
        } else {
            100.0 * tau2.value / (tau2.value + typical)
        },
        h2: if common { sampling.rss / design.df() } else { 1.0 + tau2.value / typical },
    })
}

/// Wald's chi-squared of all coefficients but the first.
pub(super) fn moderated(fit: &Fit, scale: f64) -> Result<f64, PoolingError> {
    let rest = Matrix::from_fn(fit.beta.len() - 1, |row, column| scale * fit.inverse.at(row + 1, column + 1));
    let factor = Cholesky::new(&rest).ok_or(PoolingError::Dependent)?;
    let beta = fit.beta.get(1..).unwrap_or_default();
    Ok(crate::stats::linear::dot(beta, &factor.solve(beta)))
}

fn coefficients(given: &[f64], covariance: &Matrix, df: Option<f64>, level: f64) -> Vec<Coefficient> {
    let one = |(at, estimate): (usize, &f64)| {
        let se = covariance.at(at, at).sqrt();
        let Judged { statistic, p, ci, .. } = Judged::new(*estimate, se, df, level);
        Coefficient { estimate: *estimate, se, statistic, p, ci }
    };
    given.iter().enumerate().map(one).collect()
}

fn explained(
    effects: &[Observation],
    design: &Design,
    sampling: &Fit,
    tau2: f64,
    how: &Pooling,
) -> Result<f64, PoolingError> {
    let alone = Design::of(effects)?;
    let (left, all) = if how.heterogeneity == Heterogeneity::Common {
        (sampling.rss / design.df(), alone.fit(0.0)?.rss / alone.df())
    } else {
        (tau2, estimate(&alone, how.heterogeneity)?.value)
    };
    Ok(if all > 0.0 { (100.0 * (all - left) / all).max(0.0) } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_equal_variances_is_least_squares() {
        let effects = [1.0, 2.0, 2.0, 4.0].map(|y| Observation { y, v: 0.5 });
        let how = Pooling { heterogeneity: Heterogeneity::Common, test: Test::KnappHartung, ..Pooling::default() };
        let found = meta_regression(&effects, &[&[2000.0, 2001.0, 2002.0, 2003.0]], &how).expect("a line");
        // Slope 4.5 / 5, residuals 0.1, 0.2, -0.7, 0.4; SE² = 0.35 / 5.
        assert!((found.coefficients[1].estimate - 0.9).abs() < 1e-12);
        assert!((found.coefficients[0].estimate - (0.9 - 1800.0)).abs() < 1e-8);
        assert!((found.coefficients[1].se.powi(2) - 0.07).abs() < 1e-12);
        assert!((found.moderators.statistic - 0.81 / 0.07).abs() < 1e-10);
        assert!((found.moderators.p - found.coefficients[1].p).abs() < 1e-12);
        assert!((found.residual.statistic - 1.4).abs() < 1e-12);
    }

    #[test]
    fn moderators_that_say_nothing_new_are_refused() {
        let effects = [1.0, 2.0, 2.0, 4.0, 3.0].map(|y| Observation { y, v: 0.5 });
        let how = Pooling::default();
        let x = [1.0, 2.0, 3.0, 4.0, 6.0];
        let twice = x.map(|x| 2.0 * x + 1.0);
        assert_eq!(meta_regression(&effects, &[&x, &twice], &how), Err(PoolingError::Dependent));
        assert_eq!(meta_regression(&effects, &[&[3.0; 5]], &how), Err(PoolingError::Dependent));
        let short = PoolingError::Length { what: "a moderator", found: 2, expected: 5 };
        assert_eq!(meta_regression(&effects, &[&[3.0, 1.0]], &how), Err(short));
        let few = PoolingError::TooFew { found: 2, needed: 3 };
        assert_eq!(meta_regression(&effects[..2], &[&[3.0, 1.0]], &how), Err(few));
    }
}
