//! Our sheets <-> plain model values: codings, participants, cases, sources, speakers, interview
//! questions, themes, findings and the manifest that names them all.
//!
//! Nothing here opens a file: callers hand in a name (for messages) and a text. Every reader reports
//! all problems of its file at once.

mod adjudications;
pub mod check;
mod codebook;
mod codings;
mod decisions;
pub mod eppi;
mod events;
pub mod findings;
mod framework;
mod glob;
mod header;
mod integration;
mod layout;
mod manifest;
mod number;
mod people;
mod queries;
mod questions;
mod ratings;
mod references;
pub mod revman;
pub mod ris;
mod row;
mod rows;
pub mod settings;
mod sheet;
mod sources;
mod split;
mod themes;
mod word;
mod workbook;

pub use adjudications::{ADJUDICATIONS, AdjudicationRow, SheetCoding, Verdict, read_adjudications};
pub use codebook::{CODEBOOK, CodebookSheet, codebook_docx, codebook_markdown, read_codebook_csv, write_codebook_csv};
pub use codings::{CODINGS, CodingRow, Place, read_codings, write_codings};
pub use decisions::{DECISIONS, Decision, DecisionRow, read_decisions};
pub use events::{EVENTS, EventWords, read_events};
pub use framework::{
    FRAMEWORK, FrameworkRow, framework_docx, framework_html, framework_markdown, framework_xlsx, read_framework,
    read_framework_markdown,
};
pub use glob::matches;
pub use integration::{
    CHECKLISTS, CONFIDENCE, FIT_DECISIONS, INFERENCES, IntegrationFiles, merge_rows, read_checklists, read_confidence,
    read_fit_decisions, read_inferences,
};
pub use layout::{Field, Layout, Need, Others, every_layout};
pub use manifest::{FindingPaths, GuideSettings, JointPaths, Manifest, Paths, read_manifest};
pub use people::{CASES, PARTICIPANTS, read_cases, read_participants};
pub use queries::read_queries;
pub use questions::{QUESTIONS, read_questions};
pub use ratings::{Rating, RatingColumns, Ratings, read_ratings};
pub use references::unknown_codes;
pub use rows::Rows;
pub use settings::read_settings;
pub use sheet::SheetContent;
pub use sources::{SOURCES, SPEAKERS, SourceFact, SpeakerFact, read_sources, read_speakers};
pub use themes::read_themes;
pub use workbook::{Workbook, Worksheet, read_workbook};
