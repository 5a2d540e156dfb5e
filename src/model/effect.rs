//! Effect sizes, as reported.

use serde::{Deserialize, Serialize};

/// Scale of an effect size as reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectScale {
    /// Standardised mean difference.
    #[default]
    Smd,
    /// Odds ratio.
    OddsRatio,
    /// Risk ratio.
    RiskRatio,
    /// Hazard ratio.
    HazardRatio,
    /// Risk difference.
    RiskDifference,
    /// Mean difference in the measure's own unit.
    MeanDifference,
    /// Correlation.
    Correlation,
}

impl EffectScale {
    /// Every scale with the word that sheets use and its name for people.
    pub const WORDS: [(Self, &'static str, &'static str); 7] = [
        (Self::Smd, "smd", "standardised mean difference"),
        (Self::OddsRatio, "odds_ratio", "odds ratio"),
        (Self::RiskRatio, "risk_ratio", "risk ratio"),
        (Self::HazardRatio, "hazard_ratio", "hazard ratio"),
        (Self::RiskDifference, "risk_difference", "risk difference"),
        (Self::MeanDifference, "mean_difference", "mean difference"),
        (Self::Correlation, "correlation", "correlation"),
    ];

    /// Whether values are ratios: positive, without effect at 1, symmetric on the log scale.
    #[must_use]
    pub fn is_ratio(self) -> bool {
        matches!(self, Self::OddsRatio | Self::RiskRatio | Self::HazardRatio)
    }

    /// The value that means "no effect".
    #[must_use]
    pub fn null(self) -> f64 {
        if self.is_ratio() { 1.0 } else { 0.0 }
    }

    /// The word that sheets use.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(scale, _, _)| *scale == self).map_or("", |(_, word, _)| word)
    }

    /// The name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::WORDS.iter().find(|(scale, _, _)| *scale == self).map_or("", |(_, _, name)| name)
    }

    /// The abbreviation that stands before values, such as `OR`.
    #[must_use]
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::Smd => "SMD",
            Self::OddsRatio => "OR",
            Self::RiskRatio => "RR",
            Self::HazardRatio => "HR",
            Self::RiskDifference => "RD",
            Self::MeanDifference => "MD",
            Self::Correlation => "r",
        }
    }

    /// Decimals with which values are shown.
    #[must_use]
    pub fn decimals(self) -> u8 {
        if self == Self::RiskDifference { 3 } else { 2 }
    }
}

/// Which way an effect points once the outcome's own direction is taken into account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Towards benefit.
    Benefit,
    /// Exactly no difference, or direction not known.
    Neither,
    /// Towards harm.
    Harm,
}

/// One effect size.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Effect {
    /// Id.
    pub id: String,
    /// Study id.
    pub study: String,
    /// Intervention id.
    pub intervention: String,
    /// What it was compared with.
    pub comparator: String,
    /// Outcome domain id.
    pub outcome: String,
    /// Measure in words.
    pub measure: String,
    /// Who rated.
    pub rater: String,
    /// Months after the start.
    pub months: Option<f64>,
    /// Group the effect is about.
    pub population: String,
    /// Scale as reported.
    pub es_type: EffectScale,
    /// Value as reported.
    pub value: Option<f64>,
    /// Lower limit of the interval.
    pub ci_low: Option<f64>,
    /// Upper limit of the interval.
    pub ci_high: Option<f64>,
    /// Level of the interval in percent (95 when not given).
    pub ci_level: Option<f64>,
    /// Standard error on the analysis scale (log for ratios).
    pub se: Option<f64>,
    /// Variance on the analysis scale (log for ratios).
    pub variance: Option<f64>,
    /// Group size, intervention.
    pub n1: Option<f64>,
    /// Group size, comparison.
    pub n2: Option<f64>,
    /// Mean, intervention.
    pub m1: Option<f64>,
    /// Standard deviation, intervention.
    pub sd1: Option<f64>,
    /// Mean, comparison.
    pub m2: Option<f64>,
    /// Standard deviation, comparison.
    pub sd2: Option<f64>,
    /// Events, intervention.
    pub e1: Option<f64>,
    /// Events, comparison.
    pub e2: Option<f64>,
    /// t statistic, intervention minus comparison.
    pub t: Option<f64>,
    /// F statistic with one degree of freedom for the groups.
    pub f: Option<f64>,
    /// p value as reported; `<0.001` is kept as 0.001 with [`Effect::p_below`].
    pub p: Option<f64>,
    /// Whether `p` is an upper bound.
    pub p_below: bool,
    /// Whether a higher value of the measure is better for the child or family.
    pub higher_is_better: Option<bool>,
    /// Whether the effect is adjusted for covariates.
    pub adjusted: Option<bool>,
    /// Whether clustering is taken into account.
    pub cluster_adjusted: Option<bool>,
    /// Intra-cluster correlation.
    pub icc: Option<f64>,
    /// Clusters in both groups together.
    pub cluster_n: Option<f64>,
    /// Whether the means are of change scores; `false` for scores at the end.
    pub change_score: Option<bool>,
    /// Remarks.
    pub notes: String,
}

impl Effect {
    /// Which way the effect points: benefit when the measure moved the way that is better.
    #[must_use]
    pub fn direction(&self) -> Direction {
        let (Some(value), Some(higher_is_better)) = (self.value, self.higher_is_better) else {
            return Direction::Neither;
        };
        let above = value - self.es_type.null();
        if above == 0.0 {
            Direction::Neither
        } else if (above > 0.0) == higher_is_better {
            Direction::Benefit
        } else {
            Direction::Harm
        }
    }
}
