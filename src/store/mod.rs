//! The project file: one SQLite database. The only room with SQL.

mod alterations;
mod capture;
mod change;
mod codings;
mod fact_cells;
mod facts;
mod journal;
mod load;
mod load_codings;
mod people;
mod records;
mod restore;
mod schema;
mod sources;
mod stored_codings;
mod turns;
mod verify;
mod writer;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};
use sha2::{Digest, Sha256};

use crate::model::CodingState;

pub use alterations::{Alteration, Alterations};
pub use change::Change;
pub use codings::SheetSync;
pub use facts::{FACTS, FactKind, FactTable};
pub use journal::{EntryKind, JournalEntry, ObjectKind};
pub use load::Parts;
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
    #[error("{path} cannot be written: {cause}; nothing was changed")]
    Unwritable {
        /// The project file.
        path: PathBuf,
        /// What stands in the way.
        cause: String,
    },
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
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy("another process".to_owned()),
            Some(ErrorCode::DiskFull) => Self::no_room("the disk is full"),
            Some(ErrorCode::ReadOnly) => Self::no_room("it may only be read (a read-only file, folder or disk)"),
            Some(ErrorCode::SystemIoFailure) => Self::no_room(&error.to_string()),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Sql(error),
        }
    }
}

impl StoreError {
    fn no_room(cause: &str) -> Self {
        Self::Unwritable { path: PathBuf::from("the project"), cause: cause.to_owned() }
    }
}

/// An open project file.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Makes a new project file.
    ///
    /// # Errors
    /// When a file is there already or cannot be made.
    pub fn create(path: &Path, title: &str, notice: &str) -> Result<Self, StoreError> {
        Self::assemble(path, |store| store.set_heading(title, notice))
    }

    /// Makes a new project file with what `fill` puts into it. The file appears whole or not at all: it is filled under
    /// another name first.
    ///
    /// # Errors
    /// When a file is there already or cannot be made, and those of `fill`.
    pub fn assemble<E: From<StoreError>>(
        path: &Path,
        fill: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<Self, E> {
        if path.exists() {
            return Err(StoreError::Exists(path.to_owned()).into());
        }
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let unfinished = PathBuf::from(name);
        // What a process that was killed left behind.
        remove_project(&unfinished);
        let filled = Self::fresh(&unfinished).map_err(E::from).and_then(|mut store| {
            fill(&mut store)?;
            // Everything into the one file that is then given its name.
            store.connection.pragma_update(None, "journal_mode", "DELETE").map_err(StoreError::from)?;
            Ok(())
        });
        if let Err(error) = filled {
            remove_project(&unfinished);
            return Err(error);
        }
        std::fs::rename(&unfinished, path)
            .map_err(|cause| StoreError::Unwritable { path: path.to_owned(), cause: cause.to_string() })?;
        Ok(Self::open(path)?)
    }

    fn fresh(path: &Path) -> Result<Self, StoreError> {
        Self::prepared(Connection::open(path)?, path)
    }

    /// Opens a project file and brings its schema up to date.
    ///
    /// # Errors
    /// When there is none, it is no project, it is damaged, or it is newer than this program.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.is_file() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        let application: Result<i32, _> = connection.pragma_query_value(None, "application_id", |row| row.get(0));
        match application {
            Ok(schema::APPLICATION_ID) => Self::prepared(connection, path),
            Ok(_) => Err(StoreError::NotAProject(path.to_owned())),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
                Err(StoreError::NotAProject(path.to_owned()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A project in memory, for rendering what a build would write without touching the disk.
    ///
    /// # Errors
    /// When SQLite cannot be started.
    pub fn in_memory(title: &str, notice: &str) -> Result<Self, StoreError> {
        let mut store = Self::prepared(Connection::open_in_memory()?, Path::new(":memory:"))?;
        store.set_heading(title, notice)?;
        Ok(store)
    }

    /// A copy of this project in memory: what is done to it leaves the file alone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn copy_in_memory(&self) -> Result<Self, StoreError> {
        let mut copy = Connection::open_in_memory()?;
        rusqlite::backup::Backup::new(&self.connection, &mut copy)?.run_to_completion(4096, Duration::ZERO, None)?;
        Self::prepared(copy, Path::new(":memory:"))
    }

    fn prepared(mut connection: Connection, path: &Path) -> Result<Self, StoreError> {
        connection.busy_timeout(Duration::from_secs(5))?;
        // For new files: half the pages for texts of some ten thousand bytes. An older file keeps its own.
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "mmap_size", 1_i64 << 30)?;
        connection.pragma_update(None, "cache_size", -65_536)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        // Rows that a REPLACE takes away are seen by the triggers that note them.
        connection.pragma_update(None, "recursive_triggers", true)?;
        connection.pragma_update(None, "foreign_keys", false)?;
        schema::upgrade(&mut connection)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection, path: path.to_owned() })
    }

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

    fn set_heading(&mut self, title: &str, notice: &str) -> Result<(), StoreError> {
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

/// Removes a project file with what SQLite keeps beside it.
pub(crate) fn remove_project(path: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        // It may not be there; there is nothing more to do about it.
        let _ = std::fs::remove_file(PathBuf::from(name));
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
