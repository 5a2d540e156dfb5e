//! Pooling of two-by-two tables without corrections: Mantel-Haenszel and Peto.

use super::model::count;
use super::options::PoolingError;
use super::pooled::{Judged, check_level};
use crate::stats::distribution::chi_squared_sf;
use crate::stats::effect_size::{Estimate, TwoByTwo};

/// What tables are pooled as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableMeasure {
    /// The logarithm of the odds ratio.
    OddsRatio,
    /// The logarithm of the risk ratio.
    RiskRatio,
    /// The difference of risks.
    RiskDifference,
}

/// A pooled table: a common effect of all studies.
#[derive(Debug, Clone, PartialEq)]
pub struct TablePool {
    /// Tables that tell something on the measure.
    pub k: usize,
    /// The pooled effect; a logarithm for ratios.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// The estimate in standard errors.
    pub statistic: f64,
    /// The two-sided normal p value of no effect.
    pub p: f64,
    /// The normal interval at the level asked for.
    pub ci: (f64, f64),
    /// The heterogeneity of the tables' own effects around the pooled one (those with a 0 have halves added for it).
    pub q: f64,
    /// Its degrees of freedom, k - 1.
    pub q_df: f64,
    /// Its p value.
    pub q_p: f64,
    /// The percentage of Q beyond its degrees of freedom.
    pub i2: f64,
    /// Percentages, one for every table; 0 for those that are left out.
    pub weights: Vec<f64>,
    /// Which tables (from 0) say nothing on the measure, and are not in k and Q: without events, or of events alone. They
    /// do count in a pooled risk difference, where no difference among many is evidence.
    pub dropped: Vec<usize>,
}

/// Pools tables by Mantel and Haenszel (1959), with the variances of Robins, Breslow & Greenland (1986) for odds ratios,
/// Greenland & Robins (1985) for risk ratios and Sato, Greenland & Robins (1989) for risk differences.
///
/// # Errors
/// With no table, no events to compare in all tables together, or a level outside of 0 to 1.
pub fn mantel_haenszel(tables: &[TwoByTwo], measure: TableMeasure, level: f64) -> Result<TablePool, PoolingError> {
    check(tables, level)?;
    let (estimate, variance) = match measure {
        TableMeasure::OddsRatio => odds_ratio(tables),
        TableMeasure::RiskRatio => risk_ratio(tables),
        TableMeasure::RiskDifference => risk_difference(tables),
    };
    let own = |table: &TwoByTwo| match measure {
        TableMeasure::OddsRatio => table.log_odds_ratio(),
        TableMeasure::RiskRatio => table.log_risk_ratio(),
        TableMeasure::RiskDifference => table.risk_difference().filter(|_| !table.is_one_sided()),
    };
    let weight = |table: &TwoByTwo| match measure {
        TableMeasure::OddsRatio => table.b * table.c / table.n(),
        TableMeasure::RiskRatio => table.c * table.n1() / table.n(),
        TableMeasure::RiskDifference => table.n1() * table.n2() / table.n(),
    };
    let effects: Vec<Option<Estimate>> = tables.iter().map(own).collect();
    let q = effects.iter().flatten().map(|effect| (effect.value - estimate).powi(2) / effect.variance).sum();
    pooled(tables, &effects, weight, Estimate::new(estimate, variance).ok_or(PoolingError::NoEvents)?, q, level)
}

/// Pools the logarithms of odds ratios by Peto's method (Yusuf et al. 1985): observed less expected events, over their
/// hypergeometric variance. Good for rare events and groups of like size.
///
/// # Errors
/// With no table, no events to compare in all tables together, or a level outside of 0 to 1.
pub fn peto(tables: &[TwoByTwo], level: f64) -> Result<TablePool, PoolingError> {
    check(tables, level)?;
    let parts: Vec<(f64, f64)> = tables.iter().map(|table| table.excess()).collect();
    let excess: f64 = parts.iter().map(|(excess, _)| excess).sum();
    let variance: f64 = parts.iter().map(|(_, variance)| variance).sum();
    let effects: Vec<Option<Estimate>> = tables.iter().map(|table| table.peto()).collect();
    let spread: f64 = parts.iter().filter(|(_, v)| *v > 0.0).map(|(excess, variance)| excess * excess / variance).sum();
    let q = (spread - excess * excess / variance).max(0.0);
    let estimate = Estimate::new(excess / variance, 1.0 / variance).ok_or(PoolingError::NoEvents)?;
    pooled(tables, &effects, |table| table.excess().1, estimate, q, level)
}

fn check(tables: &[TwoByTwo], level: f64) -> Result<(), PoolingError> {
    check_level(level)?;
    match tables.len() {
        0 => Err(PoolingError::Empty),
        1 => Err(PoolingError::SingleStudy),
        _ => Ok(()),
    }
}

fn pooled(
    tables: &[TwoByTwo],
    effects: &[Option<Estimate>],
    weight: impl Fn(&TwoByTwo) -> f64,
    estimate: Estimate,
    q: f64,
    level: f64,
) -> Result<TablePool, PoolingError> {
    let dropped: Vec<usize> = (0..effects.len()).filter(|at| effects[*at].is_none()).collect();
    let k = effects.len() - dropped.len();
    let all: f64 = tables.iter().map(&weight).sum();
    let (judged, df) = (Judged::new(estimate.value, estimate.se(), None, level), count(k.saturating_sub(1)));
    let q = if k > 1 { q } else { 0.0 };
    if all <= 0.0 {
        return Err(PoolingError::NoEvents);
    }
    Ok(TablePool {
        k,
        estimate: estimate.value,
        se: estimate.se(),
        statistic: judged.statistic,
        p: judged.p,
        ci: judged.ci,
        q,
        q_df: df,
        q_p: if k > 1 { chi_squared_sf(q, df) } else { 1.0 },
        i2: if q > df { 100.0 * (q - df) / q } else { 0.0 },
        weights: tables.iter().map(|table| 100.0 * weight(table) / all).collect(),
        dropped,
    })
}

