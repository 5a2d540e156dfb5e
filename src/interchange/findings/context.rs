//! What stands around effects: what helped and hindered, equity, and what views ask of interventions.

use crate::interchange::layout::{Field, Layout, Others};
use crate::interchange::row::Row;
use crate::interchange::rows::Rows;
use crate::interchange::sheet::{Sheet, SheetContent};
use crate::model::{ImplementationFactor, Problems, ProgressTag, ViewMatch, ViewRecommendation};

/// `implementation_factors.csv`.
pub static FACTORS: Layout = Layout {
    kind: "implementation_factors",
    fields: &[
        Field::required("id", &["row id"], "id of the row"),
        Field::required("factor", &["factor id", "name"], "short name of the factor; rows of one factor share it"),
        Field::optional("study", &["study id"], "study that reports it"),
        Field::optional("intervention", &["intervention id", "int id"], "intervention that it is about"),
        Field::required("valence", &["direction"], "barrier or enabler"),
        Field::optional("level", &[], "family, practitioner, organisation or system"),
        Field::optional("text", &["description", "finding"], "what is reported"),
        Field::optional("source", &["page", "place"], "where it was read"),
    ],
    others: Others::Refused,
};

/// `progress.csv`.
pub static PROGRESS: Layout = Layout {
    kind: "progress",
    fields: &[
        Field::required("about", &["kind"], "study, effect or case"),
        Field::required("id", &["study", "study id"], "id of the study, effect or case"),
        Field::required("characteristic", &["progress"], "id of the scale progress_plus"),
        Field::optional("value", &["group"], "which group, in words"),
        Field::required("level", &["reporting level"], "described, subgroup_analysed or targeted"),
    ],
    others: Others::Refused,
};

/// `views.csv`.
pub static VIEWS: Layout = Layout {
    kind: "views",
    fields: &[
        Field::required("view", &["id", "view id"], "id of the recommendation"),
        Field::required("theme", &["theme id"], "theme that it is taken from"),
        Field::required("role", &[], "role whose views it stands for"),
        Field::required("text", &["recommendation"], "what interventions should do"),
    ],
    others: Others::Refused,
};

/// `view_matches.csv`.
pub static VIEW_MATCHES: Layout = Layout {
    kind: "view_matches",
    fields: &[
        Field::required("view", &["view id"], "id of the recommendation"),
        Field::required("intervention", &["intervention id", "int id"], "id of the intervention"),
        Field::required("matched", &["match"], "matches, partly, no or not_reported"),
        Field::optional("source", &["study"], "where it was read"),
    ],
    others: Others::Refused,
};

/// What a factor may do.
const VALENCES: [&str; 2] = ["barrier", "enabler"];
/// Where a factor may lie.
const LEVELS: [&str; 4] = ["family", "practitioner", "organisation", "system"];
/// What may speak to a PROGRESS-Plus characteristic.
const ABOUT: [&str; 3] = ["study", "effect", "case"];
/// How far it may do so.
const REPORTING: [&str; 3] = ["described", "subgroup_analysed", "targeted"];
/// Whether an intervention does what a view asks for.
const MATCHED: [(&str, &str); 6] = [
    ("matches", "matches"),
    ("matches", "yes"),
    ("partly", "partly"),
    ("no", "no"),
    ("not_reported", "not_reported"),
    ("not_reported", "NR"),
];

/// A word of a closed list, or nothing with a problem noted.
fn word<const N: usize>(row: &mut Row<'_>, key: &str, words: [&'static str; N]) -> String {
    row.word(key, words.map(|word| (word, word))).unwrap_or_default().to_owned()
}

/// Reads a sheet of implementation factors.
///
/// # Errors
/// Every problem of the file; an id may have one row only.
pub fn read_factors<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Rows<ImplementationFactor>, Problems> {
    let read = |row: &mut Row<'_>| {
        row.required("valence");
        ImplementationFactor {
            id: row.required("id"),
            factor: row.required("factor"),
            study: row.text("study"),
            intervention: row.text("intervention"),
            valence: word(row, "valence", VALENCES),
            level: word(row, "level", LEVELS),
            text: row.text("text"),
            source: row.text("source"),
        }
    };
    Sheet::open(file_name, sheet.into(), &FACTORS).read(read, Some(("id", |factor| factor.id.clone())))
}

/// Reads a sheet of PROGRESS-Plus characteristics.
///
/// # Errors
/// Every problem of the file.
pub fn read_progress<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<ProgressTag>, Problems> {
    let read = |row: &mut Row<'_>| {
        for key in ["about", "level"] {
            row.required(key);
        }
        ProgressTag {
            about: word(row, "about", ABOUT),
            id: row.required("id"),
            characteristic: row.required("characteristic"),
            value: row.text("value"),
            level: word(row, "level", REPORTING),
        }
    };
    let key =
        |tag: &ProgressTag| [&tag.about, &tag.id, &tag.characteristic, &tag.value].map(String::as_str).join(" / ");
    Sheet::open(file_name, sheet.into(), &PROGRESS).read(read, Some(("id", key)))
}

/// Reads a sheet of recommendations that views imply.
///
/// # Errors
/// Every problem of the file; an id may have one row only.
pub fn read_views<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Rows<ViewRecommendation>, Problems> {
    let read = |row: &mut Row<'_>| ViewRecommendation {
        id: row.required("view"),
        theme: row.required("theme"),
        role: row.required("role"),
        text: row.required("text"),
    };
    Sheet::open(file_name, sheet.into(), &VIEWS).read(read, Some(("view", |view| view.id.clone())))
}

/// Reads a sheet that says which intervention does what a view asks for.
///
/// # Errors
/// Every problem of the file; a pair may have one row only.
pub fn read_view_matches<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<ViewMatch>, Problems> {
    let read = |row: &mut Row<'_>| {
        row.required("matched");
        ViewMatch {
            view: row.required("view"),
            intervention: row.required("intervention"),
            matched: row.word("matched", MATCHED).unwrap_or_default().to_owned(),
            source: row.text("source"),
        }
    };
    let key = |pair: &ViewMatch| format!("{} / {}", pair.view, pair.intervention);
    Sheet::open(file_name, sheet.into(), &VIEW_MATCHES).read(read, Some(("intervention", key)))
}
