//! Charts of an analyst's own tables, drawn from what the gate releases.

use super::GuideError;
use crate::analysis::contrast_dots;
use crate::charts::{self, Caption, Chart};
use crate::disclosure::{Gate, TableKind};
use crate::model::Snapshot;
use crate::table::Table;

/// A chart of a table that an analyst has asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnalystChart {
    /// A matrix as shades, in the order of likeness.
    Heat,
    /// Pairs of codes as a triangle.
    CooccurrenceMatrix,
    /// Pairs of codes as a network.
    CooccurrenceNetwork,
    /// What follows what.
    Sequence,
    /// Codes found so far.
    Saturation,
    /// Rows and columns of a matrix as a map.
    Correspondence,
    /// One transcript as lanes.
    CodeLine,
    /// Figures with their intervals.
    Dots,
    /// Events of a case.
    Timeline,
}

impl AnalystChart {
    fn word(self) -> &'static str {
        match self {
            Self::Heat => "heat-matrix",
            Self::CooccurrenceMatrix => "co-occurrence",
            Self::CooccurrenceNetwork => "co-occurrence-network",
            Self::Sequence => "sequence",
            Self::Saturation => "saturation",
            Self::Correspondence => "correspondence",
            Self::CodeLine => "code-line",
            Self::Dots => "intervals",
            Self::Timeline => "timeline",
        }
    }
}

/// Draws an analyst's table: its counts of few people are withheld, and it names nobody who has withdrawn.
///
/// # Errors
/// When the gate refuses the table, or it cannot be drawn.
pub fn analyst_chart(kind: AnalystChart, table: Table, gate: &Gate, snapshot: &Snapshot) -> Result<Chart, GuideError> {
    let table = match kind {
        // A table of contrasts has its differences under other names.
        AnalystChart::Dots if table.column("estimate").is_none() => contrast_dots(&table),
        _ => table,
    };
    let released = gate.table(table, TableKind::People)?;
    let caption = Caption {
        source: format!("{}; codebook {}", snapshot.title, snapshot.codebook.label()),
        notice: snapshot.notice.clone(),
        ..Caption::default()
    };
    let draw = match kind {
        AnalystChart::Heat => charts::heat_matrix,
        AnalystChart::CooccurrenceMatrix => charts::cooccurrence_matrix,
        AnalystChart::CooccurrenceNetwork => charts::cooccurrence_network,
        AnalystChart::Sequence => charts::sequence,
        AnalystChart::Saturation => charts::saturation_curve,
        AnalystChart::Correspondence => charts::correspondence_map,
        AnalystChart::CodeLine => charts::code_line,
        AnalystChart::Dots => charts::dot_intervals,
        AnalystChart::Timeline => charts::timeline,
    };
    Ok(draw(kind.word(), released.get(), &caption)?)
}
