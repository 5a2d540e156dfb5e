//! Outcomes pooled again as RevMan pools, to compare with what it stored.
//!
//! Fixed: Mantel-Haenszel, Peto, or inverse variance. Random: DerSimonian and Laird's τ² from the Q of the method, then
//! inverse variances. Tables with an empty cell get a half in each; those of which nobody or everybody had the event tell
//! nothing on ratios (Deeks & Higgins, Statistical algorithms in Review Manager 5, 2010).

use super::{OutcomeKind, PoolingMethod, RevManOutcome, RevManRow, StoredPool};
use crate::model::EffectScale;
use crate::stats::distribution::normal_critical;
use crate::stats::effect_size::{Arm, Estimate, TwoByTwo, hedges_g_revman, mean_difference};
use crate::stats::pooling::{TableMeasure, mantel_haenszel, peto};

/// How far figures that are the same may lie apart, relative to their size: the file keeps all digits.
const TOLERANCE: f64 = 1e-6;

/// A set of rows pooled again.
#[derive(Clone, Debug, PartialEq)]
pub struct Repooled {
    /// Number of the outcome or subgroup, such as 1.2 or 1.2.1.
    pub number: String,
    /// Rows that were pooled.
    pub k: usize,
    /// The estimate as printed; ratios are no logarithms.
    pub estimate: f64,
    /// Limits of its interval.
    pub ci: (f64, f64),
    /// Heterogeneity: Q around the fixed estimate of the method.
    pub chi2: f64,
    /// τ²; 0 for a fixed effect.
    pub tau2: f64,
    /// The estimate in standard errors, without sign.
    pub z: f64,
    /// Weights in percent, in the order of the rows that were pooled.
    pub weights: Vec<f64>,
    /// What the file has.
    pub stored: StoredPool,
}

impl Repooled {
    /// Whether estimate, interval and heterogeneity are those that the file has.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let same = |ours: f64, stored: f64| (ours - stored).abs() <= TOLERANCE * stored.abs().max(1.0);
        same(self.estimate, self.stored.estimate)
            && same(self.ci.0, self.stored.ci.0)
            && same(self.ci.1, self.stored.ci.1)
            && self.stored.chi2.is_none_or(|chi2| same(self.chi2, chi2))
    }
}

/// Pools an outcome and its subgroups again, each that has stored figures and at least two rows that tell something.
#[must_use]
pub fn repool(outcome: &RevManOutcome) -> Vec<Repooled> {
    let mut sets: Vec<(&str, Option<usize>, &StoredPool)> = Vec::new();
    sets.extend(outcome.pooled.as_ref().map(|stored| (outcome.number.as_str(), None, stored)));
    let subgroups = outcome.subgroups.iter().enumerate();
    sets.extend(subgroups.filter_map(|(at, group)| Some((group.number.as_str(), Some(at), group.pooled.as_ref()?))));
    sets.into_iter()
        .filter_map(|(number, subgroup, stored)| {
            let rows: Vec<&RevManRow> = outcome
                .rows
                .iter()
                .filter(|row| row.estimable && (subgroup.is_none() || row.subgroup == subgroup))
                .collect();
            let pooled = pool(outcome, &rows)?;
            let shown = |value: f64| if outcome.scale.is_some_and(EffectScale::is_ratio) { value.exp() } else { value };
            let half = normal_critical(outcome.pooled_level / 100.0) * pooled.se;
            Some(Repooled {
                number: number.to_owned(),
                k: rows.len(),
                estimate: shown(pooled.estimate),
                ci: (shown(pooled.estimate - half), shown(pooled.estimate + half)),
                chi2: pooled.chi2,
                tau2: pooled.tau2,
                z: (pooled.estimate / pooled.se).abs(),
                weights: pooled.weights,
                stored: stored.clone(),
            })
        })
        .collect()
}

/// A pooled effect on the scale of analysis.
struct Pool {
    estimate: f64,
    se: f64,
    chi2: f64,
    tau2: f64,
    weights: Vec<f64>,
}

