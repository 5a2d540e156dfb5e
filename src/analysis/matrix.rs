//! The matrix: themes, codes or categories against roles, cases, sources, people or attributes.

use super::axis::Axis;
use super::count::{Grid, count};
use super::rows::{Row, RowAxis};
use super::{AnalysisError, Columns, Filter, Frame, Measure, RollUp, Rows, Share};
use crate::model::Snapshot;
use crate::table::{Cell, Column, Table};

/// Key of the column over all columns.
const TOTAL: &str = "total";

/// What a matrix is to show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MatrixRequest {
    /// What the rows are.
    pub rows: Rows,
    /// What the columns are.
    pub columns: Columns,
    /// What is counted.
    pub measure: Measure,
    /// What the figures are shares of.
    pub share: Share,
    /// What a code counts of the codes below it.
    pub roll_up: RollUp,
    /// Which part of the project is asked about.
    pub filter: Filter,
    /// Whether a column `id` stands beside the names, for files that programs read. Names of codes
    /// are then not marked with their depth.
    pub ids: bool,
}

/// Counts a measure by rows and columns.
///
/// The table's first column (keys `theme`, `code` or `category`) names the row; one column of figures
/// follows for each value of the column axis, and `total`, which counts over all columns each thing
/// once. N of a column is its participants in the frame, and its sources where sources are counted.
///
/// # Errors
/// A mask that does not fit, shares of participants of another measure, or words without texts.
pub fn matrix(snapshot: &Snapshot, request: &MatrixRequest) -> Result<Table, AnalysisError> {
    if request.share == Share::Participants && request.measure != Measure::Participants {
        return Err(AnalysisError::ShareOfPeople { measure: request.measure.word() });
    }
    let frame = Frame::new(snapshot, &request.filter)?;
    let rows = RowAxis::new(&frame, request.rows, request.roll_up);
    let axis = Axis::new(&frame, &request.columns, request.measure != Measure::Participants);
    let grid = count(&frame, &rows, &axis, request.measure)?;
    let title = format!("{} by {}", request.rows.plural(), request.columns.name());
    let mut table = Table::new(title, headers(&frame, &axis, request));
    table.measure = measure_line(request);
    table.frame = frame.describe();
    let counted = Counted { axis: &axis, grid: &grid, everybody: frame.tally().participants };
    table.rows = rows.rows.iter().enumerate().map(|(at, row)| cells(&counted, at, row, request)).collect();
    table.notes = rules(request);
    table.notes.extend(rows.notes);
    table.notes.extend(frame.notes());
    Ok(table)
}

/// The rules of a matrix in words: what is counted, of whom, and how figures add up.
#[must_use]
pub fn explain(request: &MatrixRequest) -> String {
    let mut lines = vec![
        format!("Rows: {}. Columns: {}.", request.rows.plural().to_lowercase(), request.columns.name()),
        format!("Measure: {}.", request.measure.rule()),
        "Frame: speech of participants whose consent allows analysis today; interviewers outside. A coding counts \
         for those whose speech it touches, not for everybody who is in the room."
            .to_owned(),
    ];
    if request.filter.include_interviewers {
        lines.push("Interviewers' speech was asked for and counts as text; interviewers are never people.".to_owned());
    }
    if !request.filter.label.is_empty() {
        lines.push(format!("Filter: {}.", request.filter.label));
    }
    lines.extend(rules(request));
    lines.join("\n") + "\n"
}

fn measure_line(request: &MatrixRequest) -> String {
    format!("{}{}", request.measure.rule(), request.share.in_a_line())
}

/// What must be known to add figures up.
fn rules(request: &MatrixRequest) -> Vec<String> {
    let mut rules = Vec::new();
    rules.push(
        match (request.rows, request.roll_up) {
            (Rows::Category, _) => "A category counts all its codes; what several codes share counts once.",
            (Rows::Theme, RollUp::All) => {
                "Roll-up all: a theme counts its codes and the codes below them; what they share counts once."
            }
            (Rows::Theme, RollUp::Direct) => "Roll-up direct: a theme counts the codes it names and none below them.",
            (Rows::Code, RollUp::All) => {
                "Roll-up all: a code counts itself and the codes below it; what they share counts once."
            }
            (Rows::Code, RollUp::Direct) => "Roll-up direct: a code counts itself and none of the codes below it.",
        }
        .to_owned(),
    );
    rules.push("Total counts over all columns each thing once, so it can be less than the row's sum.".to_owned());
    match request.columns {
        Columns::Case => rules.push(
            "A person counts in every case that the person belongs to; a person without one in the case of the source."
                .to_owned(),
        ),
        Columns::Attribute(super::Attribute { of: super::Holder::Case, .. }) => {
            rules.push("A person counts under the values of all cases that the person belongs to.".to_owned());
        }
        _ => {}
    }
    rules
}

fn headers(frame: &Frame<'_>, axis: &Axis, request: &MatrixRequest) -> Vec<Column> {
    let mut headers = Vec::new();
    if request.ids {
        headers.push(Column::text("id", "Id"));
    }
    headers.push(Column::text(request.rows.word(), request.rows.label()));
    let unit = match (request.share, request.measure) {
        (Share::None, measure) => measure.word(),
        (_, Measure::Participants) => "% of participants",
        (_, Measure::Sources) => "% of sources",
        _ => "%",
    };
    let mut taken: Vec<String> = headers.iter().map(|column| column.key.clone()).collect();
    taken.push(TOTAL.to_owned());
    for slot in &axis.slots {
        let mut key = slot.key.clone();
        // A value may be called like one of our own columns; two keys may never be equal.
        while taken.contains(&key) {
            key.push('_');
        }
        let mut column = Column::number(key, slot.label.clone()).unit(unit);
        if slot.of_people {
            column = column.n(if request.measure == Measure::Sources { slot.sources } else { slot.participants });
        }
        headers.push(column);
    }
    let tally = frame.tally();
    let n = if request.measure == Measure::Sources { tally.sources } else { tally.participants };
    headers.push(Column::number(TOTAL, "Total").unit(unit).n(n));
    headers
}

/// What the cells of a row are made from.
struct Counted<'a> {
    axis: &'a Axis,
    grid: &'a Grid,
    /// Participants in the frame.
    everybody: u64,
}

fn cells(counted: &Counted<'_>, position: usize, row: &Row, request: &MatrixRequest) -> Vec<Cell> {
    let Counted { axis, grid, everybody } = *counted;
    let mut cells = Vec::with_capacity(axis.slots.len() + 3);
    if request.ids {
        cells.push(Cell::words(row.id.clone()));
        cells.push(Cell::words(row.name.clone()));
    } else {
        cells.push(Cell::words(format!("{}{}", "– ".repeat(row.depth), row.name)));
    }
    for column in 0..=axis.slots.len() {
        let count = grid.get(position, column);
        cells.push(match request.share {
            Share::None => Cell::Count(count),
            Share::Row => Cell::Share { part: count, whole: grid.total(position) },
            Share::Column => Cell::Share { part: count, whole: grid.everything(column) },
            Share::Table => Cell::Share { part: count, whole: grid.everything(axis.slots.len()) },
            Share::Participants => {
                Cell::Share { part: count, whole: axis.slots.get(column).map_or(everybody, |slot| slot.participants) }
            }
        });
    }
    cells
}
