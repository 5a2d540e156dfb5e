//! Effects recomputed from group sizes, means, events and t statistics, for comparison with what was reported.

use crate::model::{Effect, EffectScale};
use crate::stats::effect_size::{
    Arm, Estimate, TwoByTwo, VarianceForm, cohen_d, hedges_g, mean_difference, smd_from_t,
};

/// An effect computed from raw data, on the analysis scale (log for ratios).
pub(super) struct Recomputed {
    /// What may rightly be reported: one value, or Hedges' g and Cohen's d.
    pub values: Vec<f64>,
    /// Its standard error.
    pub se: f64,
}

/// Recomputes an effect; nothing when the raw data do not suffice or are impossible.
pub(super) fn recompute(effect: &Effect) -> Option<Recomputed> {
    match effect.es_type {
        EffectScale::Smd => standardised(effect),
        EffectScale::MeanDifference => arms(effect).and_then(|(first, second)| one(mean_difference(first, second))),
        EffectScale::OddsRatio => one(table(effect)?.log_odds_ratio()),
        EffectScale::RiskRatio => one(table(effect)?.log_risk_ratio()),
        EffectScale::RiskDifference => one(table(effect)?.risk_difference()),
        EffectScale::HazardRatio | EffectScale::Correlation => None,
    }
}

fn one(estimate: Option<Estimate>) -> Option<Recomputed> {
    estimate.map(|estimate| Recomputed { values: vec![estimate.value], se: estimate.se() })
}

/// From means and standard deviations, else from t.
fn standardised(effect: &Effect) -> Option<Recomputed> {
    if let Some((first, second)) = arms(effect) {
        let g = hedges_g(first, second, VarianceForm::LargeSample)?;
        return Some(Recomputed { values: vec![g.value, cohen_d(first, second)?], se: g.se() });
    }
    let (n1, n2, t) = (effect.n1?, effect.n2?, effect.t?);
    let g = smd_from_t(t, n1, n2)?;
    let d = t * (1.0 / n1 + 1.0 / n2).sqrt();
    Some(Recomputed { values: vec![g.value, d], se: g.se() })
}

fn arms(effect: &Effect) -> Option<(Arm, Arm)> {
    let first = Arm { n: effect.n1?, mean: effect.m1?, sd: effect.sd1? };
    let second = Arm { n: effect.n2?, mean: effect.m2?, sd: effect.sd2? };
    let usable = |arm: Arm| arm.n > 1.0 && arm.sd > 0.0;
    (usable(first) && usable(second)).then_some((first, second))
}

fn table(effect: &Effect) -> Option<TwoByTwo> {
    TwoByTwo::from_events(effect.e1?, effect.n1?, effect.e2?, effect.n2?)
}
