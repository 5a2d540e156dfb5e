//! Several effects of one study: three-level models, correlated sampling errors, and standard errors that hold anyway.
//!
//! A study that reports many outcomes tells less than as many studies. Here effects `y_ij` of study `i` are
//! mu + `u_i` + `w_ij` + `e_ij`: studies differ with variance `sigma2_between`, effects of a study with `sigma2_within`, and
//! sampling errors are independent or correlated within a study. Which study an effect belongs to is a number from 0 up,
//! without gaps.
//!
//! | question | function |
//! |---|---|
//! | the mean effect, and what varies at which level | [`three_level`] |
//! | the same without likelihood, as robumeta has it | [`correlated_effects`], [`hierarchical_effects`] |
//! | one effect for each study instead | [`aggregate`] |
//!
//! Sources: Konstantopoulos 2011 (Res Synth Methods 2:61); Pustejovsky & Tipton 2022 (Prev Sci 23:425) for CHE;
//! Pustejovsky & Tipton 2018 (J Bus Econ Stat 36:672) for CR2. Figures are tested against metafor, clubSandwich and
//! robumeta.

mod blocks;
mod optimum;
mod robust;
mod rve;
mod three_level;

pub use robust::Tested;
pub use rve::{RobustFit, correlated_effects, hierarchical_effects};
pub use three_level::{SamplingErrors, ThreeLevel, aggregate, mean_of_study, three_level};
