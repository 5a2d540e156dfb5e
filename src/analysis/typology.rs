//! A typology of cases: each case by two features, such as a theme that its people raise and how its return went.

use super::axis::Axis;
use super::count::count_participants;
use super::rows::RowAxis;
use super::{AnalysisError, Columns, Frame, Layout, RollUp, Rows};
use crate::model::{Snapshot, Value};
use crate::table::{Cell, Column, Table};

/// What cases are told apart by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Feature {
    /// Whether somebody of the case raises the theme at this position.
    Theme(usize),
    /// The value of an attribute of the case.
    Attribute(String),
}

impl Feature {
    /// Reads `theme:ID` (or its name) or `case:ATTRIBUTE`.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with what is possible.
    pub fn parse(word: &str, snapshot: &Snapshot) -> Result<Self, AnalysisError> {
        let attributes = attributes(snapshot);
        let found = match word.split_once(':') {
            Some(("theme", id)) => {
                let id = id.trim();
                snapshot.themes.iter().position(|theme| theme.id == id || theme.name == id).map(Self::Theme)
            }
            Some(("case", key)) => {
                let known = attributes.iter().find(|known| known.eq_ignore_ascii_case(key.trim()));
                known.map(|key| Self::Attribute((*key).to_owned()))
            }
            _ => None,
        };
        found.ok_or_else(|| {
            let themes = snapshot.themes.iter().map(|theme| format!("theme:{}", theme.id));
            let possible: Vec<String> = themes.chain(attributes.iter().map(|key| format!("case:{key}"))).collect();
            AnalysisError::Unknown { what: "feature of cases", found: word.to_owned(), expected: possible.join(", ") }
        })
    }

    fn heading(&self, snapshot: &Snapshot) -> String {
        match self {
            Self::Theme(at) => snapshot.themes.get(*at).map_or_else(String::new, |theme| theme.name.clone()),
            Self::Attribute(key) => key.clone(),
        }
    }
}

/// Names of the attributes that cases have, in the sheet's order.
fn attributes(snapshot: &Snapshot) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in snapshot.cases.iter().flat_map(|case| &case.attributes) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// A type on one axis: raised before not raised, numbers by size, then words, then cases without a value.
#[derive(Clone, Debug, PartialEq)]
struct Kind {
    rank: (u8, f64),
    label: String,
}

impl Kind {
    fn of(value: Option<&Value>) -> Self {
        let rank = match value {
            Some(Value::Number(number)) => (0, *number),
            Some(Value::Text(_)) => (1, 0.0),
            None => (2, 0.0),
        };
        Self { rank, label: value.map_or_else(|| "(not recorded)".to_owned(), ToString::to_string) }
    }

    fn raised(raised: bool) -> Self {
        let (rank, label) = if raised { ((0, 0.0), "raised") } else { ((0, 1.0), "not raised") };
        Self { rank, label: label.to_owned() }
    }
}

/// Cases by two features. A case has a theme when at least one of its people in the frame speaks of it; a case of which nobody is
/// in the frame is left out, and the notes say which.
///
/// Data columns: `type` (of the first feature), one for each type of the second (counts of cases), `total`. In the reading layout
/// each cell names its cases too, for the team alone: the disclosure gate refuses it.
#[must_use]
pub fn typology(frame: &Frame<'_>, rows: &Feature, columns: &Feature, layout: Layout) -> Table {
    let snapshot = frame.snapshot();
    let inside = cases_with_themes(frame);
    let kinds = |feature: &Feature| -> Vec<(usize, Kind)> {
        inside.iter().map(|(case, themes)| (*case, kind_of(snapshot, *case, themes, feature))).collect()
    };
    let (of_row, of_column) = (kinds(rows), kinds(columns));
    let (row_kinds, column_kinds) = (distinct(&of_row), distinct(&of_column));
    let cases_of = |row: Option<&Kind>, column: Option<&Kind>| -> Vec<&str> {
        let both = of_row.iter().zip(&of_column);
        let own = both.filter(|((_, one), (_, other))| {
            row.is_none_or(|row| row == one) && column.is_none_or(|column| column == other)
        });
        own.filter_map(|((case, _), _)| snapshot.cases.get(*case)).map(|case| case.id.as_str()).collect()
    };
    let mut headers = vec![Column::text("type", rows.heading(snapshot))];
    headers.extend(column_kinds.iter().map(|kind| {
        let n = cases_of(None, Some(kind)).len() as u64;
        case_column(&kind.label, &kind.label, layout).n(n)
    }));
    headers.push(case_column("total", "All", layout).n(inside.len() as u64));
    let title = format!("Types of cases: {} by {}", rows.heading(snapshot), columns.heading(snapshot));
    let mut table = Table::new(title, headers);
    table.measure = String::from("cases, each once");
    table.frame = frame.describe();
    for row in &row_kinds {
        let mut cells = vec![Cell::words(row.label.clone())];
        let places = column_kinds.iter().map(Some).chain([None]);
        cells.extend(places.map(|column| case_cell(&cases_of(Some(row), column), layout)));
        table.rows.push(cells);
    }
    table.notes = notes(frame, &inside, [rows, columns]);
    table
}

