//! A CSV text or a worksheet -> records with their lines: what stands above the header, which delimiter,
//! where each record begins.

use std::borrow::Cow;

use super::layout::{Layout, folded};
use super::workbook::Worksheet;
use crate::model::Problem;

/// A sheet cut into records, before anybody knows what its columns mean.
pub(super) struct Raw {
    /// First comment without its `#`, or empty.
    pub stamp: String,
    /// Whether a comma stands before decimals.
    pub decimal_comma: bool,
    /// Header and rows.
    pub records: Vec<Record>,
}

impl Raw {
    /// Cuts a CSV text.
    pub fn of_text(text: &str, file: &str, problems: &mut Vec<Problem>) -> Self {
        let text = with_line_feeds(text);
        let top = Top::of(&text);
        let records = split(&top, file, problems);
        Self { stamp: top.stamp.to_owned(), decimal_comma: top.delimiter == b';', records }
    }

    /// Takes the rows of a worksheet; comments above the header are as in a CSV file.
    pub fn of_worksheet(sheet: &Worksheet) -> Self {
        let comment = |cells: &[String]| cells.iter().find_map(|cell| cell.trim().strip_prefix('#').map(str::to_owned));
        let is_comment = |cells: &[String]| {
            let first = cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty());
            first.is_none_or(|first| first.starts_with('#'))
        };
        let above = sheet.rows.iter().take_while(|(_, cells)| is_comment(cells)).count();
        let stamp = sheet.rows.iter().take(above).find_map(|(_, cells)| comment(cells)).unwrap_or_default();
        let mut rows = sheet.rows.iter().skip(above);
        let header = rows.next();
        let width = header.map_or(0, |(_, cells)| cells.len());
        let record = |(line, cells): &(usize, Vec<String>)| {
            // A worksheet has no short rows, only empty cells.
            let missing = width.saturating_sub(cells.len());
            let cells = cells.iter().map(String::as_str).chain(std::iter::repeat_n("", missing));
            Record { line: *line, cells: cells.collect() }
        };
        let records = header.into_iter().chain(rows).map(record).collect();
        Self { stamp: stamp.trim().to_owned(), decimal_comma: false, records }
    }
}

/// One row of cells.
pub(super) struct Record {
    /// Line on which it begins, from 1.
    pub line: usize,
    /// Its cells, exactly as written.
    pub cells: csv::StringRecord,
}

/// A sheet without what stands above its header.
struct Top<'t> {
    /// First comment line without its `#`, or empty.
    stamp: &'t str,
    /// Header and rows.
    body: &'t str,
    /// Line on which `body` begins.
    line: usize,
    /// What separates cells.
    delimiter: u8,
}

impl<'t> Top<'t> {
    /// Reads what stands above the header.
    fn of(text: &'t str) -> Self {
        let mut body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut stamp = "";
        let mut line = 1;
        let mut said = None;
        while let Some((first, rest)) = body.split_once('\n') {
            let first = first.trim();
            // A spreadsheet that saves the sheet again puts the comment in quotes and adds empty cells to it.
            let comment = first.trim_start_matches('"').strip_prefix('#');
            // Excel writes and honours a line `sep=;` above the header.
            let separator = first.strip_prefix("sep=").and_then(|rest| rest.bytes().next());
            if comment.is_none() && separator.is_none() && !first.is_empty() {
                break;
            }
            if let (Some(comment), "") = (comment, stamp) {
                stamp = comment.trim_end_matches([',', ';', '\t', '"']).trim();
            }
            said = said.or(separator);
            body = rest;
            line += 1;
        }
        let header = body.lines().next().unwrap_or_default();
        let delimiter = said.filter(|byte| DELIMITERS.contains(byte)).unwrap_or_else(|| delimiter_of(header));
        Self { stamp, body, line, delimiter }
    }
}

/// Sheets from old Macintosh programs end their lines with carriage returns alone.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\n') || !text.contains('\r') { Cow::Borrowed(text) } else { Cow::Owned(text.replace('\r', "\n")) }
}

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The delimiter that divides a header into most cells; a comma when there is none.
fn delimiter_of(header: &str) -> u8 {
    let mut counts = DELIMITERS.map(|delimiter| (delimiter, 0_usize));
    let mut quoted = false;
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        if !quoted && let Some((_, which)) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte) {
            *which += 1;
        }
    }
    // The first of equals wins, and commas come first.
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts.into_iter().find(|(_, count)| *count == most).map_or(b',', |(delimiter, _)| delimiter)
}

/// A file whose stamp says that it is something else, or newer than this program.
pub(super) fn wrong_stamp(stamp: &str, file: &str, layout: &Layout) -> Option<Problem> {
    let mut words = stamp.split_whitespace();
    if words.next() != Some("themeweave") {
        return None;
    }
    let (kind, version) = (words.next()?, words.next().unwrap_or("1"));
    // A table that went out to be filled in: its columns say whether it is the right one.
    if kind == "table" {
        return None;
    }
    let problem = |message: String, hint: &str| Some(Problem::new(file, message).at_line(1).hint(hint));
    if folded(kind) != folded(layout.kind) {
        let message = format!("this file says that it is a {kind} sheet; a {} sheet was expected", layout.kind);
        return problem(message, "two files may have been swapped; or mend the first line");
    }
    if version != "1" {
        let message = format!("this {kind} sheet is of version {version}; this program reads version 1");
        return problem(message, "use a later themeweave");
    }
    None
}

/// Splits the body into records with their lines.
fn split(top: &Top<'_>, file: &str, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(top.delimiter)
        .from_reader(top.body.as_bytes());
    let mut records = Vec::new();
    let mut line = top.line;
    let mut counted = 0;
    let bytes = top.body.as_bytes();
    let mut cells = csv::StringRecord::new();
    // Reading from memory that is UTF-8 cannot fail; an error would end the sheet early, so it is reported.
    loop {
        let from = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_record(&mut cells) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                problems.push(Problem::new(file, format!("the sheet cannot be read: {error}")).at_line(line));
                break;
            }
        }
        // The reader skips empty lines before a record; its line is that of its first cell.
        let skipped = rest(bytes, from).iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = from + skipped;
        line += line_breaks(bytes.get(counted..start).unwrap_or_default());
        counted = start;
        records.push(Record { line, cells: std::mem::take(&mut cells) });
    }
    if let Some(last) = records.last()
        && left_open(rest(bytes, counted), top.delimiter)
    {
        let message = "a quotation mark is opened in this row and never closed";
        let hint = "close it, or double a \" that belongs to the text";
        problems.push(Problem::new(file, message).at_line(last.line).hint(hint));
    }
    records
}

fn rest(bytes: &[u8], from: usize) -> &[u8] {
    bytes.get(from..).unwrap_or_default()
}

fn line_breaks(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

/// Whether a record, the last of its file, ends inside quotation marks.
fn left_open(record: &[u8], delimiter: u8) -> bool {
    let (mut inside, mut at_start) = (false, true);
    for byte in record {
        if *byte == b'"' && (inside || at_start) {
            // A doubled mark closes and opens again at once.
            inside = !inside;
            at_start = !inside;
        } else if !inside {
            at_start = *byte == delimiter;
        }
    }
    inside
}
