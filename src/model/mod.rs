//! What the words of the field mean here: plain types, and [`Snapshot`], the project in memory.

mod checklist;
mod chronology;
mod codebook;
mod coding;
mod effect;
mod event;
mod finding;
mod framework;
mod integration;
mod link;
mod memo;
mod participant;
mod problem;
mod scale;
mod settings;
mod snapshot;
mod source;
mod theme;

pub use checklist::{Checklist, ChecklistItem};
pub use chronology::{Certainty, ChronologyEvent, EventSide, PartialDate};
pub use codebook::{Category, Code, Codebook, Migration, Polarity, StepKind};
pub use coding::{Coding, CodingId, CodingRow, CodingState, Codings, Origin, sheet_row};
pub use effect::{Direction, Effect, EffectScale};
pub use event::{CodingEvent, EventKind};
pub use finding::{
    Cited, Element, Findings, ImplementationFactor, Intervention, InterventionElement, ProgressTag, Recommendation,
    Statistic, Study,
};
pub use framework::{FrameworkCell, Passage, SeenCoding, Standing, Summary};
pub use integration::{
    ChecklistAnswer, Concern, Confidence, Fit, FitDecision, Integration, Meeting, MetaInference, ViewMatch,
    ViewRecommendation,
};
pub use link::{Link, LinkStatus};
pub use memo::{Memo, MemoPlace, MemoSubject};
pub use participant::{Case, Consent, Participant, Scope, Value};
pub use problem::{Problem, Problems, sheet_of_workbook};
pub use scale::{Level, Scale};
pub use settings::{Dependency, FitThresholds, PoolingScale, PoolingSettings, SaturationSettings, Settings, ShareWord};
pub use snapshot::Snapshot;
pub use source::{NOBODY, Part, Source, Speaker, Turns};
pub use theme::{GuideQuestion, SavedQuery, Theme};
