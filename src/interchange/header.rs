//! The header of a sheet: which column is which.

use super::layout::{Layout, Need, Others, folded};
use super::split::Record;
use crate::model::Problem;
use crate::text::nearest_word;

/// Headers up to this many characters are near to too much to be called slips.
const SHORTEST_SLIP: usize = 4;

/// What a sheet's header says of every row below it.
pub(super) struct Head {
    /// The file as the user named it.
    pub file: String,
    /// What places in the sheet are called: `line`, or `row` in a workbook.
    pub line_word: &'static str,
    /// Line of the header, from 1.
    pub line: usize,
    /// Headers as written.
    pub headers: Vec<String>,
    /// Attribute columns: position and name.
    pub attributes: Vec<(usize, String)>,
    /// Whether a comma stands before decimals.
    pub decimal_comma: bool,
    layout: &'static Layout,
    /// Position of each field of the layout among the headers.
    columns: Vec<Option<usize>>,
}

impl Head {
    /// The header of a sheet that has none.
    pub fn empty(file: &str, layout: &'static Layout) -> Self {
        Self {
            file: file.to_owned(),
            line_word: "line",
            line: 1,
            headers: Vec::new(),
            attributes: Vec::new(),
            decimal_comma: false,
            layout,
            columns: vec![None; layout.fields.len()],
        }
    }

    /// Matches the header with the layout. The records below it are only looked at under columns
    /// without a name.
    pub fn read(&mut self, header: &Record, records: &[Record], problems: &mut Vec<Problem>) {
        self.line = header.line;
        self.headers = header.cells.iter().map(|cell| cell.trim().to_owned()).collect();
        for (at, name) in self.headers.clone().iter().enumerate() {
            if let Err(wrong) = self.assign(at, name, records) {
                problems.push(self.problem(wrong).field(name));
            }
        }
        let found = self.layout.fields.iter().zip(&self.columns);
        let missing = found.filter(|(field, column)| field.need == Need::Required && column.is_none());
        let missing: Vec<&str> = missing.map(|(field, _)| field.key).collect();
        if !missing.is_empty() {
            let message = format!("the header of this {} sheet lacks {}", self.layout.kind, missing.join(", "));
            problems.push(self.problem(Wrong { message, hint: format!("found {}", self.headers.join(", ")) }));
        }
    }

    fn problem(&self, wrong: Wrong) -> Problem {
        Problem::new(self.file.as_str(), wrong.message).at_line(self.line).hint(wrong.hint)
    }

    /// Finds out what the column at a position holds.
    fn assign(&mut self, at: usize, header: &str, records: &[Record]) -> Result<(), Wrong> {
        if header.starts_with('_') {
            return Ok(());
        }
        if folded(header).is_empty() {
            return self.nameless(at, records);
        }
        if let Some(field) = self.layout.field_of(header) {
            return match self.columns.get_mut(field) {
                Some(column @ None) => {
                    *column = Some(at);
                    Ok(())
                }
                taken => {
                    let first = taken.and_then(|column| self.headers.get((*column)?)).cloned().unwrap_or_default();
                    let hint = "keep one of them; a column whose name begins with _ is not read";
                    Err(Wrong::new(format!("columns `{first}` and `{header}` mean the same"), hint))
                }
            };
        }
        let known = self.layout.fields.iter().flat_map(|field| field.aliases.iter().chain([&field.key])).copied();
        let near = nearest_word(header, known);
        if self.layout.others == Others::Attributes {
            // A slip in the word `consent` must not become an attribute that nobody asked for.
            if let Some(near) = near.filter(|_| header.chars().count() > SHORTEST_SLIP) {
                let hint = format!("did you mean `{near}`? An attribute needs a name less like it");
                return Err(Wrong::new(format!("`{header}` is nearly a column of a {} sheet", self.layout.kind), hint));
            }
            let name = attribute_name(header);
            if self.attributes.iter().any(|(_, known)| *known == name) {
                return Err(Wrong::new(format!("there are two columns `{name}`"), "give one of them another name"));
            }
            self.attributes.push((at, name));
            return Ok(());
        }
        let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
        let message = format!("`{header}` is not a column of a {} sheet", self.layout.kind);
        Err(Wrong::new(message, format!("{near}a column of your own may stay if its name begins with _")))
    }

    /// Spreadsheets write empty columns beside the used ones; only their contents would be lost.
    fn nameless(&self, at: usize, records: &[Record]) -> Result<(), Wrong> {
        match records.iter().find(|record| record.cells.get(at).is_some_and(|cell| !cell.trim().is_empty())) {
            None => Ok(()),
            Some(record) => {
                let message = format!("column {} has no name, but {} {} fills it", at + 1, self.line_word, record.line);
                Err(Wrong::new(message, "name the column, or empty it"))
            }
        }
    }

    /// Position of a field's column among the headers.
    pub fn column(&self, key: &str) -> Option<usize> {
        let field = self.layout.fields.iter().position(|field| field.key == key)?;
        self.columns.get(field).copied().flatten()
    }

    /// A field's header as the user wrote it, or its key.
    pub fn header_of(&self, key: &str) -> String {
        self.column(key).and_then(|at| self.headers.get(at)).map_or(key.to_owned(), Clone::clone)
    }

    /// Whether a row is as long as the header; empty cells beyond it are forgiven.
    pub fn fits(&self, record: &Record, problems: &mut Vec<Problem>) -> bool {
        let beyond = record.cells.iter().skip(self.headers.len()).any(|cell| !cell.trim().is_empty());
        let fits = !beyond && record.cells.len() >= self.headers.len();
        if !fits {
            let message = format!("this row has {} cells, the header has {}", record.cells.len(), self.headers.len());
            let hint = "a cell that holds the delimiter, a line break or a \" goes between quotation marks, each \" in it doubled";
            problems.push(Problem::new(self.file.as_str(), message).at_line(record.line).hint(hint));
        }
        fits
    }
}

/// What is wrong with a header.
struct Wrong {
    message: String,
    hint: String,
}

impl Wrong {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

/// `Care experience ` -> `care_experience`: a name that can be typed in a query.
fn attribute_name(header: &str) -> String {
    let lower = header.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}
