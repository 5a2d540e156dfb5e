//! Pooling again with effects taken away or added one by one.

use super::heterogeneity::estimate;
use super::model::Design;
use super::options::{Observation, Pooling, PoolingError, Test};
use super::pooled::{Judged, Spread, check_level, scale};
use crate::stats::distribution::chi_squared_sf;

/// A pooled effect in brief. Of a single effect it is that effect: tau2 and Q are 0 and the test is Wald's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brief {
    /// Effects that were pooled.
    pub k: usize,
    /// The pooled effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// The estimate in standard errors.
    pub statistic: f64,
    /// Degrees of freedom of its t distribution; none when it is normal.
    pub df: Option<f64>,
    /// The two-sided p value of no effect.
    pub p: f64,
    /// Its interval, at the level of the [`Pooling`].
    pub ci: (f64, f64),
    /// The variance of true effects.
    pub tau2: f64,
    /// Cochran's Q.
    pub q: f64,
    /// The p value of Q.
    pub q_p: f64,
    /// The percentage of variance between true effects, as in [`Pooled`](super::Pooled).
    pub i2: f64,
    /// As in [`Pooled`](super::Pooled).
    pub h2: f64,
    /// What the test multiplied the squared standard error by.
    pub(super) scale: f64,
}

impl Brief {
    /// Of effects, at least one.
    pub(super) fn of(effects: &[Observation], how: &Pooling) -> Result<Self, PoolingError> {
        let [Observation { y, v }] = *effects else { return Self::of_several(effects, how) };
        let judged = Judged::new(y, v.sqrt(), None, how.level);
        let Judged { statistic, df, p, ci } = judged;
        let (k, se) = (1, v.sqrt());
        Ok(Self { k, estimate: y, se, statistic, df, p, ci, tau2: 0.0, q: 0.0, q_p: 1.0, i2: 0.0, h2: 1.0, scale: 1.0 })
    }

    fn of_several(effects: &[Observation], how: &Pooling) -> Result<Self, PoolingError> {
        let design = Design::of(effects)?;
        let tau2 = estimate(&design, how.heterogeneity)?.value;
        let (fit, df) = (design.fit(tau2)?, design.df());
        let scale = scale(how.test, fit.rss / df)?;
        let (estimate, se) = (design.mean(&fit), (scale * fit.inverse.at(0, 0)).sqrt());
        let Judged { statistic, df: t, p, ci } =
            Judged::new(estimate, se, (how.test != Test::Wald).then_some(df), how.level);
        let Spread { q, i2, h2, .. } = Spread::new(&design, tau2, how)?;
        let (k, q_p) = (effects.len(), chi_squared_sf(q, df));
        Ok(Self { k, estimate, se, statistic, df: t, p, ci, tau2, q, q_p, i2, h2, scale })
    }
}

/// The pooled effect without each effect in turn, in their order.
///
/// # Errors
/// As [`pool`](super::pool).
pub fn leave_one_out(effects: &[Observation], how: &Pooling) -> Result<Vec<Brief>, PoolingError> {
    check_level(how.level)?;
    Design::of(effects)?;
    (0..effects.len()).map(|left| Brief::of(&without(effects, left), how)).collect()
}

/// The pooled effect of the first, of the first two, ... of all effects, in the order in which they come.
///
/// # Errors
/// As [`pool`](super::pool).
pub fn cumulative(effects: &[Observation], how: &Pooling) -> Result<Vec<Brief>, PoolingError> {
    check_level(how.level)?;
    Design::of(effects)?;
    (1..=effects.len()).map(|end| Brief::of(&effects[..end], how)).collect()
}

/// All effects but one.
pub(super) fn without(effects: &[Observation], left: usize) -> Vec<Observation> {
    [&effects[..left], &effects[left + 1..]].concat()
}

#[cfg(test)]
mod tests {
    use super::super::pool;
    use super::*;

    const EFFECTS: [Observation; 4] = [
        Observation { y: 0.1, v: 0.04 },
        Observation { y: 0.6, v: 0.02 },
        Observation { y: -0.3, v: 0.09 },
        Observation { y: 0.9, v: 0.05 },
    ];

    #[test]
    fn steps_are_pools_of_what_is_left() {
        let how = Pooling::default();
        let left = leave_one_out(&EFFECTS, &how).expect("pooled");
        let steps = cumulative(&EFFECTS, &how).expect("pooled");
        let last = pool(&EFFECTS[1..], &how).expect("pooled");
        assert_eq!((left[0].estimate, left[0].se, left[0].tau2), (last.estimate, last.se, last.tau2));
        let all = pool(&EFFECTS, &how).expect("pooled");
        assert_eq!((steps[3].estimate, steps[3].ci, steps[3].i2), (all.estimate, all.ci, all.i2));
        assert_eq!((steps[0].estimate, steps[0].se, steps[0].df), (0.1, 0.2, None));
    }

    #[test]
    fn all_effects_are_judged_before_any_is_left_out() {
        let mut effects = EFFECTS;
        effects[2].v = 0.0;
        assert_eq!(
            leave_one_out(&effects, &Pooling::default()),
            Err(PoolingError::Variance { position: 2, found: 0.0 })
        );
        assert_eq!(cumulative(&[], &Pooling::default()), Err(PoolingError::Empty));
    }
}
