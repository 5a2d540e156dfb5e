//! Codebooks in other clothes: a sheet that a spreadsheet or another tool can hold, read and written; and
//! an appendix that a report can print, as Markdown and as a Word document.

mod appendix;
mod docx;
mod draft;
mod markdown;
mod separator;
mod sheet;

pub use docx::codebook_docx;
pub use markdown::codebook_markdown;
pub use sheet::{CODEBOOK, CodebookSheet, read_codebook_csv, write_codebook_csv};
