//! A CSV sheet as people send it: byte order mark, comment lines on top, a delimiter to be found out,
//! headers under other names, line breaks inside quoted cells.

use super::header::Head;
use super::layout::Layout;
use super::row::Row;
use super::rows::Rows;
use super::split::{Record, Top, split, with_line_feeds, wrong_stamp};
use crate::model::{Problem, Problems};

/// What may occur once only in a sheet: the column to blame, and the key that a row stands for.
pub(super) type Key<T> = (&'static str, fn(&T) -> String);

/// A sheet whose header has been understood.
pub(super) struct Sheet {
    head: Head,
    records: Vec<Record>,
    problems: Vec<Problem>,
}

impl Sheet {
    /// Splits a sheet into rows and finds out what its columns are. What is wrong with the header or
    /// with single rows is kept for [`Sheet::read`], so that a file's problems come all at once.
    pub fn open(file: &str, text: &str, layout: &'static Layout) -> Self {
        let text = with_line_feeds(text);
        let top = Top::of(&text);
        let mut problems = Vec::new();
        if let Some(problem) = wrong_stamp(&top, file, layout) {
            problems.push(problem);
        }
        let mut records = split(&top, file, &mut problems);
        let header = if records.is_empty() { None } else { Some(records.remove(0)) };
        let Some(header) = header else {
            let message = format!("the sheet is empty, expected a header line ({})", layout.required().join(", "));
            problems.push(Problem::new(file, message));
            let head = Head::empty(file, layout);
            return Self { head, records, problems };
        };
        records.retain(|record| record.cells.iter().any(|cell| !cell.trim().is_empty()));
        let head = Head::read(file, layout, &header, top.delimiter, &records, &mut problems);
        // The cells of a row that is too long or too short stand under the wrong headers.
        records.retain(|record| head.fits(record, &mut problems));
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
            let message = format!("`{key}` stands here for the second time, first on line {first}");
            let problem = Problem::new(head.file.as_str(), message).at_line(*line).field(head.header_of(column));
            problems.push(problem.hint("take one of the rows out, or give it an id of its own"));
        } else {
            first_lines.insert(key, *line);
        }
    }
}
