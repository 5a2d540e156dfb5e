//! Codes by role beside themes by role: the counts of a theme's codes must not tell what is withheld of the theme.

use std::collections::BTreeSet;

use super::GuideError;
use super::figures::by_role;
use crate::analysis::Rows;
use crate::disclosure::{Gate, Released, TableKind};
use crate::model::Snapshot;
use crate::table::{Cell, Table};

/// Codes by role. It has no total: the chart of barriers and enablers shows the same codes without one, and a total here
/// would give away what is withheld there.
pub(super) fn table(snapshot: &Snapshot) -> Result<Table, GuideError> {
    let mut table = by_role(snapshot, Rows::Code, true)?;
    if let Some(total) = table.column("total") {
        table.columns.remove(total);
        for row in &mut table.rows {
            row.remove(total);
        }
        table.notes.retain(|note| !note.starts_with("Total "));
    }
    Ok(table)
}

/// Releases a table of codes (named in its column `code`) by role. A theme is said by at least as many people as each of
/// its codes and by no more than all of them together; so where a theme's count for a role is withheld, the counts of
/// its codes for that role are withheld as well.
pub(super) fn release(gate: &Gate, snapshot: &Snapshot, table: Table) -> Result<Released<Table>, GuideError> {
    let telling = telling(gate, snapshot)?;
    let mut also = BTreeSet::new();
    if let Some(name) = table.column("code") {
        for (at, row) in table.rows.iter().enumerate() {
            let Some(Cell::Text(code)) = row.get(name) else { continue };
            let columns = table.columns.iter().enumerate();
            also.extend(
                columns.filter(|(_, c)| telling.contains(&(code, c.key.clone()))).map(|(column, _)| (at, column)),
            );
        }
    }
    Ok(gate.table_beside(table, TableKind::People, &also)?)
}

/// Names of codes with the role for which a theme that they belong to is withheld.
fn telling<'s>(gate: &Gate, snapshot: &'s Snapshot) -> Result<BTreeSet<(&'s str, String)>, GuideError> {
    let themes = gate.table(by_role(snapshot, Rows::Theme, true)?, TableKind::People)?;
    let themes = themes.get();
    let mut telling = BTreeSet::new();
    for row in &themes.rows {
        let id = themes.column("id").and_then(|at| row.get(at));
        let Some(theme) = snapshot.themes.iter().find(|theme| id == Some(&Cell::words(theme.id.clone()))) else {
            continue;
        };
        let codes: Vec<&str> = snapshot
            .codes_of(theme)
            .into_iter()
            .filter_map(|code| snapshot.codebook.codes.get(code))
            .map(|code| code.name.as_str())
            .collect();
        for (column, _) in themes.columns.iter().zip(row).filter(|(_, cell)| matches!(cell, Cell::Withheld(_))) {
            telling.extend(codes.iter().map(|code| (*code, column.key.clone())));
        }
    }
    Ok(telling)
}
