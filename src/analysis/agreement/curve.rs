//! Segments that match, over the overlap that is asked of them: disputes over ends fade as less is asked, disputes of
//! meaning stay.

use super::super::{AnalysisError, Frame};
use super::describe::{frame_line, names, rule_notes};
use super::field::Field;
use super::marks::matchings;
use super::request::{AgreementRequest, CompareUnit};
use crate::stats::agreement::matching::Matching;
use crate::table::{Cell, Column, Table};

/// The curve, at 5 %, 10 %, ... 100 %. Columns: `threshold, agreement, f1, brennan_prediger, matched, segments`; the
/// threshold is a share from 0 to 1.
///
/// # Errors
/// As [`agreement`](super::agreement).
pub fn agreement_curve(frame: &Frame<'_>, request: &AgreementRequest) -> Result<Table, AnalysisError> {
    let request = AgreementRequest { unit: CompareUnit::Character, ..request.clone() };
    let field = Field::of(frame, &request)?.characters;
    let used = field.used();
    let mut all = Matching::default();
    for (_, matching) in matchings(&field, &used) {
        all.add(matching);
    }
    let columns = [
        ("threshold", "Overlap"),
        ("agreement", "Agreement"),
        ("f1", "F1"),
        ("brennan_prediger", "Brennan-Prediger"),
        ("matched", "Matched"),
        ("segments", "Segments"),
    ];
    let columns = columns.map(|(key, label)| Column::number(key, label)).to_vec();
    let mut table = Table::new(format!("Segments of {} that match, by overlap", names(&field)), columns);
    table.measure = String::from("segments with a partner of the same code, as a share of all");
    table.frame = frame_line(frame, &field, &request);
    let codes = used.len() as u64;
    for matched in all.curve() {
        table.rows.push(vec![
            Cell::Number { value: matched.threshold, decimals: 2 },
            Cell::number(matched.agreement(), 3),
            Cell::number(matched.f1(), 3),
            Cell::number(matched.brennan_prediger(codes).ok(), 3),
            Cell::Count(matched.first + matched.second),
            Cell::Count(matched.all_first + matched.all_second),
        ]);
    }
    table.notes.push(
        "What is missing at full overlap and found at half is a dispute over ends; what is missing at 0.05 is a dispute \
         of meaning, or was missed."
            .to_owned(),
    );
    table.notes.push(format!(
        "Overlap is a share of the stretch from the first start to the last end. Chance of Brennan-Prediger: 1 / {codes} \
         (codes that were used)."
    ));
    table.notes.extend(rule_notes(frame, &field).into_iter().skip(1));
    table.notes.extend(frame.snapshot().notice_note());
    Ok(table)
}
