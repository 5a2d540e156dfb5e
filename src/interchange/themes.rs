//! `themes.toml` -> themes.

use std::collections::BTreeMap;

use super::rows::Rows;
use crate::codebook::document::{Parsed, Section, parse};
use crate::codebook::is_code_id;
use crate::model::{Problems, Theme};

const KEYS: [&str; 6] = ["id", "name", "statement", "codes", "questions", "implication"];

/// Reads a file of themes.
///
/// # Errors
/// Everything that is wrong with the file, at line and column: broken TOML, unknown or missing keys,
/// ids that break the pattern of code ids or occur twice, a theme without codes or with one code twice.
pub fn read_themes(file_name: &str, text: &str) -> Result<Rows<Theme>, Problems> {
    let Parsed { root, mut report } = parse(file_name, text);
    let root = Section::root(&root);
    let report_mut = &mut report;
    root.only(&["theme"], report_mut);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Rows { file: file_name.to_owned(), ..Rows::default() };
    for section in root.sections("theme", "[[theme]]", report_mut) {
        section.only(&KEYS, report_mut);
        let id = section.required_text("id", report_mut);
        if let Some(id) = &id {
            if !is_code_id(&id.value) {
                let message = format!("`{}` cannot be the id of a theme", id.value);
                report_mut.wrong(id.at, message, "3 to 61 characters: a small letter first, then a-z, 0-9 and _");
            }
            if let Some(first) = seen.get(&id.value) {
                report_mut.wrong(id.at, format!("theme `{}` is defined twice, first on line {first}", id.value), "");
            }
            let line = report_mut.line(id.at);
            seen.entry(id.value.clone()).or_insert(line);
        }
        let name = section.required_text("name", report_mut);
        let statement = section.required_text("statement", report_mut);
        let codes = section.texts("codes", report_mut);
        if codes.is_empty() {
            report_mut.absent(
                section.at,
                "this theme has no codes",
                "add codes = [\"...\"]: a theme is built from codes",
            );
        }
        for (at, code) in codes.iter().enumerate() {
            if codes.iter().take(at).any(|earlier| earlier.value == code.value) {
                report_mut.wrong(code.at, format!("code `{}` is listed twice", code.value), "take one of them out");
            }
        }
        rows.lines.push(report_mut.line(section.at));
        rows.rows.push(Theme {
            id: id.map(|id| id.value).unwrap_or_default(),
            name: name.map(|name| name.value).unwrap_or_default(),
            statement: statement.map(|statement| statement.value).unwrap_or_default(),
            codes: codes.into_iter().map(|code| code.value).collect(),
            questions: section.plain_texts("questions", report_mut),
            implication: section.text_or_empty("implication", report_mut),
        });
    }
    if rows.rows.is_empty() {
        report_mut.absent(0, "the file has no [[theme]]", "");
    }
    report.finish(rows)
}
