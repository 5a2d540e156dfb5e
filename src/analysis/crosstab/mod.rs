//! The matrix of anything by anything: any rows, any columns, one within another, several measures side by side, by our
//! own rules or by those of another tool, by name.

mod asked;
mod cells;
mod contrast;
mod dimension;
mod like;
mod presence;
mod robust;
mod smart;
mod sorter;
mod units;

use super::{AnalysisError, Filter, Frame, Measure, RollUp, Share};
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};
use sorter::Slot;
use units::Cells;

pub(super) use sorter::Sorter;
pub(super) use units::cases_of;

pub use asked::asked;
pub use cells::{cell_segments, quote_matrix};
pub use contrast::{ContrastKind, ContrastRequest, contrast, contrast_dots};
pub use dimension::{Dimension, Period};
pub use like::Like;
pub use presence::{PresenceForm, presence};
pub use robust::robustness;
pub use smart::with_smart_codes;

/// Key of the column over all columns.
const TOTAL: &str = "total";

/// What a matrix of anything by anything is to show.
#[derive(Clone, Debug, PartialEq)]
pub struct CrosstabRequest {
    /// What the rows are.
    pub rows: Dimension,
    /// What the columns are.
    pub columns: Dimension,
    /// What is counted, side by side.
    pub measures: Vec<Measure>,
    /// What the figures are shares of.
    pub share: Share,
    /// What a code counts of the codes below it.
    pub roll_up: RollUp,
    /// The rule of another tool.
    pub like: Option<Like>,
    /// Which part of the project is asked about.
    pub filter: Filter,
    /// Whether a column `id` stands beside the names.
    pub ids: bool,
    /// Whether every figure is a row of its own.
    pub tidy: bool,
}

impl CrosstabRequest {
    /// A matrix that counts participants.
    #[must_use]
    pub fn new(rows: Dimension, columns: Dimension) -> Self {
        Self {
            rows,
            columns,
            measures: vec![Measure::Participants],
            share: Share::None,
            roll_up: RollUp::All,
            like: None,
            filter: Filter::default(),
            ids: false,
            tidy: false,
        }
    }
}

/// Counts measures by rows and columns.
///
/// The table's first column names the row; columns of figures follow for each value of the column dimension, and
/// `total`, which counts over all columns each thing once. N of a column is its participants in the frame, and its
/// sources where sources are counted.
///
/// # Errors
/// A mask that does not fit, a share that a measure does not have, or words without texts.
pub fn crosstab(snapshot: &Snapshot, request: &CrosstabRequest) -> Result<Table, AnalysisError> {
    check(request)?;
    let frame = Frame::new(snapshot, &request.filter)?;
    let counted = Counted::of(&frame, request)?;
    let rows_are = crate::text::capitalised(&request.rows.name());
    let mut table = Table::new(format!("{rows_are} by {}", request.columns.name()), Vec::new());
    table.measure = measure_line(request);
    table.frame = frame.describe();
    if request.tidy {
        counted.tidy(request, &mut table);
    } else {
        counted.wide(request, &mut table);
    }
    table.notes = notes(request);
    table.notes.extend(counted.rows.notes.iter().chain(&counted.columns.notes).cloned());
    table.notes.extend(frame.notes());
    Ok(table)
}

fn check(request: &CrosstabRequest) -> Result<(), AnalysisError> {
    let both_coded = request.rows.is_coded() && request.columns.is_coded();
    if both_coded && (request.rows.queries().is_some() || request.columns.queries().is_some()) {
        return Err(AnalysisError::QueryByCodes);
    }
    let refused = |measure: Measure| match request.share {
        Share::None => false,
        Share::Participants => measure != Measure::Participants,
        _ => measure == Measure::Weight,
    };
    match request.measures.iter().find(|measure| refused(**measure)) {
        Some(Measure::Weight) => Err(AnalysisError::NotCounted { measure: "weight" }),
        Some(measure) => Err(AnalysisError::ShareOfPeople { measure: measure.word() }),
        None => Ok(()),
    }
}

