//! Why a question about the data cannot be answered as it was put.

use thiserror::Error;

/// A question that cannot be answered, with what was asked, what is possible and what to do.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AnalysisError {
    /// A word that names nothing.
    #[error("unknown {what} `{found}`; expected one of: {expected}")]
    Unknown {
        /// What the word should have named: `rows`, `measure`, ...
        what: &'static str,
        /// The word.
        found: String,
        /// The words that are possible, separated by commas.
        expected: String,
    },
    /// The answer needs the sources' texts and the snapshot has none.
    #[error("{what} needs the texts of the sources, and they were not loaded; load the snapshot with texts")]
    TextsMissing {
        /// What needs them.
        what: &'static str,
    },
    /// Shares of participants asked of a measure that does not count participants.
    #[error(
        "share `participants` says how many of all people said something, so it needs the measure `participants`, \
         not `{measure}`; use `--percent-of row` or `--percent-of column`, or count participants"
    )]
    ShareOfPeople {
        /// The measure that was asked for.
        measure: &'static str,
    },
    /// A measure that this answer does not have.
    #[error("the measure `{measure}` is not counted here; use participants, codings, segments, sources or words")]
    NotCounted {
        /// The measure that was asked for.
        measure: &'static str,
    },
    /// Saved queries held against codes in a matrix, where a coding would have to be both.
    #[error(
        "what a saved query finds is no coding of a code, so this matrix would be all zeros; \
         to see the codes in what a query finds, narrow a matrix of codes with `--where '@NAME'`"
    )]
    QueryByCodes,
    /// A question that needs the interview guide of a project that has none.
    #[error("this project has no interview guide; name one in the manifest (`questions`)")]
    NoGuide,
    /// A change of a share, which cannot be told apart into reasons that add up.
    #[error("changes are told apart for counts, not for shares; leave --percent-of out")]
    ShareOfChange,
    /// No cases, no conditions, or too many, for a comparison of configurations.
    #[error("configurations cannot be compared: {reason}")]
    NothingToCompare {
        /// Why, and what to do.
        reason: String,
    },
    /// A question about words where there are none.
    #[error("there are no words to count: {reason}")]
    NoWords {
        /// Why.
        reason: String,
    },
    /// Coders, rounds and sources that leave nothing to hold against each other.
    #[error("there is no agreement to tell: {reason}")]
    NothingCompared {
        /// Why, and what to do.
        reason: String,
    },
    /// A selection of speech for an answer that has none.
    #[error("interventions are not selected by who speaks or codes; use --where and --coder with --rows themes")]
    SelectionOfInterventions,
    /// Summaries asked for by something that they are not written of.
    #[error("summaries are written of cases; by {by}, the framework shows text: --cells text")]
    SummariesOfCases {
        /// What was asked for.
        by: String,
    },
    /// A mask of another length than the columns that it filters.
    #[error("the filter's mask of {what} has {found} entries, the snapshot has {expected}")]
    MaskLength {
        /// What the mask filters.
        what: &'static str,
        /// Entries of the mask.
        found: usize,
        /// Entries of the snapshot.
        expected: usize,
    },
}
