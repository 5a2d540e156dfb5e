//! Scales on which effects are computed with.

use crate::model::EffectScale;
use crate::stats::effect_size::{Estimate, d_to_log_odds_ratio, log_odds_ratio_to_d};

/// A scale of analysis: where effects are about normal and add up. Ratios are logarithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnalysisScale {
    /// Standardised mean difference.
    Smd,
    /// Logarithm of an odds ratio.
    LogOddsRatio,
    /// Logarithm of a risk ratio.
    LogRiskRatio,
    /// Logarithm of a hazard ratio.
    LogHazardRatio,
    /// Risk difference.
    RiskDifference,
    /// Mean difference in a measure's own unit.
    MeanDifference,
    /// Fisher's z of a correlation.
    FisherZ,
}

impl AnalysisScale {
    /// The scale on which effects reported like this are computed with.
    #[must_use]
    pub fn of(reported: EffectScale) -> Self {
        match reported {
            EffectScale::Smd => Self::Smd,
            EffectScale::OddsRatio => Self::LogOddsRatio,
            EffectScale::RiskRatio => Self::LogRiskRatio,
            EffectScale::HazardRatio => Self::LogHazardRatio,
            EffectScale::RiskDifference => Self::RiskDifference,
            EffectScale::MeanDifference => Self::MeanDifference,
            EffectScale::Correlation => Self::FisherZ,
        }
    }

    /// The scale on which people report what is computed with like this.
    #[must_use]
    pub fn reported_as(self) -> EffectScale {
        match self {
            Self::Smd => EffectScale::Smd,
            Self::LogOddsRatio => EffectScale::OddsRatio,
            Self::LogRiskRatio => EffectScale::RiskRatio,
            Self::LogHazardRatio => EffectScale::HazardRatio,
            Self::RiskDifference => EffectScale::RiskDifference,
            Self::MeanDifference => EffectScale::MeanDifference,
            Self::FisherZ => EffectScale::Correlation,
        }
    }

    /// The word for files: `smd`, `log_or`, ...
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Smd => "smd",
            Self::LogOddsRatio => "log_or",
            Self::LogRiskRatio => "log_rr",
            Self::LogHazardRatio => "log_hr",
            Self::RiskDifference => "rd",
            Self::MeanDifference => "md",
            Self::FisherZ => "fisher_z",
        }
    }

    /// The abbreviation under which values are shown to people, back on the scale that they know.
    #[must_use]
    pub fn shown_as(self) -> &'static str {
        match self {
            Self::Smd => "SMD",
            Self::LogOddsRatio => "OR",
            Self::LogRiskRatio => "RR",
            Self::LogHazardRatio => "HR",
            Self::RiskDifference => "RD",
            Self::MeanDifference => "MD",
            Self::FisherZ => "r",
        }
    }

    /// The name in full of what values are shown as.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Smd => "standardised mean difference",
            Self::LogOddsRatio => "odds ratio",
            Self::LogRiskRatio => "risk ratio",
            Self::LogHazardRatio => "hazard ratio",
            Self::RiskDifference => "risk difference",
            Self::MeanDifference => "mean difference",
            Self::FisherZ => "correlation",
        }
    }

    /// Whether values are logarithms of ratios.
    #[must_use]
    pub fn is_log(self) -> bool {
        matches!(self, Self::LogOddsRatio | Self::LogRiskRatio | Self::LogHazardRatio)
    }

    /// A value as people know it: a ratio for its logarithm, a correlation for Fisher's z.
    #[must_use]
    pub fn shown(self, value: f64) -> f64 {
        match self {
            scale if scale.is_log() => value.exp(),
            Self::FisherZ => value.tanh(),
            _ => value,
        }
    }

    /// Decimals with which values are shown.
    #[must_use]
    pub fn decimals(self) -> u8 {
        if self == Self::RiskDifference { 3 } else { 2 }
    }

    /// A shown value in words: `OR 0.56`.
    #[must_use]
    pub fn in_words(self, value: f64) -> String {
        format!("{} {:.*}", self.shown_as(), usize::from(self.decimals()), self.shown(value))
    }

    /// A value as a standardised mean difference, for comparison with the smallest effect of interest. Risk and hazard
    /// ratios are taken as odds ratios, which they are close to while events are rare; none for differences in other units.
    #[must_use]
    pub fn roughly_smd(self, value: f64) -> Option<f64> {
        match self {
            Self::Smd => Some(value),
            scale if scale.is_log() => Some(value * 3.0_f64.sqrt() / std::f64::consts::PI),
            Self::FisherZ => {
                let r = value.tanh();
                Some(2.0 * r / (1.0 - r * r).sqrt())
            }
            _ => None,
        }
    }
}

/// An estimate on another scale, where there is an accepted way (Hasselblad and Hedges 1995).
pub(super) fn converted(estimate: Estimate, from: AnalysisScale, to: AnalysisScale) -> Option<Estimate> {
    match (from, to) {
        (from, to) if from == to => Some(estimate),
        (AnalysisScale::LogOddsRatio, AnalysisScale::Smd) => log_odds_ratio_to_d(estimate),
        (AnalysisScale::Smd, AnalysisScale::LogOddsRatio) => d_to_log_odds_ratio(estimate),
        _ => None,
    }
}
