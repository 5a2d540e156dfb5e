//! Scales on which effects are computed with: where they are about normal and add up. That of a ratio is its logarithm, that of a
//! correlation Fisher's z, that of any other the scale of report.

use crate::model::EffectScale;
use crate::stats::effect_size::{Estimate, d_to_log_odds_ratio, log_odds_ratio_to_d};

impl EffectScale {
    /// A value of the scale of analysis as people know it: a ratio for its logarithm, a correlation for Fisher's z.
    #[must_use]
    pub fn shown(self, value: f64) -> f64 {
        match self {
            scale if scale.is_ratio() => value.exp(),
            Self::Correlation => value.tanh(),
            _ => value,
        }
    }

    /// A value of the scale of analysis in words, as people know it: `OR 0.56`.
    #[must_use]
    pub fn in_words(self, value: f64) -> String {
        format!("{} {:.*}", self.abbreviation(), usize::from(self.decimals()), self.shown(value))
    }

    /// A value of the scale of analysis as a standardised mean difference, for comparison with the smallest effect of interest. Risk and hazard
    /// ratios are taken as odds ratios, which they are close to while events are rare; none for differences in other units.
    #[must_use]
    pub fn roughly_smd(self, value: f64) -> Option<f64> {
        match self {
            Self::Smd => Some(value),
            scale if scale.is_ratio() => Some(value * 3.0_f64.sqrt() / std::f64::consts::PI),
            Self::Correlation => {
                let r = value.tanh();
                Some(2.0 * r / (1.0 - r * r).sqrt())
            }
            _ => None,
        }
    }
}

/// An estimate on another scale, where there is an accepted way (Hasselblad and Hedges 1995).
pub(super) fn converted(estimate: Estimate, from: EffectScale, to: EffectScale) -> Option<Estimate> {
    match (from, to) {
        (from, to) if from == to => Some(estimate),
        (EffectScale::OddsRatio, EffectScale::Smd) => log_odds_ratio_to_d(estimate),
        (EffectScale::Smd, EffectScale::OddsRatio) => d_to_log_odds_ratio(estimate),
        _ => None,
    }
}
