//! Reads a chart's table cell by cell and gathers everything that is wrong with it.

use super::ChartError;
use super::risk::Risk;
use crate::model::{Problem, Problems};
use crate::table::{Cell, Column, ColumnKind, Table};

/// A figure with what it is a share of, as the gate lets it be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// So many of so many.
    Known {
        /// How many.
        part: u64,
        /// Of how many.
        whole: u64,
    },
    /// Held back; the text says how much may be known.
    Withheld(String),
    /// There is none.
    Absent,
}

impl Figure {
    /// What a withheld figure shows instead.
    pub(super) fn withheld(&self) -> Option<&str> {
        match self {
            Self::Withheld(mark) => Some(mark),
            Self::Known { .. } | Self::Absent => None,
        }
    }

    /// The share, 0 to 1; none where it is not known or of nothing.
    pub(super) fn share(&self) -> Option<f64> {
        match self {
            // Counts of people and segments stay far below 2^53.
            #[allow(clippy::cast_precision_loss)]
            Self::Known { part, whole } if *whole > 0 => Some(*part as f64 / *whole as f64),
            _ => None,
        }
    }

    /// Whether it is a share of something else than the N of its column, such as of those asked.
    pub(super) fn has_own_whole(&self, column: &Column) -> bool {
        matches!(self, Self::Known { whole, .. } if Some(*whole) != column.n)
    }

    /// `4 of 5`, `<3`, or a dash.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Known { part, whole } => format!("{part} of {whole}"),
            Self::Withheld(text) => text.clone(),
            Self::Absent => "–".to_owned(),
        }
    }
}

/// What the foot says when some figure has a whole of its own.
pub(super) const OWN_WHOLES: &str = "Where a figure names another whole than N, its share is of that whole.";

/// A count, as the gate lets it be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tally {
    /// So many.
    Known(u64),
    /// Held back; the text says how much may be known.
    Withheld(String),
}

impl Tally {
    /// The count, where it is known.
    pub(super) fn known(&self) -> Option<u64> {
        if let Self::Known(count) = self { Some(*count) } else { None }
    }

    /// What a withheld count shows instead.
    pub(super) fn withheld(&self) -> Option<&str> {
        if let Self::Withheld(mark) = self { Some(mark) } else { None }
    }

    /// Whether there is anything at all.
    pub(super) fn is_zero(&self) -> bool {
        *self == Self::Known(0)
    }

    /// The count, or what may be known of it.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Known(count) => count.to_string(),
            Self::Withheld(text) => text.clone(),
        }
    }
}

/// A figure with its words as the table prints them, as the gate lets it be seen.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Measured {
    /// A finite value.
    Known {
        /// What it is.
        value: f64,
        /// How it is printed, with a true minus sign.
        words: String,
    },
    /// Held back; the text says how much may be known.
    Withheld(String),
    /// There is none.
    Absent,
}

impl Measured {
    /// The value, where it is known.
    pub(super) fn value(&self) -> Option<f64> {
        if let Self::Known { value, .. } = self { Some(*value) } else { None }
    }

    /// What a withheld figure shows instead.
    pub(super) fn withheld(&self) -> Option<&str> {
        if let Self::Withheld(mark) = self { Some(mark) } else { None }
    }

    /// The figure, what may be known of it, or what stands for none.
    pub(super) fn words_or(&self, none: &str) -> String {
        match self {
            Self::Known { words, .. } | Self::Withheld(words) => words.clone(),
            Self::Absent => none.to_owned(),
        }
    }
}

/// Where a name stands among those seen so far; a new one is added at the end.
pub(super) fn place(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

/// Reads one table for one kind of chart.
pub(super) struct Reader<'t> {
    chart: &'static str,
    table: &'t Table,
    problems: Problems,
}

impl<'t> Reader<'t> {
    /// A reader of a table that has rows, each as long as the headers.
    pub(super) fn new(chart: &'static str, table: &'t Table) -> Result<Self, ChartError> {
        if table.rows.is_empty() {
            return Err(ChartError::Empty { chart, table: table.title.clone() });
        }
        let mut reader = Self { chart, table, problems: Problems::default() };
        for (row, cells) in table.rows.iter().enumerate() {
            if cells.len() != table.columns.len() {
                let message = format!("found {} cells, expected {}", cells.len(), table.columns.len());
                reader.problem(Some(row), "", message, "give each row one cell for each column");
            }
        }
        Ok(reader)
    }

    /// Notes a problem; rows count from 0.
    pub(super) fn problem(&mut self, row: Option<usize>, field: &str, message: impl Into<String>, hint: &str) {
        let name = if self.table.title.is_empty() { "table" } else { &self.table.title };
        let mut problem = Problem::new(name, message).field(field).hint(hint);
        problem.line = row.map(|row| row + 1);
        self.problems.push(problem);
    }

    /// The value, unless the table has problems.
    pub(super) fn finish<T>(self, value: T) -> Result<T, ChartError> {
        let chart = self.chart;
        self.problems.none_or(value).map_err(|problems| ChartError::Table { chart, problems })
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> usize {
        self.table.rows.len()
    }

    /// Notes every column that is needed and not there, and stops there: cells cannot be read without.
    pub(super) fn require(mut self, keys: &[&str]) -> Result<Self, ChartError> {
        let missing: Vec<&str> = keys.iter().copied().filter(|key| self.table.column(key).is_none()).collect();
        if missing.is_empty() && self.problems.0.is_empty() {
            return Ok(self);
        }
        for key in missing {
            let found: Vec<&str> = self.table.columns.iter().map(|column| column.key.as_str()).collect();
            let message = format!("the column is missing; found {}", found.join(", "));
            self.problem(None, key, message, &format!("expected the columns {}", keys.join(", ")));
        }
        Err(ChartError::Table { chart: self.chart, problems: self.problems })
    }

    /// The columns of figures with their N, in order; `others` are keys that are no such columns.
    pub(super) fn figure_columns(&mut self, others: &[&str]) -> Vec<&'t Column> {
        let table = self.table;
        let columns: Vec<&Column> = table.columns.iter().filter(|c| !others.contains(&c.key.as_str())).collect();
        for column in &columns {
            if column.kind != ColumnKind::Number {
                self.problem(None, &column.key, "found words, expected a column of figures", "leave the column out");
            } else if column.n.is_none() {
                let hint = "give the column the size of the frame that its figures are shares of";
                self.problem(None, &column.key, "the column has no N", hint);
            }
        }
        if columns.is_empty() {
            self.problem(None, "", "found no column of figures", "give the table one for each role");
        }
        columns
    }

