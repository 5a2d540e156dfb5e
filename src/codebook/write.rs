//! [`Codebook`] -> the text of its file, in the order and layout of the files that are shipped.

use crate::model::{Category, Code, Codebook, Migration, Polarity};

/// The text of a codebook's file; [`super::read`] gives the same codebook back.
///
/// Texts lose the blanks at their ends, as they do in reading.
#[must_use]
pub fn write(codebook: &Codebook) -> String {
    let mut out = String::new();
    key(&mut out, "name", &codebook.name);
    key(&mut out, "version", &codebook.version.to_string());
    if let Some(released) = &codebook.released {
        key(&mut out, "released", released);
    }
    key(&mut out, "title", &codebook.title);
    key_unless_empty(&mut out, "language", &codebook.language);
    key_unless_empty(&mut out, "description", &codebook.description);
    key_unless_empty(&mut out, "source", &codebook.source);
    for category in &codebook.categories {
        write_category(&mut out, category);
    }
    for code in &codebook.codes {
        write_code(&mut out, code);
    }
    for step in &codebook.migrations {
        out.push('\n');
        out.push_str(&step_table(step));
    }
    out
}

/// One `[[migration]]` table.
pub(super) fn step_table(step: &Migration) -> String {
    let mut out = String::from("[[migration]]\n");
    key(&mut out, "step", step.step.word());
    key(&mut out, "code", &step.code);
    if !step.into.is_empty() {
        let into: Vec<String> = step.into.iter().map(|code| quoted(code)).collect();
        out.push_str(&format!("into = [{}]\n", into.join(", ")));
    }
    key(&mut out, "note", &step.note);
    out
}

fn write_category(out: &mut String, category: &Category) {
    out.push_str("\n[[category]]\n");
    key(out, "id", &category.id);
    key(out, "name", &category.name);
    key(out, "polarity", category.polarity.word());
    key_unless_empty(out, "description", &category.description);
}

fn write_code(out: &mut String, code: &Code) {
    out.push_str("\n[[code]]\n");
    key(out, "id", &code.id);
    key(out, "name", &code.name);
    if code.facets.is_empty() {
        key(out, "category", &code.category);
    } else {
        let categories: Vec<String> = code.categories().map(quoted).collect();
        out.push_str(&format!("categories = [{}]\n", categories.join(", ")));
    }
    if let Some(parent) = &code.parent {
        key(out, "parent", parent);
    }
    key(out, "polarity", Polarity::word(code.polarity));
    key(out, "definition", &code.definition);
    list(out, "include", &code.include);
    list(out, "exclude", &code.exclude);
    list(out, "examples_yes", &code.examples_yes);
    list(out, "examples_no", &code.examples_no);
    key_unless_empty(out, "source", &code.source);
}

fn key_unless_empty(out: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        key(out, name, text);
    }
}

fn key(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("{name} = {}\n", value(text)));
}

/// A list with one item a line.
fn list(out: &mut String, name: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    out.push_str(&format!("{name} = [\n"));
    for item in items {
        out.push_str(&format!("  {},\n", quoted(item)));
    }
    out.push_str("]\n");
}

/// A text between quotation marks; one of several lines keeps them.
fn value(text: &str) -> String {
    let text = text.trim();
    if text.contains('\n') { format!("\"\"\"\n{}\n\"\"\"", escaped(text, true)) } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text.trim(), false))
}

fn escaped(text: &str, lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' if lines => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            '\r' => out.push_str("\\r"),
            c if c < ' ' || c == '\u{7f}' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
