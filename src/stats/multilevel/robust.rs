//! Standard errors that hold whatever the working model: CR2 with Satterthwaite's degrees of freedom.

use super::blocks::Study;
use crate::stats::distribution::{t_critical, t_two_sided};
use crate::stats::linear::{Cholesky, Matrix, dot, inverse_square_root};
use crate::stats::pooling::PoolingError;

/// A t test of a mean effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tested {
    /// The standard error.
    pub se: f64,
    /// The estimate in standard errors.
    pub statistic: f64,
    /// Degrees of freedom, seldom whole. Below 4 the test is not to be trusted (Tipton 2015).
    pub df: f64,
    /// The two-sided p value of no effect.
    pub p: f64,
    /// The interval, at the level asked for.
    pub ci: (f64, f64),
}

impl Tested {
    pub(super) fn new(estimate: f64, se: f64, df: f64, level: f64) -> Self {
        let (statistic, half) = (estimate / se, t_critical(level, df) * se);
        Self { se, statistic, df, p: t_two_sided(statistic, df), ci: (estimate - half, estimate + half) }
    }
}

/// The CR2 test of a mean, weighted by the inverse of a working covariance.
///
/// With S the working covariance of a study, M = 1 / Σ1'S^-1 1 and D'D = S, residuals are multiplied by
/// A = D'(D(S - M 11')D')^(-1/2) D, which makes the squared standard error M² Σ(1'S^-1 A e)² unbiased if the working model
/// is right (Pustejovsky & Tipton 2018). With x = A S^-1 1, c = x'Sx and b = 1'x the degrees of freedom are
/// (Σ(c - M b²))² / ΣΣ(δ c - M b b)².
pub(super) fn cr2(
    studies: &[Study],
    mean: f64,
    estimate: f64,
    level: f64,
    covariance: impl Fn(&Study) -> Matrix,
) -> Result<Tested, PoolingError> {
    let mut factored = Vec::with_capacity(studies.len());
    let mut precision = 0.0;
    for study in studies {
        let s = covariance(study);
        let factor = Cholesky::new(&s).ok_or(PoolingError::OutOfRange)?;
        let ones = factor.solve(&vec![1.0; study.y.len()]);
        precision += ones.iter().sum::<f64>();
        factored.push((s, factor, ones));
    }
    let m = 1.0 / precision;
    let (mut squares, mut own, mut own_squared, mut crossed, mut crossed_own) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (study, (s, factor, ones)) in studies.iter().zip(&factored) {
        let x = adjusted(s, factor, m, ones);
        let residual: Vec<f64> = study.y.iter().map(|y| y - mean).collect();
        squares += dot(&x, &residual).powi(2);
        let b2 = x.iter().sum::<f64>().powi(2);
        let diagonal = s.quadratic(&x) - m * b2;
        own += diagonal;
        own_squared += diagonal * diagonal;
        crossed += m * b2;
        crossed_own += (m * b2).powi(2);
    }
    let (se, df) = (m * squares.sqrt(), own * own / (own_squared + crossed * crossed - crossed_own));
    if se > 0.0 && df.is_finite() { Ok(Tested::new(estimate, se, df, level)) } else { Err(PoolingError::NoSpread) }
}

/// A S^-1 1 of one study.
fn adjusted(s: &Matrix, factor: &Cholesky, m: f64, ones: &[f64]) -> Vec<f64> {
    let lower = factor.lower();
    let upper = lower.transposed();
    let left = Matrix::from_fn(s.size(), |row, column| s.at(row, column) - m);
    let inner = upper.times(&left).times(lower);
    let root = inverse_square_root(&inner, 1e-12 * inner.at(0, 0).abs());
    lower.times_column(&root.times_column(&upper.times_column(ones)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With one effect a study and equal variances CR2 is the standard error of a mean, on k - 1 degrees of freedom.
    #[test]
    fn lone_effects_of_equal_precision_are_a_plain_mean() {
        let y = [1.0, 2.0, 4.0, 5.0];
        let studies = y.map(|y| Study { positions: vec![0], y: vec![y], v: vec![0.5] });
        let tested = cr2(&studies, 3.0, 3.0, 0.95, |study| Matrix::from_fn(1, |_, _| study.v[0])).expect("a test");
        // Σ(y - 3)² = 10, over 3 and 4.
        assert!((tested.se.powi(2) - 10.0 / 12.0).abs() < 1e-12 && (tested.df - 3.0).abs() < 1e-12);
    }
}
