//! Tables as workbooks (.xlsx): figures stay figures, and the same table gives the same bytes.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr as _;

use super::{Cell, Column, Table};

/// Widest column, in characters; longer words wrap.
const WIDEST: usize = 60;
/// Narrowest column.
const NARROWEST: usize = 6;

/// Why a workbook could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the workbook cannot be written: {0}")]
pub struct WorkbookError(String);

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> Self {
        Self(error.to_string())
    }
}

impl Table {
    /// The table as a workbook for reading: title, measure and frame, the table with its header frozen, its N, its notes.
    ///
    /// # Errors
    /// Words longer than a cell can hold (32,767 characters).
    pub fn to_xlsx(&self) -> Result<Vec<u8>, WorkbookError> {
        let mut workbook = new_workbook(&self.title)?;
        let sheet = workbook.add_worksheet();
        sheet.set_name("table")?;
        let mut at = 0;
        for (text, format) in
            [(&self.title, Format::new().set_bold()), (&self.measure, Format::new()), (&self.frame, Format::new())]
        {
            if !text.is_empty() {
                sheet.write_string_with_format(at, 0, text, &format)?;
                at += 1;
            }
        }
        at += u32::from(at > 0);
        at = write_grid(sheet, at, self, Use::Reading)?;
        for note in &self.notes {
            at += 1;
            sheet.write_string(at, 0, note)?;
        }
        Ok(workbook.save_to_buffer()?)
    }
}

/// Tables as the sheets of one workbook for machines and people alike: the header of keys in the first row, frozen, and
/// nothing but rows below it.
///
/// # Errors
/// Names that a sheet cannot have, words longer than a cell can hold (32,767 characters), with sheet and row.
pub fn workbook(sheets: &[(&str, &Table)]) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = new_workbook("")?;
    for (name, table) in sheets {
        let sheet = workbook.add_worksheet();
        let written =
            sheet.set_name(*name).map(|_| ()).and_then(|()| write_grid(sheet, 0, table, Use::Data).map(|_| ()));
        written.map_err(|error| WorkbookError(format!("sheet {name}: {error}")))?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// An empty workbook without a clock in it.
fn new_workbook(title: &str) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    Ok(workbook)
}

/// Writes header, rows and N from a row on; returns the row below them.
fn write_grid(sheet: &mut Worksheet, top: u32, table: &Table, use_of: Use) -> Result<u32, XlsxError> {
    let head =
        Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
    for (at, column) in (0_u16..).zip(&table.columns) {
        let header = use_of.header(column);
        sheet.set_column_width(at, use_of.width(table, usize::from(at), &header))?;
        sheet.write_string_with_format(top, at, header, &head)?;
    }
    sheet.set_freeze_panes(top + 1, 0)?;
    let mut at = top + 1;
    for row in &table.rows {
        for (column, cell) in (0_u16..).zip(row) {
            write_cell(sheet, (at, column), cell, use_of)?;
        }
        at += 1;
    }
    if table.columns.iter().any(|column| column.n.is_some()) {
        for (column, n) in (0_u16..).zip(table.columns.iter().map(|column| column.n)) {
            match n {
                Some(n) => write_cell(sheet, (at, column), &Cell::Count(n), use_of)?,
                None if column == 0 => write_cell(sheet, (at, column), &Cell::words("N"), use_of)?,
                None => {}
            }
        }
        at += 1;
    }
    Ok(at)
}

fn write_cell(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, use_of: Use) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) | Cell::Withheld(text) => {
            let words = Format::new().set_text_wrap().set_align(FormatAlign::Top);
            sheet.write_string_with_format(row, column, text, &words)?;
        }
        Cell::Count(count) => {
            // Counts stay far below 2^53.
            #[allow(clippy::cast_precision_loss)]
            sheet.write_number(row, column, *count as f64)?;
        }
        Cell::Number { value, .. } if !value.is_finite() => {}
        Cell::Number { value, decimals } => {
            let format = Format::new().set_num_format(use_of.number_format(*decimals));
            sheet.write_number_with_format(row, column, *value, &format)?;
        }
        Cell::Share { whole: 0, .. } => {
            sheet.write_string(row, column, cell.display())?;
        }
        Cell::Share { part, whole } => {
            #[allow(clippy::cast_precision_loss)] // As above.
            let share = *part as f64 / *whole as f64;
            sheet.write_number_with_format(row, column, share, &Format::new().set_num_format("0.0%"))?;
        }
    }
    Ok(())
}

