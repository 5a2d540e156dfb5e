//! Transcript files in, text and turns out: one file per format, and the recognition of speakers that they share.
//!
//! [`read`] is all that the rooms above need. A file is recognised by its content where the content is unmistakable
//! and by its ending otherwise; what cannot be read is one [`Problem`] that says what was found, what was expected and
//! how to mend it.

mod captions;
mod decode;
mod docx;
mod escapes;
mod format;
mod markdown;
mod package;
mod plain;
mod signature;
mod speakers;
mod srt;
mod stamp;
mod transcript;
mod vtt;

pub use decode::{Decoded, decode};
pub use format::{Claim, Content, FORMATS, Format};
pub use transcript::{Transcript, Turn, labels, merged_turns};

use crate::model::Problem;

/// Reads a transcript.
///
/// `file_name` is used for its ending and to name the file in the problem; a path may be given.
///
/// # Errors
/// One problem for a file that is empty, is no text and no Word document, is damaged, is named for a format that its
/// content does not have, or is in no format that [`FORMATS`] holds.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Transcript, Problem> {
    format::read(file_name, bytes)
}
