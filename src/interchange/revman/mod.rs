//! RevMan 5 reviews (.rm5): studies, comparisons and outcomes with what each study reports, and the pooled figures that
//! the program stored, so that they can be pooled again and compared.
//!
//! The format has no public specification that we know of; names are those of files that the program writes (and that the
//! R package meta reads).

mod convert;
mod map;
mod read;
mod repool;
mod xml;

pub use convert::{RevManFindings, revman_findings};
pub use map::{REVMAN_MAP, RevManMapping, read_revman_map};
pub use read::read_revman;
pub use repool::{Repooled, repool};

use crate::model::EffectScale;

/// A review.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RevManReview {
    /// Its title.
    pub title: String,
    /// The included studies.
    pub studies: Vec<RevManStudy>,
    /// The comparisons in the file's order.
    pub comparisons: Vec<RevManComparison>,
}

/// An included study.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevManStudy {
    /// Id, unescaped and without the `STD-` in front.
    pub id: String,
    /// Its name, such as Smith 2009.
    pub name: String,
    /// Year of publication.
    pub year: Option<i64>,
    /// DOI of the study or its main report.
    pub doi: String,
    /// What the review says of its methods.
    pub methods: String,
    /// Items of the risk-of-bias table with their judgements: low, high or unclear.
    pub bias: Vec<(String, String)>,
}

/// A comparison of two treatments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RevManComparison {
    /// Number, such as 1.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its outcomes.
    pub outcomes: Vec<RevManOutcome>,
}

/// What kind of data an outcome has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutcomeKind {
    /// Events of both groups.
    #[default]
    Dichotomous,
    /// Means and standard deviations of both groups.
    Continuous,
    /// Estimates with standard errors.
    InverseVariance,
    /// Observed minus expected events with their variance.
    ObservedExpected,
}

/// How RevMan pools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PoolingMethod {
    /// Mantel-Haenszel.
    #[default]
    MantelHaenszel,
    /// Inverse variance.
    InverseVariance,
    /// Peto, or observed minus expected.
    Peto,
}

/// An outcome of a comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RevManOutcome {
    /// Number, such as 1.2.
    pub number: String,
    /// Its name.
    pub name: String,
    /// What kind of data it has.
    pub kind: OutcomeKind,
    /// The effect measure in the file's word: OR, RR, RD, `PETO_OR`, MD, SMD, `HAZARD_RATIO`, ...
    pub measure: String,
    /// The scale that the word stands for, where we have it.
    pub scale: Option<EffectScale>,
    /// How it is pooled.
    pub method: PoolingMethod,
    /// Whether effects are random.
    pub random: bool,
    /// Whether the analysis counts those without the event.
    pub swap_events: bool,
    /// Level of the studies' intervals in percent.
    pub level: f64,
    /// Level of the pooled interval in percent.
    pub pooled_level: f64,
    /// Names of the two groups.
    pub groups: [String; 2],
    /// What the left and the right side of the forest plot favour.
    pub graph: [String; 2],
    /// What each study reports.
    pub rows: Vec<RevManRow>,
    /// The stored pooled figures of all rows.
    pub pooled: Option<StoredPool>,
    /// Subgroups in the file's order.
    pub subgroups: Vec<RevManSubgroup>,
    /// Line in the file.
    pub line: usize,
}

/// A subgroup of an outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RevManSubgroup {
    /// Number, such as 1.2.1.
    pub number: String,
    /// Its name.
    pub name: String,
    /// The stored pooled figures of its rows.
    pub pooled: Option<StoredPool>,
}

/// Pooled figures as the program stored them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredPool {
    /// The estimate as printed; ratios are no logarithms.
    pub estimate: f64,
    /// Limits of its interval.
    pub ci: (f64, f64),
    /// Heterogeneity: Q.
    pub chi2: Option<f64>,
    /// Its degrees of freedom.
    pub df: Option<f64>,
    /// I² in percent.
    pub i2: Option<f64>,
    /// τ².
    pub tau2: Option<f64>,
    /// The test of the estimate, without sign.
    pub z: Option<f64>,
}

/// What a study reports on an outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RevManRow {
    /// Id of the study.
    pub study: String,
    /// Position of its subgroup in [`RevManOutcome::subgroups`].
    pub subgroup: Option<usize>,
    /// Events of both groups.
    pub events: [Option<f64>; 2],
    /// Sizes of both groups.
    pub totals: [Option<f64>; 2],
    /// Means of both groups.
    pub means: [Option<f64>; 2],
    /// Standard deviations of both groups.
    pub sds: [Option<f64>; 2],
    /// The effect as printed; ratios are no logarithms.
    pub estimate: Option<f64>,
    /// Limits of its interval.
    pub ci: [Option<f64>; 2],
    /// Its standard error; of the logarithm for ratios.
    pub se: Option<f64>,
    /// Observed minus expected events.
    pub observed_expected: Option<f64>,
    /// The variance of that.
    pub variance: Option<f64>,
    /// Its stored weight in percent.
    pub weight: Option<f64>,
    /// Whether the program could make an effect of it.
    pub estimable: bool,
    /// Line in the file.
    pub line: usize,
}
