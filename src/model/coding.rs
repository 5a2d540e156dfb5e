//! Codings: a segment, a code, who said so and where it comes from.

use sha2::{Digest as _, Sha256};

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

/// The lasting name of a coding: twelve letters and digits, made from what the coding said when it was born. It stays
/// the same when the text is corrected and the codebook grows, and is the same in every project that is built from
/// the same files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodingId(i64);

impl CodingId {
    /// Letters and digits of an id: those of Crockford's base 32, which cannot be misread for one another.
    const DIGITS: &'static [u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    /// Length of an id in letters.
    pub const LENGTH: u32 = 12;

    /// The id of a coding that begins its life on these words of a source. `again` counts up where an earlier coding
    /// was born alike and has moved on since.
    #[must_use]
    pub fn of_birth(source: &str, span: Span, code: &str, coder: &str, round: u32, again: u32) -> Self {
        let mut hasher = Sha256::new();
        for text in [source, code, coder] {
            hasher.update(text.as_bytes());
            hasher.update([0]);
        }
        for number in [span.start, span.end, round, again] {
            hasher.update(number.to_le_bytes());
        }
        let digest = hasher.finalize();
        let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        // Sixty bits: twelve letters of five bits each, never negative.
        Self(i64::try_from(number >> 4).unwrap_or(i64::MAX))
    }

    /// The id with this number, as the project file keeps it.
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The number that the project file keeps.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }

    /// The ids that begin with some letters, as the lowest and the highest of them; nothing for what cannot begin an
    /// id. The case of letters does not matter.
    #[must_use]
    pub fn range_of(beginning: &str) -> Option<(Self, Self)> {
        let beginning = beginning.trim().to_ascii_lowercase();
        let length = u32::try_from(beginning.len()).ok().filter(|length| (1..=Self::LENGTH).contains(length))?;
        let mut number = 0_i64;
        for letter in beginning.bytes() {
            let digit = Self::DIGITS.iter().position(|known| *known == letter)?;
            number = number << 5 | i64::try_from(digit).ok()?;
        }
        let rest = 5 * (Self::LENGTH - length);
        Some((Self(number << rest), Self(number << rest | ((1_i64 << rest) - 1))))
    }
}

impl std::fmt::Display for CodingId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let letter = |at: u32| {
            let digit = usize::try_from(self.0 >> (5 * at) & 31).unwrap_or_default();
            char::from(Self::DIGITS.get(digit).copied().unwrap_or(b'0'))
        };
        let letters: String = (0..Self::LENGTH).rev().map(letter).collect();
        f.pad(&letters)
    }
}

/// Whether a coding counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodingState {
    /// It counts.
    #[default]
    Current,
    /// It counts, and must be looked at: what its code means has changed since it was made.
    Stale,
    /// Its words are gone from the text. It stays on the last revision that has them and is in no count.
    Orphaned,
    /// It is in no count: its code was retired, a coder dropped it in review, or another coding says the same.
    SetAside,
}

impl CodingState {
    /// Every state, in the order of the numbers that the project file keeps.
    pub const ALL: [Self; 4] = [Self::Current, Self::Stale, Self::Orphaned, Self::SetAside];

    /// The number that the project file keeps.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Current => 0,
            Self::Stale => 1,
            Self::Orphaned => 2,
            Self::SetAside => 3,
        }
    }

    /// Reads [`CodingState::number`] back.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        usize::try_from(number).ok().and_then(|number| Self::ALL.get(number)).copied()
    }

    /// The word for people and sheets.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Stale => "stale",
            Self::Orphaned => "orphaned",
            Self::SetAside => "set aside",
        }
    }

    /// Whether codings in this state are counted.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, Self::Current | Self::Stale)
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
    /// What tells the row of its sheet from the others, for codings that come from a sheet: see [`sheet_row`].
    pub sheet_row: Option<i64>,
    /// Codebook version that its code is of; the active one when absent.
    pub codebook: Option<semver::Version>,
}

/// A number that tells a row of a codings sheet from every other: of what it says about place, code, coder and round,
/// so that a corrected memo or weight is still the same row.
#[must_use]
pub fn sheet_row(source: &str, place: &str, code: &str, coder: &str, round: u32) -> i64 {
    let mut hasher = Sha256::new();
    for text in [source, place, code, coder] {
        hasher.update(text.as_bytes());
        hasher.update([0]);
    }
    hasher.update(round.to_le_bytes());
    let digest = hasher.finalize();
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    i64::try_from(number >> 1).unwrap_or(i64::MAX)
}

/// One coding of the columns: see [`Codings`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CodingRow {
    /// Row in the project file.
    pub id: i64,
    /// Position of the source.
    pub source: u32,
    /// The coded bytes.
    pub span: Span,
    /// Position of the code.
    pub code: u32,
    /// Position of the coder.
    pub coder: u32,
    /// Pass over the data, from 1.
    pub round: u32,
    /// Whether what its code means has changed since.
    pub stale: bool,
    /// Weight that the coder gave.
    pub weight: Option<f64>,
    /// Position of the codebook version that it was made under.
    pub version: Option<u32>,
}

impl CodingRow {
    /// What codings are sorted by.
    #[must_use]
    pub fn place(&self) -> (u32, Span, u32, u32, u32) {
        (self.source, self.span, self.code, self.coder, self.round)
    }
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
    /// Whether what its code means has changed since the coding was made.
    pub stale: Vec<bool>,
    /// Weights that coders gave; empty where they were not asked for or nobody gave any.
    pub weight: Vec<Option<f64>>,
    /// Positions in [`crate::model::Snapshot::versions`] of the codebook versions that they were made under; empty where
    /// they were not asked for.
    pub version: Vec<u32>,
}

impl Codings {
    /// A coding.
    #[must_use]
    pub fn row(&self, coding: usize) -> Option<CodingRow> {
        Some(CodingRow {
            id: *self.id.get(coding)?,
            source: *self.source.get(coding)?,
            span: *self.span.get(coding)?,
            code: *self.code.get(coding)?,
            coder: *self.coder.get(coding)?,
            round: *self.round.get(coding)?,
            stale: self.stale.get(coding).copied().unwrap_or_default(),
            weight: self.weight_of(coding),
            version: self.version.get(coding).copied(),
        })
    }

    /// Codings as columns, in the order in which they come.
    #[must_use]
    pub fn of_rows(rows: impl IntoIterator<Item = CodingRow>) -> Self {
        let mut codings = Self::default();
        for row in rows {
            codings.id.push(row.id);
            codings.source.push(row.source);
            codings.span.push(row.span);
            codings.code.push(row.code);
            codings.coder.push(row.coder);
            codings.round.push(row.round);
            codings.stale.push(row.stale);
            codings.weight.push(row.weight);
            codings.version.extend(row.version);
        }
        if codings.weight.iter().all(Option::is_none) {
            codings.weight.clear();
        }
        codings
    }

    /// The weight that a coder gave a coding.
    #[must_use]
    pub fn weight_of(&self, coding: usize) -> Option<f64> {
        self.weight.get(coding).copied().flatten()
    }

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
