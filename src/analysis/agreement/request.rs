//! What may be asked about agreement, in the words of the command line.

use super::super::AnalysisError;
use super::super::measure::{RollUp, find};
use super::coefficient::Coefficient;
use super::raters::Comparison;

/// What is rated: the unit that two coders agree on or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CompareUnit {
    /// Each character; counted in stretches, never one by one.
    #[default]
    Character,
    /// Each word of speech (UAX 29); it has a code where one character of it has.
    Word,
    /// Each sentence of a turn.
    Sentence,
    /// Each turn.
    Turn,
    /// Each passage that somebody coded, overlapping codings being one: pre-cut excerpts. Text that nobody coded is none.
    Segment,
    /// Each source.
    Source,
}

impl CompareUnit {
    /// Every unit.
    pub const ALL: [Self; 6] = [Self::Character, Self::Word, Self::Sentence, Self::Turn, Self::Segment, Self::Source];

    /// The word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Character => "character",
            Self::Word => "word",
            Self::Sentence => "sentence",
            Self::Turn => "turn",
            Self::Segment => "segment",
            Self::Source => "source",
        }
    }

    /// Reads [`CompareUnit::word`].
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        find("unit", word, &Self::ALL, Self::word)
    }
}

/// Which text of the compared sources is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ComparedText {
    /// All speech in the frame.
    #[default]
    All,
    /// Only what at least one of the coders coded.
    Coded,
}

/// What a line of the table is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// A code.
    #[default]
    Code,
    /// A category: any of its codes.
    Category,
    /// All codes together, one line for each coefficient.
    Overall,
}

impl By {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Code, Self::Category, Self::Overall];

    /// The word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Category => "category",
            Self::Overall => "overall",
        }
    }

    /// Reads [`By::word`].
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        find("lines", word, &Self::ALL, Self::word)
    }
}

/// What is drawn as a whole when samples are drawn anew: what was said by one, or in one place, is alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clusters {
    /// Sources.
    #[default]
    Sources,
    /// Participants.
    Participants,
}

impl Clusters {
    /// The word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sources => "source",
            Self::Participants => "participant",
        }
    }
}

/// What is asked about agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct AgreementRequest {
    /// Who is held against whom.
    pub comparison: Comparison,
    /// Positions of the sources that all coders looked at, though they may have coded nothing; empty for those that two of
    /// them coded.
    pub sources: Vec<u32>,
    /// Which text of them.
    pub text: ComparedText,
    /// What is rated.
    pub unit: CompareUnit,
    /// What a line is about.
    pub by: By,
    /// The coefficients, in order.
    pub coefficients: Vec<Coefficient>,
    /// What a code counts of the codes below it.
    pub roll_up: RollUp,
    /// The least overlap of two segments that agree, above 0 to 1.
    pub overlap: f64,
    /// What is drawn in resamples.
    pub clusters: Clusters,
    /// Resamples for intervals; 0 for none.
    pub resamples: usize,
    /// Where their random numbers begin.
    pub seed: u64,
    /// Level of intervals, between 0 and 1.
    pub level: f64,
}

impl Default for AgreementRequest {
    fn default() -> Self {
        Self {
            comparison: Comparison::default(),
            sources: Vec::new(),
            text: ComparedText::default(),
            unit: CompareUnit::default(),
            by: By::default(),
            coefficients: vec![Coefficient::Alpha],
            roll_up: RollUp::Direct,
            overlap: 0.9,
            clusters: Clusters::default(),
            resamples: 1000,
            seed: 1,
            level: 0.95,
        }
    }
}
