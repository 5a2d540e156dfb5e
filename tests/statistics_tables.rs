//! Tables, co-occurrence, keyness, ranks, correspondence analysis, nested codes and saturation against figures of scipy,
//! statsmodels, prince and R (`vectors/stats`).
//!
//! Every expected figure of every case is compared; the few that are not are named with a reason where they are read.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]
#![allow(clippy::cast_precision_loss, reason = "counts of the references are small")]

mod sandbox;
mod vectors;

#[path = "statistics_tables/case.rs"]
mod case;
#[path = "statistics_tables/crosstabs.rs"]
mod crosstabs;
#[path = "statistics_tables/frequencies.rs"]
mod frequencies;
#[path = "statistics_tables/maps.rs"]
mod maps;
#[path = "statistics_tables/nested.rs"]
mod nested;
#[path = "statistics_tables/properties.rs"]
mod properties;
