//! Does an event become more frequent from one ordered group to the next?

use crate::stats::counts::figure;
use crate::stats::distribution::{chi_squared_sf, normal_sf};

/// One of the groups, in any order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dose {
    /// Units with the event.
    pub events: u64,
    /// All units of the group.
    pub total: u64,
    /// Where the group stands: its rank or amount.
    pub score: f64,
}

/// The test of a trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// The statistic, standard normal without a trend; above 0 when events become more frequent with the score.
    pub z: f64,
    /// Its square.
    pub chi_squared: f64,
    /// Two-sided p value.
    pub p: f64,
    /// P of so large a z: against a rise.
    pub p_rising: f64,
    /// P of so small a z: against a fall.
    pub p_falling: f64,
}

/// The trend test of Cochran (1954) and Armitage (1955), with the variance of a binomial (n, not n - 1, as in R's
/// `prop.trend.test`).
///
/// None when a group has more events than units, a score is not finite, all units have the event or none, or all have one
/// score.
#[must_use]
pub fn trend(groups: &[Dose]) -> Option<Trend> {
    if groups.iter().any(|group| group.events > group.total || !group.score.is_finite()) {
        return None;
    }
    let sum = |of: fn(&Dose) -> f64| groups.iter().map(of).sum::<f64>();
    let (n, events) = (sum(|group| figure(group.total)), sum(|group| figure(group.events)));
    let share = events / n;
    let centre = sum(|group| figure(group.total) * group.score) / n;
    let excess: f64 =
        groups.iter().map(|group| (group.score - centre) * (figure(group.events) - share * figure(group.total))).sum();
    let spread: f64 = groups.iter().map(|group| figure(group.total) * (group.score - centre).powi(2)).sum();
    let variance = share * (1.0 - share) * spread;
    // Also where there are no units: then it is not a number.
    if variance.is_nan() || variance <= 0.0 {
        return None;
    }
    let z = excess / variance.sqrt();
    let chi_squared = z * z;
    let p = chi_squared_sf(chi_squared, 1.0);
    Some(Trend { z, chi_squared, p, p_rising: normal_sf(z), p_falling: normal_sf(-z) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::effect_size::TwoByTwo;

    fn dose(events: u64, total: u64, score: f64) -> Dose {
        Dose { events, total, score }
    }

    #[test]
    fn with_two_groups_it_is_chi_squared() {
        let found = trend(&[dose(10, 50, 0.0), dose(20, 50, 3.0)]).expect("a trend");
        let table = TwoByTwo::from_events(10.0, 50.0, 20.0, 50.0).and_then(TwoByTwo::chi_squared);
        assert!(table.is_some_and(|expected| (found.chi_squared - expected).abs() < 1e-12));
        assert!(found.z > 0.0 && found.p_rising < 0.05 && (found.p - 2.0 * found.p_rising).abs() < 1e-12);
    }

    #[test]
    fn no_trend_can_be_seen() {
        for groups in [
            &[][..],
            &[dose(0, 10, 0.0), dose(0, 10, 1.0)],
            &[dose(10, 10, 0.0), dose(10, 10, 1.0)],
            &[dose(1, 10, 2.0), dose(5, 10, 2.0)],
            &[dose(11, 10, 0.0), dose(5, 10, 1.0)],
            &[dose(1, 10, f64::NAN), dose(5, 10, 1.0)],
        ] {
            assert_eq!(trend(groups), None);
        }
    }
}
