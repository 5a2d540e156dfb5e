//! Meta-analysis against the figures of metafor, clubSandwich and robumeta (R), and of a `RevMan` file.
//!
//! Figures are read from `../shared/vectors/synthesis`; each one of them is compared, to a tolerance that is relative or
//! absolute, whichever is the wider. Where the folder is not at hand the tests say so and pass.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test may fail and may say why it is skipped")]

#[path = "statistics_synthesis/conversions.rs"]
mod conversions;
#[path = "statistics_synthesis/multilevel.rs"]
mod multilevel;
#[path = "statistics_synthesis/univariate.rs"]
mod univariate;
#[path = "statistics_synthesis/vectors.rs"]
mod vectors;

use vectors::read;

/// Independent effects and conversions.
const CLOSED_FORM: f64 = 1e-9;
/// Figures of a search in two dimensions, which R's optimiser ends a little early.
const ITERATED: f64 = 1e-6;
/// What is flat at the top.
const LOG_LIKELIHOOD: f64 = 1e-9;

/// Sections of the file that other tests compare.
const ELSEWHERE: [&str; 5] =
    ["meta", "vote_counting", "p_value_combination", "albatross_smd_contours", "albatross_or_contours"];

#[test]
fn every_section_is_compared_somewhere() {
    let Some(all) = read("meta_vectors.json") else { return };
    let here = ["univariate", "multilevel", "effect_size_conversions"];
    for section in all.as_object().expect("an object").keys() {
        assert!(here.contains(&section.as_str()) || ELSEWHERE.contains(&section.as_str()), "{section} is new");
    }
}
