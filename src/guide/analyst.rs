//! Charts of an analyst's own tables, drawn from what the gate releases.

use super::GuideError;
use crate::analysis::contrast_dots;
use crate::charts::{self, Caption, Chart};
use crate::disclosure::{Gate, TableKind};
use crate::model::Snapshot;
use crate::table::{Cell, Table};

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
        AnalystChart::Dots if table.column("estimate").is_none() => {
            let mut dots = contrast_dots(&table);
            leave_out_small_groups(&mut dots, gate);
            dots
        }
        _ => table,
    };
    let released = gate.table(table, TableKind::People)?;
    let mut drawn = released.get().clone();
    match kind {
        AnalystChart::Heat => as_a_picture(&mut drawn),
        AnalystChart::CooccurrenceMatrix | AnalystChart::CooccurrenceNetwork => withhold_what_tells(&mut drawn),
        _ => {}
    }
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
    Ok(draw(kind.word(), &drawn, &caption)?)
}

/// Leaves the column of totals out, beside which all others would be pale, and the dashes that tell levels, because rows
/// stand in another order. What does not count people or sources is no part of its column's N.
fn as_a_picture(table: &mut Table) {
    if let Some(total) = table.column("total") {
        table.columns.remove(total);
        for row in table.rows.iter_mut().filter(|row| row.len() > total) {
            row.remove(total);
        }
    }
    for column in &mut table.columns {
        let counted = column.unit.as_deref().map(|unit| unit.trim_start_matches("% of "));
        column.n = column.n.filter(|_| counted.is_some_and(|unit| ["participants", "sources"].contains(&unit)));
    }
    for name in table.rows.iter_mut().filter_map(|row| row.first_mut()) {
        if let Cell::Text(words) = name {
            *words = words.trim_start_matches("– ").to_owned();
        }
    }
}

/// Leaves out groups of few people: their figures are those of one or two of them.
fn leave_out_small_groups(dots: &mut Table, gate: &Gate) {
    let n = dots.column("n");
    let is_small = |row: &[Cell]| matches!(n.and_then(|at| row.get(at)), Some(Cell::Count(n)) if gate.is_small(*n));
    let before = dots.rows.len();
    dots.rows.retain(|row| !is_small(row));
    if dots.rows.len() < before {
        dots.notes.push("Groups of very few people are left out.".to_owned());
    }
}

/// Withholds the shares and likenesses of a pair where the gate has withheld one of its counts, which they would tell.
fn withhold_what_tells(table: &mut Table) {
    for row in &mut table.rows {
        let Some(withheld) = row.iter().find(|cell| matches!(cell, Cell::Withheld(_))).cloned() else { continue };
        for cell in row.iter_mut().filter(|cell| matches!(cell, Cell::Number { .. } | Cell::Share { .. })) {
            *cell = withheld.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::withhold_what_tells;
    use crate::table::{Cell, Column, Table};

    #[test]
    fn likeness_does_not_tell_a_withheld_count() {
        let columns = ["a", "both", "jaccard"].map(|key| Column::text(key, key)).to_vec();
        let mut table = Table::new("Pairs", columns);
        let likeness = Cell::number(Some(0.2), 2);
        table.rows.push(vec![Cell::Count(9), Cell::Withheld("<3".to_owned()), likeness.clone()]);
        table.rows.push(vec![Cell::Count(9), Cell::Count(4), likeness.clone()]);
        withhold_what_tells(&mut table);
        assert_eq!(table.rows[0][2], Cell::Withheld("<3".to_owned()));
        assert_eq!(table.rows[1][2], likeness);
    }
}
