//! What rows and columns of a matrix can be.

use crate::analysis::{AnalysisError, Attribute, Columns, Holder, Rows};
use crate::model::Snapshot;

/// What codings are sorted by: one side of a matrix.
#[derive(Clone, Debug, PartialEq)]
pub enum Dimension {
    /// Themes, codes or categories; of codes, only so many levels from the top where a number is given.
    Coded(Rows, Option<usize>),
    /// Saved queries by name; all of them when none is named.
    Query(Vec<String>),
    /// Questions of the interview guide: what is coded with a code that a question asks for.
    Question,
    /// Whose speech it is: role, participant, case, source or attribute.
    Spoken(Columns),
    /// A numeric attribute, cut into classes: each cut begins a class.
    Binned(Attribute, Vec<f64>),
    /// Kinds of source.
    Kind,
    /// Days of sources.
    Date(Period),
    /// Who coded.
    Coder,
    /// Passes over the data.
    Round,
    /// Codebook versions that codings were made under.
    Version,
    /// Weights that coders gave.
    Weight,
    /// One within another: `role/placement`.
    Nested(Box<Self>, Box<Self>),
}

/// How finely dates are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// `2025`.
    Year,
    /// `2025-Q2`.
    Quarter,
    /// `2025-05`.
    Month,
    /// `2025-05-14`.
    Day,
}

