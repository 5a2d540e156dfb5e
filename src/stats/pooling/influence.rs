//! What each effect does to the pooled one (Viechtbauer & Cheung 2010, Res Synth Methods 1:112).

use super::model::{Design, count};
use super::options::{Observation, Pooling, PoolingError};
use super::pooled::check_level;
use super::sensitivity::{Brief, without};
use crate::stats::distribution::chi_squared_sf;

/// The diagnostics of one effect, as metafor's `influence` gives them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Influence {
    /// Its distance from the effect pooled without it, in the standard errors of that distance.
    pub studentised: f64,
    /// How far the pooled effect moves with it, in standard errors of the fitted value (DFFITS).
    pub dffits: f64,
    /// The squared move of the pooled effect over its variance (Cook's distance).
    pub cook: f64,
    /// The variance of the pooled effect without it over that with it.
    pub covariance_ratio: f64,
    /// tau2 without it.
    pub tau2_without: f64,
    /// tau2 without it less tau2 with it.
    pub tau2_change: f64,
    /// Q without it.
    pub q_without: f64,
    /// Its share of all weights, 0 to 1.
    pub hat: f64,
    /// Its weight, in percent.
    pub weight: f64,
    /// How far the pooled effect moves with it, in standard errors (DFBETAS).
    pub dfbetas: f64,
    /// |DFFITS| above 3 √(1 / (k - 1)), a Cook's distance beyond the median of chi-squared, a hat value above 3 / k or
    /// |DFBETAS| above 1.
    pub influential: bool,
}

/// The influence of each effect, in their order.
///
/// # Errors
/// As [`pool`](super::pool).
pub fn influence(effects: &[Observation], how: &Pooling) -> Result<Vec<Influence>, PoolingError> {
    check_level(how.level)?;
    let design = Design::of(effects)?;
    let all = Brief::of(effects, how)?;
    let total: f64 = design.v.iter().map(|v| 1.0 / (v + all.tau2)).sum();
    let k = count(effects.len());
    let mut found = Vec::with_capacity(effects.len());
    for (left, effect) in effects.iter().enumerate() {
        let rest = Brief::of(&without(effects, left), how)?;
        let hat = 1.0 / ((effect.v + all.tau2) * total);
        let moved = all.estimate - rest.estimate;
        let around = rest.scale * (effect.v + rest.tau2);
        let precision: f64 = design.v.iter().map(|v| 1.0 / (v + rest.tau2)).sum();
        let dffits = moved / (hat * around).sqrt();
        let cook = (moved / all.se).powi(2);
        let dfbetas = moved / (rest.scale / precision).sqrt();
        found.push(Influence {
            studentised: (effect.y - rest.estimate) / (around + rest.se * rest.se).sqrt(),
            dffits,
            cook,
            covariance_ratio: (rest.se / all.se).powi(2),
            tau2_without: rest.tau2,
            tau2_change: rest.tau2 - all.tau2,
            q_without: rest.q,
            hat,
            weight: 100.0 * hat,
            dfbetas,
            influential: dffits.abs() > 3.0 / (k - 1.0).sqrt()
                || chi_squared_sf(cook, 1.0) < 0.5
                || hat > 3.0 / k
                || dfbetas.abs() > 1.0,
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::{Heterogeneity, Test};
    use super::*;

    /// With a common effect and equal variances everything has a short form.
    #[test]
    fn diagnostics_of_equal_precision() {
        let effects = [0.0, 0.0, 0.0, 4.0].map(|y| Observation { y, v: 1.0 });
        let how = Pooling { heterogeneity: Heterogeneity::Common, test: Test::Wald, ..Pooling::default() };
        let found = influence(&effects, &how).expect("defined");
        let last = found[3];
        // Mean 1 with variance 1/4, and 0 with 1/3 without the last.
        assert!((last.studentised - 4.0 / (4.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!((last.cook - 4.0).abs() < 1e-12 && (last.covariance_ratio - 4.0 / 3.0).abs() < 1e-12);
        assert!((last.dffits - 2.0).abs() < 1e-12 && (last.dfbetas - 2.0).abs() < 1e-12);
        assert!((last.hat - 0.25).abs() < 1e-12 && last.influential && !found[0].influential);
    }
}