/// The rules of a matrix in words: what is counted, of whom, and how figures add up.
#[must_use]
pub fn explain_crosstab(request: &CrosstabRequest) -> String {
    let mut lines = vec![format!("Rows: {}. Columns: {}.", request.rows.name(), request.columns.name())];
    lines.extend(request.measures.iter().map(|measure| format!("Measure: {}.", measure.rule())));
    lines.push(
        "Frame: speech of participants whose consent allows analysis today; interviewers outside. A coding counts \
         for those whose speech it touches, not for everybody who is in the room."
            .to_owned(),
    );
    if !request.filter.label.is_empty() {
        lines.push(format!("Filter: {}.", request.filter.label));
    }
    lines.extend(notes(request));
    lines.join("\n") + "\n"
}

/// What must be known to read and add figures up.
fn notes(request: &CrosstabRequest) -> Vec<String> {
    let mut notes: Vec<String> = request.like.iter().map(|like| like.rule().to_owned()).collect();
    notes.push(request.roll_up.rule().to_owned());
    notes.push("Total counts over all columns each thing once, so it can be less than the row's sum.".to_owned());
    notes
}

fn measure_line(request: &CrosstabRequest) -> String {
    let rules: Vec<&str> = request.measures.iter().map(|measure| measure.rule()).collect();
    format!("{}{}", rules.join("; "), request.share.in_a_line())
}

/// Labels of rows, labels of columns, and counts row by row.
pub(super) type LabelledCounts = (Vec<String>, Vec<String>, Vec<Vec<u64>>);

/// Labels of rows and columns, and counts of the first measure.
pub(super) fn counts_of(frame: &Frame<'_>, request: &CrosstabRequest) -> Result<LabelledCounts, AnalysisError> {
    let counted = Counted::of(frame, request)?;
    let labels = |sorter: &Sorter| sorter.slots.iter().map(|slot| slot.label.clone()).collect();
    let columns = counted.columns.slots.len();
    let of_row = |row: usize| match counted.figures.first() {
        Some((_, cells, _)) => (0..columns).map(|column| cells.count(row, column)).collect(),
        None => Vec::new(),
    };
    let counts = (0..counted.rows.slots.len()).map(of_row).collect();
    Ok((labels(&counted.rows), labels(&counted.columns), counts))
}

/// The figures of a matrix, measure by measure.
pub(super) struct Counted {
    rows: Sorter,
    columns: Sorter,
    /// For each measure, its figures, and those that shares are made of.
    figures: Vec<(Measure, Cells, Option<Cells>)>,
    /// N over all columns.
    everybody: (u64, u64),
}

impl Counted {
    fn of(frame: &Frame<'_>, request: &CrosstabRequest) -> Result<Self, AnalysisError> {
        let rows = Sorter::new(frame, &request.rows, request.roll_up);
        let columns = Sorter::new(frame, &request.columns, request.roll_up);
        let table = units::Table { frame, rows: &rows, columns: &columns };
        let of_share = request.like.and_then(Like::shares_of).filter(|_| request.share != Share::None);
        let mut figures = Vec::new();
        for measure in &request.measures {
            let base = of_share.map(|base| table.count(base)).transpose()?;
            figures.push((*measure, table.count(*measure)?, base));
        }
        let everybody = (frame.tally().participants, frame.tally().sources);
        Ok(Self { rows, columns, figures, everybody })
    }

