//! A sheet as people send it, CSV or one of a workbook: comment lines on top, headers under other names,
//! and in CSV a byte order mark, a delimiter to be found out, line breaks inside quoted cells.

use super::header::Head;
use super::layout::Layout;
use super::row::Row;
use super::rows::Rows;
use super::split::{Raw, Record, wrong_stamp};
use super::workbook::Worksheet;
use crate::model::{Problem, Problems};

/// What may occur once only in a sheet: the column to blame, and the key that a row stands for.
pub(super) type Key<T> = (&'static str, fn(&T) -> String);

/// What a reader of sheets takes.
#[derive(Clone, Copy, Debug)]
pub enum SheetContent<'a> {
    /// The text of a CSV file.
    Text(&'a str),
    /// One sheet of a workbook.
    Worksheet(&'a Worksheet),
}

impl<'a> From<&'a str> for SheetContent<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for SheetContent<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a Worksheet> for SheetContent<'a> {
    fn from(sheet: &'a Worksheet) -> Self {
        Self::Worksheet(sheet)
    }
}

/// A sheet whose header has been understood.
pub(super) struct Sheet {
    head: Head,
    records: Vec<Record>,
    problems: Vec<Problem>,
}

impl Sheet {
    /// Splits a sheet into rows and finds out what its columns are. What is wrong with the header or
    /// with single rows is kept for [`Sheet::read`], so that a file's problems come all at once.
    pub fn open(file: &str, content: SheetContent<'_>, layout: &'static Layout) -> Self {
        let mut problems = Vec::new();
        let raw = match content {
            SheetContent::Text(text) => Raw::of_text(text, file, &mut problems),
            SheetContent::Worksheet(sheet) => Raw::of_worksheet(sheet),
        };
        problems.extend(wrong_stamp(&raw.stamp, file, layout));
        let mut records = raw.records;
        let header = if records.is_empty() { None } else { Some(records.remove(0)) };
        let Some(header) = header else {
            let message = format!("the sheet is empty, expected a header line ({})", layout.required().join(", "));
            problems.push(Problem::new(file, message));
            let head = Head::empty(file, layout);
            return Self { head, records, problems };
        };
        records.retain(|record| record.cells.iter().any(|cell| !cell.trim().is_empty()));
        let mut head = Head::empty(file, layout);
        head.decimal_comma = raw.decimal_comma;
        if let SheetContent::Worksheet(_) = content {
            head.line_word = "row";
        }
        head.read(&header, &records, &mut problems);
        // The cells of a row that is too long or too short stand under the wrong headers.
        records.retain(|record| head.fits(record, &mut problems));
        if let SheetContent::Worksheet(sheet) = content {
            problems.extend(valueless(sheet, &head));
        }
        Self { head, records, problems }
    }

    /// What the sheet's top says.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Something is wrong with the sheet as a whole.
    pub fn refuse(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Reads every row. A `key` may occur once only.
    pub fn read<T>(self, mut row: impl FnMut(&mut Row<'_>) -> T, key: Option<Key<T>>) -> Result<Rows<T>, Problems> {
        let Self { head, records, mut problems } = self;
        let mut rows = Vec::with_capacity(records.len());
        for record in &records {
            rows.push(row(&mut Row::new(&head, record, &mut problems)));
        }
        let lines: Vec<usize> = records.iter().map(|record| record.line).collect();
        if let Some(key) = key {
            refuse_repeats(&head, &lines, &rows, key, &mut problems);
        }
        problems.sort_by_key(|problem| problem.line);
        Problems(problems).none_or(Rows { rows, lines, file: head.file })
    }
}

fn refuse_repeats<T>(head: &Head, lines: &[usize], rows: &[T], (column, key): Key<T>, problems: &mut Vec<Problem>) {
    let mut first_lines = std::collections::BTreeMap::new();
    for (row, line) in rows.iter().zip(lines) {
        let key = key(row);
        // An empty key has been reported as an empty cell already.
        if key.is_empty() {
            continue;
        }
        if let Some(first) = first_lines.get(&key) {
            let message = format!("`{key}` stands here for the second time, first on {} {first}", head.line_word);
            let problem = Problem::new(head.file.as_str(), message).at_line(*line).field(head.header_of(column));
            problems.push(problem.hint("take one of the rows out, or give it an id of its own"));
        } else {
            first_lines.insert(key, *line);
        }
    }
}

/// Cells without a value, under columns that are looked at.
fn valueless(sheet: &Worksheet, head: &Head) -> Vec<Problem> {
    let looked_at = |column: usize| head.headers.get(column).is_none_or(|header| !header.starts_with('_'));
    let faults = sheet.faults.iter().filter(|fault| looked_at(fault.column));
    faults
        .map(|fault| {
            let header = head.headers.get(fault.column).cloned().unwrap_or_default();
            Problem::new(head.file.as_str(), &fault.message).at_line(fault.row).field(header).hint(fault.hint)
        })
        .collect()
}
