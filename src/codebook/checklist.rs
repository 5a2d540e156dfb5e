//! `codebooks/checklists/NAME.toml` -> [`Checklist`]. The files are part of the program, so that it needs nothing beside it.

use super::document::{Parsed, Report, Section, parse};
use crate::model::{Checklist, ChecklistItem, Problems};

/// The checklists that the program knows: id, file name and text.
const FILES: [(&str, &str, &str); 3] = [
    ("entreq", "entreq.toml", include_str!("../../codebooks/checklists/entreq.toml")),
    ("swim", "swim.toml", include_str!("../../codebooks/checklists/swim.toml")),
    ("prisma_e", "prisma_e.toml", include_str!("../../codebooks/checklists/prisma_e.toml")),
];

/// Ids of the checklists that the program knows.
pub const CHECKLIST_IDS: [&str; 3] = [FILES[0].0, FILES[1].0, FILES[2].0];

/// The checklists that the program knows, in the order of [`CHECKLIST_IDS`].
///
/// # Errors
/// What is wrong with the files that the program was made with.
pub fn checklists() -> Result<Vec<Checklist>, Problems> {
    FILES.iter().map(|(_, file, text)| read_checklist(file, text)).collect()
}

/// Reads a checklist file.
///
/// # Errors
/// Everything that is wrong with the file, at line and column.
pub fn read_checklist(file_name: &str, text: &str) -> Result<Checklist, Problems> {
    let Parsed { root, mut report } = parse(file_name, text);
    let root = Section::root(&root);
    root.only(&["id", "name", "title", "source", "note", "item"], &mut report);
    let required =
        |key: &str, report: &mut Report<'_>| root.required_text(key, report).map(|text| text.value).unwrap_or_default();
    let checklist = Checklist {
        id: required("id", &mut report),
        name: required("name", &mut report),
        title: required("title", &mut report),
        source: required("source", &mut report),
        note: root.text_or_empty("note", &mut report),
        items: read_items(root, &mut report),
    };
    report.finish(checklist)
}

fn read_items(root: Section<'_>, report: &mut Report<'_>) -> Vec<ChecklistItem> {
    let mut items: Vec<ChecklistItem> = Vec::new();
    for section in root.sections("item", "[[item]]", report) {
        section.only(&["id", "section", "name", "text", "facts", "settled_by"], report);
        let id = section.required_text("id", report);
        if let Some(id) = &id
            && items.iter().any(|item| item.id.eq_ignore_ascii_case(&id.value))
        {
            report.wrong(id.at, format!("item `{}` is there twice", id.value), "");
        }
        let facts = section.plain_texts("facts", report);
        let settled_by = section.text("settled_by", report);
        if let Some(fact) = settled_by.as_ref().filter(|fact| !facts.contains(&fact.value)) {
            report.wrong(fact.at, format!("`{}` is not among the item's facts", fact.value), "");
        }
        items.push(ChecklistItem {
            id: id.map(|id| id.value).unwrap_or_default(),
            section: section.text_or_empty("section", report),
            name: section.required_text("name", report).map(|name| name.value).unwrap_or_default(),
            text: section.required_text("text", report).map(|text| text.value).unwrap_or_default(),
            facts,
            settled_by: settled_by.map(|fact| fact.value),
        });
    }
    items
}

#[cfg(test)]
mod tests {
    use super::{CHECKLIST_IDS, checklists, read_checklist};

    #[test]
    fn the_programs_own_checklists_are_whole() {
        let read = checklists().expect("the files are sound");
        let found: Vec<(&str, usize)> = read.iter().map(|list| (list.id.as_str(), list.items.len())).collect();
        assert_eq!(found, [("entreq", 21), ("swim", 9), ("prisma_e", 20)]);
        assert_eq!(read.iter().map(|list| list.id.as_str()).collect::<Vec<_>>(), CHECKLIST_IDS);
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_at_its_place() {
        let text = "id = \"x\"\nname = \"X\"\ntitle = \"T\"\nsource = \"S\"\n[[item]]\nid = \"1\"\nname = \"N\"\ntext = \"T\"\n\
                    settled_by = \"coders\"\n[[item]]\nid = \"1\"\nname = \"N\"\n";
        let problems = read_checklist("x.toml", text).unwrap_err();
        let lines: Vec<Option<usize>> = problems.0.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [Some(9), Some(10), Some(11)], "{problems}");
    }
}