fn case_column(key: &str, label: &str, layout: Layout) -> Column {
    let column = if layout == Layout::Data { Column::number(key, label) } else { Column::text(key, label) };
    column.unit("cases")
}

fn case_cell(cases: &[&str], layout: Layout) -> Cell {
    match (layout, cases.len()) {
        (Layout::Data, count) => Cell::Count(count as u64),
        (Layout::Reading, 0) => Cell::words("0"),
        (Layout::Reading, count) => Cell::words(format!("{count}: {}", cases.join(", "))),
    }
}

/// Positions of the cases of which somebody is in the frame, each with the themes that its people raise, in the sheet's order.
fn cases_with_themes(frame: &Frame<'_>) -> Vec<(usize, Vec<bool>)> {
    let themes = RowAxis::new(frame, Rows::Theme, RollUp::All);
    let axis = Axis::new(frame, &Columns::Case, false);
    let grid = count_participants(frame, &themes, &axis);
    let cases = frame.snapshot().cases.iter().enumerate();
    let found = cases.filter_map(|(at, case)| {
        let column =
            axis.slots.iter().position(|slot| slot.is_value() && slot.key == case.id && slot.participants > 0)?;
        Some((at, (0..themes.rows.len()).map(|theme| grid.get(theme, column) > 0).collect()))
    });
    found.collect()
}

fn kind_of(snapshot: &Snapshot, case: usize, themes: &[bool], feature: &Feature) -> Kind {
    match feature {
        Feature::Theme(theme) => Kind::raised(themes.get(*theme).copied().unwrap_or(false)),
        Feature::Attribute(key) => {
            let attributes = snapshot.cases.get(case).map(|case| case.attributes.as_slice()).unwrap_or_default();
            Kind::of(attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value))
        }
    }
}

fn distinct(of_case: &[(usize, Kind)]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = of_case.iter().map(|(_, kind)| kind.clone()).collect();
    kinds.sort_by(|a, b| {
        a.rank.0.cmp(&b.rank.0).then(a.rank.1.total_cmp(&b.rank.1)).then_with(|| a.label.cmp(&b.label))
    });
    kinds.dedup();
    kinds
}

fn notes(frame: &Frame<'_>, inside: &[(usize, Vec<bool>)], features: [&Feature; 2]) -> Vec<String> {
    let snapshot = frame.snapshot();
    let outside: Vec<&str> = (snapshot.cases.iter().enumerate())
        .filter(|(at, _)| inside.iter().all(|(case, _)| case != at))
        .map(|(_, case)| case.id.as_str())
        .collect();
    let mut notes = Vec::new();
    if features.iter().any(|feature| matches!(feature, Feature::Theme(_))) {
        notes.push(
            "Raised: at least one of the people of the case speaks of the theme; themes count the codes below theirs."
                .to_owned(),
        );
    }
    if !outside.is_empty() {
        notes.push(format!("Left out because nobody of the case is in the frame: {}.", outside.join(", ")));
    }
    notes.extend(frame.notes());
    notes
}
