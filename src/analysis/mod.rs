//! The answers: matrices, voices, joint displays, effects, quotes. Each reads a
//! [`Snapshot`](crate::model::Snapshot) and returns a [`Table`](crate::table::Table) or plain values;
//! none knows of files, databases or terminals.
//!
//! Every answer starts from a [`Frame`], which decides once whose words count, and counts with the
//! kernels of `count` and `words`. What is counted twice in many tools is counted once here:
//! a passage belongs to those who speak in it and not to everybody in the room, and a parent code
//! counts its children's passages as a set and not as a sum.

mod axis;
mod between_versions;
mod columns;
mod count;
mod effects;
mod error;
mod filter;
mod frame;
mod impact;
mod joint;
mod links;
mod listing;
mod matrix;
mod measure;
mod polarity;
mod qca;
mod quantitative;
mod quotes;
mod rows;
mod segments;
mod selection;
mod statistics;
pub mod synthesis;
mod tally;
mod voices;
mod words;

pub use between_versions::{Stations, matrix_between};
pub use columns::{Attribute, Columns, Holder};
pub use effects::forest;
pub use error::AnalysisError;
pub use filter::Filter;
pub use frame::{Frame, Voice};
pub use impact::impact;
pub use joint::{
    Convergence, FitInputs, Gap, Joint, JointCell, Layout, QualDirection, QuantDirection, Suggestion, Target,
    TargetKind,
};
pub use links::{LinkSuggestion, suggest_links, suggestions_table};
pub use listing::codings;
pub use matrix::{MatrixRequest, explain, matrix};
pub use measure::{Measure, RollUp, Share};
pub use polarity::polarity;
pub use qca::{Conditions, Configurations, Cuts, OutcomeScores};
pub use quantitative::{Quantitative, Range};
pub use quotes::{Candidate, candidates};
pub use rows::Rows;
pub use selection::{QuoteChoice, QuoteRequest, select};
pub use statistics::{statistic_in_words, statistics};
pub use tally::Tally;
pub use voices::{RoleVoices, Voices, prevalence, voices};
