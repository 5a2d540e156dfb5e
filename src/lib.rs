//! Themeweave.

pub mod analysis;
pub mod disclosure;
pub mod model;
pub mod store;
pub mod table;
pub mod text;
