//! Standard errors that hold whatever the working model: CR2 with Satterthwaite's degrees of freedom.

use super::blocks::{Inverse, Parts, Study, count};
use crate::stats::distribution::{t_critical, t_two_sided};
use crate::stats::linear::dot;
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
/// With S the working covariance of a study and `m = 1 / Σ 1'S^-1 1`, the variance of the mean, residuals are multiplied by the
/// A with A (S - m 11') A = S. That makes the squared standard error `m² Σ (1'S^-1 A e)²` unbiased if the working model is
/// right (Pustejovsky & Tipton 2018). With `x = A S^-1 1`, `c = x'Sx` and `b = 1'x` the degrees of freedom are
/// `(Σ (c - m b²))² / ΣΣ (δ c - m b b)²`.
///
/// # Errors
/// When all residuals are 0.
pub(super) fn cr2(
    studies: &[Study],
    parts: Parts,
    mean: f64,
    estimate: f64,
    level: f64,
) -> Result<Tested, PoolingError> {
    let m = 1.0 / studies.iter().map(|study| Inverse::new(study, parts).precision()).sum::<f64>();
    let (mut squares, mut own, mut own_squared, mut crossed, mut crossed_own) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for study in studies {
        let x = adjusted(study, parts, m);
        let residual: Vec<f64> = study.y.iter().map(|y| y - mean).collect();
        squares += dot(&x, &residual).powi(2);
        let b2 = x.iter().sum::<f64>().powi(2);
        let diagonal = quadratic(study, parts, &x) - m * b2;
        own += diagonal;
        own_squared += diagonal * diagonal;
        crossed += m * b2;
        crossed_own += (m * b2).powi(2);
    }
    let (se, df) = (m * squares.sqrt(), own * own / (own_squared + crossed * crossed - crossed_own));
    if se > 0.0 && df.is_finite() { Ok(Tested::new(estimate, se, df, level)) } else { Err(PoolingError::NoSpread) }
}

/// `x'Sx`
fn quadratic(study: &Study, parts: Parts, x: &[f64]) -> f64 {
    let Parts { between, within, rho } = parts;
    let own: f64 = x.iter().zip(&study.v).map(|(x, v)| x * x * ((1.0 - rho) * v + within)).sum();
    own + between * x.iter().sum::<f64>().powi(2) + rho * dot(x, &study.s).powi(2)
}

/// `A S^-1 1` of one study, in time linear in its effects.
///
/// A is `(S - m 11')^-1 # S`, a geometric mean of matrices, and as such `2/π ∫ (S - m 11' + t² S^-1)^-1 dt` over t from 0 up.
/// With `h = (S - it)^-1 1` the integrand applied to `S^-1 1` is `q + m p 1'q / (1 - m 1'p)` for `p = Re h` and
/// `q = Im h / t`; h is a diagonal and two outer products away. In u = ln t the trapezoidal rule has an error of
/// exp(-π² / step), and both ends fall off like exp(-|u|).
#[allow(clippy::many_single_char_names)] // As in the formula.
fn adjusted(study: &Study, parts: Parts, m: f64) -> Vec<f64> {
    /// exp(-30) is 1e-13.
    const NATS: f64 = 30.0;
    const STEP: f64 = std::f64::consts::PI * std::f64::consts::PI / NATS;
    let Parts { between, within, rho } = parts;
    let variance = |v: &f64| v + within;
    if let [v] = &study.v[..] {
        let s = variance(v) + between;
        return vec![1.0 / (s * (s - m)).sqrt()];
    }
    let least = study.v.iter().map(variance).fold(f64::INFINITY, f64::min) * (1.0 - rho);
    let most = study.v.iter().map(variance).sum::<f64>() + between * count(study.v.len());
    let left = (1.0 - m * Inverse::new(study, parts).precision()).max(f64::EPSILON);
    let (start, end) = ((left.sqrt() * least).ln() - NATS, most.ln() + NATS);
    let mut x = vec![0.0; study.v.len()];
    let mut h = vec![Complex::default(); study.v.len()];
    let mut u = start;
    while u <= end {
        shifted(study, parts, u.exp(), &mut h);
        let (p, q) = h.iter().fold((0.0, 0.0), |(p, q), h| (p + h.re, q + h.im));
        let pull = m * q / (1.0 - m * p);
        for (x, h) in x.iter_mut().zip(&h) {
            *x += 2.0 / std::f64::consts::PI * STEP * (h.im + pull * h.re);
        }
        u += STEP;
    }
    x
}

