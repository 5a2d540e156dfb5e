//! The appendix as Markdown.

use super::appendix::appendix;
use crate::interchange::word::Block;
use crate::model::Codebook;

/// A codebook as an appendix in Markdown: categories and codes as headings, each code with definition,
/// boundaries and examples. The same codebook gives the same bytes.
#[must_use]
pub fn codebook_markdown(codebook: &Codebook) -> String {
    let mut out = String::new();
    for block in appendix(codebook) {
        if !out.is_empty() {
            out.push('\n');
        }
        match block {
            Block::Title(text) => out.push_str(&format!("# {}\n", escaped(&text))),
            Block::Heading(level, text) => {
                out.push_str(&format!("{} {}\n", "#".repeat(usize::from(level) + 1), escaped(&text)));
            }
            Block::Paragraph(text) => out.push_str(&format!("{}\n", escaped(&text))),
            Block::Labelled(label, text) => out.push_str(&format!("**{label}.** {}\n", escaped(&text))),
            Block::List(label, items) => {
                out.push_str(&format!("**{label}**\n\n"));
                for item in items {
                    out.push_str(&format!("- {}\n", escaped(&item)));
                }
            }
        }
    }
    out
}

/// Text that Markdown shows as it is: signs with a meaning anywhere, and those with one at the start of a line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let anywhere = matches!(c, '*' | '_' | '`' | '\\' | '[' | ']' | '<' | '~');
        let at_start = at == 0 && matches!(c, '#' | '+' | '-' | '>' | '=' | '|');
        if anywhere || at_start {
            out.push('\\');
        }
        out.push(c);
    }
    // `1.` at the start of a line would begin a numbered list.
    let digits = out.len() - out.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && out.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')'])) {
        out.insert(digits, '\\');
    }
    out
}
