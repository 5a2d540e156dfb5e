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
mod designs;
mod effect_words;
mod effects;
mod equity;
mod error;
mod evidence_map;
mod filter;
mod flows;
mod frame;
mod impact;
mod joint;
mod joint_tables;
mod listing;
mod matrix;
mod measure;
mod polarity;
mod quantitative;
mod quotes;
mod rows;
mod segments;
mod selection;
mod statistics;
mod study_votes;
mod tally;
mod unpooled;
mod voices;
mod words;

pub use between_versions::{Stations, matrix_between};
pub use columns::{Attribute, Columns, Holder};
pub use effects::forest;
pub use equity::equity;
pub use error::AnalysisError;
pub use evidence_map::{EvidenceMap, MapLine, MapRows, MapStudy};
pub use filter::Filter;
pub use flows::flows;
pub use frame::{Frame, Voice};
pub use impact::impact;
pub use joint::{Gap, Joint, JointCell, Outcome};
pub use joint_tables::Layout;
pub use listing::codings;
pub use matrix::{MatrixRequest, explain, matrix};
pub use measure::{Measure, RollUp, Share};
pub use polarity::polarity;
pub use quantitative::{Quantitative, Range};
pub use quotes::{Candidate, candidates};
pub use rows::Rows;
pub use selection::{QuoteChoice, QuoteRequest, select};
pub use statistics::{statistic_in_words, statistics};
pub use study_votes::{effect_direction, harvest};
pub use tally::Tally;
pub use unpooled::{p_values, pillars};
pub use voices::{RoleVoices, Voices, prevalence, voices};
