//! Figures of resamples: their spread and their quantiles.

use super::counts::{figure, length};

/// A figure of each of many resamples.
#[derive(Clone, Debug, PartialEq)]
pub struct Resamples {
    /// The figures, sorted.
    sorted: Vec<f64>,
    /// Resamples without one.
    undefined: usize,
}

impl Resamples {
    /// From the figure of each resample, where it has one; figures that are not finite count as none.
    #[must_use]
    pub fn of(figures: impl IntoIterator<Item = Option<f64>>) -> Self {
        let mut undefined = 0;
        let mut sorted = Vec::new();
        for found in figures {
            match found.filter(|found| found.is_finite()) {
                Some(found) => sorted.push(found),
                None => undefined += 1,
            }
        }
        sorted.sort_unstable_by(f64::total_cmp);
        Self { sorted, undefined }
    }

    /// The figures, sorted.
    #[must_use]
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// How many resamples had no figure. Many of them make quantiles doubtful.
    #[must_use]
    pub fn undefined(&self) -> usize {
        self.undefined
    }

    /// The quantile at `p`, 0 to 1, between neighbours by straight lines (type 7 of Hyndman & Fan 1996, the default of R
    /// and numpy). None without figures or for another `p`.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let last = self.sorted.len().checked_sub(1)?;
        if !(0.0..=1.0).contains(&p) {
            return None;
        }
        let place = figure(last as u64) * p;
        // At most the last position.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let below = (place.floor() as usize).min(last);
        let (low, high) = (self.sorted[below], self.sorted[(below + 1).min(last)]);
        Some(low + (place - place.floor()) * (high - low))
    }

    /// The percentile interval at a level between 0 and 1: what lies in the middle.
    #[must_use]
    pub fn limits(&self, level: f64) -> Option<(f64, f64)> {
        Some((self.quantile((1.0 - level) / 2.0)?, self.quantile(f64::midpoint(1.0, level))?))
    }

    /// The standard deviation of the figures, which estimates the standard error; none with fewer than two.
    #[must_use]
    pub fn standard_deviation(&self) -> Option<f64> {
        let n = length(&self.sorted);
        let mean = self.sorted.iter().sum::<f64>() / n;
        let squares: f64 = self.sorted.iter().map(|found| (found - mean).powi(2)).sum();
        (n > 1.0).then(|| (squares / (n - 1.0)).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_neighbours() {
        let found = Resamples::of([Some(4.0), None, Some(1.0), Some(f64::NAN), Some(3.0), Some(2.0)]);
        assert_eq!((found.sorted(), found.undefined()), (&[1.0, 2.0, 3.0, 4.0][..], 2));
        let quantiles = [0.0, 0.5, 0.9, 1.0].map(|p| found.quantile(p).expect("figures"));
        for (found, expected) in quantiles.into_iter().zip([1.0, 2.5, 3.7, 4.0]) {
            assert!((found - expected).abs() < 1e-12, "{found} instead of {expected}");
        }
        assert!(found.standard_deviation().is_some_and(|sd| (sd - (5.0_f64 / 3.0).sqrt()).abs() < 1e-12));
        assert_eq!((found.quantile(1.1), found.quantile(f64::NAN)), (None, None));
    }

    #[test]
    fn nothing_has_no_quantile() {
        let none = Resamples::of([None]);
        assert_eq!((none.quantile(0.5), none.limits(0.95), none.standard_deviation()), (None, None, None));
        assert_eq!(Resamples::of([Some(1.0)]).standard_deviation(), None);
    }
}
