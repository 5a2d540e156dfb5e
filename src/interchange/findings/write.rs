//! Findings as the sheets that they came from: CSV files or one workbook, read back without loss.
//!
//! A row is written by what it is stored as: each column of the layout takes the field of its name, so that no column
//! can be forgotten and none is listed twice.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    CITED, EFFECTS, ELEMENTS, FACTORS, INTERVENTION_ELEMENTS, INTERVENTIONS, LINKS, PROGRESS, RECOMMENDATIONS,
    STATISTICS, STUDIES, VIEW_MATCHES, VIEWS,
};
use crate::interchange::layout::{Field, Layout, Need};
use crate::model::Findings;
use crate::table::{Cell, Column, Table, WorkbookError, csv_record, workbook};

/// Columns that say in one cell what others say in two.
const SAID_TWICE: [&str; 1] = ["ci"];

/// Every sheet of the normal form as a table whose columns are those of its layout.
#[must_use]
pub fn finding_tables(findings: &Findings) -> Vec<(&'static Layout, Table)> {
    vec![
        sheet(&STUDIES, &findings.studies),
        sheet(&INTERVENTIONS, &findings.interventions),
        sheet(&EFFECTS, &findings.effects),
        sheet(&ELEMENTS, &findings.elements),
        sheet(&INTERVENTION_ELEMENTS, &findings.intervention_elements),
        sheet(&FACTORS, &findings.factors),
        sheet(&PROGRESS, &findings.progress),
        sheet(&VIEWS, &findings.views),
        sheet(&VIEW_MATCHES, &findings.view_matches),
        sheet(&STATISTICS, &findings.statistics),
        sheet(&CITED, &findings.cited),
        sheet(&RECOMMENDATIONS, &findings.recommendations),
        sheet(&LINKS, &findings.links),
    ]
}

/// Every sheet as a CSV file: its name and its text, stamped.
#[must_use]
pub fn write_findings_csv(findings: &Findings) -> Vec<(String, String)> {
    let file = |(layout, table): (&Layout, Table)| {
        let mut text = format!("# themeweave {} 1\n", layout.kind);
        text.push_str(&csv_record(table.columns.iter().map(|column| column.key.clone())));
        for row in &table.rows {
            text.push_str(&csv_record(row.iter().map(Cell::raw)));
        }
        (format!("{}.csv", layout.kind), text)
    };
    finding_tables(findings).into_iter().map(file).collect()
}

/// Every sheet in one workbook, with a data dictionary as the last.
///
/// # Errors
/// Words longer than a cell can hold.
pub fn write_findings_xlsx(findings: &Findings) -> Result<Vec<u8>, WorkbookError> {
    let tables = finding_tables(findings);
    let dictionary = dictionary(tables.iter().map(|(layout, _)| *layout));
    let sheets: Vec<(&str, &Table)> = tables.iter().map(|(layout, table)| (layout.kind, table)).collect();
    workbook(&[sheets.as_slice(), &[("data dictionary", &dictionary)]].concat())
}

/// What every column of every sheet means.
fn dictionary<'l>(layouts: impl Iterator<Item = &'l Layout>) -> Table {
    let mut all = Table::new("Data dictionary", vec![Column::text("sheet", "Sheet")]);
    for layout in layouts {
        let table = layout.table();
        if all.columns.len() == 1 {
            all.columns.extend(table.columns);
        }
        let rows = table.rows.into_iter();
        all.rows.extend(rows.map(|row| std::iter::once(Cell::words(layout.kind)).chain(row).collect::<Vec<_>>()));
    }
    all
}

fn sheet<T: Serialize>(layout: &'static Layout, rows: &[T]) -> (&'static Layout, Table) {
    let written = |field: &&Field| field.need != Need::Unread && !SAID_TWICE.contains(&field.key);
    let fields: Vec<&Field> = layout.fields.iter().filter(written).collect();
    let columns = fields.iter().map(|field| Column::text(field.key, field.key)).collect();
    let mut table = Table::new(layout.kind, columns);
    for row in rows {
        let Ok(Value::Object(stored)) = serde_json::to_value(row) else { continue };
        table.rows.push((0..).zip(&fields).map(|(at, field)| cell_of(&stored, at, field.key)).collect());
    }
    (layout, table)
}

/// The cell of a column: the field of its name; in the first column the id, however the sheet calls it.
fn cell_of(stored: &Map<String, Value>, at: usize, key: &str) -> Cell {
    let value = stored.get(key).or_else(|| stored.get("id").filter(|_| at == 0));
    match value {
        None | Some(Value::Null) => Cell::Empty,
        Some(Value::Bool(yes)) => Cell::words(if *yes { "yes" } else { "no" }),
        // A bound is no figure.
        Some(p) if key == "p" && stored.get("p_below") == Some(&Value::Bool(true)) => Cell::words(format!("<{p}")),
        Some(Value::Number(number)) => match number.as_u64() {
            Some(count) => Cell::Count(count),
            None => Cell::number(number.as_f64(), 6),
        },
        Some(Value::String(text)) => Cell::words(text),
        Some(Value::Array(items)) => Cell::words(items.iter().map(item).collect::<Vec<_>>().join("; ")),
        Some(other @ Value::Object(_)) => Cell::words(other.to_string()),
    }
}

/// An item of a list: a word, or a pair as `name: word`.
fn item(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(pair) => pair.iter().map(item).collect::<Vec<_>>().join(": "),
        other => other.to_string(),
    }
}
