//! A codebook as the appendix of a report: what is printed, in which order; how it looks is for the
//! writers to say.

use crate::interchange::word::Block;
use crate::model::{Category, Code, Codebook};

/// The appendix of a codebook: its title, version and description, then every category with its codes,
/// codes above before those below. A code stands once in full, under its first category; under its
/// others it is named.
pub(super) fn appendix(codebook: &Codebook) -> Vec<Block> {
    let mut blocks = vec![Block::Title(codebook.title.clone())];
    let released = codebook.released.as_deref().map(|hash| format!(", released as {hash}")).unwrap_or_default();
    blocks.push(Block::Paragraph(format!("Codebook {}, version {}{released}.", codebook.name, codebook.version)));
    for paragraph in codebook.description.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        blocks.push(Block::Paragraph(words(paragraph)));
    }
    if !codebook.source.is_empty() {
        blocks.push(Block::Labelled("Source", words(&codebook.source)));
    }
    for category in &codebook.categories {
        push_category(&mut blocks, codebook, category);
    }
    blocks
}

fn push_category(blocks: &mut Vec<Block>, codebook: &Codebook, category: &Category) {
    blocks.push(Block::Heading(1, words(&category.name)));
    if !category.description.is_empty() {
        blocks.push(Block::Paragraph(words(&category.description)));
    }
    for code in in_order(codebook).into_iter().filter(|code| code.category == category.id) {
        push_code(blocks, codebook, code);
    }
    let also: Vec<String> = codebook
        .codes
        .iter()
        .filter(|code| code.category != category.id && code.is_of(&category.id))
        .map(|code| format!("{} ({})", words(&code.name), code.id))
        .collect();
    if !also.is_empty() {
        blocks.push(Block::List("Also in this category", also));
    }
}

fn push_code(blocks: &mut Vec<Block>, codebook: &Codebook, code: &Code) {
    blocks.push(Block::Heading(2, words(&code.name)));
    let mut facts = vec![code.id.clone(), code.polarity.word().to_owned()];
    if let Some(parent) = code.parent.as_deref() {
        facts.push(format!("below {}", codebook.code(parent).map_or(parent, |parent| &parent.name)));
    }
    let others: Vec<&str> =
        code.facets.iter().map(|id| codebook.category(id).map_or(id.as_str(), |category| &category.name)).collect();
    if !others.is_empty() {
        facts.push(format!("also {}", others.join(", ")));
    }
    blocks.push(Block::Labelled("Code", facts.join("; ")));
    blocks.push(Block::Labelled("Definition", words(&code.definition)));
    let lists = [
        ("Include", &code.include),
        ("Exclude", &code.exclude),
        ("Examples", &code.examples_yes),
        ("Near misses", &code.examples_no),
    ];
    for (label, items) in lists {
        let items: Vec<String> = items.iter().map(|item| words(item)).filter(|item| !item.is_empty()).collect();
        if !items.is_empty() {
            blocks.push(Block::List(label, items));
        }
    }
    if !code.source.is_empty() {
        blocks.push(Block::Labelled("Source", words(&code.source)));
    }
}

/// Codes in the file's order, but each code's children right after it.
fn in_order(codebook: &Codebook) -> Vec<&Code> {
    let parents = codebook.parents();
    let mut order = Vec::with_capacity(codebook.codes.len());
    let below = |above: Option<usize>| {
        let positions = parents.iter().enumerate().rev();
        positions.filter(move |(at, parent)| **parent == above && above != Some(*at)).map(|(at, _)| at)
    };
    let mut open: Vec<usize> = below(None).collect();
    while let Some(at) = open.pop() {
        order.extend(codebook.codes.get(at));
        open.extend(below(Some(at)));
    }
    order
}

/// A text on one line: how it was broken in the file means nothing.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