    /// The words in a cell, as a chart may hold them; empty when there are none.
    pub(super) fn words(&mut self, row: usize, key: &str) -> String {
        match self.table.cell(row, key) {
            Some(cell) => super::font::printable(&cell.display()),
            None => String::new(),
        }
    }

    /// The words in a cell that may not be empty.
    pub(super) fn needed_words(&mut self, row: usize, key: &str) -> String {
        let words = self.words(row, key);
        if words.is_empty() {
            self.problem(Some(row), key, "found nothing, expected words", "");
        }
        words
    }

    /// A cell as a share of its own whole or of the column's N.
    pub(super) fn figure(&mut self, row: usize, column: &Column) -> Figure {
        let (part, whole) = match self.table.cell(row, &column.key) {
            Some(Cell::Count(part)) => (*part, column.n.unwrap_or(0)),
            Some(Cell::Share { part, whole }) => (*part, *whole),
            Some(Cell::Withheld(text)) => return Figure::Withheld(super::font::printable(text)),
            None | Some(Cell::Empty) => return Figure::Absent,
            Some(other) => {
                let message = format!("found {:?}, expected a count, a share or a withheld figure", other.display());
                self.problem(Some(row), &column.key, message, "draw counts of participants, cases or sources");
                return Figure::Absent;
            }
        };
        if part > whole && column.n.is_some() {
            let message = format!("found {part} of {whole}: more than the whole");
            self.problem(Some(row), &column.key, message, "check the N of the column and what is counted");
        }
        Figure::Known { part, whole }
    }

    /// A cell as a count; nothing counts as none.
    pub(super) fn tally(&mut self, row: usize, key: &str) -> Tally {
        match self.table.cell(row, key) {
            Some(Cell::Count(count)) => Tally::Known(*count),
            Some(Cell::Share { part, .. }) => Tally::Known(*part),
            Some(Cell::Withheld(text)) => Tally::Withheld(super::font::printable(text)),
            None | Some(Cell::Empty) => Tally::Known(0),
            Some(other) => {
                let message = format!("found {:?}, expected a count", other.display());
                self.problem(Some(row), key, message, "");
                Tally::Known(0)
            }
        }
    }

    /// A cell as a count, if it holds one.
    pub(super) fn count(&mut self, row: usize, key: &str) -> Option<u64> {
        match self.table.cell(row, key) {
            None | Some(Cell::Empty) => None,
            Some(Cell::Count(count)) => Some(*count),
            Some(other) => {
                let message = format!("found {:?}, expected a count", other.display());
                self.problem(Some(row), key, message, "leave the cell empty where nothing is reported");
                None
            }
        }
    }

    /// A cell as a whole number from 1 to `most`.
    pub(super) fn count_up_to(&mut self, row: usize, key: &str, most: u64) -> u64 {
        match self.table.cell(row, key) {
            Some(Cell::Count(count)) if (1..=most).contains(count) => *count,
            other => {
                let found = other.map_or_else(String::new, Cell::display);
                self.problem(Some(row), key, format!("found {found:?}, expected a whole number from 1 to {most}"), "");
                1
            }
        }
    }

    /// A cell as a risk of bias, in whatever tool's words; nothing is not stated.
    pub(super) fn risk(&mut self, row: usize, key: &str) -> Risk {
        let word = self.words(row, key);
        Risk::of(&word).unwrap_or_else(|| {
            let hint = "expected low, some concerns, moderate, high, serious, critical, or nothing";
            self.problem(Some(row), key, format!("found {word:?}"), hint);
            Risk::Unknown
        })
    }

    /// A cell as a figure that may be withheld.
    pub(super) fn measured(&mut self, row: usize, key: &str) -> Measured {
        let cell = self.table.cell(row, key);
        let value = match cell {
            Some(Cell::Withheld(text)) => return Measured::Withheld(super::font::printable(text)),
            // Counts stay far below 2^53.
            #[allow(clippy::cast_precision_loss)]
            Some(Cell::Share { part, whole }) => (*whole > 0).then(|| *part as f64 / *whole as f64),
            _ => self.number(row, key),
        };
        match (cell, value) {
            (Some(cell), Some(value)) => Measured::Known { value, words: cell.display().replace('-', "−") },
            _ => Measured::Absent,
        }
    }

    /// A cell as a finite number, if it holds one.
    pub(super) fn number(&mut self, row: usize, key: &str) -> Option<f64> {
        match self.table.cell(row, key) {
            None | Some(Cell::Empty) => None,
            Some(Cell::Number { value, .. }) if value.is_finite() => Some(*value),
            // Counts stay far below 2^53.
            #[allow(clippy::cast_precision_loss)]
            Some(Cell::Count(count)) => Some(*count as f64),
            Some(other) => {
                let message = format!("found {:?}, expected a number", other.display());
                self.problem(Some(row), key, message, "leave the cell empty where nothing is reported");
                None
            }
        }
    }
}
