//! Memos: notes on anything.

use super::CodingId;
use crate::text::Span;

/// What a memo is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MemoSubject {
    /// The study as a whole.
    Project,
    /// A source, or a passage of it.
    Source,
    /// A participant.
    Participant,
    /// A code.
    Code,
    /// A theme.
    Theme,
    /// A coding.
    Coding,
}

impl MemoSubject {
    /// Every subject with its word.
    pub const WORDS: [(Self, &'static str); 6] = [
        (Self::Project, "project"),
        (Self::Source, "source"),
        (Self::Participant, "participant"),
        (Self::Code, "code"),
        (Self::Theme, "theme"),
        (Self::Coding, "coding"),
    ];

    /// The word that the project file keeps.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(subject, _)| *subject == self).map_or("", |(_, word)| word)
    }

    /// Reads [`MemoSubject::word`] back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(subject, _)| *subject)
    }
}

/// The passage that a memo is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoPlace {
    /// Revision of the source, counted from 1; where the words are gone, the last one that has them.
    pub revision: u32,
    /// The passage.
    pub span: Span,
    /// Its words, exactly as in the text.
    pub quote: String,
    /// Whether the words are gone from the current text.
    pub orphaned: bool,
}

/// A note on something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memo {
    /// Its lasting id, made from what it said when it was written.
    pub id: CodingId,
    /// What it is about.
    pub subject: MemoSubject,
    /// Name or id of what it is about; empty for the project.
    pub name: String,
    /// The passage, for a memo on words of a source.
    pub place: Option<MemoPlace>,
    /// Who wrote it.
    pub author: String,
    /// When, as ISO 8601.
    pub created: String,
    /// What it says.
    pub text: String,
}
