//! What is counted, what it is a share of, and what a parent counts.

use super::AnalysisError;

/// What a cell of a matrix counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Distinct people in whose speech the code was found.
    #[default]
    Participants,
    /// Codings: one for each coder's mark.
    Codings,
    /// Codings of one code by one coder, united where they overlap or touch within a source.
    Segments,
    /// Distinct sources.
    Sources,
    /// Distinct words (UAX 29) of the speech that was coded, over all coders.
    Words,
    /// Distinct characters (code points) of the speech that was coded, over all coders.
    Characters,
    /// Distinct passages of text, whoever and however often coded.
    Quotations,
    /// Distinct turns that a coding touches.
    Turns,
    /// Distinct cases: those of the people whose speech was coded, or of the source.
    Cases,
    /// Cases in which nothing else was found in more segments.
    Dominant,
    /// Mean of the weights that coders gave.
    Weight,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 11] = [
        Self::Participants,
        Self::Codings,
        Self::Segments,
        Self::Quotations,
        Self::Turns,
        Self::Words,
        Self::Characters,
        Self::Sources,
        Self::Cases,
        Self::Dominant,
        Self::Weight,
    ];

    /// The measures that [`matrix`](super::matrix) counts; [`crosstab`](super::crosstab) counts all.
    pub const OF_MATRIX: [Self; 5] = [Self::Participants, Self::Codings, Self::Segments, Self::Sources, Self::Words];

    /// The word of the command line, also the unit of the cells.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Participants => "participants",
            Self::Codings => "codings",
            Self::Segments => "segments",
            Self::Sources => "sources",
            Self::Words => "words",
            Self::Characters => "characters",
            Self::Quotations => "quotations",
            Self::Turns => "turns",
            Self::Cases => "cases",
            Self::Dominant => "dominant",
            Self::Weight => "weight",
        }
    }

    /// What the figures of a column are counted in.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Dominant => "cases",
            Self::Weight => "weight",
            other => other.word(),
        }
    }

    /// Whether the texts are needed to count it.
    #[must_use]
    pub fn needs_texts(self) -> bool {
        matches!(self, Self::Words | Self::Characters)
    }

    /// The rule in words, as tables print it.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::Participants => "participants: distinct people whose speech holds a coding",
            Self::Codings => "codings: marks, one for each coder, code and passage",
            Self::Segments => "segments: codings of one code by one coder, united where they overlap or touch",
            Self::Sources => "sources: distinct sources that hold a coding",
            Self::Words => "words: distinct coded words of speech, over all coders",
            Self::Characters => "characters: distinct coded characters of speech, over all coders",
            Self::Quotations => "quotations: distinct passages (beginning and end), whoever coded them",
            Self::Turns => "turns: distinct turns that a coding touches",
            Self::Cases => "cases: distinct cases, of the people whose speech was coded or of the source",
            Self::Dominant => {
                "dominant: cases in which the row has the most segments; where several have as many, none is dominant"
            }
            Self::Weight => "weight: mean of the weights that coders gave; codings without one are left out",
        }
    }

    /// Reads [`Measure::word`]; an empty word is the default.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        find("measure", word, &Self::ALL, Self::word)
    }
}

/// What the figures of a matrix are shares of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Share {
    /// Nothing: plain counts.
    #[default]
    None,
    /// The row's total.
    Row,
    /// Everything that the rows count in the column, each thing once.
    Column,
    /// Everything that the table counts, each thing once.
    Table,
    /// All participants of the frame in the column.
    Participants,
}

impl Share {
    /// Every share.
    pub const ALL: [Self; 5] = [Self::None, Self::Row, Self::Column, Self::Table, Self::Participants];

    /// The word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Row => "row",
            Self::Column => "column",
            Self::Table => "table",
            Self::Participants => "participants",
        }
    }

    /// What follows the measure in a line that says what the figures are; empty for plain counts.
    pub(super) fn in_a_line(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Row => "; percent of the row's total",
            Self::Column => "; percent of what all rows count in the column",
            Self::Table => "; percent of all that is counted",
            Self::Participants => "; percent of the participants in the column",
        }
    }

    /// Reads [`Share::word`]; an empty word is the default.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        find("share", word, &Self::ALL, Self::word)
    }
}

/// What a code counts of the codes below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RollUp {
    /// A code counts itself and every code below it, each thing once; a theme likewise.
    #[default]
    All,
    /// A code counts itself alone; a theme counts the codes that it names and none below them.
    Direct,
}

impl RollUp {
    /// Every rule.
    pub const ALL: [Self; 2] = [Self::All, Self::Direct];

    /// The word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Direct => "direct",
        }
    }

    /// The rule in words, as notes below tables tell it.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::All => "Roll-up all: a code counts itself and the codes below it; what they share counts once.",
            Self::Direct => "Roll-up direct: a code counts itself and none of the codes below it.",
        }
    }

    /// Reads [`RollUp::word`]; an empty word is the default.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        find("roll-up", word, &Self::ALL, Self::word)
    }
}

/// The value whose word this is, in any case of letters; the default for an empty word.
pub(super) fn find<T: Copy + Default>(
    what: &'static str,
    word: &str,
    all: &[T],
    word_of: impl Fn(T) -> &'static str,
) -> Result<T, AnalysisError> {
    let wanted = word.trim().to_lowercase();
    if wanted.is_empty() {
        return Ok(T::default());
    }
    all.iter().copied().find(|value| word_of(*value) == wanted).ok_or_else(|| AnalysisError::Unknown {
        what,
        found: word.to_owned(),
        expected: all.iter().map(|value| word_of(*value)).collect::<Vec<_>>().join(", "),
    })
}
