//! Standard errors from what is reported, and what clustering does to them.

use super::finite;
use crate::stats::distribution::{normal_critical, normal_quantile};

/// The standard error of a normal interval at a level (0.95 for a 95 % interval), on the scale of analysis.
#[must_use]
pub fn se_from_interval(low: f64, high: f64, level: f64) -> Option<f64> {
    if !(level > 0.0 && level < 1.0) {
        return None;
    }
    finite((high - low) / (2.0 * normal_critical(level))).filter(|se| *se > 0.0)
}

/// The standard error of the logarithm of a ratio from the interval of the ratio.
#[must_use]
pub fn se_from_log_interval(low: f64, high: f64, level: f64) -> Option<f64> {
    if low > 0.0 { se_from_interval(low.ln(), high.ln(), level) } else { None }
}

/// The standard error of an estimate from its two-sided normal p value, |estimate| / z. None when the estimate is 0 or p
/// is 0 or 1.
#[must_use]
pub fn se_from_p(estimate: f64, p: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    finite(estimate.abs() / -normal_quantile(p / 2.0)).filter(|se| *se > 0.0)
}

/// How much clustering inflates a variance: 1 + (mean cluster size - 1) × intracluster correlation (Kish 1965). None for
/// a cluster below 1 person, or a correlation outside of 0 to 1.
#[must_use]
pub fn design_effect(mean_cluster_size: f64, icc: f64) -> Option<f64> {
    if mean_cluster_size < 1.0 || !(0.0..=1.0).contains(&icc) {
        return None;
    }
    finite(1.0 + (mean_cluster_size - 1.0) * icc)
}

/// People of a clustered trial, as many as independent ones would tell as much.
#[must_use]
pub fn effective_n(n: f64, design_effect: f64) -> Option<f64> {
    finite(n / design_effect).filter(|n| *n > 0.0)
}

/// What to multiply a standard error by that was computed as if people were not clustered.
#[must_use]
pub fn se_multiplier(design_effect: f64) -> Option<f64> {
    finite(design_effect.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_and_p_values_give_the_standard_error_back() {
        let z = normal_critical(0.9);
        assert!((se_from_interval(1.0 - 0.5 * z, 1.0 + 0.5 * z, 0.9).expect("defined") - 0.5).abs() < 1e-15);
        let low = (0.3 - 0.2 * z).exp();
        let high = (0.3 + 0.2 * z).exp();
        assert!((se_from_log_interval(low, high, 0.9).expect("defined") - 0.2).abs() < 1e-14);
        assert!((se_from_p(-1.959_963_984_540_054, 0.05).expect("defined") - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_defined_is_none() {
        assert!(se_from_interval(2.0, 1.0, 0.95).is_none() && se_from_interval(1.0, 2.0, 1.0).is_none());
        assert!(se_from_log_interval(-1.0, 2.0, 0.95).is_none());
        assert!(se_from_p(0.0, 0.5).is_none() && se_from_p(1.0, 0.0).is_none() && se_from_p(1.0, 1.0).is_none());
        assert!(design_effect(0.5, 0.1).is_none() && design_effect(10.0, 1.5).is_none());
    }

    #[test]
    fn clusters() {
        assert_eq!(design_effect(21.0, 0.05), Some(2.0));
        assert_eq!((effective_n(100.0, 2.0), se_multiplier(4.0)), (Some(50.0), Some(2.0)));
    }
}
