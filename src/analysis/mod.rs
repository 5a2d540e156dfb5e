//! The answers: matrices, voices, joint displays, effects, quotes. Each reads a
//! [`Snapshot`](crate::model::Snapshot) and returns a [`Table`](crate::table::Table) or plain values;
//! none knows of files, databases or terminals.
//!
//! Every answer starts from a [`Frame`], which decides once whose words count, and counts with the
//! kernels of `count` and `words`. What is counted twice in many tools is counted once here:
//! a passage belongs to those who speak in it and not to everybody in the room, and a parent code
//! counts its children's passages as a set and not as a sum.

mod agreement;
mod axis;
mod balance;
mod between_versions;
mod checklist;
mod chronology;
mod code_line;
mod columns;
mod combinations;
mod confidence;
mod cooccurrence;
mod costs;
mod count;
mod crosstab;
mod designs;
mod effect_words;
mod effects;
mod equity;
mod error;
mod evidence_map;
mod filter;
mod flows;
mod frame;
mod framework;
mod impact;
mod joint;
mod links;
mod listing;
mod matrix;
mod measure;
mod polarity;
mod prevalence;
mod qca;
mod quantitative;
mod quotes;
mod rows;
mod saturation;
mod segments;
mod selected;
mod selection;
mod sequence;
mod settings;
mod similarity;
mod statistics;
mod study_votes;
pub mod synthesis;
mod tally;
pub mod text_bench;
mod theme_facts;
mod typology;
mod unpooled;
mod voices;
mod words;

pub use agreement::{
    AgreementRequest, By, Clusters, Coefficient, CompareUnit, ComparedText, Comparison, Disagreement, DisagreementKind,
    DriftRequest, LongRatings, PlanRequest, RatingScale, RatingsRequest, agreement, agreement_curve, agreement_dots,
    agreement_of_ratings, disagreements, disagreements_table, drift, lenses, plan,
};
pub use balance::{
    BalanceLevel, BalanceRequest, Imbalance, RULES as BALANCE_RULES, balance, balance_table, needed_voices,
    voice_shares,
};
pub use between_versions::{Stations, matrix_between};
pub use checklist::{checklist, checklist_overview};
pub use chronology::{Chronology, ChronologyNotes, chronology_patterns, chronology_table, timeline_table};
pub use code_line::code_line;
pub use columns::{Attribute, Columns, Holder};
pub use combinations::{CombinationRequest, combinations};
pub use confidence::{confidence_facts, confidence_facts_of, doubts, evidence_profile, summary_of_findings};
pub use cooccurrence::{CooccurrenceRequest, Together, cooccurrence};
pub use costs::{consequences_table, cost_effect, costs_table};
pub use crosstab::{
    ContrastKind, ContrastRequest, CrosstabRequest, Dimension, Like, Period, PresenceForm, asked, cell_segments,
    contrast, contrast_dots, crosstab, explain_crosstab, presence, quote_matrix, robustness, with_smart_codes,
};
pub use effects::forest;
pub use equity::{equity, equity_display};
pub use error::AnalysisError;
pub use evidence_map::{EvidenceMap, MapLine, MapRows, MapStudy};
pub use filter::Filter;
pub use flows::flows;
pub use frame::{Frame, Voice};
pub use framework::{Framework, FrameworkRequest, Shown, framework_cell, framework_table, summaries_table};
pub use impact::impact;
pub use joint::{
    Convergence, Exemplar, FitInputs, Gap, Joint, JointCell, Layout, QualDirection, QuantDirection, Suggestion, Target,
    TargetKind, implementation_factors, view_effects, views,
};
pub use links::{LinkSuggestion, suggest_links, suggestions_table};
pub use listing::codings;
pub use matrix::{MatrixRequest, explain, matrix};
pub use measure::{Measure, RollUp, Share};
pub use polarity::polarity;
pub use prevalence::{prevalence_in_words, wording_in_words};
pub use qca::{Conditions, Configurations, Cuts, OutcomeScores};
pub use quantitative::{Quantitative, Range};
pub use quotes::{Candidate, candidates};
pub use rows::Rows;
pub use saturation::{SaturationRequest, saturation_curve, saturation_steps, saturation_table};
pub use selected::{Selected, selected};
pub use selection::{QuoteChoice, QuoteRequest, select};
pub use sequence::{SequenceRequest, sequence};
pub use settings::settings_table;
pub use similarity::{Likeness, SimilarityRequest, correspondence, similarity};
pub use statistics::{statistic_in_words, statistics};
pub use study_votes::{effect_direction, harvest};
pub use tally::Tally;
pub use theme_facts::{Largest, Side, ThemeFacts, theme_facts};
pub use typology::{Feature, typology};
pub use unpooled::{p_values, pillars};
pub use voices::{RoleVoices, Voices, prevalence, voices};
