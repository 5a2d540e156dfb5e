//! The framework as a Word document: a heading for each case, one below it for each theme.

use crate::interchange::word::{Block, word_document};
use crate::model::FrameworkCell;

/// The cells that hold something as a Word document. Cells of a case must stand together.
///
/// # Errors
/// When the package cannot be put together, which memory alone can prevent.
pub fn framework_docx(title: &str, notice: &str, cells: &[FrameworkCell]) -> std::io::Result<Vec<u8>> {
    let mut blocks = vec![Block::Title(title.to_owned())];
    if !notice.is_empty() {
        blocks.push(Block::Paragraph(notice.to_owned()));
    }
    blocks
        .push(Block::Paragraph("For the team: passages are quoted under consent to quote within the team.".to_owned()));
    for case in cells.chunk_by(|a, b| a.case == b.case) {
        let mut holding = case.iter().filter(|cell| cell.summary.is_some() || !cell.passages.is_empty()).peekable();
        if let Some(first) = holding.peek() {
            blocks.push(Block::Heading(1, format!("{} ({})", first.case_name, first.case)));
        }
        for cell in holding {
            push_cell(&mut blocks, cell);
        }
    }
    word_document(title, "", &blocks)
}

fn push_cell(blocks: &mut Vec<Block>, cell: &FrameworkCell) {
    blocks.push(Block::Heading(2, cell.theme_name.clone()));
    match &cell.summary {
        Some(summary) => {
            let paragraphs = summary.text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
            blocks.extend(paragraphs.map(|paragraph| Block::Paragraph(paragraph.to_owned())));
            let stale = match cell.stale_mark() {
                mark if mark.is_empty() => mark,
                mark => format!("; {mark}"),
            };
            blocks.push(Block::Labelled("Written by", format!("{}, {}{stale}", summary.author, summary.date)));
        }
        None => blocks.push(Block::Paragraph("No summary has been written yet.".to_owned())),
    }
    let passages: Vec<String> =
        cell.distinct().map(|passage| format!("{} ({})", passage.in_words(), passage.coding)).collect();
    if !passages.is_empty() {
        blocks.push(Block::List("Passages", passages));
    }
}
