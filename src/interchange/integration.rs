//! Sheets of what people decided where voices and findings meet: fit, inferences, confidence, checklists.

use std::collections::BTreeMap;

use super::layout::{Field, Layout, Others};
use super::row::Row;
use super::rows::Rows;
use super::sheet::{Sheet, SheetContent};
use crate::codebook::{CHECKLIST_IDS, checklists};
use crate::model::{
    Checklist, ChecklistAnswer, Concern, Confidence, Fit, FitDecision, Integration, Meeting, MetaInference, Problems,
};

/// `decisions.csv`.
pub static FIT_DECISIONS: Layout = Layout {
    kind: "fit_decisions",
    fields: &[
        Field::required("theme", &["theme id"], "id of the theme"),
        Field::required("kind", &["target kind"], "outcome, intervention, element, question, factor or statistic"),
        Field::required("target", &["target id"], "id of what the theme meets"),
        Field::required(
            "fit",
            &["decision"],
            "agreement, partial, dissonance, silence_not_asked, silence_not_raised, silence_not_measured, no_evidence",
        ),
        Field::required("analyst", &["decided by", "who"], "who decided"),
        Field::required("date", &["decided on", "when"], "when, year-month-day"),
        Field::required("reason", &["why"], "why"),
        Field::optional("inputs", &[], "what the decision rested on, name=value; ..., as the tool writes it"),
    ],
    others: Others::Refused,
};

/// `inferences.csv`.
pub static INFERENCES: Layout = Layout {
    kind: "inferences",
    fields: &[
        Field::required("theme", &["theme id"], "id of the theme"),
        Field::required("kind", &["target kind"], "outcome, intervention, element, question, factor or statistic"),
        Field::required("target", &["target id"], "id of what the theme meets"),
        Field::required("text", &["inference", "meta inference"], "what both strands say together"),
        Field::required("analyst", &["who"], "who drew it"),
        Field::required("date", &["when"], "when, year-month-day"),
    ],
    others: Others::Refused,
};

/// `confidence.csv`.
pub static CONFIDENCE: Layout = Layout {
    kind: "confidence",
    fields: &[
        Field::required("theme", &["theme id"], "id of the theme"),
        Field::required("limitations", &["methodological limitations"], "none, minor, moderate or serious concerns"),
        Field::optional("limitations_why", &[], "why"),
        Field::required("coherence", &[], "none, minor, moderate or serious concerns"),
        Field::optional("coherence_why", &[], "why"),
        Field::required("adequacy", &["adequacy of data"], "none, minor, moderate or serious concerns"),
        Field::optional("adequacy_why", &[], "why"),
        Field::required("relevance", &[], "none, minor, moderate or serious concerns"),
        Field::optional("relevance_why", &[], "why"),
        Field::required("overall", &["confidence"], "high, moderate, low or very_low"),
        Field::required("why", &["explanation"], "why, in a sentence"),
        Field::required("analyst", &["who"], "who judged"),
        Field::required("date", &["when"], "when, year-month-day"),
    ],
    others: Others::Refused,
};

/// `checklists.csv`.
pub static CHECKLISTS: Layout = Layout {
    kind: "checklists",
    fields: &[
        Field::required("checklist", &[], "entreq, swim or prisma_e"),
        Field::required("item", &[], "id of the item"),
        Field::required("status", &[], "reported, partly, not_reported or not_applicable"),
        Field::optional("pointer", &["where"], "where it is reported"),
        Field::optional("note", &[], "remark"),
        Field::required("by", &["who"], "who answered"),
    ],
    others: Others::Refused,
};

const KINDS: [&str; 6] = ["outcome", "intervention", "element", "question", "factor", "statistic"];

/// What the sheets say of decisions, with places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IntegrationFiles {
    /// Decisions on fit.
    pub decisions: Rows<FitDecision>,
    /// Meta-inferences.
    pub inferences: Rows<MetaInference>,
    /// Confidence in themes.
    pub confidence: Rows<Confidence>,
    /// Answers to checklists.
    pub checklists: Rows<ChecklistAnswer>,
}

impl IntegrationFiles {
    /// Every theme that the files name, with file and line.
    pub fn themes(&self) -> impl Iterator<Item = (&str, usize, &str)> {
        let Self { decisions, inferences, confidence, .. } = self;
        let decided = decisions.iter().map(|(line, row)| (decisions.file.as_str(), line, row.meeting.theme.as_str()));
        let inferred =
            inferences.iter().map(|(line, row)| (inferences.file.as_str(), line, row.meeting.theme.as_str()));
        let judged = confidence.iter().map(|(line, row)| (confidence.file.as_str(), line, row.theme.as_str()));
        decided.chain(inferred).chain(judged)
    }

    /// Brings what the files say into what the project holds: rows that came from files are replaced, what people made in
    /// the project stays, and wins where both speak of the same thing.
    pub fn merge_into(&self, project: &mut Integration) {
        merge_rows(
            &mut project.decisions,
            &self.decisions.rows,
            |row| row.from_file,
            |row| (row.meeting.clone(), row.analyst.clone()),
        );
        merge_rows(&mut project.inferences, &self.inferences.rows, |row| row.from_file, |row| row.meeting.clone());
        merge_rows(&mut project.confidence, &self.confidence.rows, |row| row.from_file, |row| row.theme.clone());
        merge_rows(
            &mut project.checklist,
            &self.checklists.rows,
            |row| row.from_file,
            |row| (row.checklist.clone(), row.item.clone()),
        );
    }
}

