//! Ratings in a long sheet, one row for each unit and coder, under whatever headers it has.

use std::collections::BTreeMap;

use super::layout::folded;
use super::number;
use super::sheet::SheetContent;
use super::split::Raw;
use crate::model::{Problem, Problems};
use crate::text::did_you_mean;

/// Which columns of a long sheet say what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RatingColumns {
    /// Columns that together name a unit.
    pub unit: Vec<String>,
    /// The column of the coder.
    pub coder: String,
    /// The column of the rating.
    pub value: String,
    /// The column of what units belong to.
    pub cluster: Option<String>,
}

/// A rating.
#[derive(Clone, Debug, PartialEq)]
pub struct Rating {
    /// The unit.
    pub unit: Vec<String>,
    /// The coder.
    pub coder: String,
    /// What the unit belongs to; empty where no column says it.
    pub cluster: String,
    /// The rating as written.
    pub value: String,
    /// The rating as a figure, where figures were asked for.
    pub number: f64,
}

/// The ratings of a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ratings {
    /// One for each unit and coder.
    pub ratings: Vec<Rating>,
    /// Rows without a rating, or with one that was to be dropped.
    pub left_out: u64,
    /// A value that looks like none, such as `n/a`, and was not to be dropped.
    pub looks_missing: Option<String>,
}

/// Reads a long sheet. Values of `drop` are left out; with `figures` each rating must be a number, or say that it is not
/// known.
///
/// # Errors
/// Every problem of the file: columns that it lacks, rows of another length, coders without a name, ratings that are no
/// numbers, a unit that one coder rated in two ways.
pub fn read_ratings<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
    columns: &RatingColumns,
    drop: &[String],
    figures: bool,
) -> Result<Ratings, Problems> {
    let mut problems = Vec::new();
    let raw = match sheet.into() {
        SheetContent::Text(text) => Raw::of_text(text, file_name, &mut problems),
        SheetContent::Worksheet(sheet) => Raw::of_worksheet(sheet),
    };
    let mut records = raw.records.iter();
    let Some(header) = records.next() else {
        problems.push(Problem::new(file_name, "the sheet is empty, expected a header line"));
        return Problems(problems).none_or(Ratings::default());
    };
    let mut place = |name: &String| {
        let found = header.cells.iter().position(|cell| folded(cell) == folded(name));
        if found.is_none() {
            let hint = did_you_mean(name, header.cells.iter());
            problems
                .push(Problem::new(file_name, format!("there is no column `{name}`")).at_line(header.line).hint(hint));
        }
        found
    };
    let unit: Vec<usize> = columns.unit.iter().filter_map(&mut place).collect();
    let (coder, value) = (place(&columns.coder), place(&columns.value));
    let cluster = columns.cluster.as_ref().and_then(&mut place);
    let (Some(coder), Some(value), true) = (coder, value, problems.is_empty()) else {
        return Problems(problems).none_or(Ratings::default());
    };
    let mut reading = Reading { file_name, columns, found: Ratings::default(), seen: BTreeMap::new(), problems };
    for record in records.filter(|record| record.cells.iter().any(|cell| !cell.trim().is_empty())) {
        if record.cells.len() < header.cells.len() {
            let message = format!("this row has {} cells, the header has {}", record.cells.len(), header.cells.len());
            reading.problems.push(Problem::new(file_name, message).at_line(record.line));
            continue;
        }
        let cell = |at: usize| record.cells.get(at).unwrap_or_default().trim().to_owned();
        let rating = Rating {
            unit: unit.iter().map(|at| cell(*at)).collect(),
            coder: cell(coder),
            cluster: cluster.map_or(String::new(), cell),
            value: cell(value),
            number: 0.0,
        };
        let number = if figures {
            number::number(&rating.value, raw.decimal_comma).map_err(|wrong| wrong.message)
        } else {
            Ok(Some(0.0))
        };
        reading.add(record.line, rating, number, drop);
    }
    reading.found.looks_missing = reading.found.looks_missing.filter(|_| !figures);
    reading.problems.sort_by_key(|problem| problem.line);
    Problems(reading.problems).none_or(reading.found)
}

struct Reading<'r> {
    file_name: &'r str,
    columns: &'r RatingColumns,
    found: Ratings,
    /// Unit and coder with the line and value of the first rating.
    seen: BTreeMap<(Vec<String>, String), (usize, String)>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn add(&mut self, line: usize, rating: Rating, number: Result<Option<f64>, String>, drop: &[String]) {
        if rating.value.is_empty() || drop.contains(&rating.value) {
            self.found.left_out += 1;
            return;
        }
        let mut wrong = |column: &str, message: String| {
            self.problems.push(Problem::new(self.file_name, message).at_line(line).field(column));
        };
        if rating.coder.is_empty() {
            return wrong(&self.columns.coder, "the cell is empty".to_owned());
        }
        let number = match number {
            Ok(Some(number)) => number,
            Ok(None) => {
                self.found.left_out += 1;
                return;
            }
            Err(message) => return wrong(&self.columns.value, message),
        };
        let key = (rating.unit.clone(), rating.coder.clone());
        match self.seen.get(&key) {
            Some((first, value)) if *value != rating.value => {
                let unit = rating.unit.join(", ");
                let message =
                    format!("{} rated unit {unit} a second time, otherwise than on line {first}", rating.coder);
                wrong(&self.columns.value, message);
            }
            Some(_) => {}
            None => {
                if number::is_unknown(&rating.value) {
                    self.found.looks_missing.get_or_insert_with(|| rating.value.clone());
                }
                self.seen.insert(key, (line, rating.value.clone()));
                self.found.ratings.push(Rating { number, ..rating });
            }
        }
    }
}
