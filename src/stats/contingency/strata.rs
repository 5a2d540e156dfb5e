//! Two-by-two tables of several strata: the common odds ratio, the test of no association within strata, and whether
//! the odds ratio is the same in all of them.

use super::groups::{Ratio, two_by_two};
use super::table::Undefined;
use crate::stats::counts::figure;
use crate::stats::distribution::chi_squared_sf;
use crate::stats::effect_size::{Estimate, TwoByTwo};
use crate::stats::fixed_margins::FixedMargins;
use crate::stats::pooling::{TableMeasure, TablePool, mantel_haenszel};

/// A chi-squared test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquared {
    /// The statistic.
    pub statistic: f64,
    /// Its p value.
    pub p: f64,
}

impl ChiSquared {
    fn new(statistic: f64, df: f64) -> Self {
        Self { statistic, p: chi_squared_sf(statistic, df) }
    }
}

/// Tests that the odds ratio is the same in all strata.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homogeneity {
    /// The test of Breslow & Day (1980).
    pub breslow_day: ChiSquared,
    /// The same with Tarone's correction (1985), which a common odds ratio of Mantel & Haenszel asks for.
    pub tarone: ChiSquared,
    /// Degrees of freedom of both: informative strata less 1.
    pub df: u64,
}

/// What strata say together.
#[derive(Clone, Debug, PartialEq)]
pub struct Strata {
    /// The common odds ratio of Mantel & Haenszel (1959) with the interval of Robins, Breslow & Greenland (1986).
    pub odds_ratio: Ratio,
    /// The common risk ratio with the interval of Greenland & Robins (1985); none where events leave it open.
    pub risk_ratio: Option<Ratio>,
    /// The test of Cochran, Mantel and Haenszel: no association in any stratum; one degree of freedom.
    pub association: ChiSquared,
    /// The same with the difference made smaller by one half, or to 0 where it is less.
    pub association_corrected: ChiSquared,
    /// Whether the odds ratio is the same in all strata; none when it can be told from one stratum only.
    pub homogeneity: Option<Homogeneity>,
    /// Exact test and odds ratio, conditional on all margins; none when counts are too large for it.
    pub exact: Option<FixedMargins>,
    /// Strata (from 0) that say nothing on the odds ratio: with an empty group, without events or with nothing else.
    pub silent: Vec<usize>,
}

/// Analyses strata, each `[[with, without], [with, without]]` the event in the first and the second group.
///
/// # Errors
/// When fewer than two strata have units in both groups, no odds ratio can be told from them, counts are too large, or
/// the level is not between 0 and 1.
pub fn strata(strata: &[[[u64; 2]; 2]], level: f64) -> Result<Strata, Undefined> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Undefined::Level);
    }
    let tables: Vec<Option<TwoByTwo>> = strata
        .iter()
        .map(|cells| match two_by_two(*cells) {
            Err(Undefined::EmptyRow(_)) => Ok(None),
            table => table.map(Some),
        })
        .collect::<Result<_, _>>()?;
    let speaks = |table: &Option<TwoByTwo>| table.is_some_and(|table| !table.is_one_sided());
    let silent = (0..tables.len()).filter(|at| !speaks(&tables[*at])).collect();
    let tables: Vec<TwoByTwo> = tables.into_iter().flatten().collect();
    if tables.len() < 2 {
        return Err(Undefined::TooFewStrata);
    }
    let pooled = |measure| {
        let pool: TablePool = mantel_haenszel(&tables, measure, level).ok()?;
        Estimate::new(pool.estimate, pool.se * pool.se)
    };
    let odds = pooled(TableMeasure::OddsRatio).ok_or(Undefined::NoEvents)?;
    let informative: Vec<TwoByTwo> = tables.iter().copied().filter(|table| !table.is_one_sided()).collect();
    let (association, association_corrected) = association(&informative);
    Ok(Strata {
        odds_ratio: Ratio::of(odds, level),
        risk_ratio: pooled(TableMeasure::RiskRatio).map(|ln| Ratio::of(ln, level)),
        association,
        association_corrected,
        homogeneity: homogeneity(&informative, odds.value.exp()),
        exact: FixedMargins::of_strata(&informative),
        silent,
    })
}

/// (Σ (observed - expected))² / Σ variance, without and with a correction for continuity.
fn association(tables: &[TwoByTwo]) -> (ChiSquared, ChiSquared) {
    let (excess, variance) = tables.iter().fold((0.0, 0.0), |(excess, variance), table| {
        let (own, spread) = table.excess();
        (excess + own, variance + spread)
    });
    let test = |excess: f64| ChiSquared::new(excess * excess / variance, 1.0);
    (test(excess), test((f64::abs(excess) - 0.5).max(0.0)))
}

