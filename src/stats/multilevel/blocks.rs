//! Effects by study, and the covariance of a study's effects as a diagonal and two outer products.
//!
//! A study's covariance is S = D + b 11' + rho ss' with D = (1 - rho) V + w I and s the standard errors; by the identity of
//! Sherman, Morrison and Woodbury everything about it takes time in the number of its effects, not in the cube of it.

use crate::stats::linear::dot;
use crate::stats::pooling::{Observation, PoolingError, check};

/// The effects of one study.
#[derive(Debug, Default, Clone)]
pub(super) struct Study {
    /// Where they stand among all effects.
    pub positions: Vec<usize>,
    pub y: Vec<f64>,
    pub v: Vec<f64>,
    /// The roots of the variances.
    pub s: Vec<f64>,
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
            study.s.push(effect.v.sqrt());
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

/// The inverse of a study's covariance S = R + b 11', where R = D + rho ss'.
///
/// Both steps are those of Sherman and Morrison. The shared part comes last and in closed form (`1'S^-1 1` is
/// n / (1 + b n) with `n = 1'R^-1 1`), so that a great variance between studies takes no digits away.
pub(super) struct Inverse<'a> {
    study: &'a Study,
    between: f64,
    /// The diagonal of D^-1.
    weights: Vec<f64>,
    /// rho / (1 + rho s'D^-1 s)
    tilt: f64,
    /// R^-1 1
    ones: Vec<f64>,
    /// 1'R^-1 1
    n: f64,
    pub ln_determinant: f64,
}

impl<'a> Inverse<'a> {
    pub fn new(study: &'a Study, parts: Parts) -> Self {
        let Parts { between, within, rho } = parts;
        let weights: Vec<f64> = study.v.iter().map(|v| 1.0 / ((1.0 - rho) * v + within)).collect();
        let shared = 1.0 + rho * dot(&weights, &study.v);
        let mut inverse =
            Self { study, between, weights, tilt: rho / shared, ones: Vec::new(), n: 0.0, ln_determinant: 0.0 };
        inverse.ones = inverse.within(&vec![1.0; study.v.len()]);
        inverse.n = inverse.ones.iter().sum();
        let diagonal: f64 = inverse.weights.iter().map(|weight| weight.ln()).sum();
        inverse.ln_determinant = shared.ln() + (1.0 + between * inverse.n).ln() - diagonal;
        inverse
    }

    /// R^-1 x
    pub fn within(&self, x: &[f64]) -> Vec<f64> {
        let (weights, s) = (&self.weights, &self.study.s);
        let shared: f64 = self.tilt * weights.iter().zip(s).zip(x).map(|((w, s), x)| w * s * x).sum::<f64>();
        weights.iter().zip(s).zip(x).map(|((w, s), x)| w * (x - shared * s)).collect()
    }

    /// S^-1 x
    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        let shared = self.between * self.shrinkage() * dot(&self.ones, x);
        let mut solved = self.within(x);
        for (solved, one) in solved.iter_mut().zip(&self.ones) {
            *solved -= shared * one;
        }
        solved
    }

    /// S^-1 1
    pub fn times_ones(&self) -> Vec<f64> {
        self.ones.iter().map(|one| one * self.shrinkage()).collect()
    }

    /// 1'S^-1 1, what the study tells of the mean.
    pub fn precision(&self) -> f64 {
        self.n * self.shrinkage()
    }

    /// The mean of figures weighted by R^-1.
    pub fn mean(&self, y: &[f64]) -> f64 {
        dot(&self.ones, y) / self.n
    }

    fn shrinkage(&self) -> f64 {
        1.0 / (1.0 + self.between * self.n)
    }

    /// tr S^-1 and tr S^-2
    pub fn traces(&self) -> (f64, f64) {
        let (mut first, mut second, mut tilted, mut tilted_twice) = (0.0, 0.0, 0.0, 0.0);
        for (w, v) in self.weights.iter().zip(&self.study.v) {
            first += w;
            second += w * w;
            tilted += w * w * v;
            tilted_twice += w * w * w * v;
        }
        let shared = self.between * self.shrinkage();
        let (squares, crossed) = (dot(&self.ones, &self.ones), dot(&self.ones, &self.within(&self.ones)));
        let tilted = self.tilt * tilted;
        (
            first - tilted - shared * squares,
            second - 2.0 * self.tilt * tilted_twice + tilted * tilted - 2.0 * shared * crossed
                + (shared * squares).powi(2),
        )
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
            let study = Study { v: v.to_vec(), s: v.map(f64::sqrt).to_vec(), ..Study::default() };
            let inverse = Inverse::new(&study, parts);
            assert!((inverse.ln_determinant - dense.ln_determinant()).abs() < 1e-12);
            let x = [1.0, -2.0, 0.5, 3.0];
            let near = |found: &[f64], expected: &[f64]| {
                found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12 * b.abs().max(1.0))
            };
            assert!(near(&inverse.times(&x), &dense.solve(&x)) && near(&inverse.times_ones(), &dense.solve(&[1.0; 4])));
            let whole = dense.inverse();
            let (trace, of_square) = inverse.traces();
            assert!((inverse.precision() - whole.quadratic(&[1.0; 4])).abs() < 1e-11);
            assert!((trace - (0..4).map(|at| whole.at(at, at)).sum::<f64>()).abs() < 1e-11);
            assert!((of_square - whole.trace_of_product(&whole)).abs() < 1e-9);
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
