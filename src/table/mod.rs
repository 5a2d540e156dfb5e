//! The one type of every result: typed cells with headers, a measure, a frame and notes.

mod csv;
mod json;
mod markdown;
mod terminal;
mod xlsx;

/// What a column holds, which decides its alignment and how it is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, left-aligned.
    Text,
    /// Figures, right-aligned.
    Number,
}

/// A column's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Key in JSON rows.
    pub key: String,
    /// Header for people.
    pub label: String,
    /// Unit of its figures, if they have one.
    pub unit: Option<String>,
    /// Words or figures.
    pub kind: ColumnKind,
    /// N of the column: the size of the frame that its figures are shares of.
    pub n: Option<u64>,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn text(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self { key: key.into(), label: label.into(), unit: None, kind: ColumnKind::Text, n: None }
    }

    /// A column of figures.
    #[must_use]
    pub fn number(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self { kind: ColumnKind::Number, ..Self::text(key, label) }
    }

    /// The same column with a unit.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// The same column with its N.
    #[must_use]
    pub fn n(mut self, n: u64) -> Self {
        self.n = Some(n);
        self
    }
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing to say.
    Empty,
    /// Words.
    Text(String),
    /// A count.
    Count(u64),
    /// A figure, printed with so many decimals.
    Number {
        /// The figure.
        value: f64,
        /// Decimals to print.
        decimals: u8,
    },
    /// A share in percent with what it is made of; undefined when `whole` is 0.
    Share {
        /// Numerator.
        part: u64,
        /// Denominator.
        whole: u64,
    },
    /// A figure that the disclosure gate holds back; the text says how much may be known (`<3`).
    Withheld(String),
}

impl Cell {
    /// Words, or nothing when they are empty.
    #[must_use]
    pub fn words(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A figure, or nothing.
    #[must_use]
    pub fn number(value: Option<f64>, decimals: u8) -> Self {
        value.map_or(Self::Empty, |value| Self::Number { value, decimals })
    }

    /// The cell as people read it.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Withheld(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number { value, decimals } => format_number(*value, *decimals),
            Self::Share { part, whole } => match share_percent(*part, *whole) {
                Some(percent) => format!("{percent:.0}%"),
                None => "–".to_owned(),
            },
        }
    }
}

/// A share in percent, rounded half up to one decimal so that outputs never differ by platform.
#[must_use]
pub fn share_percent(part: u64, whole: u64) -> Option<f64> {
    if whole == 0 {
        return None;
    }
    let tenths = (u128::from(part) * 2000 + u128::from(whole)) / (u128::from(whole) * 2);
    // Tenths of a percent stay far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    Some(tenths as f64 / 10.0)
}

fn format_number(value: f64, decimals: u8) -> String {
    let text = format!("{value:.*}", usize::from(decimals));
    // "-0.00" is a rounding artefact that readers take for a direction.
    if text.starts_with('-') && text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.')) {
        text[1..].to_owned()
    } else {
        text
    }
}

/// A result: rows of cells under headers, with what the numbers mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What the table shows.
    pub title: String,
    /// What is counted.
    pub measure: String,
    /// The set that the numbers are a share of, with filter and codebook version.
    pub frame: String,
    /// Headers.
    pub columns: Vec<Column>,
    /// Rows; each as long as [`Table::columns`].
    pub rows: Vec<Vec<Cell>>,
    /// What a reader must know to read the numbers rightly.
    pub notes: Vec<String>,
}

impl Table {
    /// An empty table with a title and headers.
    #[must_use]
    pub fn new(title: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { title: title.into(), columns, ..Self::default() }
    }

    /// Leaves out the rows whose counts are all 0, and says how many in a note.
    pub fn leave_out_empty_rows(&mut self) {
        let counts =
            |cell: &Cell| !matches!(cell, Cell::Count(0) | Cell::Share { part: 0, .. } | Cell::Empty | Cell::Text(_));
        let before = self.rows.len();
        self.rows.retain(|row| row.iter().any(counts));
        let gone = before - self.rows.len();
        if gone > 0 {
            self.notes.push(format!("Rows left out because they count nothing: {gone}."));
        }
    }

    /// Takes a column out of headers and rows, where it is there.
    pub fn leave_out_column(&mut self, key: &str) {
        let Some(at) = self.column(key) else { return };
        self.columns.remove(at);
        for row in self.rows.iter_mut().filter(|row| row.len() > at) {
            row.remove(at);
        }
    }

    /// Position of the column with this key.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// The cell in a row under a key.
    #[must_use]
    pub fn cell(&self, row: usize, key: &str) -> Option<&Cell> {
        self.rows.get(row)?.get(self.column(key)?)
    }
}

pub(crate) use csv::record as csv_record;
pub use terminal::{TerminalStyle, wrapped};
pub use xlsx::{WorkbookError, workbook};
