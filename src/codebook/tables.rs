//! A codebook as tables: all its codes, or one code in full.

use super::lint::Advice;
use crate::model::{Code, Codebook};
use crate::table::{Cell, Column, Table};

/// Mark of one step down the hierarchy in a name. A plain blank would be lost in wrapping and CSV.
const STEP: &str = "· ";

/// All codes, category by category, each parent before its children; the depth shows before the name.
#[must_use]
pub fn list(codebook: &Codebook) -> Table {
    let mut table = overview(codebook);
    table.columns.push(Column::text("parent", "Parent"));
    let order = reading_order(codebook).into_iter();
    let parents = order.filter_map(|(position, _)| codebook.codes.get(position)).map(|code| code.parent.clone());
    for (row, parent) in table.rows.iter_mut().zip(parents) {
        row.push(Cell::words(parent.unwrap_or_default()));
    }
    table
}

/// [`list`] without the parents, which fits a terminal of 80 columns.
#[must_use]
pub fn overview(codebook: &Codebook) -> Table {
    let columns = vec![
        Column::text("id", "Id"),
        Column::text("name", "Name"),
        Column::text("category", "Category"),
        Column::text("polarity", "Polarity"),
    ];
    let mut table = Table::new(heading(codebook), columns);
    for (position, depth) in reading_order(codebook) {
        let Some(code) = codebook.codes.get(position) else { continue };
        table.rows.push(vec![
            Cell::words(&code.id),
            Cell::words(format!("{}{}", STEP.repeat(depth), code.name)),
            Cell::words(code.categories().collect::<Vec<_>>().join(", ")),
            Cell::words(code.polarity.word()),
        ]);
    }
    let categories = codebook.categories.len();
    table.notes.push(format!("{} codes in {categories} categories.", codebook.codes.len()));
    table
}

/// One code in full, a row for each thing that it says; nothing when the codebook does not have it.
#[must_use]
pub fn show(codebook: &Codebook, code_id: &str) -> Option<Table> {
    let code = codebook.code(code_id)?;
    let title = format!("{} ({})", code.name, codebook.label());
    let mut table = Table::new(title, vec![Column::text("key", "Key"), Column::text("text", "Text")]);
    let mut row = |key: &str, text: &str| {
        if !text.is_empty() {
            table.rows.push(vec![Cell::words(key), Cell::words(text)]);
        }
    };
    row("id", &code.id);
    row("name", &code.name);
    for id in code.categories() {
        row("category", codebook.category(id).map_or(id, |found| &found.name));
    }
    row("polarity", code.polarity.word());
    row("parent", &code.parent.as_deref().map_or(String::new(), |id| named(codebook, id)));
    for child in codebook.codes.iter().filter(|child| child.parent.as_deref() == Some(code_id)) {
        row("child", &named(codebook, &child.id));
    }
    row("definition", &code.definition);
    let lists: [(&str, &[String]); 4] = [
        ("include", &code.include),
        ("exclude", &code.exclude),
        ("example: yes", &code.examples_yes),
        ("example: no", &code.examples_no),
    ];
    for (key, texts) in lists {
        for text in texts {
            row(key, text);
        }
    }
    row("source", &code.source);
    Some(table)
}

/// What [`super::lint`] has to say.
#[must_use]
pub fn advice(codebook: &Codebook, advice: &[Advice]) -> Table {
    let columns = vec![Column::text("about", "About"), Column::text("message", "Seen"), Column::text("hint", "Advice")];
    let mut table = Table::new(heading(codebook), columns);
    let cells = |item: &Advice| vec![Cell::words(&item.about), Cell::words(&item.message), Cell::words(&item.hint)];
    table.rows = advice.iter().map(cells).collect();
    table
}

fn heading(codebook: &Codebook) -> String {
    if codebook.title.is_empty() { codebook.label() } else { format!("{} ({})", codebook.title, codebook.label()) }
}

fn named(codebook: &Codebook, id: &str) -> String {
    codebook.code(id).map_or(id.to_owned(), |code| format!("{} ({id})", code.name))
}

/// Positions of all codes with their depth: categories in the file's order, parents before children.
fn reading_order(codebook: &Codebook) -> Vec<(usize, usize)> {
    let parents = codebook.parents();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); codebook.codes.len()];
    let mut tops = Vec::new();
    for (position, parent) in parents.iter().enumerate() {
        match parent.and_then(|parent| children.get_mut(parent)) {
            Some(siblings) => siblings.push(position),
            None => tops.push(position),
        }
    }
    let rank = |code: &Code| codebook.categories.iter().position(|category| category.id == code.category);
    tops.sort_by_key(|top| codebook.codes.get(*top).and_then(rank).unwrap_or(usize::MAX));
    let mut order = Vec::with_capacity(parents.len());
    let mut open: Vec<(usize, usize)> = tops.into_iter().rev().map(|top| (top, 0)).collect();
    while let Some((position, depth)) = open.pop() {
        order.push((position, depth));
        let below = children.get(position).into_iter().flatten().rev();
        open.extend(below.map(|child| (*child, depth + 1)));
    }
    order
}
