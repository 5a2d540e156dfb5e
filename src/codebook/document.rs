//! TOML files read with the place of every key and value, so that each problem names its line and
//! column and a file's problems come out all at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::{Problem, Problems};
use crate::text::{did_you_mean, nearest_word};

/// A value and the byte at which it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed<T> {
    /// The value.
    pub value: T,
    /// Offset of its first byte.
    pub at: usize,
}

/// A parsed file: its outermost table, and the report that collects its problems.
pub(crate) struct Parsed<'t> {
    /// What the file says.
    pub root: DeTable<'t>,
    /// What is wrong with it so far.
    pub report: Report<'t>,
}

/// Parses a TOML file. Where its syntax is broken, the rest is still read as far as it can be.
pub(crate) fn parse<'t>(file: &str, text: &'t str) -> Parsed<'t> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut report = Report::new(file, text);
    let mut errors: Vec<(Range<usize>, &str)> =
        errors.iter().map(|error| (error.span().unwrap_or_default(), error.message())).collect();
    errors.sort_by_key(|(span, _)| (span.start, span.end));
    for (span, message) in errors {
        // One slip often gives several messages about the same line; the first is the cause.
        let line = report.line(span.start);
        if report.broken_lines.insert(line) {
            let problem = report.problem(span.start, format!("this is not TOML: {message}"));
            report.problems.push(problem);
        }
    }
    Parsed { root: root.into_inner(), report }
}

/// Collects the problems of one file.
pub(crate) struct Report<'t> {
    file: String,
    text: &'t str,
    /// Offset of the first byte of each line.
    line_starts: Vec<usize>,
    /// Lines with broken syntax.
    broken_lines: BTreeSet<usize>,
    problems: Vec<Problem>,
}

impl<'t> Report<'t> {
    fn new(file: &str, text: &'t str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self {
            file: file.to_owned(),
            text,
            line_starts: std::iter::once(0).chain(breaks).collect(),
            broken_lines: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    /// Line of a byte, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at).max(1)
    }

    /// Line and column of a byte, from 1; columns count characters.
    pub fn place(&self, at: usize) -> (usize, usize) {
        let line = self.line(at);
        let start = self.line_starts.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(start..at).unwrap_or_default().trim_start_matches('\u{feff}');
        (line, before.chars().count() + 1)
    }

    /// Whether nothing was wrong so far.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    fn problem(&self, at: usize, message: impl Into<String>) -> Problem {
        let (line, column) = self.place(at);
        Problem::new(self.file.as_str(), message).at(line, column)
    }

    /// Something is wrong at a byte. Silent on a line whose syntax is broken already: what was read
    /// there is a guess.
    pub fn wrong(&mut self, at: usize, message: impl Into<String>, hint: impl Into<String>) {
        if !self.broken_lines.contains(&self.line(at)) {
            let problem = self.problem(at, message).hint(hint);
            self.problems.push(problem);
        }
    }

    /// Something is not there that should be. Silent when the file's syntax is broken anywhere: it
    /// may stand in the part that could not be read.
    pub fn absent(&mut self, at: usize, message: impl Into<String>, hint: impl Into<String>) {
        if self.broken_lines.is_empty() {
            self.wrong(at, message, hint);
        }
    }

    /// The value, when nothing was wrong; otherwise the problems in the order of their lines.
    pub fn finish<T>(mut self, value: T) -> Result<T, Problems> {
        self.problems.sort_by_key(|problem| (problem.line, problem.column));
        Problems(self.problems).none_or(value)
    }
}

/// A table of the file.
#[derive(Clone, Copy)]
pub(crate) struct Section<'d> {
    table: &'d DeTable<'d>,
    /// Offset of its header.
    pub at: usize,
    /// What messages call it: `[[code]]`, `[files]`, `this file`.
    name: &'static str,
}

impl<'d> Section<'d> {
    /// The outermost table of a file.
    pub fn root(table: &'d DeTable<'d>) -> Self {
        Self { table, at: 0, name: "this file" }
    }

    /// Reports every key that is not one of `known`.
    pub fn only(self, known: &[&str], report: &mut Report<'_>) {
        for key in self.table.keys() {
            let word: &str = key.get_ref();
            if !known.contains(&word) {
                let message = format!("`{word}` is not a key of {}", self.name);
                report.wrong(key.span().start, message, did_you_mean(word, known.iter().copied()));
            }
        }
    }

