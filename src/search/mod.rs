//! Words in the text: the full-text index beside a project, and the concordance.
//!
//! The index lies in a folder beside the project file. It is derived: it is built from the texts
//! when it is missing, damaged or of another state of the project, and nobody needs to care for it.
//! What is found are passages: a turn's speech, or a paragraph of a source without turns.
//!
//! ```
//! use themeweave::query::Query;
//! use themeweave::search::{Concordance, Index, SearchError};
//! use themeweave::text::{Span, text_len};
//!
//! let text = "I felt settled. Then we kept moving, and nobody settles like that.";
//! let index = Index::in_memory(|feed| feed.source(0, text, &[Span::new(0, text_len(text))]))?;
//! let query = Query::parse("settle")?;
//! let hits = index.find(&query)?;
//! let found = Concordance::read::<SearchError>(&query, &hits, 40, |_| Ok(text.into()))?;
//! let keywords: Vec<&str> = found.lines.iter().map(|line| line.keyword.as_str()).collect();
//! assert_eq!(keywords, ["settled", "settles"]);
//! # Ok::<(), SearchError>(())
//! ```

mod alike;
mod around;
mod bits;
mod build;
mod concordance;
mod context;
mod error;
mod folder;
mod index;
mod passage;
mod plan;
mod uses;
mod words;

pub use alike::Alike;
pub use around::{Around, Window};
pub use build::Feed;
pub use concordance::{Concordance, Line};
pub use error::SearchError;
pub use index::Index;
pub use passage::{Hit, PassageText};
pub use uses::Use;
