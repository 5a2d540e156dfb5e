//! What can go wrong with the index.

use std::io;
use std::path::{Path, PathBuf};

use crate::query::QueryError;

/// What went wrong with a search or its index.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The query cannot be answered.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Part of a query that an index cannot answer by itself: positions of words, a saved query that was not filled in.
    #[error("`{0}` is not answered by the index alone")]
    Unanswerable(String),
    /// The index folder cannot be written or read.
    #[error(
        "{}: the index folder could not be {action}: {cause}\n    hint: the index is derived from the project; \
         the folder beside the project file must be writable",
        path.display()
    )]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What was tried, as a participle: `created`, `locked`, ...
        action: &'static str,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The index could not be built or read, although the folder could.
    #[error("{}: the search index does not work: {cause}\n    hint: delete that folder; it is built again by itself", path.display())]
    Engine {
        /// The index folder; empty for an index in memory.
        path: PathBuf,
        /// What the engine said.
        #[source]
        cause: Box<tantivy::TantivyError>,
    },
    /// The index and the text that was handed over do not belong together.
    #[error(
        "source number {source_position}: its text ends before bytes {start} to {end}, where the index has a \
         passage\n    hint: open the index with the stamp of the texts that are searched"
    )]
    OtherText {
        /// Position of the source.
        source_position: u32,
        /// First byte of the passage.
        start: u32,
        /// First byte after it.
        end: u32,
    },
}

impl SearchError {
    pub(super) fn folder(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Folder { path, action, cause }
    }

    pub(super) fn engine(path: &Path) -> impl Fn(tantivy::TantivyError) -> Self {
        let path = path.to_owned();
        move |cause| Self::Engine { path: path.clone(), cause: Box::new(cause) }
    }
}
