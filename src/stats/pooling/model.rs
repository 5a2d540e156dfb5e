//! The normal model of independent effects, y = X b + u + e with var(u) = tau2 and var(e) = v, as weighted least squares.
//!
//! Everything is made of sums over effects, so that one evaluation is one pass over them and costs no memory. With
//! w the weights, S = X'WX and P = W - W X S^-1 X' W (the projection that takes the fit out):
//! y'Py is the weighted sum of squared residuals, and traces of P come from sums of powers of w.

use super::options::{Observation, PoolingError};
use crate::stats::linear::{Cholesky, Matrix, dot};

/// Effects, variances and a row of moderators for each.
pub(super) struct Design {
    /// Less their mean, which is `shift`: squares of residuals then keep their digits.
    pub y: Vec<f64>,
    shift: f64,
    pub v: Vec<f64>,
    /// `p` figures an effect: 1 for the intercept, and moderators centred and scaled.
    rows: Vec<f64>,
    pub p: usize,
    /// Mean and scale of each moderator.
    scales: Vec<(f64, f64)>,
}

/// Weighted least squares at given weights.
pub(super) struct Fit {
    /// Of the centred and scaled moderators.
    pub beta: Vec<f64>,
    /// S^-1.
    pub inverse: Matrix,
    /// ln |S|.
    pub ln_determinant: f64,
    /// Σ w.
    pub weight: f64,
    /// Σ w e² = y'Py.
    pub rss: f64,
    /// Σ w² e² = `y'PPy`.
    pub rss_of_squares: f64,
    /// tr P.
    pub trace: f64,
}

impl Design {
    /// Effects alone.
    ///
    /// # Errors
    /// When an effect or variance is not usable, or there are fewer than two.
    pub fn of(effects: &[Observation]) -> Result<Self, PoolingError> {
        Self::with_moderators(effects, &[])
    }

    /// Effects and moderators, each a column as long as the effects.
    ///
    /// # Errors
    /// When a figure is not usable, or effects are too few.
    pub fn with_moderators(effects: &[Observation], moderators: &[&[f64]]) -> Result<Self, PoolingError> {
        check(effects)?;
        let (k, p) = (effects.len(), moderators.len() + 1);
        if k < p {
            return Err(PoolingError::TooFew { found: k, needed: p });
        }
        let mut rows = vec![1.0; k * p];
        let mut scales = Vec::new();
        for (moderator, column) in moderators.iter().enumerate() {
            if column.len() != k {
                return Err(PoolingError::Length { what: "a moderator", found: column.len(), expected: k });
            }
            if let Some(position) = column.iter().position(|x| !x.is_finite()) {
                return Err(PoolingError::Moderator { moderator, position, found: column[position] });
            }
            let mean = column.iter().sum::<f64>() / count(k);
            let scale = (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count(k)).sqrt();
            if !scale.is_finite() || scale <= 1e-12 * mean.abs() {
                return Err(PoolingError::Dependent);
            }
            for (row, x) in rows.chunks_exact_mut(p).zip(*column) {
                row[moderator + 1] = (x - mean) / scale;
            }
            scales.push((mean, scale));
        }
        let shift = effects.iter().map(|effect| effect.y).sum::<f64>() / count(k);
        Ok(Self {
            y: effects.iter().map(|effect| effect.y - shift).collect(),
            shift,
            v: effects.iter().map(|effect| effect.v).collect(),
            rows,
            p,
            scales,
        })
    }

    /// The pooled effect of a fit without moderators.
    pub fn mean(&self, fit: &Fit) -> f64 {
        fit.beta[0] + self.shift
    }

    /// How many effects.
    pub fn k(&self) -> usize {
        self.y.len()
    }

    /// Effects less coefficients.
    pub fn df(&self) -> f64 {
        count(self.k() - self.p)
    }

    /// Each effect's figures: effect, variance, moderators.
    pub fn effects(&self) -> impl Iterator<Item = (f64, f64, &[f64])> {
        self.y.iter().zip(&self.v).zip(self.rows.chunks_exact(self.p)).map(|((y, v), row)| (*y, *v, row))
    }

    /// With weights 1 / (v + tau2).
    pub fn fit(&self, tau2: f64) -> Result<Fit, PoolingError> {
        self.fit_weighted(|v| 1.0 / (v + tau2))
    }

