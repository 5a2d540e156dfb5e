//! Effect contours of the albatross plot: which sample size goes with a p value if the effect has a given size
//! (Harrison et al. 2017). N is the size of both groups together and need not be whole; p values are two-sided; the
//! sign of an effect plays no part.

use super::distribution::{normal_quantile, normal_two_sided};

/// An effect whose contour is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Contour {
    /// A standardised mean difference, with groups of ratio r to 1: N = (z/b)² ((r+1)²/r + b²/2).
    MeanDifference {
        /// Standardised mean difference (b), not 0.
        smd: f64,
        /// Size of one group over that of the other (r), above 0.
        ratio: f64,
    },
    /// An odds ratio with equal groups: N = 2 (z/ln OR)² (1/(p₁q₁) + 1/(p₀q₀)).
    OddsRatio {
        /// Odds ratio, above 0 and not 1.
        odds_ratio: f64,
        /// Risk of the control group (p₀), between 0 and 1.
        control_risk: f64,
    },
}

impl Contour {
    /// The sample size at which the effect has this two-sided p value. None where p is not above 0 and at most 1, and
    /// for effects outside the ranges above.
    #[must_use]
    pub fn sample_size(&self, p: f64) -> Option<f64> {
        let z = z_of(p)?;
        Some(z * z * self.per_squared_z()?)
    }

    /// The two-sided p value that the effect has in a sample of this size: the inverse of [`Contour::sample_size`].
    /// None for sizes below 0.
    #[must_use]
    pub fn p_value(&self, sample_size: f64) -> Option<f64> {
        let per = self.per_squared_z()?;
        (sample_size >= 0.0).then(|| normal_two_sided((sample_size / per).sqrt()))
    }

    /// N over z²: what the contour multiplies the squared z value by.
    fn per_squared_z(&self) -> Option<f64> {
        let per = match *self {
            Self::MeanDifference { smd, ratio } if ratio > 0.0 => {
                ((ratio + 1.0).powi(2) / ratio + smd * smd / 2.0) / (smd * smd)
            }
            Self::OddsRatio { odds_ratio, control_risk }
                if odds_ratio > 0.0 && control_risk > 0.0 && control_risk < 1.0 =>
            {
                let treated = odds_ratio * control_risk / (1.0 - control_risk + odds_ratio * control_risk);
                let spread = |risk: f64| 1.0 / (risk * (1.0 - risk));
                2.0 * (spread(treated) + spread(control_risk)) / odds_ratio.ln().powi(2)
            }
            _ => return None,
        };
        (per.is_finite() && per > 0.0).then_some(per)
    }
}

/// The z value behind a two-sided p value, 0 or more. None where p is not above 0 and at most 1.
#[must_use]
pub fn z_of(p: f64) -> Option<f64> {
    // From the lower tail, where small p values keep all their digits; 0 minus, so that p = 1 is 0 and not -0.
    (p > 0.0 && p <= 1.0).then(|| 0.0 - normal_quantile(p / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contour_leads_back_to_its_p_value() {
        let contours = [
            Contour::MeanDifference { smd: -0.4, ratio: 2.0 },
            Contour::OddsRatio { odds_ratio: 0.6, control_risk: 0.3 },
        ];
        for contour in contours {
            for p in [1e-12, 0.001, 0.05, 0.8, 1.0] {
                let back = contour.sample_size(p).and_then(|n| contour.p_value(n));
                assert!(back.is_some_and(|back| (back - p).abs() <= 1e-9 * p), "{contour:?} {p}: {back:?}");
            }
        }
    }

    #[test]
    fn either_direction_and_either_group_gives_the_same_size() {
        let size = |smd, ratio| Contour::MeanDifference { smd, ratio }.sample_size(0.01);
        assert_eq!(size(0.3, 1.0), size(-0.3, 1.0));
        assert!(size(0.3, 4.0).zip(size(0.3, 0.25)).is_some_and(|(a, b)| (a - b).abs() < 1e-9));
        // r = 1, b = 2: N = z^2 (4/4 + 1/2).
        assert!(size(2.0, 1.0).zip(z_of(0.01)).is_some_and(|(n, z)| (n - 1.5 * z * z).abs() < 1e-9));
    }

    #[test]
    fn no_effect_has_no_contour() {
        assert_eq!(Contour::MeanDifference { smd: 0.0, ratio: 1.0 }.sample_size(0.05), None);
        assert_eq!(Contour::OddsRatio { odds_ratio: 1.0, control_risk: 0.3 }.sample_size(0.05), None);
        assert_eq!(Contour::OddsRatio { odds_ratio: 2.0, control_risk: 0.0 }.sample_size(0.05), None);
        assert_eq!(Contour::OddsRatio { odds_ratio: 2.0, control_risk: 1.5 }.p_value(10.0), None);
        assert_eq!(Contour::MeanDifference { smd: 0.2, ratio: 1.0 }.sample_size(0.0), None);
        assert_eq!(z_of(1.1), None);
    }
}
