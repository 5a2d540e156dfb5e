//! The project file: one SQLite database. The only room with SQL.

mod alterations;
mod analyst;
mod capture;
mod cases;
mod change;
mod codings;
mod decided;
mod fact_cells;
mod facts;
mod journal;
mod load;
mod load_codings;
mod memos;
mod obstacle;
mod open;
mod people;
mod records;
mod restore;
mod revisions;
mod schema;
mod sources;
mod stored_codings;
mod turns;
mod verify;
mod writer;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OptionalExtension};
use sha2::{Digest, Sha256};

use crate::model::CodingState;

pub use alterations::{Alteration, Alterations};
pub use change::Change;
pub use codings::SheetSync;
pub use facts::{FACTS, FactKind, FactTable};
pub use journal::{EntryKind, JournalEntry, ObjectKind};
pub use load::Parts;
pub use obstacle::{Failure, Obstacle};
pub use restore::{Restore, RevisionFacts};
pub use sources::{NewSource, SourceSummary, SpeakerRow};
pub use stored_codings::StoredCoding;
pub use turns::TurnBlock;
pub use verify::Fault;

/// What can go wrong with a project file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no file.
    #[error("there is no project at {0}")]
    Missing(PathBuf),
    /// There is a file already.
    #[error("{0} exists already")]
    Exists(PathBuf),
    /// There is a folder of that name.
    #[error("{0} is a folder, not a project file")]
    Folder(PathBuf),
    /// The file is not one of ours.
    #[error("{0} is not a Themeweave project")]
    NotAProject(PathBuf),
    /// Written by a later version of this program.
    #[error("the project has schema {found}, this program knows schemas up to {known}; use a newer themeweave")]
    Newer {
        /// Schema of the file.
        found: i64,
        /// Newest schema known.
        known: i64,
    },
    /// Somebody else is writing.
    #[error("the project is being written by {0}; nothing was changed, try again when it has finished")]
    Busy(String),
    /// The file, its folder or its disk takes no writing.
    #[error("{path} cannot be written: {obstacle}; nothing was changed")]
    Unwritable {
        /// The project file.
        path: PathBuf,
        /// What stands in the way.
        obstacle: Obstacle,
    },
    /// The file cannot be read at all.
    #[error("{path} cannot be read: {cause}")]
    Unreadable {
        /// The project file.
        path: PathBuf,
        /// What the system said.
        cause: String,
    },
    /// A file of an older schema that may not be written.
    #[error(
        "{path} has schema {found} and must be brought to schema {known} before it can be used, but it may only be read"
    )]
    OldAndReadOnly {
        /// The project file.
        path: PathBuf,
        /// Schema of the file.
        found: i64,
        /// Newest schema known.
        known: i64,
    },
    /// Changes lie beside a file that may not be written, and cannot be brought into it.
    #[error("{path} may only be read, and {beside} beside it holds changes that are not in it yet")]
    Unfinished {
        /// The project file.
        path: PathBuf,
        /// The file that holds the changes.
        beside: PathBuf,
    },
    /// A file of a project that is gone lies where a new one would take it for its own.
    #[error("{beside} is left from an earlier {path} and may hold its newest changes; no new project was made")]
    LeftBehind {
        /// The project file to be made.
        path: PathBuf,
        /// The file that is in the way.
        beside: PathBuf,
    },
    /// What undo needed is deleted, but somebody reads a state of before, so that its pages are not overwritten.
    #[error("somebody has {0} open: undo has forgotten, but words that were removed may still lie in the file")]
    StillRead(PathBuf),
    /// There is no change to take back, or none that was taken back.
    #[error("there is nothing to {0}")]
    NothingTo(&'static str),
    /// A change cannot be taken back.
    #[error("this cannot be undone: {0}")]
    CannotUndo(String),
    /// A released codebook version would be changed.
    #[error("codebook {0} was released and cannot change any more; give the edited text a new version")]
    Frozen(String),
    /// The file cannot be read as a database.
    #[error("the project file is damaged: {0}")]
    Damaged(String),
    /// A document in the file is not what its table says.
    #[error("the project file is damaged: {place}: {cause}")]
    Document {
        /// Table and row.
        place: String,
        /// What the parser said.
        cause: String,
    },
    /// No codebook version of that name.
    #[error("the project has no codebook version {wanted}; it has {known}")]
    NoSuchCodebook {
        /// What was asked for.
        wanted: String,
        /// Versions in the project.
        known: String,
    },
    /// Anything else that SQLite says.
    #[error("the project file could not be used: {0}")]
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        if let Some(obstacle) = Obstacle::of(&error) {
            return Self::Unwritable { path: PathBuf::from(obstacle::UNNAMED), obstacle };
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(writer::SOMEBODY.to_owned()),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Sql(error),
        }
    }
}

/// An open project file.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// Why it can only be read.
    obstacle: Option<Obstacle>,
}

impl Store {
    /// Where the file lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Title and notice of the study.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn heading(&self) -> Result<(String, String), StoreError> {
        Ok((self.meta("title")?.unwrap_or_default(), self.meta("notice")?.unwrap_or_default()))
    }

    /// Sets title and notice of a project that is being made. No change of the user's, and no entry of the journal.
    pub(crate) fn set_heading(&mut self, title: &str, notice: &str) -> Result<(), StoreError> {
        let tx = self.connection.transaction()?;
        for (key, value) in [("title", title), ("notice", notice)] {
            tx.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", (key, value))?;
        }
        tx.commit()?;
        Ok(())
    }

    fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        let value = self.connection.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0));
        Ok(value.optional()?)
    }

    /// Number of codings in each state, in the order of [`CodingState::ALL`](crate::model::CodingState::ALL).
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn codings_by_state(&self) -> Result<Vec<(CodingState, u64)>, StoreError> {
        let sql = "SELECT count(*) FROM coding WHERE state = ?1";
        let mut count = self.connection.prepare_cached(sql)?;
        CodingState::ALL
            .into_iter()
            .map(|state| Ok((state, count.query_row([state.number()], |row| row.get(0))?)))
            .collect()
    }

    /// Number of rows of the tables that people ask about, by name; codings are those that count.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn counts(&self) -> Result<Vec<(&'static str, u64)>, StoreError> {
        let queries = [
            ("sources", "SELECT count(*) FROM source"),
            ("participants", "SELECT count(*) FROM participant"),
            ("cases", "SELECT count(*) FROM study_case"),
            ("codings", "SELECT count(*) FROM coding WHERE state < 2"),
            ("coders", "SELECT count(*) FROM coder"),
        ];
        queries
            .into_iter()
            .map(|(name, sql)| Ok((name, self.connection.query_row(sql, [], |row| row.get::<_, u64>(0))?)))
            .collect()
    }
}

/// SHA-256 of bytes as lower-case hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
