//! The sheet on which people decide about codings that wait: it goes out as the recode queue and comes back filled in.

use super::layout::{Field, Layout, Others};
use super::row::Row;
use super::rows::Rows;
use super::sheet::{Sheet, SheetContent};
use crate::model::Problems;

/// A sheet of decisions.
pub static DECISIONS: Layout = Layout {
    kind: "decisions",
    fields: &[
        Field::required("coding", &["coding id", "id"], "id of the coding"),
        Field::required("decision", &["what"], "keep, recode or drop; rows without one are left waiting"),
        Field::optional("new_code", &["new codes", "recode to"], "for recode: the code; several are divided by ;"),
        Field::optional("decided_by", &["by", "reviewer"], "who decides"),
        Field::optional("note", &["reason", "comment"], "why"),
        Field::unread("source", &[], "shown for reading"),
        Field::unread("coder", &[], "shown for reading"),
        Field::unread("code", &[], "shown for reading"),
        Field::unread("why", &[], "shown for reading"),
        Field::unread("targets", &["may become"], "shown for reading"),
        Field::unread("quote", &[], "shown for reading"),
    ],
    others: Others::Refused,
};

/// What is to become of a coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is right as it is.
    Keep,
    /// It gets another code; where there are several, a coding of each.
    Recode(Vec<String>),
    /// It is set aside.
    Drop,
}

/// A decision on one coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRow {
    /// Line of the sheet, from 1.
    pub line: usize,
    /// Id of the coding, or how it begins.
    pub coding: String,
    /// What is to become of it.
    pub decision: Decision,
    /// Who decides.
    pub decided_by: String,
    /// Why.
    pub note: String,
}

/// Reads a sheet of decisions; rows without a decision are left out. `decided_by` stands for rows that do not say who
/// decides.
///
/// # Errors
/// Every problem of the file: columns that are missing, decisions that are none, codes that are missing, nobody who
/// decides.
pub fn read_decisions<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
    decided_by: &str,
) -> Result<Vec<DecisionRow>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &DECISIONS);
    let rows: Rows<Option<DecisionRow>> = sheet.read(|row| read_row(row, decided_by), None)?;
    Ok(rows.rows.into_iter().flatten().collect())
}

fn read_row(row: &mut Row<'_>, decided_by: &str) -> Option<DecisionRow> {
    let word = row.text("decision").to_lowercase();
    if word.is_empty() {
        return None;
    }
    let coding = row.required("coding");
    let codes: Vec<String> = row
        .text("new_code")
        .split([';', ','])
        .map(|code| code.trim().to_owned())
        .filter(|code| !code.is_empty())
        .collect();
    let decision = match word.as_str() {
        "keep" => Decision::Keep,
        "drop" => Decision::Drop,
        "recode" if codes.is_empty() => {
            row.wrong(
                "new_code",
                format!("coding {coding} is to be recoded, and the cell is empty"),
                "give the code that it gets",
            );
            return None;
        }
        "recode" => Decision::Recode(codes),
        _ => {
            row.wrong("decision", format!("`{word}` on coding {coding} is no decision"), "write keep, recode or drop");
            return None;
        }
    };
    let by = row.text("decided_by");
    let decided_by = if by.is_empty() { decided_by.to_owned() } else { by };
    if decided_by.is_empty() {
        row.wrong("decided_by", "nobody decides", "fill the column, or name the coder: --coder NAME");
    }
    Some(DecisionRow { line: row.line(), coding, decision, decided_by, note: row.text("note") })
}
