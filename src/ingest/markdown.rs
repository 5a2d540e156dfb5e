//! Markdown: escapes are decoded, so that a quotation prints `'` and not `&#39;`; marks of emphasis stay in the text,
//! except that those around a label belong to the label.

use super::decode::Decoded;
use super::escapes::without_markdown_escapes;
use super::format::{Claim, Content, Format};
use super::plain::{labelled, text_of};
use super::transcript::Transcript;
use crate::model::Problem;

/// Markdown files.
#[derive(Clone, Copy, Debug)]
pub(super) struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "md"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["md", "markdown"]
    }

    fn claims(&self, content: &Content<'_>) -> Claim {
        if content.text.is_some() { Claim::Perhaps } else { Claim::No }
    }

    fn read(&self, file_name: &str, content: Content<'_>) -> Result<Transcript, Problem> {
        let decoded = text_of(file_name, content)?;
        let text = without_markdown_escapes(&decoded.text).into_owned();
        labelled(file_name, self.name(), Decoded { text: text.into(), ..decoded })
    }
}
