//! Descriptive figures.

use crate::interchange::layout::{Field, Layout, Others};
use crate::interchange::row::Row;
use crate::interchange::rows::Rows;
use crate::interchange::sheet::{Sheet, SheetContent};
use crate::model::{Problems, Statistic};

/// `statistics.csv`.
pub static STATISTICS: Layout = Layout {
    kind: "statistics",
    fields: &[
        Field::required("statistic", &["id", "statistic id"], "id of the figure"),
        Field::required("label", &["name", "statement"], "what it says"),
        Field::optional("value", &["figure"], "the figure; empty for claims and where it is not known"),
        Field::required("unit", &[], "percent, GBP, count, claim, or another unit in words"),
        Field::optional("base", &["denominator"], "who or what the figure is a share of, or was counted over"),
        Field::optional("base_n", &["n", "base size"], "size of the base, where it is reported"),
        Field::optional("numerator", &[], "numerator, where it is reported"),
        Field::optional("as_of", &["date", "year", "period"], "day, year or period that it holds for"),
        Field::optional("source", &["key", "source key"], "key of the cited source"),
        Field::optional("page_or_place", &["page", "place"], "where in the source"),
        Field::optional("supersedes", &["replaces"], "id of the figure that this one replaces"),
        Field::optional("verbatim_ok", &["verbatim"], "yes or no: may be quoted word for word"),
        Field::optional("note", &["notes", "remarks"], "remarks: nested bases, rival vintages"),
    ],
    others: Others::Refused,
};

/// Units with a meaning of their own, and what people write for them. Other units are kept as written.
const UNITS: [(&str, &[&str]); 4] = [
    ("percent", &["%", "per cent", "percentage", "pct"]),
    ("GBP", &["£", "gbp", "pounds", "pound sterling"]),
    ("count", &["n", "number", "counts"]),
    ("claim", &["statement"]),
];

/// Reads a sheet of descriptive figures.
///
/// # Errors
/// Every problem of the file: an id with two rows, a percentage outside 0 to 100, a claim with a
/// figure, a numerator or base below nought.
pub fn read_statistics<'a>(file_name: &str, sheet: impl Into<SheetContent<'a>>) -> Result<Rows<Statistic>, Problems> {
    let sheet = Sheet::open(file_name, sheet.into(), &STATISTICS);
    sheet.read(read_statistic, Some(("statistic", |statistic| statistic.id.clone())))
}

fn read_statistic(row: &mut Row<'_>) -> Statistic {
    let unit = unit_of(&row.required("unit"));
    let value = row.number("value");
    if unit == "percent" && value.is_some_and(|value| !(0.0..=100.0).contains(&value)) {
        row.wrong("value", "a percentage lies between 0 and 100", "give growth and ratios a unit of their own");
    }
    if unit == "claim" && value.is_some() {
        row.wrong("value", "a claim has no figure", "empty the cell, or give the figure its unit");
    }
    let mut size = |key: &str| {
        let size = row.integer(key)?;
        if size < 0 {
            row.wrong(key, format!("{size} is below nought"), "");
            return None;
        }
        Some(size)
    };
    let (base_n, numerator) = (size("base_n"), size("numerator"));
    Statistic {
        id: row.required("statistic"),
        label: row.required("label"),
        value,
        unit,
        base: row.text("base"),
        base_n,
        numerator,
        as_of: row.text("as_of"),
        source: row.text("source"),
        page_or_place: row.text("page_or_place"),
        supersedes: row.text("supersedes"),
        verbatim_ok: row.yes_no("verbatim_ok"),
        note: row.text("note"),
    }
}

fn unit_of(written: &str) -> String {
    let lower = written.to_lowercase();
    let known = UNITS.iter().find(|(unit, words)| unit.to_lowercase() == lower || words.contains(&lower.as_str()));
    known.map_or(written.to_owned(), |(unit, _)| (*unit).to_owned())
}
