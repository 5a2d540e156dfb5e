//! The cells of a heat matrix: what they print and how dark they are, and how unlike two rows or two columns of them are.

use super::super::ChartError;
use super::super::furniture::{many, real};
use super::super::palette::{Colour, WHITE};
use super::super::reading::{Figure, Measured, Reader};
use super::super::shade;
use crate::stats::hierarchy::{Hierarchy, Linkage, hierarchy};
use crate::table::{Cell, Column, ColumnKind, Table};

/// What the shade of a cell goes by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Weight {
    /// A share: so many of so many.
    Part(u64, u64),
    /// A figure beside the largest of the table.
    Value(f64),
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    pub words: String,
    pub weight: Option<Weight>,
    /// Whether the gate holds it back.
    pub withheld: bool,
    /// Whether it is a share of something else than the N of its column.
    pub own_whole: bool,
}

/// A matrix in the order of the drawing.
pub(super) struct Cells<'t> {
    pub columns: Vec<&'t Column>,
    pub names: Vec<String>,
    /// By row, then by column.
    pub values: Vec<Vec<Value>>,
    /// The largest size of a figure that is no share; 0 where there is none.
    pub largest: f64,
    /// How rows belong together, where there are three or more; their order is the drawing's.
    pub rows_tree: Option<Hierarchy>,
    /// How columns belong together.
    pub columns_tree: Option<Hierarchy>,
}

impl<'t> Cells<'t> {
    pub(super) fn read(table: &'t Table) -> Result<Self, ChartError> {
        let mut reader = Reader::new("heat map", table)?;
        let first = table.columns.first().map_or("", |column| column.key.as_str());
        let columns: Vec<&Column> =
            table.columns.iter().skip(1).filter(|column| column.kind == ColumnKind::Number).collect();
        if columns.is_empty() {
            reader.problem(None, "", "found no column of figures", "give the table one at least, after the names");
        }
        let mut names = Vec::new();
        let mut values: Vec<Vec<Value>> = Vec::new();
        for row in 0..reader.rows() {
            names.push(reader.needed_words(row, first));
            values.push(columns.iter().map(|column| read_value(&mut reader, table, row, column)).collect());
        }
        let sizes = values.iter().flatten().filter_map(|value| match value.weight {
            Some(Weight::Value(value)) => Some(value.abs()),
            _ => None,
        });
        let largest = sizes.fold(0.0, f64::max);
        let cells = Self { columns, names, values, largest, rows_tree: None, columns_tree: None };
        reader.finish(cells.ordered())
    }

    /// Rows, and columns too, with like ones beside each other.
    fn ordered(mut self) -> Self {
        let across: Vec<Vec<Option<f64>>> =
            self.values.iter().map(|row| row.iter().map(|value| self.share(value)).collect()).collect();
        let down: Vec<Vec<Option<f64>>> = (0..self.columns.len())
            .map(|column| across.iter().map(|row| row.get(column).copied().flatten()).collect())
            .collect();
        self.rows_tree = tree(&across);
        self.columns_tree = tree(&down);
        if let Some(tree) = &self.rows_tree {
            self.names = tree.order.iter().map(|row| self.names[*row].clone()).collect();
            self.values = tree.order.iter().map(|row| self.values[*row].clone()).collect();
        }
        if let Some(tree) = &self.columns_tree {
            self.columns = tree.order.iter().map(|column| self.columns[*column]).collect();
            for row in &mut self.values {
                *row = tree.order.iter().map(|column| row[*column].clone()).collect();
            }
        }
        self
    }

    /// From −1 to 1: the share, or the figure beside the largest; none where it is not known.
    pub(super) fn share(&self, value: &Value) -> Option<f64> {
        match value.weight? {
            Weight::Part(part, whole) => (whole > 0).then(|| real(part) / real(whole)),
            Weight::Value(value) => Some(if self.largest > 0.0 { value / self.largest } else { 0.0 }),
        }
    }

    /// The ground of a cell: what is not known is white, as nothing is.
    pub(super) fn ground(&self, value: &Value) -> Colour {
        match (value.weight, self.share(value)) {
            (Some(Weight::Part(part, whole)), _) => shade::of_part(part, whole),
            (_, Some(share)) if share < 0.0 => shade::of_negative(-share),
            (_, Some(share)) => shade::of_value(share, [0.25, 0.5, 0.75]),
            (_, None) => WHITE,
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Value> {
        self.values.iter().flatten()
    }
}

fn read_value(reader: &mut Reader<'_>, table: &Table, row: usize, column: &Column) -> Value {
    let share = match table.cell(row, &column.key) {
        Some(Cell::Share { .. }) => true,
        Some(Cell::Count(_)) => column.n.is_some(),
        _ => false,
    };
    let mut value = Value { words: "–".to_owned(), weight: None, withheld: false, own_whole: false };
    if share {
        let figure = reader.figure(row, column);
        value.own_whole = figure.has_own_whole(column);
        if let Figure::Known { part, whole } = figure {
            value.words = if value.own_whole { format!("{part} of {whole}") } else { part.to_string() };
            value.weight = Some(Weight::Part(part, whole));
        }
        return value;
    }
    let figure = reader.measured(row, &column.key);
    value.words = figure.words_or("–");
    value.withheld = figure.withheld().is_some();
    if let Measured::Known { value: known, .. } = figure {
        value.weight = Some(Weight::Value(known));
    }
    value
}

/// Average linkage of at least three rows by their distances.
fn tree(rows: &[Vec<Option<f64>>]) -> Option<Hierarchy> {
    if rows.len() < 3 {
        return None;
    }
    let distances: Vec<Vec<f64>> =
        rows.iter().map(|one| rows.iter().map(|other| distance(one, other)).collect()).collect();
    hierarchy(&distances, Linkage::Average).ok()
}

/// Euclidean distance over what is known of both, as if the rest were as far apart on average. Rows that have nothing known in
/// common are as far apart as two shares can be.
fn distance(one: &[Option<f64>], other: &[Option<f64>]) -> f64 {
    let known: Vec<f64> = one.iter().zip(other).filter_map(|(a, b)| Some(((*a)? - (*b)?) * ((*a)? - (*b)?))).collect();
    let mean = if known.is_empty() { 1.0 } else { known.iter().sum::<f64>() / many(known.len()) };
    libm::sqrt(mean * many(one.len()))
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances_pass_over_what_is_not_known() {
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}");
        near(distance(&[Some(0.0), Some(0.0)], &[Some(0.3), Some(0.4)]), 0.5);
        // The one known difference of 0.3 stands for both columns.
        near(distance(&[Some(0.0), None], &[Some(0.3), Some(0.4)]), 0.3 * 2.0_f64.sqrt());
        near(distance(&[None, Some(1.0)], &[Some(0.3), None]), 2.0_f64.sqrt());
        near(distance(&[Some(0.2)], &[Some(0.2)]), 0.0);
    }
}
