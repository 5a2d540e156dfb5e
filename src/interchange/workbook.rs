//! Workbooks (.xlsx) -> worksheets of cells, as the readers of sheets take them.
//!
//! Every value becomes the words that a person would have typed into a CSV cell: a number in full, a date as
//! 2025-05-14, a formula as its result. What has no value (a formula that failed or was never computed) is kept as a
//! fault with its place, so that the reader of the sheet can name the column.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{CellErrorType, DataRef, ExcelDateTime, Reader, SheetType, Style, Xlsx, XlsxError};
use zip::ZipArchive;

use super::layout::folded;
use crate::model::{Problem, sheet_of_workbook};

/// Most bytes that all parts of a workbook may unpack to together.
const MOST_BYTES: u64 = 256 << 20;
/// Most filled cells of a sheet, and most cells of all its rows when they are as wide as their last filled cell.
const MOST_CELLS: usize = 4_000_000;
/// Most bytes of words in a sheet: cells may share one long text.
const MOST_TEXT: usize = 256 << 20;

/// The sheets of a workbook, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbook {
    /// Its worksheets; chart sheets and the like are left out.
    pub sheets: Vec<Worksheet>,
}

/// One sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worksheet {
    /// Its name.
    pub name: String,
    /// How problems name it: `review.xlsx, sheet effects`.
    pub place: String,
    /// Rows that hold something: number from 1, and cells from the first column to the last filled one.
    pub(super) rows: Vec<SheetRow>,
    /// Cells without a value.
    pub(super) faults: Vec<Fault>,
}

/// Number of a row from 1, and its cells.
type SheetRow = (usize, Vec<String>);

/// A cell that should have a value and has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Row from 1.
    pub row: usize,
    /// Column from 0.
    pub column: usize,
    /// What was found.
    pub message: String,
    /// How to mend it.
    pub hint: &'static str,
}

/// Reads a workbook.
///
/// # Errors
/// A file that is no .xlsx workbook, is damaged or locked, or holds more than any review does.
pub fn read_workbook(file_name: &str, bytes: &[u8]) -> Result<Workbook, Problem> {
    // Old workbooks and encrypted ones are both OLE containers.
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let message = "this is an old workbook (.xls), or one that is locked with a password; .xlsx was expected";
        return Err(Problem::new(file_name, message).hint("save it as .xlsx without a password"));
    }
    let damaged = |error: String| {
        Problem::new(file_name, format!("the workbook cannot be read ({error})"))
            .hint("open it in a spreadsheet program and save it again as .xlsx")
    };
    let unpacked = unpacked_bytes(bytes).map_err(|error| damaged(error.to_string()))?;
    if unpacked > MOST_BYTES {
        let message = format!("the workbook unpacks to more than {} MiB", MOST_BYTES >> 20);
        return Err(
            Problem::new(file_name, message).hint("no review is that large; take pictures and unused sheets out")
        );
    }
    let mut xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    let kinds = xlsx.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for sheet in kinds.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let place = sheet_of_workbook(file_name, &sheet.name);
        let read = Grid::read(&mut xlsx, &sheet.name).and_then(Grid::into_rows);
        let (rows, faults) = read.map_err(|error| match error {
            Unreadable::Damaged(error) => damaged(format!("sheet {}: {error}", sheet.name)),
            Unreadable::TooLarge => Problem::new(&place, "the sheet has more cells than any review does")
                .hint("delete what stands far to the right or below, and save it again"),
        })?;
        sheets.push(Worksheet { name: sheet.name, place, rows, faults });
    }
    Ok(Workbook { sheets })
}

impl Workbook {
    /// The sheet of a kind: the one of that name, whatever its case, blanks and hyphens; else the only one there is.
    ///
    /// # Errors
    /// When there is no such sheet.
    pub fn sheet_for(&self, file_name: &str, kind: &str) -> Result<&Worksheet, Problem> {
        let named = self.sheets.iter().find(|sheet| folded(&sheet.name) == folded(kind));
        let mut data = self.sheets.iter().filter(|sheet| !sheet.is_dictionary());
        match (named, data.next(), data.next()) {
            (Some(sheet), _, _) | (None, Some(sheet), None) => Ok(sheet),
            _ => {
                let found: Vec<&str> = self.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
                let message = format!("the workbook has no sheet {kind}");
                Err(Problem::new(file_name, message).hint(format!("it has {}", found.join(", "))))
            }
        }
    }
}

impl Worksheet {
    /// Whether this is the sheet that explains the others, as we and many write it.
    #[must_use]
    pub fn is_dictionary(&self) -> bool {
        matches!(folded(&self.name).as_str(), "datadictionary" | "dictionary" | "readme")
    }

    /// Whether it holds nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.faults.is_empty()
    }
}

/// How many bytes really come out of the parts, counted up to a little more than [`MOST_BYTES`]; what a package
/// says of its sizes can be a lie.
fn unpacked_bytes(bytes: &[u8]) -> Result<u64, std::io::Error> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(std::io::Error::other)?;
    let mut sum = 0;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(std::io::Error::other)?;
        sum += std::io::copy(&mut part.take(MOST_BYTES + 1 - sum), &mut std::io::sink())?;
        if sum > MOST_BYTES {
            break;
        }
    }
    Ok(sum)
}

enum Unreadable {
    Damaged(String),
    TooLarge,
}

