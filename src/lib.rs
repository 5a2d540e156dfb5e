//! Themeweave.

#[cfg(feature = "charts")]
pub mod charts;
pub mod model;
pub mod store;
pub mod table;
pub mod text;
