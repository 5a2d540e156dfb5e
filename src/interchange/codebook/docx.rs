//! The appendix as a Word document.

use super::appendix::appendix;
use crate::interchange::word::word_document;
use crate::model::Codebook;

/// A codebook as an appendix in a Word document, with the headings of categories and codes in Word's own
/// heading styles. The same codebook gives the same bytes.
///
/// # Errors
/// When the package cannot be put together, which memory alone can prevent.
pub fn codebook_docx(codebook: &Codebook) -> std::io::Result<Vec<u8>> {
    let title = format!("{} ({})", codebook.title, codebook.label());
    word_document(&title, &codebook.language, &appendix(codebook))
}
