//! Agreement of coders: figures that were printed elsewhere, a naive count character by character, kinds of disagreement, and
//! the commands on the sample.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../sandbox/mod.rs"]
mod sandbox;
#[path = "../study/mod.rs"]
mod study;

mod commands;
mod disagreeing;
mod figures;
mod naive;

use themeweave::analysis::{AgreementRequest, AnalysisError, Filter, Frame, Layout, agreement};
use themeweave::model::Snapshot;
use themeweave::table::{Cell, Table};

/// The table as data.
fn answer(snapshot: &Snapshot, request: &AgreementRequest) -> Result<Table, AnalysisError> {
    agreement(&Frame::new(snapshot, &Filter::default()).unwrap(), request, Layout::Data)
}

/// The cell of a line and coefficient.
#[track_caller]
fn cell(table: &Table, id: &str, coefficient: &str, column: &str) -> Cell {
    let wanted = |row: &usize| {
        table.cell(*row, "id") == Some(&Cell::words(id))
            && table.cell(*row, "coefficient") == Some(&Cell::words(coefficient))
    };
    let row = (0..table.rows.len()).find(wanted).unwrap_or_else(|| panic!("no {coefficient} of {id} in {table:?}"));
    table.cell(row, column).unwrap_or_else(|| panic!("no column {column}")).clone()
}

/// A figure of a line and coefficient; nothing where the cell is empty.
#[track_caller]
fn figure(table: &Table, id: &str, coefficient: &str, column: &str) -> Option<f64> {
    match cell(table, id, coefficient, column) {
        Cell::Number { value, .. } => Some(value),
        // Counts of tests are small.
        #[allow(clippy::cast_precision_loss)]
        Cell::Count(count) => Some(count as f64),
        Cell::Empty => None,
        other => panic!("{coefficient} of {id}, {column}: {other:?}"),
    }
}

#[track_caller]
fn assert_near(found: Option<f64>, expected: f64, within: f64) {
    assert!(found.is_some_and(|found| (found - expected).abs() < within), "{found:?} instead of {expected}");
}
