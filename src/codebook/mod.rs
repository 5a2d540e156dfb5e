//! Codebook files and scale files: reading them with every problem at its line and column, advice on
//! their wording, and tables that show them.

pub(crate) mod document;
mod hierarchy;
mod lint;
mod migration;
mod read;
mod scale;
pub mod tables;

pub use lint::{Advice, lint};
pub use read::{is_code_id, read};
pub use scale::read_scale;
