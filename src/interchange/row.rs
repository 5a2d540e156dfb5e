//! One row of a sheet: typed cells, and the problems they have.

use jiff::civil::Date;

use super::header::Head;
use super::layout::folded;
use super::number::{self, Misread};
use super::split::Record;
use crate::model::{Problem, Value};
use crate::text::did_you_mean;

/// A row that is being read.
pub(super) struct Row<'s> {
    head: &'s Head,
    record: &'s Record,
    problems: &'s mut Vec<Problem>,
}

impl<'s> Row<'s> {
    /// A row whose problems go to `problems`.
    pub fn new(head: &'s Head, record: &'s Record, problems: &'s mut Vec<Problem>) -> Self {
        Self { head, record, problems }
    }

    /// Line on which the row begins.
    pub fn line(&self) -> usize {
        self.record.line
    }

    /// What places in the sheet are called: `line` or `row`.
    pub fn line_word(&self) -> &'static str {
        self.head.line_word
    }

    /// Something is wrong with a cell.
    pub fn wrong(&mut self, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        let problem = Problem::new(self.head.file.as_str(), message).at_line(self.record.line);
        self.problems.push(problem.field(self.head.header_of(key)).hint(hint));
    }

    fn taken<T>(&mut self, key: &str, read: Result<T, Misread>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(misread) => {
                self.wrong(key, misread.message, misread.hint);
                None
            }
        }
    }

    /// The cell exactly as written; empty when the column is missing.
    pub fn exact(&self, key: &str) -> &'s str {
        self.head.column(key).and_then(|at| self.record.cells.get(at)).unwrap_or_default()
    }

    /// The cell without blanks at its ends.
    pub fn text(&self, key: &str) -> String {
        self.exact(key).trim().to_owned()
    }

    /// The cell without blanks at its ends; a problem when it is empty.
    pub fn required(&mut self, key: &str) -> String {
        let text = self.text(key);
        // A missing column was reported once, with the header.
        if text.is_empty() && self.head.column(key).is_some() {
            self.wrong(key, "the cell is empty", "");
        }
        text
    }

    /// A number, or nothing when it is not known.
    pub fn number(&mut self, key: &str) -> Option<f64> {
        let read = number::number(self.exact(key), self.head.decimal_comma);
        self.taken(key, read).flatten()
    }

    /// A whole number, or nothing when it is not known.
    pub fn integer(&mut self, key: &str) -> Option<i64> {
        let value = self.number(key)?;
        // Beyond 2^53 a float no longer holds every whole number.
        if value.fract() != 0.0 || value.abs() > 9.0e15 {
            let message = format!("`{}` is not a whole number", self.exact(key).trim());
            self.wrong(key, message, "");
            return None;
        }
        #[allow(clippy::cast_possible_truncation)] // Whole and within 2^53, see above.
        Some(value as i64)
    }

    /// A whole number from `least` upwards, or nothing when the cell is empty.
    pub fn position(&mut self, key: &str, least: u32) -> Option<u32> {
        // What nearly every cell is, at a fraction of the general reader's cost.
        if let Ok(position) = self.exact(key).trim().parse::<u32>()
            && position >= least
        {
            return Some(position);
        }
        let value = self.integer(key)?;
        let position = u32::try_from(value).ok().filter(|position| *position >= least);
        if position.is_none() {
            self.wrong(key, format!("{value} is out of range"), format!("expected {least} or more"));
        }
        position
    }

    /// A range of two numbers, or nothing when it is not known.
    pub fn range(&mut self, key: &str) -> Option<(f64, f64)> {
        let read = number::range(self.exact(key), self.head.decimal_comma);
        self.taken(key, read).flatten()
    }

    /// A p value and whether it is an upper bound.
    pub fn p_value(&mut self, key: &str) -> Option<(f64, bool)> {
        let read = number::p_value(self.exact(key), self.head.decimal_comma);
        self.taken(key, read).flatten()
    }

    /// Yes, no, or nothing when it is not known.
    pub fn yes_no(&mut self, key: &str) -> Option<bool> {
        let read = number::yes_no(self.exact(key));
        self.taken(key, read).flatten()
    }

    /// A day in ISO form, or nothing when the cell is empty.
    pub fn date(&mut self, key: &str) -> Option<Date> {
        let cell = self.exact(key).trim();
        if number::is_unknown(cell) {
            return None;
        }
        self.taken(key, iso_date(cell))
    }

    /// The items of a cell that are separated by semicolons.
    pub fn list(&self, key: &str) -> Vec<String> {
        self.exact(key).split(';').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// A word of a closed vocabulary, or nothing when the cell is empty or holds another word.
    pub fn word<'v, T: Copy>(&mut self, key: &str, words: impl IntoIterator<Item = (T, &'v str)> + Clone) -> Option<T> {
        let cell = self.exact(key);
        if cell.trim().is_empty() {
            return None;
        }
        self.taken(key, word_of(cell, words))
    }

    /// The attribute cells that say something, in column order.
    pub fn attributes(&self) -> Vec<(String, Value)> {
        let cells = self.head.attributes.iter().filter_map(|(at, name)| {
            let value = Value::read(self.record.cells.get(*at)?)?;
            Some((name.clone(), value))
        });
        cells.collect()
    }
}

/// Reads `2025-05-14`. Other orders are refused, since 04/05 is two different days; where only one
/// day can be meant, the hint gives it.
fn iso_date(cell: &str) -> Result<Date, Misread> {
    if let Ok(date) = cell.parse::<Date>()
        && cell.len() == 10
    {
        return Ok(date);
    }
    let parts: Vec<i16> = cell.split(['/', '.', '-']).filter_map(|part| part.parse().ok()).collect();
    let hint = match parts.as_slice() {
        [day, month, year] if *day > 12 && *year > 1900 => day_of(*year, *month, *day),
        [month, day, year] if *day > 12 && *year > 1900 => day_of(*year, *month, *day),
        [year, month, day] if *year > 1900 => day_of(*year, *month, *day),
        _ => None,
    };
    let hint = hint.map_or("write year-month-day, such as 2025-05-14".to_owned(), |date| format!("write {date}"));
    Err(Misread::new(format!("`{cell}` is not a date"), hint))
}

fn day_of(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Reads a word of a closed vocabulary, folded; the problem names all words.
fn word_of<'v, T: Copy>(cell: &str, words: impl IntoIterator<Item = (T, &'v str)> + Clone) -> Result<T, Misread> {
    let wanted = folded(cell);
    let found = words.clone().into_iter().find(|(_, word)| folded(word) == wanted);
    found.map(|(value, _)| value).ok_or_else(|| {
        let hint = did_you_mean(cell.trim(), words.into_iter().map(|(_, word)| word));
        Misread::new(format!("`{}` is not known here", cell.trim()), hint)
    })
}

#[cfg(test)]
mod tests {
    use super::iso_date;

    #[test]
    fn only_iso_dates_are_read_and_the_hint_never_guesses() {
        assert!(iso_date("2025-05-14").is_ok());
        let hint = |cell| iso_date(cell).unwrap_err().hint;
        assert_eq!(hint("14/05/2025"), "write 2025-05-14");
        assert_eq!(hint("05/14/2025"), "write 2025-05-14");
        assert_eq!(hint("2025/5/14"), "write 2025-05-14");
        assert_eq!(hint("04/05/2025"), "write year-month-day, such as 2025-05-14");
        assert!(iso_date("2025-02-30").is_err());
        assert!(iso_date("2025-05-14T10:00").is_err());
    }
}
