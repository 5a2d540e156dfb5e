//! The curve of discovery: codes found so far, interview by interview, beside the mean over all orders.

use super::{SaturationRequest, finish, groups, saturation};
use crate::analysis::{AnalysisError, Frame};
use crate::stats::saturation::Richness;
use crate::table::{Cell, Column, Table};

/// The curve of one role (everybody when empty) and tier (`code` or `theme`).
///
/// Columns: `number` (from 1), `source, new, cumulative, expected` (mean number of distinct ones in so many of these
/// interviews, over all orders), `reached` where the first run at the threshold ends.
///
/// # Errors
/// A role or tier that there is not.
pub fn saturation_curve(
    frame: &Frame<'_>,
    request: &SaturationRequest,
    role: &str,
    tier: &str,
) -> Result<Table, AnalysisError> {
    let all = groups(frame);
    let everybody =
        |group: &super::Group| role.is_empty() && (group.role.is_empty() || all.len() == super::TIERS.len());
    let of_role =
        |group: &super::Group| group.role == role || group.name.eq_ignore_ascii_case(role) || everybody(group);
    let group = all.iter().find(|group| of_role(group) && group.tier.word() == tier);
    let group = group.ok_or_else(|| AnalysisError::Unknown {
        what: "role or tier",
        found: format!("{role} {tier}"),
        expected: all
            .iter()
            .map(|group| format!("{} {}", group.name, group.tier.word()))
            .collect::<Vec<_>>()
            .join(", "),
    })?;
    let columns = vec![
        Column::number("number", "No."),
        Column::text("source", "Source"),
        Column::number("new", "New"),
        Column::number("cumulative", "So far"),
        Column::number("expected", "Any order"),
        Column::text("reached", "Reached"),
    ];
    let title = format!("Distinct {}s found, source by source ({})", group.tier.word(), group.name);
    let mut table = Table::new(title, columns);
    let richness = Richness::of(&group.items);
    let expected = richness.as_ref().map(Richness::curve).unwrap_or_default();
    if let Some(found) = saturation(&group.items, request.rule) {
        let each = group.sources.iter().zip(&found.new).zip(&found.cumulative).enumerate();
        table.rows.extend(each.map(|(at, ((source, new), cumulative))| {
            let name = frame.snapshot().sources.get(*source as usize).map_or("", |source| source.name.as_str());
            let hit = found.reached.filter(|reached| reached.at + reached.run == at + 1);
            vec![
                Cell::Count(at as u64 + 1),
                Cell::words(name),
                Cell::Count(*new as u64),
                Cell::Count(*cumulative as u64),
                Cell::number(expected.get(at).copied(), 1),
                hit.map_or(Cell::Empty, |hit| Cell::words(hit.to_string())),
            ]
        }));
    }
    let mut table = finish(table, frame, &SaturationRequest { orders: 0, ..*request });
    if let Some(richness) = richness {
        table.notes.insert(
            0,
            format!(
                "Any order: exact mean over all orders of these sources (rarefaction). Found in all: {}; estimated with those \
                 that nobody named yet (Chao2): {:.1}; coverage of the sample: {}.",
                richness.observed(),
                richness.chao2(),
                richness.coverage().map_or("undefined".to_owned(), |share| format!("{:.0}%", 100.0 * share)),
            ),
        );
    }
    Ok(table)
}
