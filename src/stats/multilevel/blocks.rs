//! Effects by study, and the covariance of a study's effects as a diagonal and two outer products.
//!
//! A study's covariance is S = D + b 11' + rho ss' with D = (1 - rho) V + w I and s the standard errors; by the Woodbury
//! identity everything about it takes time in the number of its effects, not in the cube of it.

use crate::stats::pooling::{Observation, PoolingError, check};

/// The effects of one study.
#[derive(Debug, Default, Clone)]
pub(super) struct Study {
    /// Where they stand among all effects.
    pub positions: Vec<usize>,
    pub y: Vec<f64>,
    pub v: Vec<f64>,
}

/// All effects by study, less their mean.
pub(super) struct Blocks {
    pub studies: Vec<Study>,
    /// The mean of effects, which has been taken out.
    pub shift: f64,
    /// All effects.
    pub k: usize,
}

impl Blocks {
    /// # Errors
    /// When an effect is not usable, studies are fewer than two, or their numbers have gaps.
    pub fn new(effects: &[Observation], study: &[usize]) -> Result<Self, PoolingError> {
        check(effects)?;
        if study.len() != effects.len() {
            return Err(PoolingError::Length { what: "studies", found: study.len(), expected: effects.len() });
        }
        let shift = effects.iter().map(|effect| effect.y).sum::<f64>() / count(effects.len());
        let number = study.iter().max().map_or(0, |last| last + 1);
        if number > effects.len() {
            return Err(PoolingError::Groups);
        }
        let mut studies = vec![Study::default(); number];
        for (position, (effect, study)) in effects.iter().zip(study).enumerate() {
            let study = &mut studies[*study];
            study.positions.push(position);
            study.y.push(effect.y - shift);
            study.v.push(effect.v);
        }
        if studies.iter().any(|study| study.y.is_empty()) {
            return Err(PoolingError::Groups);
        }
        if studies.len() < 2 {
            return Err(PoolingError::SingleStudy);
        }
        Ok(Self { studies, shift, k: effects.len() })
    }
}

/// What the covariance of a study is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    /// The variance between studies.
    pub between: f64,
    /// The variance between effects of a study.
    pub within: f64,
    /// The correlation of sampling errors in a study, 0 to below 1.
    pub rho: f64,
}

/// The inverse of a study's covariance.
pub(super) struct Inverse<'a> {
    v: &'a [f64],
    parts: Parts,
    /// The inverse of I + U' D^-1 U, with U the two columns √b 1 and √rho s: its cells 11, 12 and 22.
    core: [f64; 3],
    pub ln_determinant: f64,
}

impl<'a> Inverse<'a> {
    pub fn new(v: &'a [f64], parts: Parts) -> Self {
        let mut inverse = Self { v, parts, core: [0.0; 3], ln_determinant: 0.0 };
        let [ones, mixed, errors] = inverse.crossed(1);
        let [a, b, c] = [1.0 + ones, mixed, 1.0 + errors];
        let determinant = a * c - b * b;
        inverse.core = [c / determinant, -b / determinant, a / determinant];
        inverse.ln_determinant = determinant.ln() + v.iter().map(|v| inverse.diagonal(*v).ln()).sum::<f64>();
        inverse
    }

    fn diagonal(&self, v: f64) -> f64 {
        (1.0 - self.parts.rho) * v + self.parts.within
    }

    /// U' D^-power U: its cells 11, 12 and 22.
    fn crossed(&self, power: i32) -> [f64; 3] {
        let (mut ones, mut mixed, mut errors) = (0.0, 0.0, 0.0);
        for v in self.v {
            let weight = self.diagonal(*v).powi(-power);
            ones += weight;
            mixed += weight * v.sqrt();
            errors += weight * v;
        }
        let Parts { between, rho, .. } = self.parts;
        [between * ones, (between * rho).sqrt() * mixed, rho * errors]
    }

