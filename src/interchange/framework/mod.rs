//! The framework of cases and themes on its way out and back: a workbook, a folder of Markdown files, a page, a Word
//! document.
//!
//! What comes back is what people have written in the cells. Each cell carries the version of what it said when it
//! went out, so that an import knows what was changed in the file and what in the project.

mod docx;
mod html;
mod markdown;
mod sheet;

pub use docx::framework_docx;
pub use html::framework_html;
pub use markdown::{framework_markdown, read_framework_markdown};
pub use sheet::{FRAMEWORK, framework_xlsx, read_framework};

/// A cell as it comes back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameworkRow {
    /// Id of the case.
    pub case: String,
    /// Id of the theme.
    pub theme: String,
    /// What is written; empty for nothing.
    pub text: String,
    /// Version of what the cell said when it went out; nothing for files that did not come from here.
    pub version: Option<String>,
}
