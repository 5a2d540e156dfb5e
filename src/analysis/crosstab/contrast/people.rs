//! Contrasts by participant: a person is the unit that is dealt out anew or drawn, with all turns.

use super::{Compared, ContrastRequest};
use crate::analysis::crosstab::CrosstabRequest;
use crate::stats::adjusted_p::{Correction, adjusted};
use crate::stats::contingency::Method;
use crate::stats::nested::{Difference, Nested, Participant};
use crate::table::{Cell, Column, Table};

/// Each group against all others, row by row.
pub(super) fn by_participants(compared: &Compared, request: &CrosstabRequest, how: &ContrastRequest) -> Table {
    let (row_word, group_word) = (request.rows.word(), request.columns.word());
    let mut table = Table::new(
        format!("{} by {}: do groups differ?", crate::text::capitalised(&request.rows.name()), request.columns.name()),
        vec![
            Column::text(row_word.clone(), crate::text::capitalised(&row_word)),
            Column::text(group_word.clone(), crate::text::capitalised(&group_word)),
            Column::number("n", "N"),
            Column::number("share", "Share").unit("%"),
            Column::number("rest", "Rest").unit("%"),
            Column::number("difference", "Difference").unit("points"),
            Column::number("low", "From"),
            Column::number("high", "To"),
            Column::number("p", "p"),
            Column::number("p_holm", "p Holm"),
            Column::number("p_bh", "p BH"),
            Column::number("icc", "ICC"),
            Column::number("design_effect", "Design effect"),
        ],
    );
    let mut p_values: Vec<Option<f64>> = Vec::new();
    let mut drawn = false;
    // Of two groups the one is the other's rest: one comparison says all.
    let groups = if compared.groups.slots.len() == 2 { 1 } else { compared.groups.slots.len() };
    for row in 0..compared.rows.slots.len() {
        for group in (0u32..).take(groups) {
            let mut cells = vec![
                Cell::words(compared.rows.slots[row].label.clone()),
                Cell::words(compared.groups.slots[group as usize].label.clone()),
                Cell::Count(compared.members(group)),
            ];
            let nested = nested(compared, row, group);
            let test = nested.as_ref().and_then(|nested| nested.permutation(how.difference, how.effort));
            drawn |= test.is_some_and(|test| test.method != Method::Exact);
            p_values.push(test.map(|test| test.p));
            cells.extend(figures(nested.as_ref(), how));
            table.rows.push(cells);
        }
    }
    put_p_values(&mut table, &p_values);
    table.measure = String::from(match how.difference {
        Difference::Means => "share of a participant's turns that carry a code of the row; mean over participants",
        Difference::Pooled => "share of all turns of a group that carry a code of the row",
    });
    table.notes = notes(how, groups == 1, drawn);
    table
}

/// The differences of such a table as a dot plot reads them: `name` (row), `group`, `estimate, low, high`, `n`.
#[must_use]
pub fn contrast_dots(table: &Table) -> Table {
    let columns = [(0, "name"), (1, "group"), (5, "estimate"), (6, "low"), (7, "high"), (2, "n")];
    let renamed = |(at, key): &(usize, &str)| {
        table.columns.get(*at).map(|column| Column { key: (*key).to_owned(), unit: None, n: None, ..column.clone() })
    };
    let picked = |row: &Vec<Cell>| columns.iter().map(|(at, _)| row.get(*at).cloned().unwrap_or(Cell::Empty)).collect();
    Table {
        columns: columns.iter().filter_map(renamed).collect(),
        rows: table.rows.iter().map(picked).collect(),
        ..table.clone()
    }
}

/// The participants of a row, those of the group second.
fn nested(compared: &Compared, row: usize, group: u32) -> Option<Nested> {
    let people: Vec<Participant> = compared
        .people
        .iter()
        .zip(&compared.coded[row])
        .map(|((of, turns), coded)| Participant { in_second: *of == group, passages: *turns, coded: *coded })
        .collect();
    Nested::new(&people).ok()
}

/// Shares, difference with its interval, places for the p values, and how much alike turns of a person are.
fn figures(nested: Option<&Nested>, how: &ContrastRequest) -> Vec<Cell> {
    let percent = |value: Option<f64>| Cell::number(value.map(|value| 100.0 * value), 1);
    let shares = nested.map(|nested| nested.shares(how.difference));
    let difference = nested.map(|nested| nested.difference(how.difference));
    let limits =
        nested.and_then(|nested| nested.bootstrap(how.difference, how.resamples, how.effort.seed).limits(how.level));
    let clustering = nested.and_then(Nested::clustering);
    vec![
        percent(shares.map(|shares| shares[1])),
        percent(shares.map(|shares| shares[0])),
        percent(difference),
        percent(limits.map(|(low, _)| low)),
        percent(limits.map(|(_, high)| high)),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::number(clustering.map(|found| found.icc), 2),
        Cell::number(clustering.map(|found| found.design_effect), 2),
    ]
}

fn put_p_values(table: &mut Table, p_values: &[Option<f64>]) {
    let known: Vec<f64> = p_values.iter().flatten().copied().collect();
    let corrected =
        [Correction::Holm, Correction::BenjaminiHochberg].map(|how| adjusted(&known, how).unwrap_or_default());
    let Some(first) = table.column("p") else { return };
    let mut at = 0;
    for (row, p) in table.rows.iter_mut().zip(p_values) {
        let Some(p) = p else { continue };
        row[first] = Cell::number(Some(*p), 4);
        row[first + 1] = Cell::number(corrected[0].get(at).copied(), 4);
        row[first + 2] = Cell::number(corrected[1].get(at).copied(), 4);
        at += 1;
    }
}

fn notes(how: &ContrastRequest, two_groups: bool, drawn: bool) -> Vec<String> {
    let mut notes = vec![
        format!(
            "p: permutation test by participant, two-sided; whole participants are dealt out to the groups{}. Intervals: \
             {:.0}% bootstrap of participants within groups ({} resamples, seed {}). p Holm and p BH are corrected for all rows of \
             this table.",
            if drawn {
                format!(", {} random deals where there are too many to list", how.effort.random)
            } else {
                ", all ways counted".to_owned()
            },
            100.0 * how.level,
            how.resamples,
            how.effort.seed,
        ),
        "ICC: how much alike turns of one person are. Design effect: by how much a test of turns would overstate the \
         sample."
            .to_owned(),
        "People of an interview study are chosen on purpose: a small p says that chance dealing is unlikely, not that a \
         population differs."
            .to_owned(),
    ];
    if two_groups {
        notes.push("Rest is the other of the two groups.".to_owned());
    }
    notes
}
