//! Pure mathematics on numbers: distributions, meta-analysis, effect sizes, intervals, tables of counts, agreement
//! of coders.
//!
//! Nothing here knows of projects, themes or files: slices of figures go in, figures come out. Each function names the
//! source of its formula, the units and the range of what it takes, and what it gives where a figure is not defined.

pub mod adjusted_p;
pub mod agreement;
pub mod albatross;
pub mod co_occurrence;
pub mod combined_p;
pub mod contingency;
pub mod correspondence;
mod counts;
pub mod distribution;
pub mod effect_size;
pub mod fixed_margins;
pub mod hierarchy;
pub mod kappa;
pub mod keyness;
pub mod linear;
pub mod multilevel;
pub mod nested;
pub mod pooling;
pub mod proportion;
pub mod qca;
pub mod ranks;
pub mod resamples;
mod root;
pub mod saturation;
pub mod sequence;
pub mod shuffle;
mod singular;
pub mod votes;
