//! Sheets of codings: by quotation, or by offsets whose unit the header names.

use super::header::Head;
use super::layout::{Field, Layout, Others};
use super::row::Row;
use super::sheet::{Sheet, SheetContent};
use crate::model::{Coding, Problem, Problems, sheet_row};
use crate::table::csv_record;
use crate::text::Unit;

/// A sheet of codings.
pub static CODINGS: Layout = Layout {
    kind: "codings",
    fields: &[
        Field::required("source", &["transcript", "document", "file", "source name"], "name of the source"),
        Field::required("code", &["code id", "codes"], "id of the code"),
        Field::required("coder", &["coded by", "analyst", "user"], "who coded"),
        Field::optional("round", &["pass"], "pass over the data, from 1; 1 when empty"),
        Field::optional(
            "quote",
            &["quotation", "text", "excerpt", "segment"],
            "the coded words, exactly as in the source",
        ),
        Field::optional("start_byte", &["start bytes", "start utf8"], "first byte of the coded words (UTF-8)"),
        Field::optional("end_byte", &["end bytes", "end utf8"], "first byte after them"),
        Field::optional("start_codepoint", &["start codepoints"], "the same in Unicode code points"),
        Field::optional("end_codepoint", &["end codepoints"], "first code point after them"),
        Field::optional("start_utf16", &["start utf16 units"], "the same in UTF-16 units"),
        Field::optional("end_utf16", &["end utf16 units"], "first UTF-16 unit after them"),
        Field::optional("start", &["begin", "from", "start offset"], "refused: the unit must be named"),
        Field::optional("end", &["to", "stop", "end offset"], "end in the unit that the start column names"),
        Field::optional("memo", &["note", "comment"], "a note on the coding"),
        Field::optional("created", &["date", "created at", "time"], "when it was made, in ISO form"),
        Field::optional("weight", &["intensity"], "a weight or intensity given by the coder"),
        Field::optional(
            "codebook",
            &["codebook version", "version"],
            "codebook version that the code is of, such as 1.1.0; the one in use when empty",
        ),
        Field::unread(
            "coding_id",
            &["id", "coding"],
            "number in another tool; codings are told apart by what they say",
        ),
        Field::unread("participant", &["participant id"], "follows from the speaker of the turn"),
    ],
    others: Others::Refused,
};

/// The columns of a unit: where its offsets start and end.
const OFFSETS: [(Unit, &str, &str); 3] = [
    (Unit::Bytes, "start_byte", "end_byte"),
    (Unit::CodePoints, "start_codepoint", "end_codepoint"),
    (Unit::Utf16, "start_utf16", "end_utf16"),
];

/// How a row says which words it codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// By the words themselves.
    Quote(String),
    /// By half-open offsets into the source's text.
    Offsets {
        /// What is counted.
        unit: Unit,
        /// First unit of the words.
        start: u32,
        /// First unit after them; greater than `start`.
        end: u32,
        /// The words, where the sheet has them too.
        quote: Option<String>,
    },
}

/// A row of a codings sheet, before it has its place in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct CodingRow {
    /// Line on which the row begins, from 1.
    pub line: usize,
    /// Name of the source.
    pub source: String,
    /// Id of the code.
    pub code: String,
    /// Who coded.
    pub coder: String,
    /// Pass over the data, from 1.
    pub round: u32,
    /// Which words.
    pub place: Place,
    /// A note, exactly as written, or empty.
    pub memo: String,
    /// When it was made, as written (ISO 8601), or empty.
    pub created: String,
    /// A weight given by the coder.
    pub weight: Option<f64>,
    /// Codebook version that the code is of, where the row says so.
    pub codebook: Option<semver::Version>,
}

impl CodingRow {
    /// The number that tells this row from the others of its sheet, see [`sheet_row`].
    #[must_use]
    pub fn identity(&self) -> i64 {
        let place = match &self.place {
            Place::Quote(quote) => format!("quote {quote}"),
            Place::Offsets { unit, start, end, .. } => format!("{unit:?} {start} {end}"),
        };
        sheet_row(&self.source, &place, &self.code, &self.coder, self.round)
    }
}

/// Reads a sheet of codings. Quotes and memos are kept exactly, with blanks and line breaks.
///
/// # Errors
/// Every problem of the file: columns that are missing, offsets whose unit is not named or named
/// twice, rows with neither quote nor offsets, offsets that end before they begin, rounds below 1,
/// times that are not ISO 8601.
pub fn read_codings<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Vec<CodingRow>, Problems> {
    let mut sheet = Sheet::open(file_name, sheet.into(), &CODINGS);
    let columns = find_offsets(sheet.head());
    let columns = match columns {
        Ok(columns) => Some(columns),
        Err(problem) => {
            sheet.refuse(*problem);
            None
        }
    };
    // Without columns to place a row by, every row would be wrong for the same reason.
    let rows = sheet.read(|row| columns.and_then(|columns| read_row(row, columns)), None)?;
    Ok(rows.rows.into_iter().flatten().collect())
}

/// Which columns place the rows of a sheet.
#[derive(Clone, Copy)]
struct Placing {
    offsets: Option<(Unit, &'static str, &'static str)>,
    quote: bool,
}

