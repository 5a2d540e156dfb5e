//! A table about sets of effects while it is being filled.

use std::collections::BTreeMap;

use super::pooled::{PooledSet, SetResult};
use super::set::{EffectSet, Grouping};
use super::table::PoolRequest;
use crate::analysis::Layout;
use crate::model::{EffectScale, Snapshot};
use crate::table::{Cell, Column, Table};

/// Rows under the names of their sets, and below them what was said about the sets.
pub(super) struct Report {
    pub table: Table,
    layout: Layout,
    last: Vec<String>,
    warnings: BTreeMap<String, Vec<String>>,
}

impl Report {
    /// An empty table with a column for each grouping before these.
    pub fn new(request: &PoolRequest, title: &str, layout: Layout, columns: Vec<Column>) -> Self {
        let groups = request.by.iter().map(|grouping| Column::text(grouping.word(), heading(*grouping)));
        let table = request.table(title, groups.chain(columns).collect());
        Self { table, layout, last: Vec::new(), warnings: BTreeMap::new() }
    }

    /// A row of a set. For reading, the name of a set stands on its first row alone.
    pub fn row(&mut self, set: &EffectSet<'_>, cells: impl IntoIterator<Item = Cell>) {
        let again = self.layout == Layout::Reading && self.last == set.labels && !self.table.rows.is_empty();
        let names = set.labels.iter().map(|label| if again { Cell::Empty } else { Cell::words(label.clone()) });
        self.table.rows.push(names.chain(cells).collect());
        self.last.clone_from(&set.labels);
    }

    /// Something to be said below the table of a set; what several sets share is said once.
    pub fn warn(&mut self, set: &EffectSet<'_>, text: impl Into<String>) {
        let label = set.labels.join(", ");
        let sets = self.warnings.entry(text.into()).or_default();
        if !sets.contains(&label) {
            sets.push(label);
        }
    }

    /// Says which effects of a set no estimate could be made of, and what its pooled figure lacks.
    pub fn warn_of(&mut self, set: &EffectSet<'_>, result: &SetResult) {
        for warning in result.warnings() {
            self.warn(set, warning.clone());
        }
        self.left_out(set);
    }

    /// Says which effects of a set no estimate could be made of, and why.
    pub fn left_out(&mut self, set: &EffectSet<'_>) {
        for member in &set.members {
            if let Err(why) = &member.derived {
                self.warn(set, format!("{} left out, {why}", member.effect.id));
            }
        }
    }

    /// The table with its notes.
    pub fn finish(mut self, snapshot: &Snapshot) -> Table {
        self.table.notes.extend(self.warnings.into_iter().map(|(text, sets)| format!("{text}: {}.", sets.join("; "))));
        if !snapshot.notice.is_empty() {
            self.table.notes.push(snapshot.notice.clone());
        }
        self.table
    }
}

/// A value on the scale that people know, with two decimals more than they read.
pub(super) fn exactly(scale: EffectScale, value: Option<f64>) -> Cell {
    Cell::number(value.map(|value| scale.shown(value)), scale.decimals() + 2)
}

/// Columns of [`figure_cells`].
pub(in crate::analysis) fn figure_columns() -> [Column; 6] {
    [
        Column::text("scale", "Scale"),
        Column::number("estimate", "Pooled"),
        Column::number("ci_low", "CI low"),
        Column::number("ci_high", "CI high"),
        Column::number("pi_low", "Prediction low"),
        Column::number("pi_high", "Prediction high"),
    ]
}

/// A pooled effect with its intervals on the scale that people know; empty where there is none.
pub(in crate::analysis) fn figure_cells(found: Option<&PooledSet>) -> [Cell; 6] {
    let Some(found) = found else { return std::array::from_fn(|_| Cell::Empty) };
    let shown = |value: Option<f64>| exactly(found.scale, value);
    [
        Cell::words(found.scale.abbreviation()),
        shown(Some(found.estimate)),
        shown(Some(found.ci.0)),
        shown(Some(found.ci.1)),
        shown(found.prediction.map(|limits| limits.0)),
        shown(found.prediction.map(|limits| limits.1)),
    ]
}

/// `1.38 to 2.14`, on the scale that people know.
pub(super) fn range_in_words(scale: EffectScale, (low, high): (f64, f64)) -> String {
    let decimals = usize::from(scale.decimals());
    format!("{:.decimals$} to {:.decimals$}", scale.shown(low), scale.shown(high))
}

/// `OR 1.57 (1.36 to 1.82)`.
pub(super) fn with_interval(scale: EffectScale, value: f64, limits: (f64, f64)) -> String {
    format!("{} ({})", scale.in_words(value), range_in_words(scale, limits))
}

/// Which side of no effect a whole interval lies on: 1 benefit, -1 harm, 0 neither.
pub(super) fn side((low, high): (f64, f64)) -> i8 {
    i8::from(low > 0.0) - i8::from(high < 0.0)
}

/// What a variant changes about the side of the interval, in words; nothing where it changes nothing.
pub(super) fn changed(from: (f64, f64), to: (f64, f64)) -> &'static str {
    match (side(from), side(to)) {
        (before, after) if before == after => "",
        (0, 1) => "now clearly better",
        (0, _) => "now clearly worse",
        (_, 0) => "no longer clear",
        _ => "the other way",
    }
}

/// The name of a grouping over its column.
fn heading(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::Outcome => "Outcome",
        Grouping::Measure => "Measure",
        Grouping::Intervention => "Intervention",
        Grouping::Element => "Practice element",
        Grouping::Design => "Design",
        Grouping::RiskOfBias => "Risk of bias",
        Grouping::Time => "Time",
        Grouping::Country => "Country",
        Grouping::Population => "Population",
        Grouping::All => "Effects",
    }
}
