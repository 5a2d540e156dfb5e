//! How much more is to be coded twice for an interval of a wanted width.

use super::figure;
use crate::stats::distribution::t_critical;

/// How many units, or clusters of units, coded by all coders, give an interval of the wanted half-width, from the
/// standard error `se` that `units` of them gave: it falls with the square root of their number (Gwet 2014, chapter 5).
/// Never fewer than two. With clusters, `se` must come from resampling clusters
/// ([`resample_clusters`](super::bootstrap::resample_clusters)).
///
/// Nothing where a figure is not above 0 and finite, the level is not between 0 and 1, or more than 2^40 were needed.
#[must_use]
pub fn units_needed(se: f64, units: u64, half_width: f64, level: f64) -> Option<u64> {
    let usable = |figure: f64| figure.is_finite() && figure > 0.0;
    if !usable(se) || !usable(half_width) || !usable(level) || level >= 1.0 || units == 0 {
        return None;
    }
    let is_enough = |wanted: u64| {
        let se = se * (figure(units) / figure(wanted)).sqrt();
        t_critical(level, figure(wanted - 1)) * se <= half_width
    };
    let (mut few, mut enough) = (1, 2);
    while !is_enough(enough) {
        (few, enough) = (enough, enough * 2);
        if enough > 1 << 40 {
            return None;
        }
    }
    // The half-width falls with every unit more.
    while enough - few > 1 {
        let middle = u64::midpoint(few, enough);
        if is_enough(middle) {
            enough = middle;
        } else {
            few = middle;
        }
    }
    Some(enough)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_the_width_needs_about_four_times_the_units() {
        // With 1,000 units the t quantile is 1.962, with 4,000 it is 1.961.
        let now = t_critical(0.95, 999.0) * 0.05;
        assert_eq!(units_needed(0.05, 1000, now, 0.95), Some(1000));
        let needed = units_needed(0.05, 1000, now / 2.0, 0.95);
        assert!(needed.is_some_and(|units| (3990..=4000).contains(&units)), "{needed:?}");
    }

    #[test]
    fn few_units_pay_for_their_degrees_of_freedom() {
        // t is 12.706 with one degree of freedom, 4.303 with two: 4.303 · 0.1 · √(2/3) = 0.3513.
        assert_eq!(units_needed(0.1, 2, 1.271, 0.95), Some(2));
        assert_eq!(units_needed(0.1, 2, 1.270, 0.95), Some(3));
        assert_eq!(units_needed(0.1, 2, 0.3514, 0.95), Some(3));
        assert_eq!(units_needed(0.1, 2, 0.3513, 0.95), Some(4));
    }

    #[test]
    fn what_cannot_be_planned_is_not() {
        assert_eq!(units_needed(0.0, 10, 0.1, 0.95), None);
        assert_eq!(units_needed(0.1, 10, 0.0, 0.95), None);
        assert_eq!(units_needed(0.1, 10, 1e-9, 0.95), None);
        assert_eq!(units_needed(0.1, 10, f64::NAN, 0.95), None);
        assert_eq!(units_needed(0.1, 0, 0.1, 0.95), None);
    }
}