fn pool(outcome: &RevManOutcome, rows: &[&RevManRow]) -> Option<Pool> {
    let effects: Vec<Estimate> = rows.iter().map(|row| effect(outcome, row)).collect::<Option<_>>()?;
    if effects.len() < 2 {
        return None;
    }
    let fixed = match (outcome.kind, outcome.method) {
        (OutcomeKind::Dichotomous, PoolingMethod::MantelHaenszel) => by_tables(outcome, rows)?,
        (OutcomeKind::Dichotomous, PoolingMethod::Peto) => {
            let tables: Vec<TwoByTwo> = rows.iter().map(|row| table(outcome, row)).collect::<Option<_>>()?;
            of_tables(peto(&tables, 0.95).ok()?)
        }
        _ => weighted(&effects, 0.0),
    };
    if !outcome.random {
        return Some(fixed);
    }
    let weights: Vec<f64> = effects.iter().map(|effect| 1.0 / effect.variance).collect();
    let (sum, squares): (f64, f64) = (weights.iter().sum(), weights.iter().map(|weight| weight * weight).sum());
    #[allow(clippy::cast_precision_loss)] // Numbers of studies.
    let df = (effects.len() - 1) as f64;
    let tau2 = ((fixed.chi2 - df) / (sum - squares / sum)).max(0.0);
    Some(Pool { chi2: fixed.chi2, ..weighted(&effects, tau2) })
}

/// The mean of effects weighted by 1 / (v + tau2).
fn weighted(effects: &[Estimate], tau2: f64) -> Pool {
    let weights: Vec<f64> = effects.iter().map(|effect| 1.0 / (effect.variance + tau2)).collect();
    let sum: f64 = weights.iter().sum();
    let estimate = effects.iter().zip(&weights).map(|(effect, weight)| weight * effect.value).sum::<f64>() / sum;
    let spread = effects.iter().zip(&weights).map(|(effect, weight)| weight * (effect.value - estimate).powi(2)).sum();
    Pool {
        estimate,
        se: (1.0 / sum).sqrt(),
        chi2: spread,
        tau2,
        weights: weights.iter().map(|weight| 100.0 * weight / sum).collect(),
    }
}

fn by_tables(outcome: &RevManOutcome, rows: &[&RevManRow]) -> Option<Pool> {
    let measure = match outcome.scale? {
        EffectScale::OddsRatio => TableMeasure::OddsRatio,
        EffectScale::RiskRatio => TableMeasure::RiskRatio,
        EffectScale::RiskDifference => TableMeasure::RiskDifference,
        _ => return None,
    };
    let corrected = |table: TwoByTwo| if measure == TableMeasure::RiskDifference { table } else { table.corrected() };
    let tables: Vec<TwoByTwo> = rows.iter().map(|row| table(outcome, row).map(corrected)).collect::<Option<_>>()?;
    Some(of_tables(mantel_haenszel(&tables, measure, 0.95).ok()?))
}

fn of_tables(pool: crate::stats::pooling::TablePool) -> Pool {
    Pool { estimate: pool.estimate, se: pool.se, chi2: pool.q, tau2: 0.0, weights: pool.weights }
}

/// The table of a row; where the analysis counts those without the event, of them.
pub(super) fn table(outcome: &RevManOutcome, row: &RevManRow) -> Option<TwoByTwo> {
    let ([e1, e2], [n1, n2]) = (row.events, row.totals);
    let (e1, n1, e2, n2) = (e1?, n1?, e2?, n2?);
    if outcome.swap_events {
        TwoByTwo::from_events(n1 - e1, n1, n2 - e2, n2)
    } else {
        TwoByTwo::from_events(e1, n1, e2, n2)
    }
}

/// The effect of a row on the scale of analysis, as the program makes it.
fn effect(outcome: &RevManOutcome, row: &RevManRow) -> Option<Estimate> {
    let scale = outcome.scale?;
    match outcome.kind {
        OutcomeKind::Dichotomous if outcome.method == PoolingMethod::Peto => table(outcome, row)?.peto(),
        OutcomeKind::Dichotomous => match scale {
            EffectScale::OddsRatio => table(outcome, row)?.log_odds_ratio(),
            EffectScale::RiskRatio => table(outcome, row)?.log_risk_ratio(),
            _ => table(outcome, row)?.risk_difference(),
        },
        OutcomeKind::Continuous => {
            let arm = |at: usize| {
                Some(Arm { n: (*row.totals.get(at)?)?, mean: (*row.means.get(at)?)?, sd: (*row.sds.get(at)?)? })
            };
            let (first, second) = (arm(0)?, arm(1)?);
            if scale == EffectScale::Smd { hedges_g_revman(first, second) } else { mean_difference(first, second) }
        }
        OutcomeKind::InverseVariance => {
            let value = row.estimate?;
            let value = if scale.is_ratio() { value.ln() } else { value };
            Estimate::new(value, row.se?.powi(2))
        }
        OutcomeKind::ObservedExpected => {
            let variance = row.variance.filter(|variance| *variance > 0.0)?;
            Estimate::new(row.observed_expected? / variance, 1.0 / variance)
        }
    }
}
