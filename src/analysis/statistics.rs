//! Published figures: percentages, costs and counts with their bases, as tables and in words.

use crate::model::{Findings, Statistic};
use crate::table::{Cell, Column, Table};

/// The published figures as a table.
#[must_use]
pub fn statistics(findings: &Findings) -> Table {
    let columns = vec![
        Column::text("statistic", "Id"),
        Column::text("label", "What it says"),
        Column::text("value", "Figure"),
        Column::text("base", "Of whom or what"),
        Column::text("as_of", "As of"),
        Column::text("source", "Source"),
        Column::text("note", "Mind"),
    ];
    let mut table = Table::new("Published figures", columns);
    for figure in &findings.statistics {
        table.rows.push(vec![
            Cell::words(figure.id.clone()),
            Cell::words(figure.label.clone()),
            Cell::words(value_in_words(figure)),
            Cell::words(base_in_words(figure)),
            Cell::words(figure.as_of.clone()),
            Cell::words(cite(findings, &figure.source)),
            Cell::words(figure.note.clone()),
        ]);
    }
    table
}

/// A figure with its unit: `56%`, `£105,804`, `10,000`; empty for claims and unknown figures.
pub(super) fn value_in_words(figure: &Statistic) -> String {
    let Some(value) = figure.value else { return String::new() };
    match figure.unit.as_str() {
        "percent" => format!("{value}%"),
        "GBP" => format!("£{}", with_thousands(value)),
        _ => with_thousands(value),
    }
}

pub(super) fn with_thousands(value: f64) -> String {
    let plain = value.to_string();
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let rest = rest.map_or_else(String::new, |rest| format!(".{rest}"));
    format!("{sign}{grouped}{rest}")
}

pub(super) fn base_in_words(figure: &Statistic) -> String {
    match figure.base_n {
        Some(n) if !figure.base.is_empty() => format!("{} (n = {n})", figure.base),
        Some(n) => format!("n = {n}"),
        None => figure.base.clone(),
    }
}

pub(super) fn cite(findings: &Findings, key: &str) -> String {
    findings.cited.iter().find(|cited| cited.id == key).map_or_else(|| key.to_owned(), |cited| cited.cite.clone())
}

/// A figure in a sentence: what it says, of whom, as of when, and its source.
#[must_use]
pub fn statistic_in_words(findings: &Findings, figure: &Statistic) -> String {
    let mut text = figure.label.clone();
    let value = value_in_words(figure);
    if !value.is_empty() {
        text.push_str(&format!(": {value}"));
    }
    let base = base_in_words(figure);
    if !base.is_empty() {
        text.push_str(&format!(", of {base}"));
    }
    if !figure.as_of.is_empty() {
        text.push_str(&format!("; as of {}", figure.as_of));
    }
    let cite = cite(findings, &figure.source);
    if !cite.is_empty() {
        text.push_str(&format!(". {cite}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::with_thousands;

    #[test]
    fn figures_are_grouped_by_thousands() {
        for (value, text) in
            [(7.0, "7"), (105_804.0, "105,804"), (67_000_000.0, "67,000,000"), (1234.5, "1,234.5"), (-1000.0, "-1,000")]
        {
            assert_eq!(with_thousands(value), text);
        }
    }
}
