//! Pure mathematics on numbers: distributions, meta-analysis, effect sizes, intervals, configurations.
//!
//! Nothing here knows of projects, themes or files: slices of figures go in, figures come out. Each function names the
//! source of its formula, the units and the range of what it takes, and what it gives where a figure is not defined.

pub mod adjusted_p;
pub mod albatross;
pub mod co_occurrence;
pub mod combined_p;
pub mod contingency;
mod counts;
pub mod distribution;
pub mod effect_size;
pub mod fixed_margins;
pub mod kappa;
pub mod keyness;
pub mod linear;
pub mod multilevel;
pub mod pooling;
pub mod proportion;
pub mod qca;
mod root;
pub mod saturation;
pub mod shuffle;
pub mod votes;
