//! The framework as a sheet: one row a cell.

use super::FrameworkRow;
use crate::interchange::layout::{Field, Layout, Others};
use crate::interchange::rows::Rows;
use crate::interchange::sheet::{Sheet, SheetContent};
use crate::model::{FrameworkCell, Problem, Problems, Summary};
use crate::table::{Cell, Column, Table, WorkbookError, workbook};

/// Most characters of passages in one cell of a workbook, which can hold 32,767.
const MOST: usize = 30_000;

/// `framework.xlsx`.
pub static FRAMEWORK: Layout = Layout {
    kind: "framework",
    fields: &[
        Field::required("case", &["case id", "family"], "id of the case"),
        Field::required("theme", &["theme id"], "id of the theme"),
        Field::optional("summary", &["text"], "what is written of the theme in the case; empty for nothing"),
        Field::optional("version", &[], "version of what the cell said when it went out; leave it as it is"),
        Field::unread("case_name", &[], "shown for reading"),
        Field::unread("theme_name", &[], "shown for reading"),
        Field::unread("state", &[], "shown for reading"),
        Field::unread("author", &[], "shown for reading"),
        Field::unread("date", &[], "shown for reading"),
        Field::unread("codebook", &[], "shown for reading"),
        Field::unread("passages", &[], "shown for reading"),
    ],
    others: Others::Refused,
};

/// Every cell as a row of a workbook.
///
/// # Errors
/// Summaries longer than a cell can hold (32,767 characters).
pub fn framework_xlsx(cells: &[FrameworkCell]) -> Result<Vec<u8>, WorkbookError> {
    let keys = [
        "case",
        "case_name",
        "theme",
        "theme_name",
        "summary",
        "state",
        "passages",
        "author",
        "date",
        "codebook",
        "version",
    ];
    let mut table = Table::new("framework", keys.map(|key| Column::text(key, key)).to_vec());
    for cell in cells {
        let text = cell.summary.as_ref().map(|summary| summary.text.as_str());
        let said = |of: fn(&Summary) -> &str| cell.summary.as_ref().map_or("", of);
        let row = [
            cell.case.as_str(),
            &cell.case_name,
            &cell.theme,
            &cell.theme_name,
            text.unwrap_or_default(),
            &cell.stale_mark(),
            &passages(cell),
            said(|summary| &summary.author),
            said(|summary| &summary.date),
            said(|summary| &summary.codebook),
            &Summary::version_of(text),
        ];
        table.rows.push(row.map(Cell::words).to_vec());
    }
    workbook(&[(FRAMEWORK.kind, &table)])
}

/// The passages of a cell, one a line; as many as a cell can hold.
fn passages(cell: &FrameworkCell) -> String {
    let (mut out, mut left, mut long) = (String::new(), 0, 0);
    for passage in cell.distinct() {
        let line = format!("{} [{}]", passage.in_words(), passage.coding);
        long += line.chars().count() + 1;
        if long > MOST {
            left += 1;
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&line);
    }
    if left > 0 {
        out.push_str(&format!("\n({left} more: themeweave framework cell {} {})", cell.case, cell.theme));
    }
    out
}

/// Reads a sheet of the framework.
///
/// # Errors
/// Every problem of the file; a cell may have one row. A sheet without a column of summaries is refused, since it would
/// empty every cell.
pub fn read_framework<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<FrameworkRow>, Problems> {
    let mut sheet = Sheet::open(file_name, sheet.into(), &FRAMEWORK);
    if sheet.head().column("case").is_some() && sheet.head().column("summary").is_none() {
        sheet.refuse(Problem::new(file_name, "the sheet has no column `summary`").hint("what is written stands there"));
    }
    sheet.read(
        |row| FrameworkRow {
            case: row.required("case"),
            theme: row.required("theme"),
            text: Summary::tidy(row.exact("summary")),
            version: Some(row.text("version")).filter(|version| !version.is_empty()),
        },
        Some(("theme", |row| {
            if row.case.is_empty() || row.theme.is_empty() {
                String::new()
            } else {
                format!("{} / {}", row.case, row.theme)
            }
        })),
    )
}
