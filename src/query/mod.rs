//! The one query language: what a `--where` or a search says, and what it selects from a
//! [`Snapshot`](crate::model::Snapshot).
//!
//! ```
//! use themeweave::query::Query;
//!
//! let query = Query::parse(r#"role:child and (settl* or "social worker") not kind:workshop"#)?;
//! assert!(query.expr.has_text() && query.expr.has_fields());
//! # Ok::<(), themeweave::query::QueryError>(())
//! ```
//!
//! The grammar is written down in `docs/query.md`. [`Query::parse`] reads it into an [`Expr`];
//! [`turns`], [`sources`], [`participants`] and [`codings`] evaluate the fields on columns in
//! memory. Words in the text are found by [`crate::search`].

mod ast;
mod error;
mod hint;
mod lexer;
mod meaning;
mod select;
mod syntax;

pub use ast::{Expr, Field, FieldTerm, Pattern, Query, TextTerm};
pub use error::QueryError;
pub use select::{Passages, codings, participants, passages, sources, turns};
