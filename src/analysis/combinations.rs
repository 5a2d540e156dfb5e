//! Which codes come together in a case, as whole combinations, with an outcome beside them.

use std::collections::BTreeMap;

use super::cooccurrence::{Together, held_by_unit};
use super::crosstab::{Dimension, Sorter};
use super::{AnalysisError, Filter, Frame, RollUp};
use crate::model::{Snapshot, Value};
use crate::table::{Cell, Column, Table};

/// Which combinations.
#[derive(Clone, Debug, PartialEq)]
pub struct CombinationRequest {
    /// What is combined.
    pub rows: Dimension,
    /// By case, participant, source or turn.
    pub by: Together,
    /// An attribute of the units whose values are counted beside each combination.
    pub outcome: Option<String>,
    /// What a code counts of the codes below it.
    pub roll_up: RollUp,
    /// Which part of the project is asked about.
    pub filter: Filter,
}

/// Every combination that a unit has, the most frequent first, with its units and their outcomes.
///
/// Columns: `combination, size` (rows in it), `n` (units), a column for each value of the outcome, `units` (names).
///
/// # Errors
/// A unit without whole combinations, an attribute that no unit has, a mask that does not fit.
pub fn combinations(snapshot: &Snapshot, request: &CombinationRequest) -> Result<Table, AnalysisError> {
    if matches!(request.by, Together::Intersection | Together::Near(_)) {
        return Err(AnalysisError::Unknown {
            what: "unit of combinations",
            found: "intersection or near".to_owned(),
            expected: "case, participant, source, turn".to_owned(),
        });
    }
    let frame = Frame::new(snapshot, &request.filter)?;
    let rows = Sorter::new(&frame, &request.rows, request.roll_up);
    let held = held_by_unit(&frame, &rows, request.by);
    let mut combined: BTreeMap<Vec<u32>, Vec<u32>> = BTreeMap::new();
    held.each(|unit, rows| combined.entry(rows.to_vec()).or_default().push(unit));
    let outcome = request.outcome.as_deref().map(|name| Outcome::new(snapshot, request.by, name)).transpose()?;
    let with_some: u64 = combined.values().map(|units| units.len() as u64).sum();
    let mut order: Vec<(Vec<u32>, Vec<u32>)> = combined.into_iter().collect();
    if held.units > with_some {
        order.push((Vec::new(), Vec::new()));
    }
    order.sort_by(|x, y| y.1.len().cmp(&x.1.len()).then(x.0.cmp(&y.0)));
    let unit = match request.by {
        Together::Case => "cases",
        Together::Participant => "participants",
        Together::Source => "sources",
        _ => "turns",
    };
    let mut columns = vec![
        Column::text("combination", crate::text::capitalised(&request.rows.name())),
        Column::number("size", "Size"),
        Column::number("n", "N").unit(unit),
    ];
    let values = outcome.as_ref().map(|outcome| outcome.values.clone()).unwrap_or_default();
    columns.extend(values.iter().map(|value| Column::number(value.clone(), value.clone()).unit(unit)));
    columns.push(Column::text("units", crate::text::capitalised(unit)));
    let mut table =
        Table::new(format!("Combinations of {} by {}", request.rows.name(), unit.trim_end_matches('s')), columns);
    for (combination, units) in order {
        let names: Vec<&str> = combination.iter().map(|row| rows.slots[*row as usize].label.as_str()).collect();
        let n = if combination.is_empty() { held.units - with_some } else { units.len() as u64 };
        let words = if names.is_empty() { "(none of them)".to_owned() } else { names.join(" + ") };
        let mut cells = vec![Cell::words(words), Cell::Count(combination.len() as u64), Cell::Count(n)];
        cells.extend(values.iter().map(|value| match &outcome {
            Some(outcome) if !combination.is_empty() => {
                Cell::Count(units.iter().filter(|unit| outcome.of_unit(**unit) == Some(value)).count() as u64)
            }
            _ => Cell::Empty,
        }));
        let shown: Vec<String> = units.iter().map(|unit| name_of(snapshot, request.by, *unit)).collect();
        cells.push(Cell::words(shown.join(", ")));
        table.rows.push(cells);
    }
    table.measure = format!("{unit} with exactly these and no other of the rows");
    table.frame = frame.describe();
    table.notes.push(
        "For conditions, calibration and solutions of a qualitative comparative analysis: `joint qca`.".to_owned(),
    );
    table.notes.extend(frame.notes());
    Ok(table)
}

fn name_of(snapshot: &Snapshot, by: Together, unit: u32) -> String {
    let at = unit as usize;
    match by {
        Together::Case => snapshot.cases.get(at).map(|case| case.id.clone()),
        Together::Participant => snapshot.participants.get(at).map(|person| person.name.clone()),
        Together::Source => snapshot.sources.get(at).map(|source| source.name.clone()),
        _ => Some(format!("turn {}", at + 1)),
    }
    .unwrap_or_default()
}

/// An attribute of units.
struct Outcome {
    /// Its values, sorted.
    values: Vec<String>,
    of: Vec<Option<String>>,
}

impl Outcome {
    fn new(snapshot: &Snapshot, by: Together, name: &str) -> Result<Self, AnalysisError> {
        let wanted = name.to_lowercase();
        let value = |attributes: &[(String, Value)]| {
            attributes.iter().find(|(key, _)| key.to_lowercase() == wanted).map(|(_, value)| value.to_string())
        };
        let of_case =
            |id: &str| snapshot.cases.iter().find(|case| case.id == id).and_then(|case| value(&case.attributes));
        let of: Vec<Option<String>> = match by {
            Together::Participant => snapshot
                .participants
                .iter()
                .map(|person| value(&person.attributes).or_else(|| person.cases.iter().find_map(|case| of_case(case))))
                .collect(),
            Together::Source => snapshot
                .sources
                .iter()
                .map(|source| {
                    source
                        .case
                        .and_then(|case| snapshot.cases.get(case as usize))
                        .and_then(|case| value(&case.attributes))
                })
                .collect(),
            _ => snapshot.cases.iter().map(|case| value(&case.attributes)).collect(),
        };
        let mut values: Vec<String> = of.iter().flatten().cloned().collect();
        values.sort();
        values.dedup();
        if values.is_empty() {
            let mut known: Vec<String> = Vec::new();
            for (key, _) in snapshot.cases.iter().flat_map(|case| &case.attributes) {
                if !known.contains(key) {
                    known.push(key.clone());
                }
            }
            return Err(AnalysisError::Unknown { what: "outcome", found: name.to_owned(), expected: known.join(", ") });
        }
        Ok(Self { values, of })
    }

    fn of_unit(&self, unit: u32) -> Option<&String> {
        self.of.get(unit as usize).and_then(Option::as_ref)
    }
}
