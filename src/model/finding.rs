//! Quantitative evidence: studies, interventions, statistics, practice elements, what helped and hindered.
//! Fields as reported are kept untouched.

use serde::{Deserialize, Serialize};

use super::{Effect, Link, ViewMatch, ViewRecommendation};

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
    /// Key of its reference in a reference manager.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ris_id: String,
    /// Risk of bias by domain: the tool's domain and its word, in the sheet's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rob_domains: Vec<(String, String)>,
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
    /// Strength of the recommendation that a guide makes of it, on the scale `guide_strength`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub guide_strength: String,
    /// Whether it can be done in the United Kingdom, in the reviewers' words.
    pub uk_feasible: String,
    /// What it is.
    pub description: String,
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

/// What a study or an intervention's report says helped or hindered putting it into practice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImplementationFactor {
    /// Id.
    pub id: String,
    /// Id of the factor on the scale `implementation_factors`, or a short name of it.
    pub factor: String,
    /// Study that reports it, or empty.
    pub study: String,
    /// Intervention that it is about, or empty.
    pub intervention: String,
    /// `barrier` or `enabler`.
    pub valence: String,
    /// `family`, `practitioner`, `organisation` or `system`.
    pub level: String,
    /// What is reported, in the reviewers' words.
    pub text: String,
    /// Where it was read.
    pub source: String,
}

/// How far a study, an effect or a case speaks to one PROGRESS-Plus characteristic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProgressTag {
    /// `study`, `effect` or `case`.
    pub about: String,
    /// Id of the study, effect or case.
    pub id: String,
    /// Id of the characteristic on the scale `progress_plus`.
    pub characteristic: String,
    /// Which group, in words.
    pub value: String,
    /// `described`, `subgroup_analysed` or `targeted`.
    pub level: String,
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
    /// What helped or hindered putting interventions into practice.
    pub factors: Vec<ImplementationFactor>,
    /// Which PROGRESS-Plus characteristics studies, effects and cases speak to.
    pub progress: Vec<ProgressTag>,
    /// Recommendations for interventions taken from views.
    pub views: Vec<ViewRecommendation>,
    /// Which intervention does what a view asks for.
    pub view_matches: Vec<ViewMatch>,
    /// Ties to themes and codes.
    pub links: Vec<Link>,
}