    /// With weights made of the variances.
    pub fn fit_weighted(&self, weight: impl Fn(f64) -> f64) -> Result<Fit, PoolingError> {
        if self.p == 1 {
            return self.fit_mean(weight);
        }
        let (mut sum, mut of_squares) = (Matrix::zeros(self.p), Matrix::zeros(self.p));
        let mut right = vec![0.0; self.p];
        let mut total = 0.0;
        for (y, v, row) in self.effects() {
            let w = weight(v);
            total += w;
            sum.add_outer(w, row);
            of_squares.add_outer(w * w, row);
            for (sum, x) in right.iter_mut().zip(row) {
                *sum += w * y * x;
            }
        }
        let factor = Cholesky::new(&sum).ok_or(PoolingError::Dependent)?;
        let beta = factor.solve(&right);
        let (mut rss, mut rss_of_squares) = (0.0, 0.0);
        for (y, v, row) in self.effects() {
            let weighted = weight(v) * (y - dot(row, &beta)).powi(2);
            rss += weighted;
            rss_of_squares += weight(v) * weighted;
        }
        let inverse = factor.inverse();
        let trace = total - inverse.trace_of_product(&of_squares);
        Ok(Fit { beta, ln_determinant: factor.ln_determinant(), weight: total, rss, rss_of_squares, trace, inverse })
    }

    /// The same without moderators; written out, because pooling spends its time here.
    fn fit_mean(&self, weight: impl Fn(f64) -> f64) -> Result<Fit, PoolingError> {
        let (mut total, mut of_squares, mut right) = (0.0, 0.0, 0.0);
        for (y, v) in self.y.iter().zip(&self.v) {
            let w = weight(*v);
            total += w;
            of_squares += w * w;
            right += w * y;
        }
        let mean = right / total;
        if !mean.is_finite() {
            return Err(PoolingError::OutOfRange);
        }
        let (mut rss, mut rss_of_squares) = (0.0, 0.0);
        for (y, v) in self.y.iter().zip(&self.v) {
            let w = weight(*v);
            let weighted = w * (y - mean) * (y - mean);
            rss += weighted;
            rss_of_squares += w * weighted;
        }
        Ok(Fit {
            beta: vec![mean],
            inverse: Matrix::from_fn(1, |_, _| 1.0 / total),
            ln_determinant: total.ln(),
            weight: total,
            rss,
            rss_of_squares,
            trace: total - of_squares / total,
        })
    }

    /// tr(P D P D) for the weights of a fit and a diagonal matrix D, both made of the variances.
    pub fn trace_of_square(&self, fit: &Fit, weight: impl Fn(f64) -> f64, d: impl Fn(f64) -> f64) -> f64 {
        let mut crossed = Matrix::zeros(self.p);
        let mut trace = 0.0;
        for (_, v, row) in self.effects() {
            let (w, d) = (weight(v), d(v));
            trace += (w * d).powi(2) * (1.0 - 2.0 * w * fit.inverse.quadratic(row));
            crossed.add_outer(w * w * d, row);
        }
        let product = fit.inverse.times(&crossed);
        trace + product.trace_of_product(&product)
    }

    /// Coefficients and their covariances, of effects and moderators as they were given.
    pub fn as_given(&self, beta: &[f64], covariance: &Matrix) -> (Vec<f64>, Matrix) {
        let back = Matrix::from_fn(self.p, |row, column| match (row, column) {
            (0, 0) => 1.0,
            (0, column) => self.scales.get(column - 1).map_or(0.0, |(mean, scale)| -mean / scale),
            (row, column) if row == column => self.scales.get(row - 1).map_or(0.0, |(_, scale)| 1.0 / scale),
            _ => 0.0,
        });
        let mut given = back.times_column(beta);
        given[0] += self.shift;
        (given, back.times(covariance).times(&back.transposed()))
    }
}

/// Effects and variances that can be used, at least two.
pub(crate) fn check(effects: &[Observation]) -> Result<(), PoolingError> {
    match effects.len() {
        0 => return Err(PoolingError::Empty),
        1 => return Err(PoolingError::SingleStudy),
        _ => {}
    }
    for (position, effect) in effects.iter().enumerate() {
        if !effect.y.is_finite() {
            return Err(PoolingError::Effect { position, found: effect.y });
        }
        if !effect.v.is_finite() || effect.v <= 0.0 {
            return Err(PoolingError::Variance { position, found: effect.v });
        }
    }
    Ok(())
}

/// A number of effects as a figure.
#[allow(clippy::cast_precision_loss)] // Far below 2^53.
pub(super) fn count(n: usize) -> f64 {
    n as f64
}
