//! Codebook files and scale files: reading them with every problem at its line and column, writing them,
//! advice on their wording, and tables that show them; and how one version of a codebook becomes the
//! next: the steps between them, what they make of each code, the differences word by word, and the
//! release that freezes a version.

mod checklist;
mod diff;
pub(crate) mod document;
mod field;
mod hierarchy;
mod hop;
mod lineage;
mod lint;
mod migration;
mod places;
mod read;
mod release;
mod scale;
mod steps;
pub mod tables;
mod write;

pub use checklist::{CHECKLIST_IDS, checklists, read_checklist};
pub use diff::{CategoryChange, CodeChange, Diff, FieldChange};
pub use field::Field;
pub use hop::{About, StepProblem};
pub use lineage::{Fate, Lineage, versions_up_to};
pub use lint::{Advice, lint};
pub use places::{LineColumn, Places};
pub use read::{is_code_id, read, read_placed, slug};
pub use release::{Frozen, content_hash, release};
pub use scale::read_scale;
pub use steps::{check_first, check_steps, placed, version_before};
pub use write::write;
