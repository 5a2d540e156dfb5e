//! Differences between two groups' means, raw and standardised.

use statrs::function::gamma::ln_gamma;

use super::{Estimate, finite};
use crate::stats::distribution::t_quantile;

/// One group: people, mean and standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arm {
    /// People in it; need not be whole (effective numbers of clustered trials).
    pub n: f64,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
}

impl Arm {
    fn usable(self) -> bool {
        self.n.is_finite() && self.n > 1.0 && self.mean.is_finite() && self.sd.is_finite() && self.sd >= 0.0
    }
}

/// Which estimate of the sampling variance of Hedges' g.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VarianceForm {
    /// 1/n1 + 1/n2 + g² / 2(n1 + n2), of large samples (metafor's LS).
    #[default]
    LargeSample,
    /// The unbiased estimate (metafor's UB; Hedges 1983).
    Unbiased,
}

/// The mean of the first group less that of the second, with sd1²/n1 + sd2²/n2.
#[must_use]
pub fn mean_difference(first: Arm, second: Arm) -> Option<Estimate> {
    if !(first.usable() && second.usable()) {
        return None;
    }
    Estimate::new(first.mean - second.mean, first.sd * first.sd / first.n + second.sd * second.sd / second.n)
}

/// The standard deviation of two groups together, around their own means.
#[must_use]
pub fn pooled_sd(first: Arm, second: Arm) -> Option<f64> {
    if !(first.usable() && second.usable()) {
        return None;
    }
    let squares = (first.n - 1.0) * first.sd * first.sd + (second.n - 1.0) * second.sd * second.sd;
    finite((squares / (first.n + second.n - 2.0)).sqrt()).filter(|sd| *sd > 0.0)
}

/// Cohen's d: the difference of means in pooled standard deviations.
#[must_use]
pub fn cohen_d(first: Arm, second: Arm) -> Option<f64> {
    finite((first.mean - second.mean) / pooled_sd(first, second)?)
}

/// The factor J that takes the small-sample bias out of d with `df` degrees of freedom, Γ(df/2) / (√(df/2) Γ((df-1)/2))
/// (Hedges 1981). Not defined up to 1.
#[must_use]
pub fn exact_correction(df: f64) -> Option<f64> {
    if df.is_nan() || df <= 1.0 {
        return None;
    }
    finite((ln_gamma(df / 2.0) - ln_gamma((df - 1.0) / 2.0)).exp() / (df / 2.0).sqrt())
}

/// The usual approximation of J, 1 - 3 / (4 df - 1).
#[must_use]
pub fn approximate_correction(df: f64) -> Option<f64> {
    if df.is_nan() || df <= 1.0 { None } else { finite(1.0 - 3.0 / (4.0 * df - 1.0)) }
}

/// Hedges' g with the exact J.
#[must_use]
pub fn hedges_g(first: Arm, second: Arm, form: VarianceForm) -> Option<Estimate> {
    corrected(cohen_d(first, second)?, first.n, second.n, form)
}

/// Hedges' g as `RevMan` has it: the approximate J, and √(N / (n1 n2) + g² / 2(N - 3.94)) for the standard error.
#[must_use]
pub fn hedges_g_revman(first: Arm, second: Arm) -> Option<Estimate> {
    let total = first.n + second.n;
    let g = approximate_correction(total - 2.0)? * cohen_d(first, second)?;
    if total <= 3.94 {
        return None;
    }
    Estimate::new(g, total / (first.n * second.n) + g * g / (2.0 * (total - 3.94)))
}

/// Glass's delta: the difference in standard deviations of the second (comparison) group, bias corrected with its
/// n - 1 degrees of freedom, and the variance under equal variances (metafor's SMD1, LS): 1/n1 + 1/n2 + delta² / 2 n2.
#[must_use]
pub fn glass_delta(first: Arm, second: Arm) -> Option<Estimate> {
    if !(first.usable() && second.usable()) {
        return None;
    }
    let delta = exact_correction(second.n - 1.0)? * (first.mean - second.mean) / second.sd;
    Estimate::new(delta, 1.0 / first.n + 1.0 / second.n + delta * delta / (2.0 * second.n))
}

/// Hedges' g from the t statistic of two independent groups.
#[must_use]
pub fn smd_from_t(t: f64, n1: f64, n2: f64) -> Option<Estimate> {
    if !(n1 > 0.0 && n2 > 0.0 && n1 + n2 > 3.0) {
        return None;
    }
    corrected(t * (1.0 / n1 + 1.0 / n2).sqrt(), n1, n2, VarianceForm::LargeSample)
}

/// The t of an F statistic with one degree of freedom in the numerator; its sign must be known from elsewhere.
#[must_use]
pub fn f_to_t(f: f64, positive: bool) -> Option<f64> {
    let t = finite(f.sqrt())?;
    Some(if positive { t } else { -t })
}

