//! What became of a coding when its text was corrected.

use crate::text::Span;

/// Where a coded span of the old text is in the new one, and how that is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchoring {
    /// What became of it.
    pub fate: Fate,
    /// Where it is in the new text; nothing for an orphan.
    pub span: Option<Span>,
    /// How it was found.
    pub method: Method,
    /// How like the old place the new one is, from 0 to 1: the words of the coding count 50, those before and behind
    /// it 20 each, the nearness of the two places 2. It is 0 for an orphan.
    pub score: f64,
    /// For an orphan: places where its words may be, ten at most, the likeliest first. A person has to choose.
    pub candidates: Vec<Span>,
}

/// What became of a coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// All its words survive, at the same offsets.
    Kept,
    /// All its words survive side by side, at other offsets.
    Moved,
    /// All its words survive, and others were inserted between them.
    Stretched,
    /// Some of its words went, and none came in their place.
    Shrunk,
    /// Some of its words were replaced or retyped, and the rest survives.
    Reworded,
    /// Its words are gone, or it cannot be told which of several equal passages they are.
    Orphaned,
}

/// How the new place of a coding was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// The same words are at the same offsets.
    Position,
    /// The comparison of the two texts says where the words went.
    Difference,
    /// The passage was moved out of its order and found by its words.
    Quote,
    /// As one of those above, with quotation marks, dashes, white space or the encoding of accents changed.
    Folded,
    /// No word survives as it was, but each was retyped in its place (a spelling corrected).
    Approximate,
    /// It was not found.
    None,
}

impl Fate {
    /// Every fate with its word, the happiest first.
    pub const WORDS: [(Self, &'static str); 6] = [
        (Self::Kept, "kept"),
        (Self::Moved, "moved"),
        (Self::Stretched, "stretched"),
        (Self::Shrunk, "shrunk"),
        (Self::Reworded, "reworded"),
        (Self::Orphaned, "orphaned"),
    ];

    /// The word for it, as it is stored and printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(fate, _)| *fate == self).map_or("", |(_, word)| *word)
    }

    /// The fate that a word means; nothing for an unknown word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(fate, _)| *fate)
    }
}

impl Method {
    /// Every method with its word, the surest first.
    pub const WORDS: [(Self, &'static str); 6] = [
        (Self::Position, "position"),
        (Self::Difference, "difference"),
        (Self::Quote, "quote"),
        (Self::Folded, "folded"),
        (Self::Approximate, "approximate"),
        (Self::None, "none"),
    ];

    /// The word for it, as it is stored and printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(method, _)| *method == self).map_or("", |(_, word)| *word)
    }

    /// The method that a word means; nothing for an unknown word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(method, _)| *method)
    }
}

impl Anchoring {
    /// A coding that was not found.
    pub(super) fn orphaned(candidates: Vec<Span>) -> Self {
        Self { fate: Fate::Orphaned, span: None, method: Method::None, score: 0.0, candidates }
    }
}

/// How much two texts differ: what a person is told before the codings are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Places at which words or marks went, came or were replaced; a moved passage counts where it was and where it is.
    pub places: usize,
    /// Words that went.
    pub words_gone: usize,
    /// Words that came.
    pub words_new: usize,
    /// Words that were moved out of their order and are neither gone nor new.
    pub words_moved: usize,
}
