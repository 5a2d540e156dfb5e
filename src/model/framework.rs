//! Framework analysis (Ritchie and Spencer 1994): the summaries that people write for the cells of case and theme, and
//! what a cell holds.

use serde::{Deserialize, Serialize};

use super::CodingId;
use crate::text::Span;

/// What a coding of a cell said on the day on which the cell's summary was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenCoding {
    /// Its lasting id, in letters.
    pub coding: String,
    /// Its code then.
    pub code: String,
    /// Its state then, in the word of [`super::CodingState`].
    pub state: String,
    /// Whether the summary rests on it.
    pub linked: bool,
}

/// What somebody wrote of a theme in a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Id of the case.
    pub case: String,
    /// Id of the theme.
    pub theme: String,
    /// What it says.
    pub text: String,
    /// Who wrote it.
    pub author: String,
    /// When, year-month-day.
    pub date: String,
    /// Codebook version in use then.
    pub codebook: String,
    /// Every coding of the cell then, sorted by id; those that the summary rests on are marked.
    pub seen: Vec<SeenCoding>,
}

impl Summary {
    /// A short name for what a cell says, by which a later import knows whether it has changed since: letters for
    /// words, `-` for a cell without a summary.
    #[must_use]
    pub fn version_of(text: Option<&str>) -> String {
        text.map_or_else(|| "-".to_owned(), |text| CodingId::of_birth(text, Span::default(), "", "", 0, 0).to_string())
    }

    /// A text as it is kept: LF between lines, nothing at its ends.
    #[must_use]
    pub fn tidy(text: &str) -> String {
        text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
    }
}

/// What has happened to a cell since its summary was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Linked codings that have another code or state now.
    pub recoded: Vec<CodingId>,
    /// Linked codings that are in no count any more.
    pub gone: Vec<CodingId>,
    /// Codings that came into the cell since.
    pub new: Vec<CodingId>,
}

impl Standing {
    /// Whether the summary must be looked at again.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        !(self.recoded.is_empty() && self.gone.is_empty() && self.new.is_empty())
    }

    /// `2 new, 1 re-coded`; empty for a summary that stands.
    #[must_use]
    pub fn in_words(&self) -> String {
        let parts = [(self.new.len(), "new"), (self.recoded.len(), "re-coded"), (self.gone.len(), "gone")];
        let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// A coded passage of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Lasting id of the coding.
    pub coding: CodingId,
    /// Name of the source.
    pub source: String,
    /// Who speaks.
    pub speaker: String,
    /// Id of the code.
    pub code: String,
    /// Who coded.
    pub coder: String,
    /// The words on one line; nothing where somebody who speaks in them does not let the team quote.
    pub words: Option<String>,
    /// Whether it lies within a longer passage of the same cell that is shown already.
    pub within_another: bool,
}

impl Passage {
    /// What stands for words that may not be shown.
    pub const WITHHELD: &str = "(no consent to quote)";

    /// `C01: “…”`, or that there is no consent to quote.
    #[must_use]
    pub fn in_words(&self) -> String {
        let speaker = if self.speaker.is_empty() { &self.source } else { &self.speaker };
        match &self.words {
            Some(words) => format!("{speaker}: “{words}”"),
            None => format!("{speaker}: {}", Self::WITHHELD),
        }
    }
}

/// One cell of the framework with everything in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameworkCell {
    /// Id of the case.
    pub case: String,
    /// Name of the case.
    pub case_name: String,
    /// Id of the theme.
    pub theme: String,
    /// Name of the theme.
    pub theme_name: String,
    /// What was written, if anything was.
    pub summary: Option<Summary>,
    /// What has happened since it was written.
    pub standing: Standing,
    /// The codings of the cell, in the order of the texts.
    pub passages: Vec<Passage>,
}

impl FrameworkCell {
    /// The passages for reading: each stretch of words once, though several coders or codes have it.
    pub fn distinct(&self) -> impl Iterator<Item = &Passage> {
        self.passages.iter().filter(|passage| !passage.within_another)
    }

    /// `stale: 2 new`; empty where there is nothing to look at.
    #[must_use]
    pub fn stale_mark(&self) -> String {
        if self.standing.is_stale() { format!("stale: {}", self.standing.in_words()) } else { String::new() }
    }
}
