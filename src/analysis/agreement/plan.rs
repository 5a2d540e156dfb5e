//! How much more is to be coded twice for intervals of a wanted width.

use super::super::{AnalysisError, Frame};
use super::answer::lines;
use super::coefficient::Coefficient;
use super::describe::{Reasons, frame_line, names, rule_notes};
use super::field::Field;
use super::measured::{Measured, Measuring};
use super::request::AgreementRequest;
use crate::stats::agreement::planning::units_needed;
use crate::stats::distribution::t_critical;
use crate::table::{Cell, Column, Table};

/// What is to be planned.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanRequest {
    /// Whose agreement, on what; its first coefficient is planned for.
    pub agreement: AgreementRequest,
    /// The wanted half-width of the interval.
    pub half_width: f64,
}

/// For each line, the sources (or participants) coded twice so far, and how many more an interval of the wanted width needs.
/// Columns: `name, estimate, se, half_width, needed, more`.
///
/// # Errors
/// As [`agreement`](super::agreement).
pub fn plan(frame: &Frame<'_>, request: &PlanRequest) -> Result<Table, AnalysisError> {
    let asked = &request.agreement;
    let fields = Field::of(frame, asked)?;
    let field = &fields.asked;
    let measuring = Measuring { fields: &fields, request: asked, codings: &frame.snapshot().codings, errors: true };
    let coefficient = asked.coefficients.first().copied().unwrap_or(Coefficient::Alpha);
    let clusters = field.clusters as u64;
    let mut columns = vec![Column::text("name", "Code")];
    let figures = [
        ("estimate", "Estimate"),
        ("se", "SE"),
        ("half_width", "Half-width now"),
        ("needed", "Needed"),
        ("more", "More"),
    ];
    columns.extend(figures.map(|(key, label)| Column::number(key, label)));
    let mut table = Table::new(format!("Double coding by {} that is still needed", names(field)), columns);
    table.measure = format!(
        "{}s coded by all, for intervals of {} ± {}",
        asked.clusters.word(),
        coefficient.label(),
        request.half_width
    );
    table.frame = frame_line(frame, field, asked);
    let mut reasons = Reasons::default();
    let mut without_error = 0;
    for subject in lines(frame.snapshot(), &fields, asked) {
        let measured = measuring.measure(coefficient, subject.line());
        let half = half_width(&measured, clusters, asked.level);
        let needed = measured.se.and_then(|se| units_needed(se, clusters, request.half_width, asked.level));
        without_error += u64::from(measured.found.is_ok() && needed.is_none());
        let count = |figure: Option<u64>| figure.map_or(Cell::Empty, Cell::Count);
        table.rows.push(vec![
            Cell::words(&subject.name),
            reasons.cell(measured.found.map(|found| found.value)),
            Cell::number(measured.se, 3),
            Cell::number(half, 3),
            count(needed),
            count(needed.map(|needed| needed.saturating_sub(clusters))),
        ]);
    }
    reasons.explain(&mut table);
    table.notes.push(format!(
        "So far {clusters} {}s. Standard errors: each left out once (jackknife), or from resamples where that fails; they \
         fall with the square root of the number.",
        asked.clusters.word()
    ));
    if without_error > 0 {
        table.notes.push(format!(
            "{without_error} without a plan: with so few {}s, or none that differ, there is no standard error.",
            asked.clusters.word()
        ));
    }
    table.notes.extend(rule_notes(frame, field));
    table.notes.extend(frame.snapshot().notice_note());
    Ok(table)
}

fn half_width(measured: &Measured, clusters: u64, level: f64) -> Option<f64> {
    // Numbers of sources, far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let df = clusters.checked_sub(1).filter(|df| *df > 0)? as f64;
    Some(t_critical(level, df) * measured.se?)
}
