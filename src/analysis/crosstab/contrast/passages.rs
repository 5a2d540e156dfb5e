//! Contrasts by turns: the tests of textbooks, which take every turn for independent of the others.

use super::{Compared, ContrastRequest};
use crate::analysis::crosstab::CrosstabRequest;
use crate::stats::contingency::{Method, Table as Counts, fisher_exact, groups, independence, residuals};
use crate::table::{Cell, Column, Table};

const WARNING: &str = "Turns of one person are not independent, so these p values are too small and these intervals too \
    narrow; the table by participants is the test to report.";

/// Chi-squared, G, Fisher and Cramér's V of each row.
pub(super) fn tests(compared: &Compared, request: &CrosstabRequest, how: &ContrastRequest) -> Table {
    let word = request.rows.word();
    let columns = vec![
        Column::text(word.clone(), crate::text::capitalised(&word)),
        Column::number("turns", "Coded turns"),
        Column::number("chi_squared", "χ²"),
        Column::number("df", "df"),
        Column::number("p", "p"),
        Column::number("g", "G"),
        Column::number("g_p", "p of G"),
        Column::number("fisher_p", "p Fisher"),
        Column::number("cramers_v", "V"),
        Column::number("cramers_v_corrected", "V corrected"),
        Column::text("remark", "Remark"),
    ];
    let mut table = Table::new(
        format!("{} by {}: tests of turns", crate::text::capitalised(&request.rows.name()), request.columns.name()),
        columns,
    );
    for (row, slot) in compared.rows.slots.iter().enumerate() {
        let by_group = compared.turns_by_group(row);
        let counts: Vec<Vec<u64>> = vec![
            by_group.iter().map(|(coded, _)| *coded).collect(),
            by_group.iter().map(|(coded, turns)| turns - coded).collect(),
        ];
        let mut cells = vec![Cell::words(slot.label.clone()), Cell::Count(counts[0].iter().sum())];
        match Counts::without_empty(&counts) {
            Ok((counts, _)) => {
                let found = independence(&counts);
                let fisher = fisher_exact(&counts, how.effort);
                let drawn = fisher.is_some_and(|test| test.method != Method::Exact);
                let mut remarks = Vec::new();
                if found.share_expected_below_five > 0.2 {
                    remarks.push("small expectations");
                }
                if drawn {
                    remarks.push("Fisher by random tables");
                }
                let figure = |value: f64, decimals| Cell::number(Some(value), decimals);
                cells.extend([
                    figure(found.chi_squared, 2),
                    Cell::Count(found.df),
                    figure(found.p, 4),
                    figure(found.g, 2),
                    figure(found.g_p, 4),
                    Cell::number(fisher.map(|test| test.p), 4),
                    figure(found.cramers_v, 3),
                    Cell::number(found.cramers_v_corrected, 3),
                    Cell::words(remarks.join("; ")),
                ]);
            }
            Err(reason) => {
                cells.extend(vec![Cell::Empty; 8]);
                cells.push(Cell::words(format!("undefined: {reason}")));
            }
        }
        table.rows.push(cells);
    }
    table.measure = String::from("turns with and without a code of the row, by group");
    table.notes = vec![WARNING.to_owned()];
    table
}

