//! Effects recomputed from group sizes, means and events, for comparison with what was reported.

use crate::model::{Effect, EffectScale};

/// An effect computed from raw data, on the analysis scale (log for ratios).
pub(super) struct Recomputed {
    /// What may rightly be reported: one value, or Cohen's d and Hedges' g.
    pub values: Vec<f64>,
    /// Its standard error.
    pub se: f64,
}

/// Recomputes an effect; nothing when the raw data do not suffice or are impossible.
pub(super) fn recompute(effect: &Effect) -> Option<Recomputed> {
    match effect.es_type {
        EffectScale::Smd => standardised(effect),
        EffectScale::MeanDifference => {
            let means = means(effect)?;
            let se = (means.sd1.powi(2) / means.n1 + means.sd2.powi(2) / means.n2).sqrt();
            Some(Recomputed { values: vec![means.difference], se })
        }
        EffectScale::OddsRatio => {
            let [a, b, c, d] = cells(effect)?;
            let se = (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt();
            Some(Recomputed { values: vec![(a * d / (b * c)).ln()], se })
        }
        EffectScale::RiskRatio => {
            let [a, b, c, d] = cells(effect)?;
            let (n1, n2) = (a + b, c + d);
            let se = (1.0 / a - 1.0 / n1 + 1.0 / c - 1.0 / n2).sqrt();
            Some(Recomputed { values: vec![(a / n1 / (c / n2)).ln()], se })
        }
        EffectScale::RiskDifference => {
            let ((e1, n1), (e2, n2)) = events(effect)?;
            let (p1, p2) = (e1 / n1, e2 / n2);
            let se = (p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2).sqrt();
            Some(Recomputed { values: vec![p1 - p2], se })
        }
        EffectScale::HazardRatio | EffectScale::Correlation => None,
    }
}

/// Two groups' means and spreads.
struct Means {
    difference: f64,
    sd1: f64,
    sd2: f64,
    n1: f64,
    n2: f64,
}

fn means(effect: &Effect) -> Option<Means> {
    let means = Means {
        difference: effect.m1? - effect.m2?,
        sd1: effect.sd1?,
        sd2: effect.sd2?,
        n1: effect.n1?,
        n2: effect.n2?,
    };
    (means.sd1 > 0.0 && means.sd2 > 0.0 && means.n1 > 1.0 && means.n2 > 1.0).then_some(means)
}

/// d = difference / pooled SD; g = J d with J = 1 - 3 / (4 df - 1); v = 1/n1 + 1/n2 + g^2 / 2(n1 + n2).
fn standardised(effect: &Effect) -> Option<Recomputed> {
    let means = means(effect)?;
    let freedom = means.n1 + means.n2 - 2.0;
    let pooled = (((means.n1 - 1.0) * means.sd1.powi(2) + (means.n2 - 1.0) * means.sd2.powi(2)) / freedom).sqrt();
    let d = means.difference / pooled;
    let g = d * (1.0 - 3.0 / (4.0 * freedom - 1.0));
    let variance = 1.0 / means.n1 + 1.0 / means.n2 + g.powi(2) / (2.0 * (means.n1 + means.n2));
    Some(Recomputed { values: vec![g, d], se: variance.sqrt() })
}

fn events(effect: &Effect) -> Option<((f64, f64), (f64, f64))> {
    let arms = ((effect.e1?, effect.n1?), (effect.e2?, effect.n2?));
    let possible = |(events, n): (f64, f64)| n > 0.0 && (0.0..=n).contains(&events);
    (possible(arms.0) && possible(arms.1)).then_some(arms)
}

/// The cells of the 2 x 2 table, half a person added to each when one is empty; nothing when nobody or
/// everybody had the event, which says nothing about a ratio.
fn cells(effect: &Effect) -> Option<[f64; 4]> {
    let ((e1, n1), (e2, n2)) = events(effect)?;
    let cells = [e1, n1 - e1, e2, n2 - e2];
    let [had, had_not] = [e1 + e2, n1 + n2 - e1 - e2];
    if had <= 0.0 || had_not <= 0.0 {
        return None;
    }
    let correction = if cells.contains(&0.0) { 0.5 } else { 0.0 };
    Some(cells.map(|cell| cell + correction))
}
