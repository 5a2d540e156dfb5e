//! Quantitative evidence: studies, interventions, effects, statistics, practice elements, and the
//! links that tie themes and codes to them. Fields as reported are kept untouched.

use serde::{Deserialize, Serialize};

/// A primary study of the review.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Study {
    /// Id.
    pub id: String,
    /// Short cite.
    pub cite: String,
    /// Year of publication.
    pub year: Option<i64>,
    /// Country of the study.
    pub country: String,
    /// Whether it was done in the United Kingdom.
    pub uk: Option<bool>,
    /// Design id of the scale `designs`.
    pub design: String,
    /// Design in words.
    pub design_detail: String,
    /// Setting in words.
    pub setting: String,
    /// Participants in all.
    pub n_total: Option<i64>,
    /// Participants who got the intervention.
    pub n_int: Option<i64>,
    /// Participants compared with.
    pub n_ctl: Option<i64>,
    /// Risk-of-bias tool.
    pub rob_tool: String,
    /// Overall risk of bias, in the tool's word.
    pub rob_overall: String,
    /// Whether the study was funded independently of the provider.
    pub funding_independent: Option<bool>,
    /// Cohort shared with other studies.
    pub cohort: String,
    /// DOI.
    pub doi: String,
}

/// What was tested.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Intervention {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Before the return, after it, or both.
    pub phase: String,
    /// Whom it supports.
    pub recipients: Vec<String>,
    /// Rating as written, such as `3+*`, on the scale `evidence_rating`.
    pub evidence_rating: String,
    /// Rating as written on the scale `cost_rating`.
    pub cost_rating: String,
    /// Cost of one unit in pounds.
    pub unit_cost_gbp: Option<f64>,
    /// Year of the prices.
    pub cost_year: Option<i64>,
    /// Whether it can be done in the United Kingdom, in the reviewers' words.
    pub uk_feasible: String,
    /// What it is.
    pub description: String,
}

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
    /// Level of the interval, between 0 and 1 (0.95 when not given).
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

/// A practice element that interventions share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Element {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Practice aspect it belongs to.
    pub family: String,
    /// Content or delivery.
    pub kind: String,
    /// What it is.
    pub description: String,
}

/// Whether an intervention has a practice element.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct InterventionElement {
    /// Intervention id.
    pub intervention: String,
    /// Element id.
    pub element: String,
    /// Present, absent, or not reported.
    pub presence: Option<bool>,
    /// Where it was read.
    pub source: String,
}

/// One descriptive figure: a percentage, a cost, a count, or a claim without a figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Statistic {
    /// Id.
    pub id: String,
    /// What it says.
    pub label: String,
    /// The figure; none for claims and for figures that are not known.
    pub value: Option<f64>,
    /// `percent`, `GBP`, `count` or `claim`.
    pub unit: String,
    /// Who or what the figure is a share of, or was counted over.
    pub base: String,
    /// Size of the base, where it is reported.
    pub base_n: Option<i64>,
    /// Numerator, where it is reported.
    pub numerator: Option<i64>,
    /// Day, year or period it holds for.
    pub as_of: String,
    /// Key of the cited source.
    pub source: String,
    /// Where in the source.
    pub page_or_place: String,
    /// Statistic that this one replaces.
    pub supersedes: String,
    /// Whether the figure may be quoted word for word from its source.
    pub verbatim_ok: Option<bool>,
    /// Remarks: nested bases, rival vintages.
    pub note: String,
}

/// A cited publication, institution or product.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cited {
    /// Key that statistics and recommendations use.
    pub id: String,
    /// Citation.
    pub cite: String,
    /// Year.
    pub year: Option<i64>,
    /// Report, framework, evaluation, institution, product, ...
    pub kind: String,
    /// Who published it.
    pub institution: String,
    /// Where it is found.
    pub url: String,
}

/// A recommendation made by a cited source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recommendation {
    /// Id.
    pub id: String,
    /// What is recommended.
    pub text: String,
    /// Key of the cited source.
    pub source: String,
}

/// Whether a link counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkStatus {
    /// Suggested; counts nowhere.
    #[default]
    Proposed,
    /// Accepted by a named person; the only links that count.
    Accepted,
    /// Looked at and refused.
    Rejected,
}

/// An explicit tie between a theme or code and evidence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    /// Id.
    pub id: String,
    /// `theme` or `code`.
    pub from_kind: String,
    /// Id of the theme or code.
    pub from: String,
    /// `outcome`, `intervention`, `element`, `statistic` or `question`.
    pub to_kind: String,
    /// Id of what it is tied to.
    pub to: String,
    /// `addresses`, `explains`, `enables`, `impedes`, `matches_view`, `contradicts`, `describes_population`.
    pub relation: String,
    /// Expected direction: `+`, `-`, `0` or `?`.
    pub direction: String,
    /// Why.
    pub rationale: String,
    /// Who made it.
    pub coder: String,
    /// When.
    pub date: String,
    /// Whether it counts.
    pub status: LinkStatus,
}

/// All quantitative evidence of a project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// Primary studies.
    pub studies: Vec<Study>,
    /// Interventions.
    pub interventions: Vec<Intervention>,
    /// Effects.
    pub effects: Vec<Effect>,
    /// Practice elements.
    pub elements: Vec<Element>,
    /// Which intervention has which element.
    pub intervention_elements: Vec<InterventionElement>,
    /// Descriptive figures.
    pub statistics: Vec<Statistic>,
    /// Cited sources.
    pub cited: Vec<Cited>,
    /// Recommendations of cited sources.
    pub recommendations: Vec<Recommendation>,
    /// Ties to themes and codes.
    pub links: Vec<Link>,
}
