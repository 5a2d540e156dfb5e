//! Intervals for a proportion `k` of `n`: Wilson (with and without correction), Clopper-Pearson, Jeffreys, Agresti-Coull,
//! and Wald's, which is only there to be compared with.
//!
//! All take counts and a level between 0 and 1 (0.95), and give nothing where there is no proportion: `n` is 0, `k` is
//! more than `n`, or the level is not between 0 and 1.

use super::distribution::{beta_quantile, normal_critical};

/// The two ends of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The score interval of Wilson (1927), without continuity correction.
#[must_use]
pub fn wilson(k: u64, n: u64, level: f64) -> Option<Limits> {
    let (k, n) = counts(k, n, level)?;
    let z = normal_critical(level);
    let (share, square) = (k / n, z * z);
    let centre = (share + square / (2.0 * n)) / (1.0 + square / n);
    let half = z / (1.0 + square / n) * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    // At the ends of the scale the limit is the end itself; subtraction would leave a speck.
    let low = if k <= 0.0 { 0.0 } else { centre - half };
    let high = if k >= n { 1.0 } else { centre + half };
    Some(Limits { low, high })
}

/// Wilson's interval with a correction for continuity (Newcombe 1998, method 4): its coverage is hardly ever below the
/// level, and it is wider for that.
#[must_use]
pub fn wilson_corrected(k: u64, n: u64, level: f64) -> Option<Limits> {
    let (k, n) = counts(k, n, level)?;
    let z = normal_critical(level);
    let (share, square) = (k / n, z * z);
    let end = |side: f64| {
        // Below 0 for one of none and for all but one of one, where the end is that of the scale.
        let under = square + side * 2.0 - 1.0 / n + 4.0 * share * (n * (1.0 - share) - side);
        (2.0 * k + square + side * (1.0 + z * under.max(0.0).sqrt())) / (2.0 * (n + square))
    };
    let low = if k <= 0.0 { 0.0 } else { end(-1.0).max(0.0) };
    let high = if k >= n { 1.0 } else { end(1.0).min(1.0) };
    Some(Limits { low, high })
}

/// The interval of Agresti and Coull (1998): Wald's with z² / 2 successes and failures added, cut off at 0 and 1.
#[must_use]
pub fn agresti_coull(k: u64, n: u64, level: f64) -> Option<Limits> {
    let (k, n) = counts(k, n, level)?;
    let z = normal_critical(level);
    Some(around(k + z * z / 2.0, n + z * z, z))
}

/// Wald's interval, the share ± z standard errors, cut off at 0 and 1: far too narrow near the ends, and of no width at
/// them. For comparison with reports that use it.
#[must_use]
pub fn wald(k: u64, n: u64, level: f64) -> Option<Limits> {
    let (k, n) = counts(k, n, level)?;
    Some(around(k, n, normal_critical(level)))
}

/// The share ± z standard errors, cut off at the ends of the scale.
fn around(k: f64, n: f64, z: f64) -> Limits {
    let share = k / n;
    let half = z * (share * (1.0 - share) / n).sqrt();
    Limits { low: (share - half).max(0.0), high: (share + half).min(1.0) }
}

/// The exact interval of Clopper and Pearson (1934): both tails of the binomial at half of what the level leaves.
#[must_use]
pub fn clopper_pearson(k: u64, n: u64, level: f64) -> Option<Limits> {
    let (k, n) = counts(k, n, level)?;
    let tail = (1.0 - level) / 2.0;
    let low = if k <= 0.0 { 0.0 } else { beta_quantile(tail, k, n - k + 1.0) };
    let high = if k >= n { 1.0 } else { beta_quantile(1.0 - tail, k + 1.0, n - k) };
    Some(Limits { low, high })
}

/// The equal-tailed interval of Jeffreys: quantiles of Beta(k + 1/2, n - k + 1/2), also at 0 and at `n`.
#[must_use]
pub fn jeffreys(k: u64, n: u64, level: f64) -> Option<Limits> {
    let (k, n) = counts(k, n, level)?;
    let tail = (1.0 - level) / 2.0;
    let quantile = |p| beta_quantile(p, k + 0.5, n - k + 0.5);
    Some(Limits { low: quantile(tail), high: quantile(1.0 - tail) })
}

// Numbers of people and studies; far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn counts(k: u64, n: u64, level: f64) -> Option<(f64, f64)> {
    (n > 0 && k <= n && level > 0.0 && level < 1.0).then_some((k as f64, n as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Interval = fn(u64, u64, f64) -> Option<Limits>;

    const ALL: [Interval; 6] = [wilson, wilson_corrected, clopper_pearson, jeffreys, agresti_coull, wald];

    fn assert_limits(found: Option<Limits>, low: f64, high: f64) {
        let near = found.is_some_and(|l| (l.low - low).abs() < 1e-12 && (l.high - high).abs() < 1e-12);
        assert!(near, "{found:?} instead of {low} to {high}");
    }

    #[test]
    fn limits_that_have_a_closed_form() {
        // Beta(1, n) and Beta(n, 1) are powers.
        assert_limits(clopper_pearson(0, 5, 0.95), 0.0, 1.0 - 0.025_f64.powf(0.2));
        assert_limits(clopper_pearson(5, 5, 0.95), 0.025_f64.powf(0.2), 1.0);
        assert_limits(wald(0, 10, 0.95), 0.0, 0.0);
        // z^2 / (n + z^2) at k = 0.
        let square = normal_critical(0.95).powi(2);
        assert_limits(wilson(0, 10, 0.95), 0.0, square / (10.0 + square));
    }

    #[test]
    fn no_interval_without_a_proportion() {
        for interval in ALL {
            assert_eq!(interval(0, 0, 0.95), None);
            assert_eq!(interval(3, 2, 0.95), None);
            assert_eq!(interval(1, 2, 1.0), None);
        }
    }

    #[test]
    fn intervals_of_the_complement_are_mirrored() {
        for interval in ALL {
            let (some, rest) = (interval(3, 11, 0.9), interval(8, 11, 0.9));
            assert_limits(some, 1.0 - rest.map_or(0.0, |l| l.high), 1.0 - rest.map_or(0.0, |l| l.low));
        }
    }
}
