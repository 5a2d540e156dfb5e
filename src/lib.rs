//! Themeweave.

pub mod model;
pub mod table;
pub mod text;
