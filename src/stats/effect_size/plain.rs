//! Effects in plain numbers: of a thousand people, and of two curves.

use super::finite;
use crate::stats::distribution::normal_cdf;

/// What a relative effect means for people with a known risk. Risks are between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Absolute {
    /// The risk without the intervention.
    pub baseline: f64,
    /// The risk with it.
    pub risk: f64,
    /// The risk with it divided by that without; none when there is no risk without.
    pub ratio: Option<f64>,
    /// The risk with it less that without.
    pub difference: f64,
    /// People to treat for one event more or fewer; none when the risks are equal.
    pub number_needed: Option<f64>,
    /// Events more (or fewer, below 0) among a thousand people.
    pub per_1000: f64,
}

impl Absolute {
    fn new(baseline: f64, risk: f64) -> Option<Self> {
        if !((0.0..=1.0).contains(&baseline) && (0.0..=1.0).contains(&risk)) {
            return None;
        }
        let difference = risk - baseline;
        Some(Self {
            baseline,
            risk,
            ratio: finite(risk / baseline),
            difference,
            number_needed: finite(1.0 / difference.abs()),
            per_1000: 1000.0 * difference,
        })
    }
}

/// An odds ratio (not its logarithm) at a baseline risk: p1 = OR p0 / (1 - p0 + OR p0).
#[must_use]
pub fn absolute_from_odds_ratio(odds_ratio: f64, baseline: f64) -> Option<Absolute> {
    if !(odds_ratio > 0.0 && odds_ratio.is_finite()) {
        return None;
    }
    Absolute::new(baseline, odds_ratio * baseline / (1.0 - baseline + odds_ratio * baseline))
}

/// A risk ratio (not its logarithm) at a baseline risk; none when the risk with the intervention would pass 1.
#[must_use]
pub fn absolute_from_risk_ratio(risk_ratio: f64, baseline: f64) -> Option<Absolute> {
    if risk_ratio > 0.0 { Absolute::new(baseline, risk_ratio * baseline) } else { None }
}

/// A risk difference at a baseline risk; none when the risk with the intervention would leave 0 to 1.
#[must_use]
pub fn absolute_from_risk_difference(difference: f64, baseline: f64) -> Option<Absolute> {
    Absolute::new(baseline, baseline + difference)
}

/// Cohen's U3: the share of the comparison group that the average person of the treated group is above, Φ(g).
#[must_use]
pub fn u3(g: f64) -> Option<f64> {
    finite(normal_cdf(g))
}

/// The chance that a person of the treated group is above one of the comparison group, Φ(g/√2).
#[must_use]
pub fn probability_of_superiority(g: f64) -> Option<f64> {
    finite(normal_cdf(g / std::f64::consts::SQRT_2))
}

/// The share that two normal curves of equal spread have in common, 2Φ(-|g|/2).
#[must_use]
pub fn overlap(g: f64) -> Option<f64> {
    finite(2.0 * normal_cdf(-g.abs() / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_thousand() {
        let absolute = absolute_from_odds_ratio(0.5, 0.5).expect("defined");
        assert!((absolute.risk - 1.0 / 3.0).abs() < 1e-15);
        assert!((absolute.number_needed.expect("unequal") - 6.0).abs() < 1e-12);
        assert!((absolute.per_1000 + 500.0 / 3.0).abs() < 1e-12);
        assert_eq!(absolute_from_risk_ratio(2.0, 0.25).map(|a| (a.risk, a.difference)), Some((0.5, 0.25)));
        assert_eq!(absolute_from_risk_difference(-0.25, 0.5).map(|a| a.ratio), Some(Some(0.5)));
        assert_eq!(absolute_from_odds_ratio(1.0, 0.5).map(|a| a.number_needed), Some(None));
    }

    #[test]
    fn risks_stay_risks() {
        assert!(absolute_from_risk_ratio(3.0, 0.5).is_none() && absolute_from_risk_difference(-0.6, 0.5).is_none());
        assert!(absolute_from_odds_ratio(0.0, 0.5).is_none() && absolute_from_odds_ratio(2.0, 1.5).is_none());
        assert!(absolute_from_odds_ratio(f64::NAN, 0.5).is_none() && u3(f64::NAN).is_none());
    }

    #[test]
    fn equal_curves() {
        assert_eq!((u3(0.0), probability_of_superiority(0.0), overlap(0.0)), (Some(0.5), Some(0.5), Some(1.0)));
    }
}
