//! Themeweave.

pub mod analysis;
pub mod codebook;
pub mod disclosure;
pub mod interchange;
pub mod model;
pub mod query;
#[cfg(feature = "index")]
pub mod search;
pub mod store;
pub mod table;
pub mod text;