    /// What stands under keys that are not `known`, as texts; keys inside tables are joined with a point
    /// (`job_names.school`). A key that looks like a slip for a known one is reported instead.
    pub fn extras(self, known: &[&str], report: &mut Report<'_>) -> BTreeMap<String, Vec<String>> {
        let mut extras = BTreeMap::new();
        for (key, value) in self.table {
            let word: &str = key.get_ref();
            if known.contains(&word) {
                continue;
            }
            if let Some(near) = nearest_word(word, known.iter().copied()) {
                let message = format!("`{word}` is not a key of {}", self.name);
                report.wrong(key.span().start, message, format!("did you mean `{near}`?"));
                continue;
            }
            if !flatten(word, value.get_ref(), &mut extras) {
                let message = format!("`{word}` should hold texts, figures and lists or tables of them");
                report.wrong(value.span().start, message, "");
            }
        }
        extras
    }

    fn value(self, key: &str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.table.get(key)
    }

    /// The text under a key, without blanks at its ends; nothing when the key is missing.
    pub fn text(self, key: &str, report: &mut Report<'_>) -> Option<Placed<String>> {
        text_of(self.value(key)?, key, report)
    }

    /// The text under a key, or an empty text.
    pub fn text_or_empty(self, key: &str, report: &mut Report<'_>) -> String {
        self.text(key, report).map(|text| text.value).unwrap_or_default()
    }

    /// The text under a key that must be there and say something.
    pub fn required_text(self, key: &str, report: &mut Report<'_>) -> Option<Placed<String>> {
        match self.value(key) {
            None => {
                report.absent(self.at, format!("{} has no `{key}`", self.name), format!("add {key} = \"...\""));
                None
            }
            Some(value) => {
                let text = text_of(value, key, report)?;
                if text.value.is_empty() {
                    report.wrong(text.at, format!("`{key}` is empty"), "");
                    return None;
                }
                Some(text)
            }
        }
    }

    /// The list of texts under a key; empty when the key is missing.
    pub fn texts(self, key: &str, report: &mut Report<'_>) -> Vec<Placed<String>> {
        match self.value(key).map(|value| (value.span().start, value.get_ref())) {
            None => Vec::new(),
            Some((_, DeValue::Array(items))) => items.iter().filter_map(|item| text_of(item, key, report)).collect(),
            Some((at, other)) => {
                let message = format!("`{key}` should be a list of texts, found {}", kind(other));
                report.wrong(at, message, format!("write {key} = [\"...\"]"));
                Vec::new()
            }
        }
    }

    /// The list of texts under a key without their places.
    pub fn plain_texts(self, key: &str, report: &mut Report<'_>) -> Vec<String> {
        self.texts(key, report).into_iter().map(|text| text.value).collect()
    }

    /// The whole number under a key.
    pub fn integer(self, key: &str, report: &mut Report<'_>) -> Option<Placed<i64>> {
        let value = self.value(key)?;
        let at = value.span().start;
        let read =
            value.get_ref().as_integer().and_then(|digits| i64::from_str_radix(digits.as_str(), digits.radix()).ok());
        if read.is_none() {
            report.wrong(at, format!("`{key}` should be a whole number, found {}", kind(value.get_ref())), "");
        }
        read.map(|value| Placed { value, at })
    }

    /// The number under a key, whole or not; always finite.
    pub fn number(self, key: &str, report: &mut Report<'_>) -> Option<Placed<f64>> {
        let value = self.value(key)?;
        let at = value.span().start;
        let read = match value.get_ref() {
            DeValue::Integer(digits) if digits.radix() == 10 => digits.as_str().parse::<f64>().ok(),
            DeValue::Float(digits) => digits.as_str().parse::<f64>().ok().filter(|number| number.is_finite()),
            _ => None,
        };
        if read.is_none() {
            report.wrong(at, format!("`{key}` should be a number, found {}", kind(value.get_ref())), "");
        }
        read.map(|value| Placed { value, at })
    }

    /// The `true` or `false` under a key.
    pub fn boolean(self, key: &str, report: &mut Report<'_>) -> Option<bool> {
        let value = self.value(key)?;
        let read = value.get_ref().as_bool();
        if read.is_none() {
            let message = format!("`{key}` should be true or false, found {}", kind(value.get_ref()));
            report.wrong(value.span().start, message, "");
        }
        read
    }

