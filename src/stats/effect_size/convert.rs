//! From one scale of effects to another.

use std::f64::consts::PI;

use super::{Estimate, finite};

/// A standardised difference from the logarithm of an odds ratio, times √3/π (Hasselblad & Hedges 1995: logistic traits).
#[must_use]
pub fn log_odds_ratio_to_d(odds: Estimate) -> Option<Estimate> {
    odds.scaled(3.0_f64.sqrt() / PI)
}

/// A standardised difference from the logarithm of an odds ratio, divided by 1.65 (Cox & Snell 1989).
#[must_use]
pub fn log_odds_ratio_to_d_cox(odds: Estimate) -> Option<Estimate> {
    odds.scaled(1.0 / 1.65)
}

/// The logarithm of an odds ratio from a standardised difference, times π/√3.
#[must_use]
pub fn d_to_log_odds_ratio(d: Estimate) -> Option<Estimate> {
    d.scaled(PI / 3.0_f64.sqrt())
}

/// Fisher's z of a correlation between -1 and 1 among `n` people, variance 1 / (n - 3).
#[must_use]
pub fn fisher_z(r: f64, n: f64) -> Option<Estimate> {
    if r.abs() >= 1.0 || n <= 3.0 { None } else { Estimate::new(r.atanh(), 1.0 / (n - 3.0)) }
}

/// The correlation of a Fisher's z.
#[must_use]
pub fn fisher_z_back(z: f64) -> Option<f64> {
    finite(z.tanh())
}

/// A standardised difference from a correlation among `n` people: 2r / √(1 - r²), variance 4 v / (1 - r²)³ with
/// v = (1 - r²)² / (n - 1) (Borenstein 2009, chapter 7).
#[must_use]
pub fn correlation_to_d(r: f64, n: f64) -> Option<Estimate> {
    if r.abs() >= 1.0 || n <= 1.0 {
        return None;
    }
    let rest = 1.0 - r * r;
    Estimate::new(2.0 * r / rest.sqrt(), 4.0 * rest * rest / (n - 1.0) / rest.powi(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let odds = Estimate::new(0.8, 0.04).expect("an estimate");
        let back = log_odds_ratio_to_d(odds).and_then(d_to_log_odds_ratio).expect("defined");
        assert!((back.value - 0.8).abs() < 1e-15 && (back.variance - 0.04).abs() < 1e-15);
        assert!((log_odds_ratio_to_d_cox(odds).expect("defined").value - 0.8 / 1.65).abs() < 1e-15);
        let z = fisher_z(0.6, 28.0).expect("defined");
        assert!((z.value - 2.0_f64.ln()).abs() < 1e-15 && (z.variance - 0.04).abs() < 1e-15);
        assert!((fisher_z_back(z.value).expect("defined") - 0.6).abs() < 1e-15);
        // 1 - r² = 0.64: 1.2 / 0.8, 4 / (27 * 0.64).
        let d = correlation_to_d(0.6, 28.0).expect("defined");
        assert!((d.value - 1.5).abs() < 1e-15 && (d.variance - 4.0 / 17.28).abs() < 1e-15);
    }

    #[test]
    fn what_is_not_defined_is_none() {
        assert!(fisher_z(1.0, 20.0).is_none() && fisher_z(0.2, 3.0).is_none() && fisher_z(f64::NAN, 20.0).is_none());
        assert!(correlation_to_d(-1.0, 20.0).is_none() && correlation_to_d(0.2, 1.0).is_none());
        assert!(fisher_z_back(f64::NAN).is_none());
    }
}
