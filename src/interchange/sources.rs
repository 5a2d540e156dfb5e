//! Sheets about sources: what each one is, and who stands behind its labels.

use jiff::civil::Date;

use super::layout::{Field, Layout, Others};
use super::rows::Rows;
use super::sheet::{Sheet, SheetContent};
use crate::model::{Part, Problems};

/// `sources.csv`.
pub static SOURCES: Layout = Layout {
    kind: "sources",
    fields: &[
        Field::required(
            "source",
            &["name", "transcript", "document", "file"],
            "name of the source: its file without ending",
        ),
        Field::optional("kind", &["type", "method"], "interview, workshop, focus group, field note, ..."),
        Field::optional(
            "date",
            &["recorded", "interview date", "date of interview"],
            "day of the recording, year-month-day",
        ),
        Field::optional("case", &["family", "case id"], "id of the case that it belongs to"),
    ],
    others: Others::Refused,
};

/// `speakers.csv`.
pub static SPEAKERS: Layout = Layout {
    kind: "speakers",
    fields: &[
        Field::required("source", &["transcript", "document", "file"], "name of the source"),
        Field::required("label", &["speaker", "speaker label"], "label as the transcript prints it"),
        Field::optional("participant", &["participant id", "person", "pid"], "id of the participant who speaks"),
        Field::optional("part", &["is", "function"], "participant, interviewer (facilitator, moderator) or ignored"),
    ],
    others: Others::Refused,
};

/// What a source is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFact {
    /// Name of the source.
    pub source: String,
    /// Interview, workshop, ... or empty.
    pub kind: String,
    /// Day of the recording.
    pub date: Option<Date>,
    /// Id of its case.
    pub case: Option<String>,
}

/// Who stands behind a label of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeakerFact {
    /// Name of the source.
    pub source: String,
    /// The label as the transcript prints it, without a colon after it.
    pub label: String,
    /// Id of the participant, when it is known.
    pub participant: Option<String>,
    /// What the words are to the study.
    pub part: Part,
}

/// Reads a sheet of sources.
///
/// # Errors
/// Every problem of the file; a source may have one row only.
pub fn read_sources<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<SourceFact>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &SOURCES);
    sheet.read(
        |row| SourceFact {
            source: row.required("source"),
            kind: row.text("kind"),
            date: row.date("date"),
            case: Some(row.text("case")).filter(|case| !case.is_empty()),
        },
        Some(("source", |fact| fact.source.clone())),
    )
}

/// Reads a sheet of speakers.
///
/// # Errors
/// Every problem of the file; a label may have one row for each source, and an interviewer is no
/// participant.
pub fn read_speakers<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<SpeakerFact>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &SPEAKERS);
    sheet.read(
        |row| {
            let participant = Some(row.text("participant")).filter(|id| !id.is_empty());
            let written = row.text("part");
            let part = Part::from_word(&written).unwrap_or_else(|| {
                let hint = "expected participant, interviewer, facilitator, moderator or ignored";
                row.wrong("part", format!("`{written}` is no part that a speaker can have"), hint);
                Part::Participant
            });
            if let (Some(id), Part::Interviewer | Part::Ignored) = (&participant, part) {
                let message = format!("participant `{id}` cannot be {written}: whose words are they?");
                row.wrong("part", message, "empty one of the two cells");
            }
            let label = row.required("label").trim_end_matches(':').trim_end().to_owned();
            SpeakerFact { source: row.required("source"), label, participant, part }
        },
        Some(("label", |fact| {
            if fact.label.is_empty() { String::new() } else { format!("{} / {}", fact.source, fact.label) }
        })),
    )
}