/// `(S - it)^-1 1`, by Sherman and Morrison as in [`Inverse`].
fn shifted(study: &Study, parts: Parts, t: f64, h: &mut [Complex]) {
    let Parts { between, within, rho } = parts;
    let one = Complex { re: 1.0, im: 0.0 };
    let (mut ones, mut mixed, mut errors) = (Complex::default(), Complex::default(), Complex::default());
    for ((h, v), s) in h.iter_mut().zip(&study.v).zip(&study.s) {
        *h = Complex { re: (1.0 - rho) * v + within, im: -t }.inverse();
        ones = ones.plus(*h);
        mixed = mixed.plus(h.scaled(*s));
        errors = errors.plus(h.scaled(*v));
    }
    let tilt = mixed.times(one.plus(errors.scaled(rho)).inverse()).scaled(rho);
    let n = ones.plus(tilt.times(mixed).scaled(-1.0));
    let shrinkage = one.plus(n.scaled(between)).inverse();
    for (h, s) in h.iter_mut().zip(&study.s) {
        *h = h.times(one.plus(tilt.scaled(-s))).times(shrinkage);
    }
}

/// A complex number; all that is needed of them.
#[derive(Debug, Clone, Copy, Default)]
struct Complex {
    re: f64,
    im: f64,
}

impl Complex {
    fn plus(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }

    fn times(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }

    fn scaled(self, by: f64) -> Self {
        Self { re: self.re * by, im: self.im * by }
    }

    fn inverse(self) -> Self {
        let square = self.re * self.re + self.im * self.im;
        Self { re: self.re / square, im: -self.im / square }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn study(y: &[f64], v: &[f64]) -> Study {
        Study { positions: vec![], y: y.to_vec(), v: v.to_vec(), s: v.iter().map(|v| v.sqrt()).collect() }
    }

    /// With one effect a study and equal variances CR2 is the standard error of a mean, on k - 1 degrees of freedom.
    #[test]
    fn lone_effects_of_equal_precision_are_a_plain_mean() {
        let studies = [1.0, 2.0, 4.0, 5.0].map(|y| study(&[y], &[0.5]));
        let parts = Parts { between: 0.0, within: 0.0, rho: 0.0 };
        let tested = cr2(&studies, parts, 3.0, 3.0, 0.95).expect("a test");
        // Σ (y - 3)² = 10, over 3 and 4.
        assert!((tested.se.powi(2) - 10.0 / 12.0).abs() < 1e-12 && (tested.df - 3.0).abs() < 1e-12);
    }

    /// What the adjustment is for: the expected square of `x'e`, which is `x'(S - m 11')x`, is `1'S^-1 1`.
    #[test]
    fn adjusted_residuals_are_unbiased() {
        let wide: Vec<f64> = (0..40).map(|at| 0.001 * 1.3_f64.powi(at)).collect();
        for v in [&[0.3][..], &[0.1, 0.4, 0.2, 0.9], &wide] {
            let study = study(&vec![0.0; v.len()], v);
            for (between, within, rho) in [(0.0, 0.0, 0.0), (0.5, 0.0, 0.6), (0.0, 0.3, 0.9), (2.0, 1e-3, 0.2)] {
                let parts = Parts { between, within, rho };
                let a = Inverse::new(&study, parts).precision();
                for share in [0.01, 0.5, 0.999] {
                    let m = share / a;
                    let x = adjusted(&study, parts, m);
                    let found = quadratic(&study, parts, &x) - m * x.iter().sum::<f64>().powi(2);
                    assert!((found - a).abs() < 1e-10 * a, "{found} instead of {a} with {parts:?} and {share}");
                }
            }
        }
    }
}
