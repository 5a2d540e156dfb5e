//! The rules of other tools, by name.

use crate::analysis::{AnalysisError, Measure};

/// A tool whose rule a matrix follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Like {
    /// `NVivo`: coding references; percentages are of words coded, whatever the cell shows.
    Nvivo,
    /// MAXQDA: segments; percentages of the row, of the column's segments, or of the documents.
    Maxqda,
    /// ATLAS.ti: quotations.
    Atlasti,
    /// Dedoose: code applications, normalised by the size of groups.
    Dedoose,
}

impl Like {
    /// Every tool, with its word.
    pub const WORDS: [(&'static str, Self); 4] =
        [("nvivo", Self::Nvivo), ("maxqda", Self::Maxqda), ("atlasti", Self::Atlasti), ("dedoose", Self::Dedoose)];

    /// Reads the word of a tool.
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with the words that are possible.
    pub fn parse(word: &str) -> Result<Self, AnalysisError> {
        let lower = word.trim().to_lowercase();
        let known = Self::WORDS.into_iter().find(|(name, _)| *name == lower);
        known.map(|(_, like)| like).ok_or_else(|| AnalysisError::Unknown {
            what: "tool",
            found: word.to_owned(),
            expected: Self::WORDS.map(|(name, _)| name).join(", "),
        })
    }

    /// What its cells count.
    #[must_use]
    pub fn measure(self) -> Measure {
        match self {
            Self::Nvivo | Self::Dedoose => Measure::Codings,
            Self::Maxqda => Measure::Segments,
            Self::Atlasti => Measure::Quotations,
        }
    }

    /// What its percentages are made of, where that is not what its cells count.
    pub(super) fn shares_of(self) -> Option<Measure> {
        (self == Self::Nvivo).then_some(Measure::Words)
    }

    /// Whether counts are printed as if every group were as large as the largest.
    pub(super) fn normalises(self) -> bool {
        self == Self::Dedoose
    }

    /// Its rule in words.
    pub(super) fn rule(self) -> &'static str {
        match self {
            Self::Nvivo => {
                "As NVivo: cells count coding references (each coder's mark); percentages are of words coded, whatever the \
                 cell shows. Differs from NVivo where a passage belongs to several people of a source: it counts for \
                 those whose speech it is."
            }
            Self::Maxqda => {
                "As MAXQDA: cells count coded segments; percentages of the row or of the column's segments. With \
                 --count sources it counts documents once, as MAXQDA's \"once per document\"."
            }
            Self::Atlasti => {
                "As ATLAS.ti: cells count quotations: distinct passages that carry the code, however many coders marked \
                 them."
            }
            Self::Dedoose => {
                "As Dedoose: cells count code applications, normalised: each count is multiplied by the participants of \
                 the largest group over those of its own. The total is not normalised."
            }
        }
    }
}
