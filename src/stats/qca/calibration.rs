//! From measurements to memberships.

use super::{NEAR, QcaError};

/// The three anchors of the direct method (Ragin 2008): a logistic curve whose log odds of membership are −ln 19 at
/// full non-membership, 0 at the crossover and ln 19 at full membership, that is memberships 0.05, 0.5 and 0.95.
/// Anchors that fall calibrate the other way round: low figures are in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchors {
    exclusion: f64,
    crossover: f64,
    inclusion: f64,
}

impl Anchors {
    /// Anchors at full non-membership (e), crossover (c) and full membership (i), in the unit of what is measured.
    ///
    /// # Errors
    /// [`QcaError::Anchors`] unless they rise or fall.
    pub fn new(exclusion: f64, crossover: f64, inclusion: f64) -> Result<Self, QcaError> {
        let rise = exclusion < crossover && crossover < inclusion;
        let fall = exclusion > crossover && crossover > inclusion;
        let finite = exclusion.is_finite() && inclusion.is_finite();
        if finite && (rise || fall) {
            Ok(Self { exclusion, crossover, inclusion })
        } else {
            Err(QcaError::Anchors { exclusion, crossover, inclusion })
        }
    }

    /// Membership of a figure, between 0 and 1.
    #[must_use]
    pub fn membership(&self, figure: f64) -> f64 {
        let from_crossover = figure - self.crossover;
        let towards = self.inclusion - self.crossover;
        let scale = if from_crossover * towards.signum() >= 0.0 { towards } else { self.crossover - self.exclusion };
        1.0 / (1.0 + (-19_f64.ln() * from_crossover / scale).exp())
    }
}

/// Crisp membership: 1 from the threshold on, 0 below it.
#[must_use]
pub fn crisp(figure: f64, threshold: f64) -> f64 {
    if figure >= threshold - NEAR * threshold.abs() { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_have_their_memberships_and_fall_mirrored() {
        let (rise, fall) = (Anchors::new(1.0, 3.0, 9.0), Anchors::new(9.0, 3.0, 1.0));
        let (rise, fall) = (rise.expect("rises"), fall.expect("falls"));
        for (figure, membership) in [(1.0, 0.05), (3.0, 0.5), (9.0, 0.95)] {
            assert!((rise.membership(figure) - membership).abs() < 1e-12);
            assert!((fall.membership(figure) - (1.0 - membership)).abs() < 1e-12);
        }
        assert!(rise.membership(1e9) <= 1.0 && rise.membership(-1e9) >= 0.0);
    }

    #[test]
    fn anchors_that_do_not_rise_or_fall_are_refused() {
        for (e, c, i) in [(1.0, 1.0, 2.0), (1.0, 3.0, 2.0), (f64::NAN, 1.0, 2.0), (0.0, 1.0, f64::INFINITY)] {
            assert!(matches!(Anchors::new(e, c, i), Err(QcaError::Anchors { .. })), "{e} {c} {i}");
        }
    }

    #[test]
    fn the_threshold_itself_is_in() {
        for (figure, is_in) in [(0.299, false), (0.3, true), (0.1 + 0.2, true), (4.0, true)] {
            assert_eq!(crisp(figure, 0.3) > 0.5, is_in, "{figure}");
        }
    }
}
