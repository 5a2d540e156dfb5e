//! Themeweave.

#[cfg(feature = "charts")]
pub mod charts;
pub mod codebook;
pub mod ingest;
pub mod interchange;
pub mod model;
pub mod query;
#[cfg(feature = "index")]
pub mod search;
pub mod store;
pub mod table;
pub mod text;