impl From<XlsxError> for Unreadable {
    fn from(error: XlsxError) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// The filled cells of a sheet by row and column, both from 0.
#[derive(Default)]
struct Grid {
    cells: BTreeMap<u32, BTreeMap<u32, String>>,
    faults: Vec<Fault>,
    filled: usize,
    text: usize,
}

impl Grid {
    fn read(xlsx: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Self, Unreadable> {
        let mut grid = Self::default();
        let merged = xlsx.merge_cells_by_sheet_name(name).unwrap_or_default();
        let mut cells = xlsx.worksheet_cells_reader(name)?;
        while let Some(cell) = cells.next_cell_with_formula_metadata()? {
            match words_of(&cell.value, cell.formula.is_some()) {
                Ok(words) if words.is_empty() => {}
                Ok(words) => grid.put(cell.pos, words)?,
                Err((message, hint)) => grid.faults.push(Fault {
                    row: usize::try_from(cell.pos.0).unwrap_or(usize::MAX).saturating_add(1),
                    column: usize::try_from(cell.pos.1).unwrap_or(usize::MAX),
                    message,
                    hint,
                }),
            }
            if grid.faults.len() > MOST_CELLS {
                return Err(Unreadable::TooLarge);
            }
        }
        drop(cells);
        grid.mark_percentages(xlsx, name)?;
        grid.fill_merged(&merged)?;
        Ok(grid)
    }

    fn put(&mut self, (row, column): (u32, u32), words: String) -> Result<(), Unreadable> {
        self.filled += 1;
        self.text += words.len();
        if self.filled > MOST_CELLS || self.text > MOST_TEXT {
            return Err(Unreadable::TooLarge);
        }
        self.cells.entry(row).or_default().insert(column, words);
        Ok(())
    }

    /// 56 % is stored as 0.56 with a format. It is read as `56%`, as people see it and as it would stand in a CSV file, so that
    /// a column of figures refuses it and does not take it for 0.56.
    fn mark_percentages(&mut self, xlsx: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<(), Unreadable> {
        let mut cells = xlsx.worksheet_cells_reader(name)?;
        let is_percent: Vec<bool> = cells.styles().iter().map(is_percentage).collect();
        if !is_percent.contains(&true) {
            return Ok(());
        }
        while let Some((row, column, style)) = cells.next_style_id()? {
            let words = self.cells.get_mut(&row).and_then(|cells| cells.get_mut(&column));
            if let Some(words) = words.filter(|_| is_percent.get(style) == Some(&true))
                && let Ok(figure) = words.parse::<f64>()
            {
                // 0.56 * 100 leaves a trace of the binary fraction behind.
                *words = format!("{}%", (figure * 1e12).round() / 1e10);
            }
        }
        Ok(())
    }

    /// Cells that are merged downwards say the same of each of their rows; only the first holds the value.
    fn fill_merged(&mut self, regions: &[calamine::Dimensions]) -> Result<(), Unreadable> {
        for region in regions {
            let ((top, column), (bottom, _)) = (region.start, region.end);
            if top >= bottom {
                continue;
            }
            let Some(words) = self.cells.get(&top).and_then(|cells| cells.get(&column)).cloned() else { continue };
            let rows: Vec<u32> = self.cells.range(top + 1..=bottom).map(|(row, _)| *row).collect();
            for row in rows {
                self.put((row, column), words.clone())?;
            }
        }
        Ok(())
    }

    fn into_rows(self) -> Result<(Vec<SheetRow>, Vec<Fault>), Unreadable> {
        let mut rows = Vec::with_capacity(self.cells.len());
        let mut all = 0;
        for (row, filled) in self.cells {
            let width = filled.keys().next_back().map_or(0, |last| usize::try_from(*last).unwrap_or(usize::MAX)) + 1;
            all += width;
            if all > MOST_CELLS {
                return Err(Unreadable::TooLarge);
            }
            let mut cells = vec![String::new(); width];
            for (column, words) in filled {
                if let Some(cell) = usize::try_from(column).ok().and_then(|column| cells.get_mut(column)) {
                    *cell = words;
                }
            }
            rows.push((usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1), cells));
        }
        Ok((rows, self.faults))
    }
}

fn is_percentage(style: &Style) -> bool {
    // 9 and 10 are the formats 0% and 0.00% of every workbook.
    style
        .number_format
        .as_ref()
        .is_some_and(|format| format.format_code.contains('%') || matches!(format.format_id, Some(9 | 10)))
}

/// A value as words; what has no value, with how to mend it.
fn words_of(value: &DataRef<'_>, is_formula: bool) -> Result<String, (String, &'static str)> {
    Ok(match value {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => value.to_string(),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => if *value { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(moment) => words_of_moment(moment),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        DataRef::Error(error) => {
            let hint = if matches!(error, CellErrorType::NA) {
                "leave the cell empty where the figure is not known"
            } else {
                "a formula of the spreadsheet failed here; mend it, or type the figure"
            };
            return Err((format!("`{error}` is not a value"), hint));
        }
        DataRef::Empty if is_formula => {
            let hint = "open the workbook in a spreadsheet program and save it, so that the result is in the file";
            return Err(("the cell holds a formula that was never computed".to_owned(), hint));
        }
        DataRef::Empty => String::new(),
    })
}

/// `2025-05-14`, with the time behind it where there is one; durations as hours, minutes and seconds.
fn words_of_moment(moment: &ExcelDateTime) -> String {
    if moment.is_duration() || moment.as_f64() < 1.0 {
        // A day has 86,400 seconds; durations in sheets are far below 2^53 of them.
        #[allow(clippy::cast_possible_truncation)]
        let seconds = (moment.as_f64() * 86_400.0).round() as i64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date}T{hour:02}:{minute:02}:{second:02}") }
}