    fn headers(&self, request: &CrosstabRequest) -> Vec<Column> {
        let mut headers: Vec<Column> = request.ids.then(|| Column::text("id", "Id")).into_iter().collect();
        headers.push(Column::text(request.rows.word(), crate::text::capitalised(&request.rows.word())));
        let mut taken: Vec<String> = headers.iter().map(|column| column.key.clone()).collect();
        let total = Slot {
            key: TOTAL.to_owned(),
            label: "Total".to_owned(),
            depth: 0,
            participants: self.everybody.0,
            sources: self.everybody.1,
        };
        let several = self.figures.len() > 1;
        for slot in self.columns.slots.iter().chain([&total]) {
            for (measure, ..) in &self.figures {
                let unit = match (request.share, measure.unit()) {
                    (Share::None, unit) => unit.to_owned(),
                    (_, unit) => format!("% of {unit}"),
                };
                let mut key = if several { format!("{}.{}", slot.key, measure.word()) } else { slot.key.clone() };
                // A value may be called like one of our own columns; two keys may never be equal.
                while taken.contains(&key) {
                    key.push('_');
                }
                taken.push(key.clone());
                let label = if several { format!("{} · {}", slot.label, measure.word()) } else { slot.label.clone() };
                let n = if *measure == Measure::Sources { slot.sources } else { slot.participants };
                headers.push(Column::number(key, label).unit(unit).n(n));
            }
        }
        headers
    }

    fn wide(&self, request: &CrosstabRequest, table: &mut Table) {
        table.columns = self.headers(request);
        for (at, row) in self.rows.slots.iter().enumerate() {
            let mut cells: Vec<Cell> = request.ids.then(|| Cell::words(row.key.clone())).into_iter().collect();
            let depth = if request.ids { 0 } else { row.depth };
            cells.push(Cell::words(format!("{}{}", "– ".repeat(depth), row.label)));
            for column in 0..=self.columns.slots.len() {
                cells.extend((0..self.figures.len()).map(|figure| self.cell(request, figure, at, column)));
            }
            table.rows.push(cells);
        }
    }

    fn tidy(&self, request: &CrosstabRequest, table: &mut Table) {
        table.columns = vec![
            Column::text("row", crate::text::capitalised(&request.rows.name())),
            Column::text("column", crate::text::capitalised(&request.columns.name())),
            Column::text("measure", "Measure"),
            Column::number("value", "Value"),
            Column::number("n", "N"),
        ];
        for (at, row) in self.rows.slots.iter().enumerate() {
            for (column, slot) in self.columns.slots.iter().enumerate() {
                for (figure, (measure, ..)) in self.figures.iter().enumerate() {
                    let n = if *measure == Measure::Sources { slot.sources } else { slot.participants };
                    table.rows.push(vec![
                        Cell::words(row.key.clone()),
                        Cell::words(slot.key.clone()),
                        Cell::words(measure.word()),
                        self.cell(request, figure, at, column),
                        Cell::Count(n),
                    ]);
                }
            }
        }
    }

    fn cell(&self, request: &CrosstabRequest, figure: usize, row: usize, column: usize) -> Cell {
        let (measure, cells, base) = &self.figures[figure];
        let (all_rows, all_columns) = (self.rows.slots.len(), self.columns.slots.len());
        let share = base.as_ref().unwrap_or(cells);
        let part = share.count(row, column);
        match request.share {
            Share::None if *measure == Measure::Weight => {
                Cell::number((cells.base(row, column) > 0).then(|| cells.get(row, column)), 2)
            }
            Share::None if request.like.is_some_and(Like::normalises) => self.normalised(cells, row, column),
            Share::None => Cell::Count(cells.count(row, column)),
            Share::Row => Cell::Share { part, whole: share.count(row, all_columns) },
            Share::Column => Cell::Share { part, whole: share.count(all_rows, column) },
            Share::Table => Cell::Share { part, whole: share.count(all_rows, all_columns) },
            Share::Participants => {
                let n = self.columns.slots.get(column).map_or(self.everybody.0, |slot| slot.participants);
                Cell::Share { part, whole: n }
            }
        }
    }

    /// A count as if every group were as large as the largest.
    // Counts are far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    fn normalised(&self, cells: &Cells, row: usize, column: usize) -> Cell {
        let largest = self.columns.slots.iter().map(|slot| slot.participants).max().unwrap_or_default();
        match self.columns.slots.get(column) {
            Some(slot) if slot.participants > 0 => {
                Cell::number(Some(cells.get(row, column) * largest as f64 / slot.participants as f64), 1)
            }
            Some(_) => Cell::Empty,
            None => Cell::Count(cells.count(row, column)),
        }
    }
}