/// Breslow & Day's statistic at a common odds ratio, without and with what Tarone takes off it.
fn homogeneity(tables: &[TwoByTwo], odds_ratio: f64) -> Option<Homogeneity> {
    let df = (tables.len() as u64).checked_sub(1).filter(|df| *df > 0)?;
    let (mut statistic, mut excess, mut variance) = (0.0, 0.0, 0.0);
    for table in tables {
        let expected = first_cell(*table, odds_ratio);
        let (n1, n2, events) = (table.n1(), table.n2(), table.a + table.c);
        let cells = [expected, n1 - expected, events - expected, n2 - events + expected];
        let own = 1.0 / cells.iter().map(|cell| 1.0 / cell).sum::<f64>();
        let away = table.a - expected;
        statistic += away * away / own;
        excess += away;
        variance += own;
    }
    let test = |statistic| ChiSquared::new(statistic, figure(df));
    let tarone = (statistic - excess * excess / variance).max(0.0);
    Some(Homogeneity { breslow_day: test(statistic), tarone: test(tarone), df })
}

/// The first cell at which the table, its margins kept, has the odds ratio ψ: the root inside the margins of
/// (1 - ψ) x² + (n2 - m + ψ (n1 + m)) x - ψ n1 m = 0.
fn first_cell(table: TwoByTwo, odds_ratio: f64) -> f64 {
    let (n1, n2, events) = (table.n1(), table.n2(), table.a + table.c);
    let square = 1.0 - odds_ratio;
    let linear = n2 - events + odds_ratio * (n1 + events);
    let constant = odds_ratio * n1 * events;
    // The form of the root that neither divides by 0 nor cancels when the odds ratio is near 1.
    2.0 * constant / (linear + (linear * linear + 4.0 * square * constant).max(0.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strata_are_homogeneous() {
        let found = strata(&[[[10, 40], [20, 30]]; 3], 0.95).expect("an odds ratio");
        assert!((found.odds_ratio.value - 0.375).abs() < 1e-12);
        let Some(Homogeneity { breslow_day, tarone, df }) = found.homogeneity else { panic!("three strata") };
        assert!(breslow_day.statistic < 1e-20 && (tarone.p - 1.0).abs() < 1e-9 && df == 2);
        // Expected 15 of 10, variance 30 · 70 / 4 / 99, three times.
        assert!((found.association.statistic - 15.0_f64.powi(2) / (3.0 * 525.0 / 99.0)).abs() < 1e-10);
    }

    #[test]
    fn the_expected_cell_has_the_odds_ratio() {
        let table = TwoByTwo::new(10.0, 40.0, 20.0, 30.0).expect("a table");
        for odds_ratio in [0.01, 0.375, 1.0, 1.0 + 1e-12, 40.0] {
            let x = first_cell(table, odds_ratio);
            let found = x * (20.0 + x) / ((50.0 - x) * (30.0 - x));
            assert!((found / odds_ratio - 1.0).abs() < 1e-9, "{found} instead of {odds_ratio}");
        }
    }

    #[test]
    fn silent_strata_change_nothing_and_are_named() {
        let (first, last) = ([[10, 40], [20, 30]], [[5, 25], [9, 21]]);
        let some = strata(&[first, [[0, 0], [4, 5]], [[0, 8], [0, 9]], last], 0.95).expect("an odds ratio");
        let rest = strata(&[first, last], 0.95).expect("an odds ratio");
        assert_eq!((some.silent, some.association, some.exact), (vec![1, 2], rest.association, rest.exact));
        assert!((some.odds_ratio.value - rest.odds_ratio.value).abs() < 1e-12);
        let one = strata(&[first, [[0, 8], [0, 9]]], 0.95).expect("an odds ratio");
        assert_eq!((one.homogeneity, one.silent), (None, vec![1]));
    }

    #[test]
    fn nothing_to_compare_is_said() {
        assert_eq!(strata(&[], 0.95), Err(Undefined::TooFewStrata));
        assert_eq!(strata(&[[[1, 2], [3, 4]], [[0, 0], [3, 4]]], 0.95), Err(Undefined::TooFewStrata));
        assert_eq!(strata(&[[[0, 2], [0, 4]]; 2], 0.95), Err(Undefined::NoEvents));
        assert_eq!(strata(&[[[1, 2], [3, 4]]; 2], 0.0), Err(Undefined::Level));
    }
}