    /// The table under a key; `name` is what messages call it.
    pub fn section(self, key: &str, name: &'static str, report: &mut Report<'_>) -> Option<Self> {
        let value = self.value(key)?;
        let at = value.span().start;
        match value.get_ref() {
            DeValue::Table(table) => Some(Self { table, at, name }),
            other => {
                report.wrong(at, format!("`{key}` should be a table, found {}", kind(other)), format!("write {name}"));
                None
            }
        }
    }

    /// The repeated table under a key; `name` is what messages call it.
    pub fn sections(self, key: &str, name: &'static str, report: &mut Report<'_>) -> Vec<Self> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let hint = format!("begin each with a line {name}");
        let DeValue::Array(items) = value.get_ref() else {
            let message = format!("`{key}` should be a repeated table, found {}", kind(value.get_ref()));
            report.wrong(value.span().start, message, hint);
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in items {
            let at = item.span().start;
            match item.get_ref() {
                DeValue::Table(table) => sections.push(Self { table, at, name }),
                other => report.wrong(at, format!("`{key}` should hold tables, found {}", kind(other)), hint.as_str()),
            }
        }
        sections
    }
}

fn text_of(value: &Spanned<DeValue<'_>>, key: &str, report: &mut Report<'_>) -> Option<Placed<String>> {
    let at = value.span().start;
    match value.get_ref() {
        DeValue::String(text) => Some(Placed { value: text.trim().to_owned(), at }),
        other => {
            let message = format!("`{key}` should be text, found {}", kind(other));
            report.wrong(at, message, "put it between double quotes");
            None
        }
    }
}

/// Adds what stands under a key as texts; a table's keys are joined to it with a point. Says whether
/// all of it could be.
fn flatten(key: &str, value: &DeValue<'_>, texts: &mut BTreeMap<String, Vec<String>>) -> bool {
    match value {
        DeValue::Table(table) => {
            table.iter().all(|(inner, value)| flatten(&format!("{key}.{}", inner.get_ref()), value.get_ref(), texts))
        }
        DeValue::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(|item| as_text(item.get_ref())).collect();
            items.map(|items| texts.insert(key.to_owned(), items)).is_some()
        }
        single => as_text(single).map(|text| texts.insert(key.to_owned(), vec![text])).is_some(),
    }
}

/// A word, figure or date as text.
fn as_text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.trim().to_owned()),
        DeValue::Integer(digits) => Some(digits.as_str().to_owned()),
        DeValue::Float(digits) => Some(digits.as_str().to_owned()),
        DeValue::Boolean(value) => Some(value.to_string()),
        DeValue::Datetime(value) => Some(value.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// What a value is, in a message.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::{Section, parse};

    #[test]
    fn places_count_characters_and_a_byte_order_mark_counts_for_nothing() {
        let parsed = parse("x.toml", "\u{feff}é = 1\nname = \"ok\"\n");
        let mut report = parsed.report;
        Section::root(&parsed.root).only(&["name"], &mut report);
        Section::root(&parsed.root).integer("name", &mut report);
        let problems = report.finish(()).unwrap_err().0;
        let places: Vec<_> = problems.iter().map(|p| (p.line, p.column)).collect();
        assert_eq!(places.last(), Some(&(Some(2), Some(8))), "{problems:?}");
        assert_eq!(places.first().and_then(|place| place.0), Some(1));
    }

    #[test]
    fn broken_syntax_hides_what_it_may_have_swallowed_but_not_what_was_read() {
        let parsed = parse("x.toml", "wrong = 1\nversion = 1.x\ntitle \"no equals sign\"\nname = \"x\"\n");
        let mut report = parsed.report;
        let root = Section::root(&parsed.root);
        root.only(&["name", "version", "title"], &mut report);
        root.required_text("name", &mut report);
        root.text("version", &mut report);
        let problems = report.finish(()).unwrap_err().0;
        let lines: Vec<_> = problems.iter().map(|p| p.line).collect();
        assert_eq!(lines, [Some(1), Some(2), Some(3)], "{problems:?}");
        assert!(problems[0].message.contains("`wrong`"), "{problems:?}");
        assert!(problems[1].message.contains("not TOML"), "{problems:?}");
    }
}
