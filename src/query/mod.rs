//! The one query language: what a `--where`, a search or a saved query says, and what it selects from a
//! [`Snapshot`](crate::model::Snapshot).
//!
//! ```
//! use themeweave::query::Query;
//!
//! let query = Query::parse(r#"role:child and (settl* or "social worker") not kind:workshop"#)?;
//! assert!(query.expr.has_text() && query.expr.has_fields());
//! let query = Query::parse("code:barrier/* near:2turns code:enabler/* return hull")?;
//! assert!(query.expr.has_positions());
//! # Ok::<(), themeweave::query::QueryError>(())
//! ```
//!
//! The grammar is written down in `docs/query.md`. [`Query::parse`] reads it into an [`Expr`];
//! an [`Evaluator`] answers for fields and positions on columns in memory. Words in the text are found by
//! [`crate::search`] and handed to it as [`Places`].

mod ast;
mod display;
mod error;
mod evaluate;
mod explain;
mod hint;
mod lexer;
mod meaning;
mod pattern;
mod places;
mod relation;
mod ruler;
mod saved;
mod segments;
mod sweep;
mod syntax;

#[cfg(test)]
mod tests;

pub use ast::{Comparison, Expr, Field, FieldTerm, Matching, Pattern, Query, SavedTerm, Test, TextTerm};
pub use error::QueryError;
pub use evaluate::{Evaluator, Passages};
pub use explain::explain;
pub use pattern::word_pattern;
pub use places::Places;
pub use relation::{AtLeast, Distance, Link, Relation, Returned, Shared, Unit};
pub use saved::is_query_name;
pub use segments::Segment;
