//! The sheet of disagreements that two coders decide on: it goes out with `agreement disagreements` and comes back filled in.

use super::layout::{Field, Layout, Others};
use super::row::Row;
use super::sheet::{Sheet, SheetContent};
use crate::model::Problems;

/// A sheet of disagreements.
pub static ADJUDICATIONS: Layout = Layout {
    kind: "adjudications",
    fields: &[
        Field::required("source", &[], "name of the source"),
        Field::optional("first_coding", &[], "id of the first coder's coding"),
        Field::optional("first_code", &[], "its code when the sheet was written"),
        Field::optional("first_start", &[], "its first character, in Unicode code points"),
        Field::optional("first_end", &[], "the character after it"),
        Field::optional("second_coding", &[], "id of the second coder's coding"),
        Field::optional("second_code", &[], "its code when the sheet was written"),
        Field::optional("second_start", &[], "its first character, in Unicode code points"),
        Field::optional("second_end", &[], "the character after it"),
        Field::required(
            "decision",
            &["decided"],
            "first, second, both, neither or other; rows without one are left waiting",
        ),
        Field::optional("code", &["decided code"], "another code than that of the coding"),
        Field::optional("start", &["decided start"], "another first character, in Unicode code points"),
        Field::optional("end", &["decided end"], "the character after it"),
        Field::optional("note", &["reason", "comment"], "why"),
        Field::unread("kind", &[], "shown for reading"),
        Field::unread("participant", &[], "shown for reading"),
        Field::unread("first_coder", &[], "shown for reading"),
        Field::unread("first_text", &[], "shown for reading"),
        Field::unread("second_coder", &[], "shown for reading"),
        Field::unread("second_text", &[], "shown for reading"),
    ],
    others: Others::Refused,
};

/// What was decided on a disagreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The first coder's coding holds.
    First,
    /// The second coder's does.
    Second,
    /// Both do.
    Both,
    /// Neither does.
    Neither,
    /// Another code, or other ends.
    Other,
}

impl Verdict {
    const WORDS: [(Self, &'static str); 5] = [
        (Self::First, "first"),
        (Self::Second, "second"),
        (Self::Both, "both"),
        (Self::Neither, "neither"),
        (Self::Other, "other"),
    ];

    /// The word of the sheet.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(verdict, _)| *verdict == self).map_or("", |(_, word)| word)
    }
}

/// A coding as the sheet knew it when it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetCoding {
    /// Its id.
    pub id: String,
    /// Id of its code.
    pub code: String,
    /// Its place in code points, half-open.
    pub place: Option<(u32, u32)>,
}

/// A decision on a disagreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdjudicationRow {
    /// Line of the sheet, from 1.
    pub line: usize,
    /// Name of the source.
    pub source: String,
    /// The codings of both coders; at least one is there.
    pub codings: [Option<SheetCoding>; 2],
    /// What was decided.
    pub verdict: Verdict,
    /// Another code, where one was decided on.
    pub code: Option<String>,
    /// Another place in code points, half-open.
    pub place: Option<(u32, u32)>,
    /// Why.
    pub note: String,
}

/// Reads a sheet of decided disagreements; rows without a decision are left out.
///
/// # Errors
/// Every problem of the file: columns that are missing, decisions that are none or name a coding that is not there, other
/// codings without code and place.
pub fn read_adjudications<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Vec<AdjudicationRow>, Problems> {
    let rows = Sheet::open(file_name, sheet.into(), &ADJUDICATIONS).read(read_row, None)?;
    Ok(rows.rows.into_iter().flatten().collect())
}

fn read_row(row: &mut Row<'_>) -> Option<AdjudicationRow> {
    let verdict = row.word("decision", Verdict::WORDS)?;
    let source = row.required("source");
    let mut side = |id: &str, code: &str, start: &str, end: &str| {
        let written = row.text(id);
        let place = row.position(start, 0).zip(row.position(end, 0));
        (!written.is_empty()).then(|| SheetCoding { id: written, code: row.text(code), place })
    };
    let codings = [
        side("first_coding", "first_code", "first_start", "first_end"),
        side("second_coding", "second_code", "second_start", "second_end"),
    ];
    let code = Some(row.text("code")).filter(|code| !code.is_empty());
    let place = decided_place(row);
    check(row, verdict, &codings, code.is_some() || place.is_some());
    let note = row.text("note");
    Some(AdjudicationRow { line: row.line(), source, codings, verdict, code, place, note })
}

fn decided_place(row: &mut Row<'_>) -> Option<(u32, u32)> {
    let is_empty = |key: &str| row.exact(key).trim().is_empty();
    match (is_empty("start"), is_empty("end")) {
        (true, true) => return None,
        (false, false) => {}
        (start, _) => {
            let (missing, given) = if start { ("start", "end") } else { ("end", "start") };
            row.wrong(missing, format!("`{given}` is given and this is not"), "give both, or neither");
            return None;
        }
    }
    let (start, end) = row.position("start", 0).zip(row.position("end", 0))?;
    if start >= end {
        row.wrong("end", format!("the passage ends at {end}, before it begins at {start}"), "");
        return None;
    }
    Some((start, end))
}

/// A decision must be one that the row allows.
fn check(row: &mut Row<'_>, verdict: Verdict, codings: &[Option<SheetCoding>; 2], has_other: bool) {
    let missing = |coding: &Option<SheetCoding>| coding.is_none();
    match verdict {
        Verdict::First if missing(&codings[0]) => row.wrong("decision", "there is no first coding in this row", ""),
        Verdict::Second if missing(&codings[1]) => row.wrong("decision", "there is no second coding in this row", ""),
        Verdict::Both if codings.iter().any(missing) => {
            row.wrong("decision", "there are not two codings in this row", "");
        }
        Verdict::Both | Verdict::Neither if has_other => {
            let message = format!("`{}` leaves no place for another code or other ends", verdict.word());
            row.wrong("decision", message, "write other, or empty the columns code, start and end");
        }
        Verdict::Other if !has_other => {
            row.wrong("code", "what else was decided?", "give another code, other ends (start and end), or both");
        }
        Verdict::Other if codings.iter().all(missing) => row.wrong("decision", "this row names no coding", ""),
        _ => {}
    }
}
