//! What holds for any table, checked against slow ways that go through every outcome.

use proptest::prelude::*;
use themeweave::stats::contingency::{Effort, Table, fisher_exact, groups, independence, residuals};
use themeweave::stats::correspondence::correspondence;
use themeweave::stats::hierarchy::{Linkage, hierarchy};
use themeweave::stats::ranks::mann_whitney;

/// Small tables, of which some have empty rows and columns.
fn tables() -> impl Strategy<Value = Vec<Vec<u64>>> {
    (2_usize..5, 2_usize..4)
        .prop_flat_map(|(rows, columns)| prop::collection::vec(prop::collection::vec(0_u64..4, columns), rows))
}

/// Every table with these margins, cell by cell.
fn every_table(rows: &[u64], columns: &mut [u64], at: usize, row_left: u64, cells: &mut Vec<u64>, seen: &mut Vec<f64>) {
    let width = columns.len();
    if at == rows.len() * width {
        if columns.iter().all(|left| *left == 0) {
            seen.push(cells.iter().map(|cell| 1.0 / factorial(*cell)).product());
        }
        return;
    }
    let column = at % width;
    for cell in 0..=row_left.min(columns[column]) {
        if column == width - 1 && cell != row_left {
            continue;
        }
        columns[column] -= cell;
        cells.push(cell);
        let next = if column == width - 1 { rows.get(at / width + 1).copied().unwrap_or(0) } else { row_left - cell };
        every_table(rows, columns, at + 1, next, cells, seen);
        cells.pop();
        columns[column] += cell;
    }
}

fn factorial(n: u64) -> f64 {
    (1..=n).map(|k| k as f64).product()
}

proptest! {
    #[test]
    fn exact_p_values_are_those_of_all_tables(counts in tables()) {
        let Ok((table, _)) = Table::without_empty(&counts) else { return Ok(()) };
        let mut weights = Vec::new();
        let mut columns = table.column_totals().to_vec();
        every_table(table.row_totals(), &mut columns, 0, table.row_totals()[0], &mut Vec::new(), &mut weights);
        let own: f64 = table.counts().iter().flatten().map(|cell| 1.0 / factorial(*cell)).product();
        let unlikely: f64 = weights.iter().filter(|weight| **weight <= own * (1.0 + 1e-9)).sum();
        let expected = unlikely / weights.iter().sum::<f64>();
        let found = fisher_exact(&table, Effort { random: 0, ..Effort::default() }).unwrap();
        prop_assert!((found.p - expected).abs() < 1e-10, "{} instead of {expected}", found.p);
    }

    #[test]
    fn every_figure_of_a_table_is_a_number(counts in tables()) {
        let Ok((table, _)) = Table::without_empty(&counts) else { return Ok(()) };
        let found = independence(&table);
        for share in [found.p, found.g_p, found.cramers_v, found.tschuprow_t, found.contingency_c] {
            prop_assert!((0.0..=1.0 + 1e-12).contains(&share), "{found:?}");
        }
        prop_assert!(found.cramers_v_corrected.is_none_or(|v| (0.0..=1.0 + 1e-12).contains(&v)), "{found:?}");
        for cell in residuals(&table).into_iter().flatten() {
            prop_assert!(cell.adjusted.is_finite() && cell.p_holm >= cell.p && cell.p_holm <= 1.0, "{cell:?}");
        }
        let map = correspondence(&table);
        prop_assert!((map.total_inertia - found.phi_squared).abs() < 1e-12);
        prop_assert!(map.rows.principal.iter().flatten().all(|x| x.is_finite()));
    }

    #[test]
    fn odds_ratios_lie_within_their_intervals(cells in prop::array::uniform2(prop::array::uniform2(0_u64..12))) {
        let Ok(found) = groups(cells, 0.95) else { return Ok(()) };
        if let Some((odds, limits)) = found.odds_ratio_conditional.zip(found.odds_ratio_conditional_limits) {
            prop_assert!(limits.low <= odds && odds <= limits.high, "{found:?}");
            // The interval has equal tails, so that it leaves 1 out when one of them is below 2.5 %.
            let exact = found.exact.unwrap();
            let smaller = exact.p_less().min(exact.p_greater());
            prop_assert_eq!(limits.low > 1.0 || limits.high < 1.0, smaller < 0.025);
        }
        prop_assert!(found.risk_difference_limits.low <= found.risk_difference);
        prop_assert!(found.risk_difference_limits.low >= -1.0 - 1e-12 && found.risk_difference_limits.high <= 1.0 + 1e-12);
    }

    #[test]
    fn rank_sums_are_those_of_all_choices(values in prop::collection::vec(0_u8..6, 2..11), first in 1_usize..10) {
        let first = first.min(values.len() - 1);
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let larger = |a: f64, b: f64| if a > b { 1.0 } else if a < b { 0.0 } else { 0.5 };
        let u = |chosen: u32| -> f64 {
            let is_in = |at: &usize| chosen >> at & 1 == 1;
            let pairs = (0..values.len()).filter(is_in).flat_map(|a| {
                (0..values.len()).filter(move |b| !is_in(b)).map(move |b| (a, b))
            });
            pairs.map(|(a, b)| larger(values[a], values[b])).sum()
        };
        let choices: Vec<u32> = (0..1_u32 << values.len()).filter(|c| c.count_ones() as usize == first).collect();
        let own = u((1 << first) - 1);
        let share = |counts: &dyn Fn(f64) -> bool| {
            choices.iter().filter(|chosen| counts(u(**chosen))).count() as f64 / choices.len() as f64
        };
        let found = mann_whitney(&values[..first], &values[first..]).unwrap();
        let exact = found.exact.unwrap();
        prop_assert!((found.u - own).abs() < 1e-12);
        prop_assert!((exact.p_less - share(&|u| u <= own)).abs() < 1e-10);
        prop_assert!((exact.p_greater - share(&|u| u >= own)).abs() < 1e-10);
    }

    #[test]
    fn trees_hold_every_row_once_and_rise(points in prop::collection::vec(0.0_f64..100.0, 1..20)) {
        let distances: Vec<Vec<f64>> = points.iter().map(|a| points.iter().map(|b| (a - b).abs()).collect()).collect();
        for linkage in [Linkage::Average, Linkage::Complete] {
            let tree = hierarchy(&distances, linkage).unwrap();
            let mut rows = tree.order.clone();
            rows.sort_unstable();
            prop_assert_eq!(rows, (0..points.len()).collect::<Vec<_>>());
            prop_assert_eq!(tree.merges.len(), points.len() - 1);
            prop_assert!(tree.merges.is_sorted_by(|a, b| a.height <= b.height + 1e-9));
            prop_assert!(tree.merges.last().is_none_or(|last| last.size == points.len()));
        }
    }
}
