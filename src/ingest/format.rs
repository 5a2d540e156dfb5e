//! The formats and the choice between them.

use super::decode::{Decoded, decode};
use super::docx::Docx;
use super::markdown::Markdown;
use super::plain::Plain;
use super::srt::SubRip;
use super::transcript::Transcript;
use super::vtt::WebVtt;
use super::{labels, signature};
use crate::model::Problem;

/// The formats, in the order in which they are asked whether a file is theirs.
pub const FORMATS: [&dyn Format; 5] = [&Docx, &WebVtt, &SubRip, &Markdown, &Plain];

/// How sure a format is that a file is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The content cannot be in this format.
    No,
    /// The content may be; the file's ending decides.
    Perhaps,
    /// The content is unmistakable, whatever the file is called.
    Surely,
}

/// A file's content before it is known what format it is in.
#[derive(Debug)]
pub struct Content<'a> {
    /// The bytes of the file.
    pub bytes: &'a [u8],
    /// The bytes as text, where they are text.
    pub text: Option<Decoded<'a>>,
}

impl<'a> Content<'a> {
    /// Decodes the bytes, unless they are recognised as something else than text.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        let text = if signature::what_it_is(bytes).is_some() { None } else { decode(bytes) };
        Self { bytes, text }
    }

    /// The words that name what the content is.
    fn kind(&self) -> &'static str {
        match &self.text {
            Some(_) => "plain text",
            None => signature::what_it_is(self.bytes).unwrap_or("no text (binary data)"),
        }
    }
}

/// A transcript format.
pub trait Format: Sync {
    /// Short name, as a project keeps it.
    fn name(&self) -> &'static str;

    /// Endings of its files, in lower case and without the full stop; the first is the usual one.
    fn endings(&self) -> &'static [&'static str];

    /// Whether some content is in this format. Must be cheap: it is asked of every file.
    fn claims(&self, content: &Content<'_>) -> Claim;

    /// Reads content that the format has not refused.
    ///
    /// # Errors
    /// One problem, naming `file_name`, for content that turns out to be damaged or without any text.
    fn read(&self, file_name: &str, content: Content<'_>) -> Result<Transcript, Problem>;
}

/// See [`super::read`].
pub(super) fn read(file_name: &str, bytes: &[u8]) -> Result<Transcript, Problem> {
    if bytes.is_empty() {
        let hint = "Export or copy the transcript again; the copy may have been interrupted.";
        return Err(Problem::new(file_name, "the file is empty (0 bytes); a transcript was expected").hint(hint));
    }
    if u32::try_from(bytes.len()).is_err() {
        return Err(Problem::new(file_name, "the file is larger than 4 GiB").hint("Split it into smaller files."));
    }
    let content = Content::new(bytes);
    let ending = ending_of(file_name);
    let format = choose(file_name, ending.as_deref(), &content)?;
    let mut transcript = format.read(file_name, content)?;
    if let Some(ending) = ending.filter(|ending| !format.endings().contains(&ending.as_str())) {
        transcript.notes.insert(0, format!("named .{ending}, but the content is {}: read as that", format.name()));
    }
    if labels(&transcript.turns).is_empty() && !transcript.text.trim().is_empty() {
        transcript.notes.push("nobody is labelled as a speaker: the text has no speakers".to_owned());
    }
    Ok(transcript)
}

/// The format that is sure; else the one that the ending names and that does not refuse; else plain text for text in a
/// file without an ending.
fn choose(file_name: &str, ending: Option<&str>, content: &Content<'_>) -> Result<&'static dyn Format, Problem> {
    let claimed: Vec<(&'static dyn Format, Claim)> =
        FORMATS.iter().map(|format| (*format, format.claims(content))).collect();
    if let Some((format, _)) = claimed.iter().find(|(_, claim)| *claim == Claim::Surely) {
        return Ok(*format);
    }
    let ending = match (ending, &content.text) {
        (None, Some(_)) => "txt",
        (None, None) => "",
        (Some(ending), _) => ending,
    };
    match claimed.iter().find(|(format, _)| format.endings().contains(&ending)) {
        Some((format, Claim::Perhaps | Claim::Surely)) => Ok(*format),
        Some((format, Claim::No)) => Err(wrong_content(file_name, ending, *format, content)),
        None => Err(unknown_ending(file_name, ending, content)),
    }
}

fn wrong_content(file_name: &str, ending: &str, format: &dyn Format, content: &Content<'_>) -> Problem {
    let found = content.kind();
    let hint = match &content.text {
        Some(_) => "Give the file the ending .txt, or save it from your word processor again.".to_owned(),
        None => format!("Save the transcript as a real .{ending} file, or as .docx or .txt."),
    };
    Problem::new(file_name, format!("named .{ending}, but the file is {found}; {} was expected", format.name()))
        .hint(hint)
}

fn unknown_ending(file_name: &str, ending: &str, content: &Content<'_>) -> Problem {
    let known: Vec<String> =
        FORMATS.iter().flat_map(|format| format.endings()).map(|ending| format!(".{ending}")).collect();
    let what =
        if ending.is_empty() { "the file".to_owned() } else { format!("no reader for .{ending} files: this one") };
    Problem::new(file_name, format!("{what} is {}; a transcript was expected", content.kind()))
        .hint(format!("Save the transcript in one of these formats: {}.", known.join(", ")))
}

/// The file's ending in lower case; nothing for a name without one.
fn ending_of(file_name: &str) -> Option<String> {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty() && !ending.is_empty()).then(|| ending.to_lowercase())
}
