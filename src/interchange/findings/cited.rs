//! Cited sources and what they recommend.

use crate::interchange::layout::{Field, Layout, Others};
use crate::interchange::rows::Rows;
use crate::interchange::sheet::{Sheet, SheetContent};
use crate::model::{Cited, Problems, Recommendation};

/// `sources-cited.csv`.
pub static CITED: Layout = Layout {
    kind: "sources-cited",
    fields: &[
        Field::required("key", &["id", "source", "cite key"], "key that statistics and recommendations use"),
        Field::required("cite", &["citation", "reference"], "citation"),
        Field::optional("year", &[], "year"),
        Field::optional("kind", &["type"], "report, framework, evaluation, institution, product, ..."),
        Field::optional("institution", &["publisher", "organisation"], "who published it"),
        Field::optional("url", &["link", "web address"], "where it is found"),
    ],
    others: Others::Refused,
};

/// `recommendations.csv`.
pub static RECOMMENDATIONS: Layout = Layout {
    kind: "recommendations",
    fields: &[
        Field::required("recommendation", &["id", "recommendation id"], "id of the recommendation"),
        Field::required("text", &["wording"], "what is recommended"),
        Field::optional("source", &["key", "source key"], "key of the cited source"),
    ],
    others: Others::Refused,
};

/// Reads a sheet of cited sources.
///
/// # Errors
/// Every problem of the file; a key may have one row only.
pub fn read_cited<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<Cited>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &CITED);
    sheet.read(
        |row| Cited {
            id: row.required("key"),
            cite: row.required("cite"),
            year: row.integer("year"),
            kind: row.text("kind"),
            institution: row.text("institution"),
            url: row.text("url"),
        },
        Some(("key", |cited| cited.id.clone())),
    )
}

/// Reads a sheet of recommendations.
///
/// # Errors
/// Every problem of the file; a recommendation may have one row only.
pub fn read_recommendations<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Rows<Recommendation>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &RECOMMENDATIONS);
    sheet.read(
        |row| Recommendation {
            id: row.required("recommendation"),
            text: row.required("text"),
            source: row.text("source"),
        },
        Some(("recommendation", |recommendation| recommendation.id.clone())),
    )
}