fn find_offsets(head: &Head) -> Result<Placing, Box<Problem>> {
    let problem =
        |message: String, hint: &str| Box::new(Problem::new(head.file.as_str(), message).at_line(head.line).hint(hint));
    let named: Vec<_> = OFFSETS.into_iter().filter(|(_, start, _)| head.column(start).is_some()).collect();
    let quote = head.column("quote").is_some();
    let offsets = match named.as_slice() {
        [] => None,
        [(unit, start, end)] if head.column(end).is_some() => Some((*unit, *start, *end)),
        [(unit, start, _)] if head.column("end").is_some() => Some((*unit, *start, "end")),
        [(_, start, end)] => return Err(problem(format!("column {start} needs a column {end} beside it"), "")),
        _ => {
            let starts: Vec<&str> = named.iter().map(|(_, start, _)| *start).collect();
            let message = format!("offsets are given in more than one unit: {}", starts.join(", "));
            return Err(problem(message, "keep one of them"));
        }
    };
    if offsets.is_none() && head.column("start").is_some() {
        let message = format!("column `{}` does not say what it counts", head.header_of("start"));
        let hint = "name the unit: start_byte, start_codepoint (Python, R) or start_utf16 (browsers, Java)";
        return Err(problem(message, hint));
    }
    if offsets.is_none() && !quote && !head.headers.is_empty() {
        let message = "the header has neither quote nor offsets, so that no row says which words it codes".to_owned();
        return Err(problem(message, "add a column quote, or start_byte and end_byte"));
    }
    Ok(Placing { offsets, quote })
}

fn read_row(row: &mut Row<'_>, columns: Placing) -> Option<CodingRow> {
    let round = if row.exact("round").trim().is_empty() { Some(1) } else { row.position("round", 1) };
    let created = row.text("created");
    if !created.is_empty() && !is_iso_time(&created) {
        row.wrong("created", format!("`{created}` is not a time"), "write 2025-05-14 or 2025-05-14T10:30:00");
    }
    let weight = row.number("weight");
    let codebook = read_version(row);
    let (source, code, coder) = (row.required("source"), row.required("code"), row.required("coder"));
    let place = read_place(row, columns)?;
    let memo = row.exact("memo").to_owned();
    Some(CodingRow { line: row.line(), source, code, coder, round: round?, place, memo, created, weight, codebook })
}

fn read_version(row: &mut Row<'_>) -> Option<semver::Version> {
    let written = row.text("codebook");
    if written.is_empty() {
        return None;
    }
    let version = written.parse();
    if let Err(error) = &version {
        row.wrong("codebook", format!("`{written}` is not a version: {error}"), "write three numbers, such as 1.1.0");
    }
    version.ok()
}

fn read_place(row: &mut Row<'_>, columns: Placing) -> Option<Place> {
    let quote = row.exact("quote");
    let quote = Some(quote.to_owned()).filter(|quote| !quote.trim().is_empty());
    let Some((unit, start_key, end_key)) = columns.offsets else {
        if quote.is_none() {
            row.wrong("quote", "the cell is empty", "give the coded words exactly as in the source");
        }
        return quote.map(Place::Quote);
    };
    let empty = |key: &str| row.exact(key).trim().is_empty();
    match (empty(start_key), empty(end_key), quote) {
        (true, true, Some(quote)) => Some(Place::Quote(quote)),
        (true, true, None) => {
            let hint = if columns.quote { "fill the offsets, or give a quote" } else { "" };
            row.wrong(start_key, "the row does not say which words it codes", hint);
            None
        }
        (false, false, quote) => {
            let (start, end) = (row.position(start_key, 0), row.position(end_key, 0));
            let (start, end) = start.zip(end)?;
            if start >= end {
                let message = format!("the words end at {end}, where they begin at {start}");
                row.wrong(end_key, message, "offsets are half-open: the end is the first place after the words");
                return None;
            }
            Some(Place::Offsets { unit, start, end, quote })
        }
        (start_empty, _, _) => {
            row.wrong(
                if start_empty { start_key } else { end_key },
                "the cell is empty while its partner is filled",
                "",
            );
            None
        }
    }
}

/// A day, a local time or an instant in ISO 8601.
fn is_iso_time(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
        || text.parse::<jiff::civil::DateTime>().is_ok()
        || text.parse::<jiff::civil::Date>().is_ok()
}

/// Codings as a sheet, in the order given. Reading it gives rows that say the same.
#[must_use]
pub fn write_codings(codings: &[Coding]) -> String {
    const HEADER: [&str; 11] = [
        "source",
        "code",
        "coder",
        "round",
        "quote",
        "start_byte",
        "end_byte",
        "memo",
        "created",
        "weight",
        "codebook",
    ];
    let mut out = String::from("# themeweave codings 1\n");
    out.push_str(&csv_record(HEADER.into_iter().map(str::to_owned)));
    for coding in codings {
        let record = [
            coding.source.clone(),
            coding.code.clone(),
            coding.coder.clone(),
            coding.round.to_string(),
            coding.quote.clone(),
            coding.span.start.to_string(),
            coding.span.end.to_string(),
            coding.memo.clone(),
            coding.created.clone(),
            coding.weight.map_or(String::new(), |weight| weight.to_string()),
            coding.codebook.as_ref().map_or(String::new(), ToString::to_string),
        ];
        out.push_str(&csv_record(record.into_iter()));
    }
    out
}