/// Rows of files in place of the rows that came from files before; what was made otherwise stays, and wins.
pub fn merge_rows<T: Clone, K: PartialEq>(
    held: &mut Vec<T>,
    read: &[T],
    from_file: impl Fn(&T) -> bool,
    key: impl Fn(&T) -> K,
) {
    held.retain(|row| !from_file(row));
    let own: Vec<K> = held.iter().map(&key).collect();
    let mut rows: Vec<T> = read.iter().filter(|row| !own.contains(&key(row))).cloned().collect();
    rows.append(held);
    *held = rows;
}

fn word<const N: usize>(row: &mut Row<'_>, key: &str, words: [&'static str; N]) -> String {
    row.required(key);
    row.word(key, words.map(|word| (word, word))).unwrap_or_default().to_owned()
}

fn day(row: &mut Row<'_>) -> String {
    row.required("date");
    row.date("date").map_or_else(String::new, |date| date.to_string())
}

fn meeting(row: &mut Row<'_>) -> Meeting {
    Meeting { theme: row.required("theme"), kind: word(row, "kind", KINDS), target: row.required("target") }
}

fn place(meeting: &Meeting) -> String {
    format!("{} / {} {}", meeting.theme, meeting.kind, meeting.target)
}

/// Reads a sheet of decisions on fit.
///
/// # Errors
/// Every problem of the file; an analyst may decide once for each theme and finding.
pub fn read_fit_decisions<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Rows<FitDecision>, Problems> {
    let read = |row: &mut Row<'_>| {
        row.required("fit");
        let fit = row.word("fit", Fit::ALL.map(|fit| (fit, fit.word())));
        FitDecision {
            meeting: meeting(row),
            fit: fit.unwrap_or(Fit::NoEvidence),
            analyst: row.required("analyst"),
            date: day(row),
            reason: row.required("reason"),
            inputs: read_inputs(row),
            from_file: true,
        }
    };
    let key = |row: &FitDecision| format!("{} by {}", place(&row.meeting), row.analyst);
    Sheet::open(file_name, sheet.into(), &FIT_DECISIONS).read(read, Some(("target", key)))
}

/// `name=value; name=value`.
fn read_inputs(row: &mut Row<'_>) -> BTreeMap<String, String> {
    let mut inputs = BTreeMap::new();
    for part in row.list("inputs") {
        match part.split_once('=') {
            Some((name, value)) => {
                inputs.insert(name.trim().to_owned(), value.trim().to_owned());
            }
            None => row.wrong("inputs", format!("`{part}` has no value"), "write name=value; ..., or leave it empty"),
        }
    }
    inputs
}

/// Reads a sheet of meta-inferences.
///
/// # Errors
/// Every problem of the file; a theme and finding may have one.
pub fn read_inferences<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Rows<MetaInference>, Problems> {
    let read = |row: &mut Row<'_>| MetaInference {
        meeting: meeting(row),
        text: row.required("text"),
        analyst: row.required("analyst"),
        date: day(row),
        from_file: true,
    };
    Sheet::open(file_name, sheet.into(), &INFERENCES).read(read, Some(("target", |row| place(&row.meeting))))
}

/// Reads a sheet of confidence in themes.
///
/// # Errors
/// Every problem of the file; a theme may have one row.
pub fn read_confidence<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<Confidence>, Problems> {
    let concern = |row: &mut Row<'_>, key: &str, why: &str| Concern {
        level: word(row, key, Concern::LEVELS),
        why: row.text(why),
    };
    let read = |row: &mut Row<'_>| Confidence {
        theme: row.required("theme"),
        limitations: concern(row, "limitations", "limitations_why"),
        coherence: concern(row, "coherence", "coherence_why"),
        adequacy: concern(row, "adequacy", "adequacy_why"),
        relevance: concern(row, "relevance", "relevance_why"),
        overall: word(row, "overall", Confidence::LEVELS),
        why: row.required("why"),
        analyst: row.required("analyst"),
        date: day(row),
        from_file: true,
    };
    Sheet::open(file_name, sheet.into(), &CONFIDENCE).read(read, Some(("theme", |row| row.theme.clone())))
}

/// Reads a sheet of answers to reporting checklists.
///
/// # Errors
/// Every problem of the file; an item may have one row.
pub fn read_checklists<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Rows<ChecklistAnswer>, Problems> {
    let known = checklists()?;
    let read = |row: &mut Row<'_>| {
        let checklist = word(row, "checklist", CHECKLIST_IDS);
        ChecklistAnswer {
            item: item(row, known.iter().find(|known| known.id == checklist)),
            checklist,
            status: word(row, "status", ChecklistAnswer::STATUSES),
            pointer: row.text("pointer"),
            note: row.text("note"),
            by: row.required("by"),
            from_file: true,
        }
    };
    let key = |row: &ChecklistAnswer| format!("{} {}", row.checklist, row.item);
    Sheet::open(file_name, sheet.into(), &CHECKLISTS).read(read, Some(("item", key)))
}

/// The item as its checklist writes it.
fn item(row: &mut Row<'_>, checklist: Option<&Checklist>) -> String {
    let written = row.required("item");
    let Some(checklist) = checklist.filter(|_| !written.is_empty()) else { return written };
    if let Some(item) = checklist.item(&written) {
        return item.id.clone();
    }
    let ids: Vec<&str> = checklist.items.iter().map(|item| item.id.as_str()).collect();
    let message = format!("{} has no item `{written}`", checklist.name);
    row.wrong("item", message, format!("it has {}", ids.join(", ")));
    written
}