/// The t with a two-sided p value above 0; its sign must be known from elsewhere.
#[must_use]
pub fn p_to_t(p: f64, df: f64, positive: bool) -> Option<f64> {
    if !(p > 0.0 && p <= 1.0) {
        return None;
    }
    let t = finite(-t_quantile(p / 2.0, df))?;
    Some(if positive { t } else { -t })
}

fn corrected(d: f64, n1: f64, n2: f64, form: VarianceForm) -> Option<Estimate> {
    let df = n1 + n2 - 2.0;
    let j = exact_correction(df)?;
    let (g, equal) = (j * d, 1.0 / n1 + 1.0 / n2);
    let variance = match form {
        VarianceForm::LargeSample => equal + g * g / (2.0 * (n1 + n2)),
        VarianceForm::Unbiased => equal + (1.0 - (df - 2.0) / (df * j * j)) * g * g,
    };
    Estimate::new(g, variance)
}

/// Two arms as one: the numbers, mean and standard deviation of all their people (Cochrane Handbook, table 6.5.a).
#[must_use]
pub fn combine_arms(first: Arm, second: Arm) -> Option<Arm> {
    if !(first.usable() && second.usable()) {
        return None;
    }
    let n = first.n + second.n;
    let mean = (first.n * first.mean + second.n * second.mean) / n;
    let between = first.n * second.n / n * (first.mean - second.mean).powi(2);
    let within = (first.n - 1.0) * first.sd * first.sd + (second.n - 1.0) * second.sd * second.sd;
    Some(Arm { n, mean: finite(mean)?, sd: finite(((within + between) / (n - 1.0)).sqrt())? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Arm = Arm { n: 10.0, mean: 12.0, sd: 2.0 };
    const SECOND: Arm = Arm { n: 10.0, mean: 10.0, sd: 2.0 };

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found} instead of {expected}");
    }

    #[test]
    fn two_means() {
        let raw = mean_difference(FIRST, SECOND).expect("defined");
        close(raw.value, 2.0);
        close(raw.variance, 0.8);
        close(cohen_d(FIRST, SECOND).expect("defined"), 1.0);
        close(approximate_correction(18.0).expect("defined"), 1.0 - 3.0 / 71.0);
        // Γ(1) / (1 Γ(1/2)) = 1/√π
        close(exact_correction(2.0).expect("defined"), 1.0 / std::f64::consts::PI.sqrt());
        let g = hedges_g(FIRST, SECOND, VarianceForm::LargeSample).expect("defined");
        close(g.variance, 0.2 + g.value * g.value / 40.0);
        // A t of d / √(1/n1 + 1/n2) is the same difference.
        assert_eq!(
            smd_from_t(1.0 / 0.2_f64.sqrt(), 10.0, 10.0).map(|e| (e.value * 1e12).round()),
            Some((g.value * 1e12).round())
        );
    }

    #[test]
    fn arms_together_are_the_people_together() {
        // 1, 3 and 5, 7: mean 4, variance 20/3.
        let both =
            combine_arms(Arm { n: 2.0, mean: 2.0, sd: 2.0_f64.sqrt() }, Arm { n: 2.0, mean: 6.0, sd: 2.0_f64.sqrt() })
                .expect("defined");
        close(both.mean, 4.0);
        close(both.sd * both.sd, 20.0 / 3.0);
    }

    #[test]
    fn what_is_not_defined_is_none() {
        let alone = Arm { n: 1.0, ..FIRST };
        let same = Arm { sd: 0.0, ..FIRST };
        assert!(mean_difference(alone, SECOND).is_none());
        assert!(mean_difference(same, Arm { sd: 0.0, ..SECOND }).is_none());
        assert!(cohen_d(same, Arm { sd: 0.0, ..SECOND }).is_none());
        assert!(glass_delta(FIRST, Arm { sd: 0.0, ..SECOND }).is_none());
        assert!(hedges_g(FIRST, Arm { mean: f64::NAN, ..SECOND }, VarianceForm::Unbiased).is_none());
        assert!(f_to_t(-1.0, true).is_none() && p_to_t(0.0, 10.0, true).is_none() && p_to_t(0.5, 0.0, true).is_none());
        assert!(smd_from_t(f64::INFINITY, 10.0, 10.0).is_none() && smd_from_t(1.0, 0.0, 10.0).is_none());
    }

    #[test]
    fn signs_come_from_elsewhere() {
        assert_eq!(f_to_t(4.0, false), Some(-2.0));
        close(p_to_t(0.05, 10.0, true).expect("defined"), 2.228_138_851_986_273_5);
        assert_eq!(p_to_t(1.0, 10.0, true).map(f64::abs), Some(0.0));
    }
}
