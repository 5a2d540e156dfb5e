//! The sheet of interview questions.

use super::layout::{Field, Layout, Others};
use super::rows::Rows;
use super::sheet::{Sheet, SheetContent};
use crate::model::{GuideQuestion, Problems};

/// `interview-guide.csv`.
pub static QUESTIONS: Layout = Layout {
    kind: "interview-guide",
    fields: &[
        Field::required("question", &["id", "question id", "number"], "id, such as Q3"),
        Field::optional("asked_of", &["roles", "asked"], "roles that were asked, separated by ;"),
        Field::required("text", &["wording", "question text"], "the question"),
        Field::optional("codes", &["code"], "ids of the codes that it asks about, separated by ;"),
    ],
    others: Others::Refused,
};

/// Reads the questions of an interview guide.
///
/// # Errors
/// Every problem of the file; a question may have one row only.
pub fn read_questions<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Rows<GuideQuestion>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &QUESTIONS);
    sheet.read(
        |row| GuideQuestion {
            id: row.required("question"),
            asked_of: row.list("asked_of"),
            text: row.required("text"),
            codes: row.list("codes"),
        },
        Some(("question", |question| question.id.clone())),
    )
}
