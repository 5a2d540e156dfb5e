//! What happened to a coding after it was made.

use semver::Version;

use super::CodingState;
use crate::text::Span;

/// What happened to a coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// Its text was corrected elsewhere; it is on the same words at another place.
    Moved,
    /// Words were put in between its words.
    Stretched,
    /// Some of its words were taken out.
    Shrunk,
    /// Some of its words were replaced, or are written otherwise.
    Reworded,
    /// Its words are gone from the text.
    Orphaned,
    /// A person said where its words are now.
    Reanchored,
    /// Its code has another id in a later codebook version.
    Migrated,
    /// What its code means changed; somebody must look at it.
    Stale,
    /// Its code was retired.
    Retired,
    /// Another coding says the same since two codes became one.
    United,
    /// A person looked at it and kept it.
    Kept,
    /// A person gave it another code.
    Recoded,
    /// A person dropped it in review.
    Dropped,
}

impl EventKind {
    /// Every kind with its word and what it means for people.
    pub const WORDS: [(Self, &'static str, &'static str); 13] = [
        (Self::Moved, "moved", "moved with its words"),
        (Self::Stretched, "stretched", "words were inserted among its words"),
        (Self::Shrunk, "shrunk", "some of its words were taken out"),
        (Self::Reworded, "reworded", "its words are written otherwise now"),
        (Self::Orphaned, "orphaned", "its words are gone from the text"),
        (Self::Reanchored, "reanchored", "its place was given by hand"),
        (Self::Migrated, "migrated", "its code has another id now"),
        (Self::Stale, "stale", "its code means something else now: to be looked at"),
        (Self::Retired, "retired", "its code was retired: set aside"),
        (Self::United, "united", "another coding says the same since codes were merged: set aside"),
        (Self::Kept, "kept", "looked at and kept"),
        (Self::Recoded, "recoded", "looked at and given another code"),
        (Self::Dropped, "dropped", "looked at and dropped: set aside"),
    ];

    /// The word that the project file keeps.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, word, _)| word)
    }

    /// What it means, for people.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, _, meaning)| meaning)
    }

    /// Reads [`EventKind::word`] back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known, _)| *known == word).map(|(kind, _, _)| *kind)
    }
}

/// One thing that happened to a coding, with what the coding said before.
#[derive(Clone, Debug, PartialEq)]
pub struct CodingEvent {
    /// What happened.
    pub kind: EventKind,
    /// Journal entry in which it happened.
    pub entry: i64,
    /// Whether the coding counted before.
    pub was_state: CodingState,
    /// Id of its code before.
    pub was_code: String,
    /// Codebook version of that code.
    pub was_codebook: Version,
    /// Revision of the source that it stood on, counted from 1.
    pub was_revision: u32,
    /// Its place before.
    pub was_span: Span,
    /// Its words before, where they are others now.
    pub was_quote: Option<String>,
    /// How its new place was found, or empty.
    pub method: String,
    /// How sure that is, from 0 to 1.
    pub score: Option<f64>,
    /// Who decided, where a person did.
    pub coder: Option<String>,
    /// Why.
    pub note: String,
}