/// What a sheet is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// People read it: headers for people, figures with their decimals.
    Reading,
    /// Programs read it, ours among them: keys as headers, figures as they are.
    Data,
}

impl Use {
    fn header(self, column: &Column) -> String {
        match &column.unit {
            _ if self == Self::Data => column.key.clone(),
            Some(unit) if !column.label.contains(unit.as_str()) => format!("{} ({unit})", column.label),
            _ => column.label.clone(),
        }
    }

    fn number_format(self, decimals: u8) -> String {
        match decimals {
            _ if self == Self::Data => "General".to_owned(),
            0 => "0".to_owned(),
            decimals => format!("0.{}", "0".repeat(usize::from(decimals))),
        }
    }

    /// Wide enough for most cells: figures and short words on one line, long words wrapped.
    fn width(self, table: &Table, column: usize, header: &str) -> f64 {
        let shown = |cell: &Cell| if self == Self::Data { cell.raw() } else { cell.display() };
        let cells = table.rows.iter().filter_map(|row| row.get(column)).map(|cell| shown(cell).width());
        let word = header.split(' ').map(unicode_width::UnicodeWidthStr::width).max().unwrap_or_default();
        let longest = cells.max().unwrap_or_default().max(word).clamp(NARROWEST, WIDEST);
        // A number of characters up to WIDEST, and two for the cell's edges.
        #[allow(clippy::cast_precision_loss)]
        let width = longest as f64;
        width + 2.0
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::super::{Cell, Column, Table};
    use super::workbook;

    fn sample() -> Table {
        let columns = vec![
            Column::text("theme", "Theme"),
            Column::number("g", "Effect").unit("g"),
            Column::number("share", "Share").unit("%").n(3),
        ];
        let mut table = Table::new("Themes & effects", columns);
        table.frame = String::from("participants with consent");
        table.notes.push("Nothing is pooled.".to_owned());
        table.rows.push(vec![
            Cell::words("=1+1"),
            Cell::Number { value: 0.123_456_789, decimals: 2 },
            Cell::Share { part: 1, whole: 3 },
        ]);
        table.rows.push(vec![Cell::words("short <b>"), Cell::Empty, Cell::Withheld("<3".to_owned())]);
        table
    }

    fn cells(bytes: Vec<u8>, sheet: &str) -> Vec<Vec<Data>> {
        let mut book = Xlsx::new(Cursor::new(bytes)).expect("our own workbook opens");
        book.worksheet_range(sheet).expect("the sheet is there").rows().map(<[Data]>::to_vec).collect()
    }

    #[test]
    fn figures_stay_figures_and_words_that_look_like_formulas_stay_words() {
        let rows = cells(sample().to_xlsx().expect("it can be written"), "table");
        let text = |text: &str| Data::String(text.to_owned());
        assert_eq!(rows[0][0], text("Themes & effects"));
        assert_eq!(rows[1][0], text("participants with consent"));
        assert_eq!(rows[3], [text("Theme"), text("Effect (g)"), text("Share (%)")]);
        assert_eq!(rows[4], [text("=1+1"), Data::Float(0.123_456_789), Data::Float(1.0 / 3.0)]);
        assert_eq!(rows[5], [text("short <b>"), Data::Empty, text("<3")]);
        assert_eq!(rows[6], [text("N"), Data::Empty, Data::Float(3.0)]);
        assert_eq!(rows[8][0], text("Nothing is pooled."));
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        let table = sample();
        assert_eq!(table.to_xlsx(), table.to_xlsx());
        assert_eq!(workbook(&[("a", &table), ("b", &table)]), workbook(&[("a", &table), ("b", &table)]));
    }

    #[test]
    fn what_no_cell_can_hold_is_refused_with_its_sheet() {
        let mut table = Table::new("Long", vec![Column::text("t", "T")]);
        table.rows.push(vec![Cell::words("x".repeat(40_000))]);
        let error = workbook(&[("notes", &table)]).expect_err("a cell holds 32,767 characters");
        assert!(error.to_string().contains("sheet notes"), "{error}");
    }
}
