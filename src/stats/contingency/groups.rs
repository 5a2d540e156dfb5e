//! Two groups compared on an event: ratios, the difference, and exact tests of one two-by-two table.

use super::table::Undefined;
use crate::stats::counts::figure;
use crate::stats::distribution::{normal_critical, normal_two_sided};
use crate::stats::effect_size::{Estimate, TwoByTwo};
use crate::stats::fixed_margins::FixedMargins;
use crate::stats::proportion::{Limits, wilson};

/// A ratio with its large-sample interval, made on the scale of logarithms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The ratio; 1 is no difference.
    pub value: f64,
    /// The standard error of its logarithm.
    pub ln_se: f64,
    /// Its interval.
    pub limits: Limits,
    /// Two-sided p value of a ratio of 1.
    pub p: f64,
}

impl Ratio {
    /// From a logarithm and its variance.
    pub(super) fn of(logarithm: Estimate, level: f64) -> Self {
        let (se, half) = (logarithm.se(), normal_critical(level) * logarithm.se());
        Self {
            value: logarithm.value.exp(),
            ln_se: se,
            limits: Limits { low: (logarithm.value - half).exp(), high: (logarithm.value + half).exp() },
            p: normal_two_sided(logarithm.value / se),
        }
    }
}

/// What a table of two groups (rows) with and without an event (columns) says.
#[derive(Clone, Debug, PartialEq)]
pub struct Groups {
    /// The odds ratio ad / bc with Woolf's interval (1955); none where a cell is 0.
    pub odds_ratio: Option<Ratio>,
    /// The odds ratio after a half is added to every cell (Haldane 1956; Anscombe 1956).
    pub odds_ratio_haldane: Ratio,
    /// The odds ratio that all margins fixed make likeliest; 0 or infinite at the ends, none when margins allow one table.
    pub odds_ratio_conditional: Option<f64>,
    /// Its exact interval, with both tails equal; open ends are 0 and infinite.
    pub odds_ratio_conditional_limits: Option<Limits>,
    /// The share with the event in the first group over that in the second, with Katz' interval (1978); none where a
    /// group has no events, or both groups nothing else.
    pub risk_ratio: Option<Ratio>,
    /// The share with the event in the first group less that in the second, -1 to 1.
    pub risk_difference: f64,
    /// Its interval from the score intervals of both shares (Newcombe 1998, method 10).
    pub risk_difference_limits: Limits,
    /// The phi coefficient; none when all or none have the event.
    pub phi: Option<f64>,
    /// Yule's Q; none when both products of opposite cells are 0.
    pub yule_q: Option<f64>,
    /// Fisher's exact test; none for counts of tens of millions.
    pub exact: Option<FixedMargins>,
}

/// Compares two groups: `[[with, without], [with, without]]` the event. `level` is that of the intervals (0.95).
///
/// # Errors
/// When a group is empty, counts are too large, or the level is not between 0 and 1.
pub fn groups(cells: [[u64; 2]; 2], level: f64) -> Result<Groups, Undefined> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Undefined::Level);
    }
    let table = two_by_two(cells)?;
    let halves = TwoByTwo { a: table.a + 0.5, b: table.b + 0.5, c: table.c + 0.5, d: table.d + 0.5 };
    let [[a, b], [c, d]] = cells;
    // A group is not empty, so both have a share and an interval.
    let (first, second) = (wilson(a, a + b, level), wilson(c, c + d, level));
    let (first, second) = first.zip(second).ok_or(Undefined::Level)?;
    let (p1, p2) = table.risks();
    let exact = FixedMargins::of(table);
    let limits = exact.as_ref().and_then(|exact| exact.odds_ratio_limits(level));
    Ok(Groups {
        odds_ratio: table.log_odds_ratio_of_cells().map(|ln| Ratio::of(ln, level)),
        odds_ratio_haldane: halves
            .log_odds_ratio_of_cells()
            .map(|ln| Ratio::of(ln, level))
            .ok_or(Undefined::TooLarge)?,
        odds_ratio_conditional: exact.as_ref().and_then(FixedMargins::odds_ratio),
        odds_ratio_conditional_limits: limits.map(|(low, high)| Limits { low, high }),
        risk_ratio: table.log_risk_ratio_of_cells().map(|ln| Ratio::of(ln, level)),
        risk_difference: p1 - p2,
        risk_difference_limits: Limits {
            low: p1 - p2 - (p1 - first.low).hypot(second.high - p2),
            high: p1 - p2 + (first.high - p1).hypot(p2 - second.low),
        },
        phi: table.phi_coefficient(),
        yule_q: table.yule_q_of_cells(),
        exact,
    })
}

/// Counts as the table that effects are made of.
pub(super) fn two_by_two([[a, b], [c, d]]: [[u64; 2]; 2]) -> Result<TwoByTwo, Undefined> {
    let all = [a, b, c, d].into_iter().try_fold(0_u64, u64::checked_add);
    if all.is_none_or(|all| all >= 1 << 53) {
        return Err(Undefined::TooLarge);
    }
    let table = TwoByTwo::new(figure(a), figure(b), figure(c), figure(d));
    table.ok_or(Undefined::EmptyRow(usize::from(a + b > 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newcombes_own_example() {
        // 56 of 70 against 48 of 80: 0.0524 to 0.3339 (Newcombe 1998, table II, method 10).
        let found = groups([[56, 14], [48, 32]], 0.95).expect("a table");
        assert!((found.risk_difference - 0.2).abs() < 1e-12);
        let Limits { low, high } = found.risk_difference_limits;
        assert!((low - 0.0524).abs() < 5e-5 && (high - 0.3339).abs() < 5e-5, "{low} to {high}");
    }

    #[test]
    fn what_zeros_leave() {
        // Everyone in the first group has the event: no odds ratio, but a ratio of risks.
        let all = groups([[7, 0], [4, 6]], 0.95).expect("a table");
        assert!(all.odds_ratio.is_none() && all.odds_ratio_haldane.value > 1.0);
        assert!(all.risk_ratio.is_some_and(|ratio| (ratio.value - 2.5).abs() < 1e-12));
        assert_eq!((all.odds_ratio_conditional, all.yule_q), (Some(f64::INFINITY), Some(1.0)));
        let none = groups([[0, 7], [0, 6]], 0.95).expect("a table");
        assert_eq!((none.odds_ratio_conditional, none.phi, none.yule_q, none.risk_ratio), (None, None, None, None));
        assert!(none.exact.is_some_and(|exact| (exact.p_two_sided() - 1.0).abs() < 1e-12));
    }

    #[test]
    fn what_is_not_a_comparison_says_why() {
        assert_eq!(groups([[0, 0], [1, 2]], 0.95), Err(Undefined::EmptyRow(0)));
        assert_eq!(groups([[1, 2], [0, 0]], 0.95), Err(Undefined::EmptyRow(1)));
        assert_eq!(groups([[u64::MAX, 2], [1, 1]], 0.95), Err(Undefined::TooLarge));
        assert_eq!(groups([[1, 2], [1, 1]], 1.0), Err(Undefined::Level));
    }
}