impl Period {
    const WORDS: [(&'static str, Self); 4] =
        [("year", Self::Year), ("quarter", Self::Quarter), ("month", Self::Month), ("day", Self::Day)];

    /// The period that a day lies in.
    pub(super) fn of(self, day: jiff::civil::Date) -> String {
        match self {
            Self::Year => format!("{:04}", day.year()),
            Self::Quarter => format!("{:04}-Q{}", day.year(), (day.month() - 1) / 3 + 1),
            Self::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Self::Day => day.to_string(),
        }
    }
}

impl Dimension {
    /// Reads `theme`, `code`, `code:2` (two levels), `category`, `question`, `query`, `@name,@other`, `role`,
    /// `participant`, `case`, `source`, `kind`, `date:month`, `coder`, `round`, `version`, `weight`, an attribute, an
    /// attribute with cuts (`age:12,16`), or one within another (`role/placement`).
    ///
    /// # Errors
    /// [`AnalysisError::Unknown`] with what is possible in this project.
    pub fn parse(word: &str, snapshot: &Snapshot) -> Result<Self, AnalysisError> {
        let mut parts = word.split('/').map(|part| Self::parse_one(part.trim(), snapshot));
        let Some(first) = parts.next() else { return Self::parse_one(word, snapshot) };
        parts.try_fold(first?, |outer, inner| Ok(Self::Nested(Box::new(outer), Box::new(inner?))))
    }

    fn parse_one(word: &str, snapshot: &Snapshot) -> Result<Self, AnalysisError> {
        if word.starts_with('@') {
            return saved(word, snapshot);
        }
        let (name, detail) = word.split_once(':').map_or((word, None), |(name, detail)| (name, Some(detail.trim())));
        let unknown = |what: &'static str, expected: &str| AnalysisError::Unknown {
            what,
            found: word.to_owned(),
            expected: expected.to_owned(),
        };
        let lower = name.to_lowercase();
        let plain = match lower.as_str() {
            "query" | "queries" => Some(Self::Query(Vec::new())),
            "question" | "questions" => Some(Self::Question),
            "kind" | "kinds" => Some(Self::Kind),
            "coder" | "coders" => Some(Self::Coder),
            "round" | "rounds" => Some(Self::Round),
            "version" | "versions" => Some(Self::Version),
            "weight" | "weights" => Some(Self::Weight),
            _ => None,
        };
        match (plain, detail) {
            (Some(plain), None) => return Ok(plain),
            (Some(_), Some(_)) => return Err(unknown("dimension", &format!("{name} without anything behind it"))),
            _ => {}
        }
        if matches!(lower.as_str(), "date" | "dates") {
            let wanted = detail.unwrap_or("month");
            let known = Period::WORDS.into_iter().find(|(word, _)| *word == wanted);
            return known
                .map(|(_, period)| Self::Date(period))
                .ok_or_else(|| unknown("period", "date:year, date:quarter, date:month, date:day"));
        }
        if let Ok(rows) = Rows::parse(name) {
            return match detail.map(str::parse::<usize>) {
                None => Ok(Self::Coded(rows, None)),
                Some(Ok(levels)) if rows == Rows::Code && levels > 0 => Ok(Self::Coded(rows, Some(levels))),
                Some(_) => Err(unknown("dimension", "code:1, code:2, ... for so many levels of the code tree")),
            };
        }
        let columns = Columns::parse(name, snapshot).map_err(|error| with_all_words(error, word))?;
        match (columns, detail) {
            (columns, None) => Ok(Self::Spoken(columns)),
            (Columns::Attribute(attribute), Some(cuts)) => {
                let read: Vec<f64> = cuts.split(',').filter_map(|cut| cut.trim().parse().ok()).collect();
                let rising = read.windows(2).all(|pair| pair[0] < pair[1]);
                if read.len() != cuts.split(',').count() || !rising || read.iter().any(|cut| !cut.is_finite()) {
                    return Err(unknown(
                        "cuts",
                        &format!("rising numbers with commas between them, such as {name}:12,16"),
                    ));
                }
                Ok(Self::Binned(attribute, read))
            }
            (_, Some(_)) => Err(unknown("dimension", &format!("{name} without anything behind it"))),
        }
    }

    /// Key of the table's first column.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Coded(rows, _) => rows.word().to_owned(),
            Self::Query(_) => "query".to_owned(),
            Self::Question => "question".to_owned(),
            Self::Spoken(Columns::Attribute(attribute)) | Self::Binned(attribute, _) => attribute.key.clone(),
            Self::Spoken(columns) => columns.name(),
            Self::Kind => "kind".to_owned(),
            Self::Date(_) => "date".to_owned(),
            Self::Coder => "coder".to_owned(),
            Self::Round => "round".to_owned(),
            Self::Version => "version".to_owned(),
            Self::Weight => "weight".to_owned(),
            Self::Nested(outer, inner) => format!("{}/{}", outer.word(), inner.word()),
        }
    }

    /// The dimension in words, as a title says it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Coded(rows, None) => rows.plural().to_lowercase(),
            Self::Coded(rows, Some(levels)) => format!("{} of {levels} levels", rows.plural().to_lowercase()),
            Self::Query(_) => "saved queries".to_owned(),
            Self::Question => "questions of the interview guide".to_owned(),
            Self::Spoken(columns) => columns.name(),
            Self::Binned(Attribute { of: Holder::Participant, key }, _) => format!("classes of {key} of participants"),
            Self::Binned(Attribute { of: Holder::Case, key }, _) => format!("classes of {key} of cases"),
            Self::Kind => "kind of source".to_owned(),
            Self::Date(_) => "date of source".to_owned(),
            Self::Coder => "coder".to_owned(),
            Self::Round => "round".to_owned(),
            Self::Version => "codebook version".to_owned(),
            Self::Weight => "weight".to_owned(),
            Self::Nested(outer, inner) => format!("{} within {}", inner.name(), outer.name()),
        }
    }

    /// The saved queries that it is of, where it is of any; an empty list stands for all.
    #[must_use]
    pub fn queries(&self) -> Option<&[String]> {
        match self {
            Self::Query(names) => Some(names),
            Self::Nested(outer, inner) => outer.queries().or_else(|| inner.queries()),
            _ => None,
        }
    }

    /// Whether it is about what is coded, and not about whose speech it is.
    #[must_use]
    pub fn is_coded(&self) -> bool {
        matches!(self, Self::Coded(..) | Self::Query(_) | Self::Question)
    }

    /// Whether weights or codebook versions of codings are needed.
    #[must_use]
    pub fn needs_details(&self) -> bool {
        match self {
            Self::Version | Self::Weight => true,
            Self::Nested(outer, inner) => outer.needs_details() || inner.needs_details(),
            _ => false,
        }
    }
}

/// `@name,@other`.
fn saved(word: &str, snapshot: &Snapshot) -> Result<Dimension, AnalysisError> {
    let names = word.split(',').map(|name| name.trim().trim_start_matches('@').to_owned());
    let names: Vec<String> = names.collect();
    let known = |name: &String| snapshot.queries.iter().any(|query| query.name == *name);
    match names.iter().find(|name| !known(name)) {
        None => Ok(Dimension::Query(names)),
        Some(name) => Err(AnalysisError::Unknown {
            what: "saved query",
            found: format!("@{name}"),
            expected: match snapshot.queries.as_slice() {
                [] => "a query that `query save NAME QUERY` has saved; there is none yet".to_owned(),
                saved => saved.iter().map(|query| format!("@{}", query.name)).collect::<Vec<_>>().join(", "),
            },
        }),
    }
}

fn with_all_words(error: AnalysisError, word: &str) -> AnalysisError {
    match error {
        AnalysisError::Unknown { expected, .. } => AnalysisError::Unknown {
            what: "rows or columns",
            found: word.to_owned(),
            expected: format!(
                "theme, code, category, question, query, @NAME, {expected}, kind, date, coder, round, version, weight; \
                 one within another as role/case"
            ),
        },
        other => other,
    }
}
