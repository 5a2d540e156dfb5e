//! Practice elements, and which intervention has which.

use crate::interchange::layout::{Field, Layout, Others};
use crate::interchange::rows::Rows;
use crate::interchange::sheet::{Sheet, SheetContent};
use crate::model::{Element, InterventionElement, Problems};

/// `elements.csv`.
pub static ELEMENTS: Layout = Layout {
    kind: "elements",
    fields: &[
        Field::required("element", &["id", "element id"], "id of the practice element"),
        Field::required("name", &["element name"], "name"),
        Field::optional("family", &["aspect", "practice aspect"], "practice aspect that it belongs to"),
        Field::optional("kind", &["type"], "content or delivery"),
        Field::optional("description", &[], "what it is"),
    ],
    others: Others::Refused,
};

/// `intervention_elements.csv`.
pub static INTERVENTION_ELEMENTS: Layout = Layout {
    kind: "intervention_elements",
    fields: &[
        Field::required("intervention", &["intervention id", "int id"], "id of the intervention"),
        Field::required("element", &["element id"], "id of the practice element"),
        Field::optional("presence", &["present"], "1 (yes), 0 (no) or NR (not reported)"),
        Field::optional("source", &["study"], "where it was read"),
    ],
    others: Others::Refused,
};

/// Reads a sheet of practice elements.
///
/// # Errors
/// Every problem of the file; an element may have one row only.
pub fn read_elements<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<Element>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &ELEMENTS);
    sheet.read(
        |row| Element {
            id: row.required("element"),
            name: row.required("name"),
            family: row.text("family"),
            kind: row.text("kind"),
            description: row.text("description"),
        },
        Some(("element", |element| element.id.clone())),
    )
}

/// Reads a sheet that says which intervention has which element.
///
/// # Errors
/// Every problem of the file; a pair may have one row only.
pub fn read_intervention_elements<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Rows<InterventionElement>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &INTERVENTION_ELEMENTS);
    sheet.read(
        |row| InterventionElement {
            intervention: row.required("intervention"),
            element: row.required("element"),
            presence: row.yes_no("presence"),
            source: row.text("source"),
        },
        Some(("element", |pair| format!("{} / {}", pair.intervention, pair.element))),
    )
}
