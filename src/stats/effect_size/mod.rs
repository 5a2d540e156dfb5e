//! Effect sizes from what studies report, and from one scale to another.
//!
//! Every function gives `None` where a figure is not defined (too few people, no variance, a risk outside of 0 to 1),
//! never a number that is not one. Ratios are logarithms. Sources: Borenstein, Hedges, Higgins & Rothstein 2009; the
//! Cochrane Handbook, chapters 6 and 10; metafor's `escalc` (Viechtbauer 2010), whose figures the tests hold these to.

mod convert;
mod means;
mod plain;
mod reported;
mod tables;

pub use convert::{
    correlation_to_d, d_to_log_odds_ratio, fisher_z, fisher_z_back, log_odds_ratio_to_d, log_odds_ratio_to_d_cox,
};
pub use means::{
    Arm, VarianceForm, approximate_correction, cohen_d, combine_arms, exact_correction, f_to_t, glass_delta, hedges_g,
    hedges_g_revman, mean_difference, p_to_t, pooled_sd, smd_from_t,
};
pub use plain::{
    Absolute, absolute_from_odds_ratio, absolute_from_risk_difference, absolute_from_risk_ratio, overlap,
    probability_of_superiority, u3,
};
pub use reported::{design_effect, effective_n, se_from_interval, se_from_log_interval, se_from_p, se_multiplier};
pub use tables::TwoByTwo;

/// An effect and its sampling variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The effect, on the scale of analysis.
    pub value: f64,
    /// Its sampling variance, above 0.
    pub variance: f64,
}

impl Estimate {
    /// Only if both are finite and the variance is above 0.
    #[must_use]
    pub fn new(value: f64, variance: f64) -> Option<Self> {
        (value.is_finite() && variance.is_finite() && variance > 0.0).then_some(Self { value, variance })
    }

    /// The standard error.
    #[must_use]
    pub fn se(self) -> f64 {
        self.variance.sqrt()
    }

    /// The effect and its standard error times a factor.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Option<Self> {
        Self::new(self.value * factor, self.variance * factor * factor)
    }
}

/// A figure, if it is a finite number.
fn finite(figure: f64) -> Option<f64> {
    figure.is_finite().then_some(figure)
}