    /// S^-1 x.
    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        let Parts { between, rho, .. } = self.parts;
        let mut solved: Vec<f64> = x.iter().zip(self.v).map(|(x, v)| x / self.diagonal(*v)).collect();
        let ones = between.sqrt() * solved.iter().sum::<f64>();
        let errors = rho.sqrt() * solved.iter().zip(self.v).map(|(x, v)| x * v.sqrt()).sum::<f64>();
        let [a, b, c] = self.core;
        let (ones, errors) = (between.sqrt() * (a * ones + b * errors), rho.sqrt() * (b * ones + c * errors));
        for (x, v) in solved.iter_mut().zip(self.v) {
            *x -= (ones + errors * v.sqrt()) / self.diagonal(*v);
        }
        solved
    }

    /// tr S^-1.
    pub fn trace(&self) -> f64 {
        let plain: f64 = self.v.iter().map(|v| 1.0 / self.diagonal(*v)).sum();
        let [a, b, c] = self.core;
        let [ones, mixed, errors] = self.crossed(2);
        plain - (a * ones + 2.0 * b * mixed + c * errors)
    }

    /// tr S^-2.
    pub fn trace_of_square(&self) -> f64 {
        let plain: f64 = self.v.iter().map(|v| self.diagonal(*v).powi(-2)).sum();
        let [a, b, c] = self.core;
        let [ones, mixed, errors] = self.crossed(3);
        let first = a * ones + 2.0 * b * mixed + c * errors;
        let [ones, mixed, errors] = self.crossed(2);
        // The square of the product of two symmetric matrices of two rows.
        let (p, q) = (a * ones + b * mixed, a * mixed + b * errors);
        let (r, s) = (b * ones + c * mixed, b * mixed + c * errors);
        plain - 2.0 * first + p * p + 2.0 * q * r + s * s
    }
}

/// A number of effects as a figure.
#[allow(clippy::cast_precision_loss)] // Far below 2^53.
pub(super) fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::linear::{Cholesky, Matrix};

    #[test]
    fn an_inverse_is_that_of_the_whole_matrix() {
        let v: [f64; 4] = [0.1, 0.4, 0.2, 0.9];
        for parts in [
            Parts { between: 0.3, within: 0.2, rho: 0.6 },
            Parts { between: 0.0, within: 0.0, rho: 0.6 },
            Parts { between: 0.3, within: 0.0, rho: 0.0 },
        ] {
            let whole = Matrix::from_fn(4, |row, column| {
                let own = if row == column { v[row] + parts.within } else { parts.rho * (v[row] * v[column]).sqrt() };
                own + parts.between
            });
            let dense = Cholesky::new(&whole).expect("a covariance");
            let inverse = Inverse::new(&v, parts);
            assert!((inverse.ln_determinant - dense.ln_determinant()).abs() < 1e-12);
            let x = [1.0, -2.0, 0.5, 3.0];
            for (found, expected) in inverse.times(&x).iter().zip(dense.solve(&x)) {
                assert!((found - expected).abs() < 1e-12 * expected.abs().max(1.0));
            }
            let whole = dense.inverse();
            let trace: f64 = (0..4).map(|at| whole.at(at, at)).sum();
            assert!((inverse.trace() - trace).abs() < 1e-11);
            assert!((inverse.trace_of_square() - whole.trace_of_product(&whole)).abs() < 1e-9);
        }
    }

    #[test]
    fn studies_are_numbered_without_gaps() {
        let effects = [0.0, 1.0, 2.0].map(|y| Observation { y, v: 1.0 });
        assert_eq!(Blocks::new(&effects, &[0, 0, 2]).err(), Some(PoolingError::Groups));
        assert_eq!(Blocks::new(&effects, &[0, 0, usize::MAX - 1]).err(), Some(PoolingError::Groups));
        assert_eq!(Blocks::new(&effects, &[0, 0, 0]).err(), Some(PoolingError::SingleStudy));
        let blocks = Blocks::new(&effects, &[1, 0, 1]).expect("two studies");
        assert_eq!((&blocks.studies[1].positions[..], &blocks.studies[1].y[..]), (&[0, 2][..], &[-1.0, 1.0][..]));
    }
}
