//! Themeweave.

pub mod codebook;
pub mod interchange;
pub mod model;
pub mod store;
pub mod table;
pub mod text;
