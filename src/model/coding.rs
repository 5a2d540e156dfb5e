//! Codings: a segment, a code, who said so and where it comes from.

use crate::text::Span;

/// How a coding came to be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Made by hand in the project.
    Manual,
    /// Read from a codings file; holds its name.
    Import(String),
}

impl Origin {
    /// The word that the project file keeps: `manual` or `import:FILE`.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Manual => "manual".to_owned(),
            Self::Import(file) => format!("import:{file}"),
        }
    }

    /// Reads [`Origin::word`] back.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word.strip_prefix("import:") {
            Some(file) => Self::Import(file.to_owned()),
            None => Self::Manual,
        }
    }
}

/// One coding with everything it says about itself, outside the columns of a snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct Coding {
    /// Name of the source.
    pub source: String,
    /// The coded bytes of the source's text.
    pub span: Span,
    /// Id of the code.
    pub code: String,
    /// Who coded.
    pub coder: String,
    /// Pass over the data, from 1.
    pub round: u32,
    /// The coded words, exactly as in the text.
    pub quote: String,
    /// A note, or empty.
    pub memo: String,
    /// When it was made, as the file said (ISO 8601), or empty.
    pub created: String,
    /// A weight or intensity given by the coder.
    pub weight: Option<f64>,
    /// Where it comes from.
    pub origin: Origin,
}

/// The codings of the project as columns, sorted by source, start, end, code, coder and round.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Codings {
    /// Rows in the project file.
    pub id: Vec<i64>,
    /// Position of the source in [`crate::model::Snapshot::sources`].
    pub source: Vec<u32>,
    /// The coded bytes.
    pub span: Vec<Span>,
    /// Position of the code in the snapshot's codebook.
    pub code: Vec<u32>,
    /// Position of the coder in [`crate::model::Snapshot::coders`].
    pub coder: Vec<u32>,
    /// Pass over the data, from 1.
    pub round: Vec<u32>,
}

impl Codings {
    /// Number of codings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }
}
