//! Agreement of coders: on fixed units, on spans of a text, and on where a text is cut.
//!
//! | question | module |
//! |---|---|
//! | do coders put units into the same categories? | [`coefficients`], [`krippendorff`], [`sets`], [`fleiss`], [`super::kappa`] |
//! | do two coders mark the same text with a code? | [`overlap`] by length, [`matching`] by segments |
//! | do several coders cut out and code the same units? | [`unitizing`], [`gamma`] |
//! | do coders cut a text at the same places? | [`boundaries`] |
//! | how sure is the figure, and how much more is to be coded twice? | [`bootstrap`], [`planning`] |
//!
//! Texts are never enumerated by character: a stretch of text is a unit with a length, and counts as often as it is
//! long. A figure that is not defined is an [`Undefined`] that says why, never 0 or 1 by convention.

pub mod bootstrap;
pub mod boundaries;
pub mod coefficients;
pub mod fleiss;
pub mod gamma;
pub mod krippendorff;
pub mod matching;
pub mod overlap;
pub mod planning;
pub mod ratings;
pub mod sets;
pub mod spans;
pub mod unitizing;
pub mod weighting;

use thiserror::Error;

/// Why there is no figure of agreement.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Undefined {
    /// A table of two raters has not as many rows as columns, or its weights have another size.
    #[error("the table of two raters must have as many rows as columns")]
    NotSquare,
    /// A unit has more or fewer cells than there are coders, or there are not as many lengths as units.
    #[error("every unit must have one cell for each coder, and one length")]
    Ragged,
    /// A value is not a finite number.
    #[error("a value is not a number")]
    NotANumber,
    /// A category or code is not among those that were announced.
    #[error("a category is not among the categories")]
    UnknownCategory,
    /// Fewer than two coders.
    #[error("agreement needs two coders")]
    TooFewCoders,
    /// No unit has two ratings, or there is no text.
    #[error("no unit was rated by more than one")]
    NoUnits,
    /// Chance alone gives full agreement, so there is nothing to go beyond it.
    #[error("one and the same category was used for everything, so agreement cannot be told from chance")]
    OneCategory,
    /// Ratios of negative values, or of values that cancel, mean nothing.
    #[error("ratios need values that are not negative")]
    NotARatioScale,
    /// A bootstrap that draws single pairs cannot take a unit for thousands of characters.
    #[error("pairs can be drawn only from units that count once")]
    UnitsWithLengths,
    /// Two units of one coder share text where each place may have one code only.
    #[error("units of one coder overlap")]
    OverlappingUnits,
    /// A unit reaches beyond the end of the text.
    #[error("a unit ends after the text")]
    OutsideText,
    /// Nothing was coded, so shares of what was coded do not exist.
    #[error("nothing was coded")]
    NothingCoded,
    /// No two units with the code in question were aligned with each other.
    #[error("no two units were aligned with each other")]
    NothingAligned,
    /// Segmentations of texts that are not of the same length.
    #[error("segmentations must be of texts of one length")]
    LengthsDiffer,
    /// No coder cut the text.
    #[error("no coder set a boundary")]
    NoBoundaries,
    /// The text is not longer than the window that is moved over it.
    #[error("the text is not longer than the window")]
    TextTooShort,
    /// A setting is not a positive number.
    #[error("a setting is out of range")]
    BadSetting,
}

/// A number of units or characters as a figure.
// Far below 2^53.
#[allow(clippy::cast_precision_loss)]
pub(in crate::stats) fn figure(count: u64) -> f64 {
    count as f64
}

/// What agreement goes beyond chance, as a share of what it could: (observed − chance) / (1 − chance).
pub(in crate::stats) fn beyond_chance(observed: f64, by_chance: f64) -> Result<f64, Undefined> {
    // Sums of shares leave a speck where chance is certain.
    if 1.0 - by_chance <= 1e-12 {
        return Err(Undefined::OneCategory);
    }
    Ok((observed - by_chance) / (1.0 - by_chance))
}

/// The mean of some figures; nothing without any.
pub(in crate::stats) fn mean(figures: &[f64]) -> Option<f64> {
    (!figures.is_empty()).then(|| figures.iter().sum::<f64>() / figure(figures.len() as u64))
}

/// The standard deviation of a sample; nothing with fewer than two figures.
fn sd(figures: &[f64]) -> Option<f64> {
    let rest = (figures.len() as u64).checked_sub(1).filter(|rest| *rest > 0)?;
    let mean = mean(figures)?;
    let squares: f64 = figures.iter().map(|figure| (figure - mean).powi(2)).sum();
    Some((squares / figure(rest)).sqrt())
}