/// Adjusted residuals of rows by groups, of coded turns.
pub(super) fn residuals_of(compared: &Compared, request: &CrosstabRequest) -> Table {
    let word = request.rows.word();
    let mut columns = vec![Column::text(word.clone(), crate::text::capitalised(&word))];
    columns.extend(
        compared.groups.slots.iter().map(|slot| Column::number(slot.key.clone(), slot.label.clone()).unit("residual")),
    );
    let title =
        format!("{} by {}: adjusted residuals", crate::text::capitalised(&request.rows.name()), request.columns.name());
    let mut table = Table::new(title, columns);
    let counts: Vec<Vec<u64>> = (0..compared.rows.slots.len())
        .map(|row| compared.turns_by_group(row).into_iter().map(|(coded, _)| coded).collect())
        .collect();
    match Counts::without_empty(&counts) {
        Ok((counts, kept)) => {
            for (row, found) in kept.rows.iter().zip(residuals(&counts)) {
                let mut cells = vec![Cell::Empty; compared.groups.slots.len()];
                for (column, cell) in kept.columns.iter().zip(found) {
                    cells[*column] = Cell::number(Some(cell.adjusted), 2);
                }
                let label = compared.rows.slots[*row].label.clone();
                table.rows.push([vec![Cell::words(label)], cells].concat());
            }
            table.notes.push("Rows and columns without a coded turn are left out.".to_owned());
        }
        Err(reason) => table.notes.push(format!("Undefined: {reason}.")),
    }
    table.measure = String::from(
        "adjusted residual of coded turns: beyond ±2 is more or less than independence of rows and columns lets \
                     expect",
    );
    table.notes.push("A turn with several codes counts in each of their rows.".to_owned());
    table.notes.push(WARNING.to_owned());
    table
}

/// Odds ratio, risk ratio and difference of each group against the rest.
pub(super) fn odds(compared: &Compared, request: &CrosstabRequest, how: &ContrastRequest) -> Table {
    let (row_word, group_word) = (request.rows.word(), request.columns.word());
    let columns = vec![
        Column::text(row_word.clone(), crate::text::capitalised(&row_word)),
        Column::text(group_word.clone(), crate::text::capitalised(&group_word)),
        Column::text("counts", "Coded of turns").unit("group; rest"),
        Column::number("odds_ratio", "Odds ratio"),
        Column::number("low", "From"),
        Column::number("high", "To"),
        Column::number("conditional", "Conditional"),
        Column::number("risk_ratio", "Risk ratio"),
        Column::number("phi", "Phi"),
        Column::number("fisher_p", "p Fisher"),
    ];
    let title = format!(
        "{} by {}: odds of each group against the rest",
        crate::text::capitalised(&request.rows.name()),
        request.columns.name()
    );
    let mut table = Table::new(title, columns);
    let mut haldane = false;
    for (row, slot) in compared.rows.slots.iter().enumerate() {
        let by_group = compared.turns_by_group(row);
        let all = by_group.iter().fold((0, 0), |sum, group| (sum.0 + group.0, sum.1 + group.1));
        for (group, (coded, turns)) in compared.groups.slots.iter().zip(by_group) {
            let rest = (all.0 - coded, all.1 - turns);
            let found = groups([[coded, turns - coded], [rest.0, rest.1 - rest.0]], how.level).ok();
            let ratio = found.as_ref().map(|found| found.odds_ratio.unwrap_or(found.odds_ratio_haldane));
            haldane |= found.as_ref().is_some_and(|found| found.odds_ratio.is_none());
            let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
            table.rows.push(vec![
                Cell::words(slot.label.clone()),
                Cell::words(group.label.clone()),
                Cell::words(format!("{coded}/{turns}; {}/{}", rest.0, rest.1)),
                Cell::number(ratio.map(|ratio| ratio.value), 2),
                Cell::number(ratio.map(|ratio| ratio.limits.low), 2),
                Cell::number(ratio.map(|ratio| ratio.limits.high), 2),
                Cell::number(finite(found.as_ref().and_then(|found| found.odds_ratio_conditional)), 2),
                Cell::number(found.as_ref().and_then(|found| found.risk_ratio).map(|ratio| ratio.value), 2),
                Cell::number(found.as_ref().and_then(|found| found.phi), 3),
                Cell::number(
                    found
                        .as_ref()
                        .and_then(|found| found.exact.as_ref())
                        .map(crate::stats::fixed_margins::FixedMargins::p_two_sided),
                    4,
                ),
            ]);
        }
    }
    table.measure = String::from("odds that a turn carries a code of the row, in the group against all other groups");
    if haldane {
        table.notes.push(
            "Where a cell is 0, a half is added to each (Haldane); Conditional is the maximum-likelihood estimate."
                .to_owned(),
        );
    }
    table.notes.push(WARNING.to_owned());
    table
}
