//! Whole numbers as figures.

/// A count as a figure. Counts of people, passages and words are far below 2^53, where this would begin to round.
#[allow(clippy::cast_precision_loss)]
#[must_use]
pub(crate) fn figure(count: u64) -> f64 {
    count as f64
}

/// A length as a figure.
#[must_use]
pub(crate) fn length<T>(items: &[T]) -> f64 {
    figure(items.len() as u64)
}
