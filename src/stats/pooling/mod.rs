//! Meta-analysis of independent effects: pooling, heterogeneity, and what stands beside a pooled figure.
//!
//! Effects come as [`Observation`]s on the scale of analysis (logarithms for ratios) with their sampling variances. Every
//! answer is on the same scale. Conventions are those of metafor 3.8 (Viechtbauer 2010, J Stat Softw 36:3), against whose
//! figures this module is tested; where it is free to choose, Cochrane's default of 2025: REML, Knapp-Hartung, Q-profile,
//! prediction interval.
//!
//! | question | function |
//! |---|---|
//! | what do the effects say together | [`pool`] |
//! | tables of events, sparse ones too | [`mantel_haenszel`], [`peto`] |
//! | does one effect decide | [`leave_one_out`], [`influence`], [`cumulative`] |
//! | do groups differ | [`subgroups`], [`meta_regression`] |
//! | are small studies missing | [`egger`], [`begg`], [`trim_and_fill`], [`fail_safe_n`] |

mod heterogeneity;
mod influence;
mod model;
mod options;
mod pooled;
mod regression;
mod sensitivity;
mod small_study;
mod subgroups;
mod tables;
mod trim_fill;

pub use heterogeneity::restricted_log_likelihood;
pub use influence::{Influence, influence};
pub(crate) use model::check;
pub use options::{Heterogeneity, Observation, Pooling, PoolingError, PredictionDf, Test};
pub(crate) use pooled::check_level;
pub use pooled::{Pooled, pool};
pub use regression::{Coefficient, MetaRegression, Omnibus, meta_regression};
pub use sensitivity::{Brief, cumulative, leave_one_out};
pub use small_study::{AsymmetryTest, FailSafe, RankTest, begg, egger, egger_mixed, fail_safe_n};
pub use subgroups::{SubgroupTau2, Subgroups, subgroups};
pub use tables::{TableMeasure, TablePool, mantel_haenszel, peto};
pub use trim_fill::{Filled, MissingEstimator, Side, trim_and_fill};
