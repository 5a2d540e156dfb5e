//! Plain text: the stored text is the file's text, and speakers are recognised in it.

use super::decode::Decoded;
use super::format::{Claim, Content, Format};
use super::speakers;
use super::transcript::Transcript;
use crate::model::Problem;

/// Plain text files.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain;

impl Format for Plain {
    fn name(&self) -> &'static str {
        "txt"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["txt", "text"]
    }

    fn claims(&self, content: &Content<'_>) -> Claim {
        if content.text.is_some() { Claim::Perhaps } else { Claim::No }
    }

    fn read(&self, file_name: &str, content: Content<'_>) -> Result<Transcript, Problem> {
        let decoded = text_of(file_name, content)?;
        labelled(file_name, self.name(), decoded)
    }
}

/// The decoded text of a file in a text format.
pub(super) fn text_of<'a>(file_name: &str, content: Content<'a>) -> Result<Decoded<'a>, Problem> {
    content.text.ok_or_else(|| Problem::new(file_name, "the file holds no text"))
}

/// A transcript out of running text in which speakers are labelled, or not.
pub(super) fn labelled(file_name: &str, format: &'static str, decoded: Decoded<'_>) -> Result<Transcript, Problem> {
    if decoded.text.trim().is_empty() {
        let hint = "Look whether the transcript was saved; scanned pages need text recognition first.";
        return Err(Problem::new(file_name, "the file holds no words, only blanks").hint(hint));
    }
    let recognised = speakers::recognise(&decoded.text);
    let mut notes = decoded.notes;
    notes.extend(recognised.notes);
    Ok(Transcript {
        format,
        encoding: decoded.encoding,
        text: decoded.text.into_owned(),
        turns: recognised.turns,
        notes,
    })
}