fn odds_ratio(tables: &[TwoByTwo]) -> (f64, f64) {
    let (mut r, mut s, mut pr, mut mixed, mut qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for table in tables {
        let n = table.n();
        let (same, crossed) = ((table.a + table.d) / n, (table.b + table.c) / n);
        let (with, against) = (table.a * table.d / n, table.b * table.c / n);
        r += with;
        s += against;
        pr += same * with;
        mixed += same * against + crossed * with;
        qs += crossed * against;
    }
    ((r / s).ln(), 0.5 * (pr / (r * r) + mixed / (r * s) + qs / (s * s)))
}

fn risk_ratio(tables: &[TwoByTwo]) -> (f64, f64) {
    let (mut r, mut s, mut top) = (0.0, 0.0, 0.0);
    for table in tables {
        let (n, n1, n2) = (table.n(), table.n1(), table.n2());
        r += table.a * n2 / n;
        s += table.c * n1 / n;
        top += n1 / n * (n2 / n) * (table.a + table.c) - table.a / n * table.c;
    }
    ((r / s).ln(), top / (r * s))
}

fn risk_difference(tables: &[TwoByTwo]) -> (f64, f64) {
    let (mut top, mut bottom, mut p, mut q) = (0.0, 0.0, 0.0, 0.0);
    for table in tables {
        let (n, n1, n2) = (table.n(), table.n1(), table.n2());
        top += (table.a * n2 - table.c * n1) / n;
        bottom += n1 * n2 / n;
        p += table.c * (n1 / n).powi(2) - table.a * (n2 / n).powi(2) + n1 / n * (n2 / n) * (n2 - n1) / 2.0;
        q += (table.a * table.d + table.c * table.b) / n / 2.0;
    }
    let estimate = top / bottom;
    (estimate, (estimate * p + q) / (bottom * bottom))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(e1: f64, n1: f64, e2: f64, n2: f64) -> TwoByTwo {
        TwoByTwo::from_events(e1, n1, e2, n2).expect("a table")
    }

    #[test]
    fn equal_tables_pool_to_themselves() {
        let tables = [table(10.0, 50.0, 20.0, 50.0); 3];
        for (measure, expected) in [
            (TableMeasure::OddsRatio, 0.375_f64.ln()),
            (TableMeasure::RiskRatio, 0.5_f64.ln()),
            (TableMeasure::RiskDifference, -0.2),
        ] {
            let pooled = mantel_haenszel(&tables, measure, 0.95).expect("pooled");
            assert!((pooled.estimate - expected).abs() < 1e-14 && pooled.q < 1e-20, "{pooled:?}");
            assert!(pooled.weights.iter().all(|weight| (weight - 100.0 / 3.0).abs() < 1e-12));
        }
        let one = tables[0].peto().expect("defined");
        let pooled = peto(&tables, 0.95).expect("pooled");
        assert!((pooled.estimate - one.value).abs() < 1e-14 && (pooled.se.powi(2) * 3.0 - one.variance).abs() < 1e-14);
    }

    #[test]
    fn tables_without_events_drop_out_and_are_named() {
        let tables = [table(10.0, 50.0, 20.0, 50.0), table(0.0, 40.0, 0.0, 40.0), table(5.0, 30.0, 9.0, 30.0)];
        let sparse = mantel_haenszel(&tables, TableMeasure::OddsRatio, 0.95).expect("pooled");
        let rest = mantel_haenszel(&[tables[0], tables[2]], TableMeasure::OddsRatio, 0.95).expect("pooled");
        assert_eq!((sparse.k, &sparse.dropped[..]), (2, &[1][..]));
        assert!((sparse.estimate - rest.estimate).abs() < 1e-15 && (sparse.q - rest.q).abs() < 1e-15);
        // Forty people in each group without an event do bear on the difference.
        let difference = mantel_haenszel(&tables, TableMeasure::RiskDifference, 0.95).expect("pooled");
        assert!(difference.weights[1] > 0.0 && difference.k == 2);
        assert_eq!(peto(&tables, 0.95).map(|pooled| pooled.dropped), Ok(vec![1]));
    }

    #[test]
    fn nothing_to_compare_is_said() {
        let none = [table(0.0, 40.0, 0.0, 40.0); 2];
        assert_eq!(mantel_haenszel(&none, TableMeasure::RiskRatio, 0.95), Err(PoolingError::NoEvents));
        assert_eq!(peto(&none, 0.95), Err(PoolingError::NoEvents));
        let one_arm = [table(0.0, 40.0, 5.0, 40.0); 2];
        assert_eq!(mantel_haenszel(&one_arm, TableMeasure::OddsRatio, 0.95), Err(PoolingError::NoEvents));
        assert!(peto(&one_arm, 0.95).is_ok());
        assert_eq!(peto(&none[..1], 0.95), Err(PoolingError::SingleStudy));
    }
}
