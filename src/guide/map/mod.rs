//! The evidence map: what of its voices may be seen, and its page.

mod page;

use std::collections::BTreeSet;

use super::GuideError;
use crate::analysis::{EvidenceMap, Joint};
use crate::disclosure::{Gate, Released, TableKind};
use crate::table::Table;

pub(super) use page::page;

/// Releases the map's table. The people of a line raise one theme or another that is linked to it; where one of these
/// themes has so few that its own count is withheld, the count of the line is withheld too: beside the counts of the other
/// themes it would tell.
pub(super) fn release(
    gate: &Gate,
    map: &EvidenceMap,
    joint: &Joint,
    table: Table,
) -> Result<Released<Table>, GuideError> {
    let mut also = BTreeSet::new();
    if let Some(column) = table.column("voices") {
        let small = |theme: &usize| joint.voices.get(*theme).is_some_and(|said| gate.is_small(said.participants));
        also.extend(map.lines().filter(|(_, line)| line.themes.iter().any(small)).map(|(row, _)| (row, column)));
    }
    Ok(gate.table_beside(table, TableKind::People, &also)?)
}
