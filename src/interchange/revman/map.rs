//! What a RevMan file does not say and a person must: which intervention, which outcome domain, which way is better.

use crate::interchange::layout::{Field, Layout, Others, folded};
use crate::interchange::row::Row;
use crate::interchange::rows::Rows;
use crate::interchange::sheet::{Sheet, SheetContent};
use crate::model::Problems;

/// The sheet that maps comparisons and outcomes of a RevMan review. What `finding import FILE.rm5 --csv` prints is one to
/// be filled in.
pub static REVMAN_MAP: Layout = Layout {
    kind: "revman-map",
    fields: &[
        Field::required("comparison", &["comparison number", "comparison name"], "number or name of the comparison"),
        Field::optional(
            "outcome",
            &["outcome number", "outcome name"],
            "number (1.2) or name; empty for all of the comparison",
        ),
        Field::optional("intervention", &["int id", "intervention id"], "id of the intervention"),
        Field::optional("outcome_domain", &["domain"], "id of the scale outcome_domains"),
        Field::optional(
            "higher_is_better",
            &["higher better"],
            "yes or no: more of the measure, or more events, is better",
        ),
    ],
    others: Others::Refused,
};

/// What a person says of a comparison or of one of its outcomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevManMapping {
    /// Number or name of the comparison.
    pub comparison: String,
    /// Number or name of the outcome; empty for all of the comparison.
    pub outcome: String,
    /// Id of the intervention, or empty.
    pub intervention: String,
    /// Outcome domain, or empty.
    pub domain: String,
    /// Whether more of the measure, or more events, is better.
    pub higher_is_better: Option<bool>,
}

impl RevManMapping {
    /// Whether this speaks of an outcome, given number and name of the comparison and of the outcome.
    pub(super) fn is_about(&self, comparison: (&str, &str), outcome: (&str, &str)) -> bool {
        let is = |written: &str, (number, name): (&str, &str)| written == number || folded(written) == folded(name);
        is(&self.comparison, comparison) && (self.outcome.is_empty() || is(&self.outcome, outcome))
    }
}

/// Reads such a sheet.
///
/// # Errors
/// Every problem of the file; an outcome may have one row.
pub fn read_revman_map<'a>(
    file_name: &str,
    sheet: impl Into<SheetContent<'a>>,
) -> Result<Rows<RevManMapping>, Problems> {
    let read = |row: &mut Row<'_>| RevManMapping {
        comparison: row.required("comparison"),
        outcome: row.text("outcome"),
        intervention: row.text("intervention"),
        domain: row.text("outcome_domain"),
        higher_is_better: row.yes_no("higher_is_better"),
    };
    let key = |mapping: &RevManMapping| format!("{} / {}", mapping.comparison, mapping.outcome);
    Sheet::open(file_name, sheet.into(), &REVMAN_MAP).read(read, Some(("outcome", key)))
}
