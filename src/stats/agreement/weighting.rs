//! Weights for partial agreement between categories (Gwet 2014, Handbook of Inter-Rater Reliability, chapter 3).

use super::{Undefined, figure};
use crate::stats::linear::Matrix;

/// How much two different categories agree, from 0 (as far apart as any) to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weighting {
    /// Only equal categories agree: nominal codes.
    Identity,
    /// 1 − |x − y| / range.
    Linear,
    /// 1 − (x − y)² / range².
    Quadratic,
    /// 1 − √|x − y| / √range.
    Radical,
    /// By how many pairs of categories lie between, whatever their values; not Krippendorff's ordinal metric.
    Ordinal,
    /// 1 − ((x − y) / (x + y))², relative to the extremes.
    Ratio,
}

impl Weighting {
    /// The weights of every pair of `values`, which are sorted and distinct. For weights by the places of categories
    /// instead of their values, give 0, 1, 2, ...
    ///
    /// # Errors
    /// Where ratios are asked for of values below 0.
    pub fn matrix(self, values: &[f64]) -> Result<Matrix, Undefined> {
        let (low, high) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(0.0));
        if self == Self::Ratio && low < 0.0 {
            return Err(Undefined::NotARatioScale);
        }
        let range = high - low;
        let pairs = |apart: usize| figure(apart as u64) * figure(apart as u64 + 1) / 2.0;
        let distance = |row: usize, column: usize| {
            let apart = (values[row] - values[column]).abs();
            match self {
                Self::Identity => 1.0,
                Self::Linear => apart / range,
                Self::Quadratic => (apart / range).powi(2),
                Self::Radical => (apart / range).sqrt(),
                Self::Ordinal => pairs(row.abs_diff(column)) / pairs(values.len() - 1),
                Self::Ratio => (apart / (values[row] + values[column]) * (low + high) / range).powi(2),
            }
        };
        Ok(Matrix::from_fn(values.len(), |row, column| if row == column { 1.0 } else { 1.0 - distance(row, column) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_do_not_agree_at_all_and_the_middle_does_in_part() {
        let middle = [
            (Weighting::Identity, 0.0),
            (Weighting::Linear, 0.75),
            (Weighting::Quadratic, 0.9375),
            (Weighting::Radical, 0.5),
            (Weighting::Ordinal, 2.0 / 3.0),
            // ((2 − 1) / (2 + 1))² over ((5 − 1) / (5 + 1))².
            (Weighting::Ratio, 0.75),
        ];
        for (weighting, expected) in middle {
            let found = weighting.matrix(&[1.0, 2.0, 5.0]).expect("weights");
            assert!((found.at(0, 1) - expected).abs() < 1e-12, "{weighting:?}: {}", found.at(0, 1));
            assert!(found.at(2, 0).abs() < 1e-12 && (found.at(1, 1) - 1.0).abs() < 1e-12, "{weighting:?}");
        }
        assert_eq!(Weighting::Ratio.matrix(&[-1.0, 2.0]), Err(Undefined::NotARatioScale));
    }
}
