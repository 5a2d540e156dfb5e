//! Making and opening project files. Where a file may not be written it is opened for reading; what a killed process
//! left behind is cleared away or stands in nobody's way.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags};

use super::obstacle::{Failure, Obstacle};
use super::{Store, StoreError, schema, writer};

/// How long somebody waits who wants to write while another does.
const PATIENCE: Duration = Duration::from_millis(2500);

impl Store {
    /// Makes a new project file.
    ///
    /// # Errors
    /// When a file is there already or cannot be made.
    pub fn create(path: &Path, title: &str, notice: &str) -> Result<Self, StoreError> {
        Self::assemble(path, |store| store.set_heading(title, notice))
    }

    /// Makes a new project file with what `fill` puts into it. The file appears whole or not at all: it is filled under
    /// another name first, brought to the disk, and then given its name.
    ///
    /// # Errors
    /// When a file is there already or cannot be made, when another process is making it, and those of `fill`. Then
    /// there is no file.
    pub fn assemble<E: Failure>(path: &Path, fill: impl FnOnce(&mut Self) -> Result<(), E>) -> Result<Self, E> {
        let exists = || -> Result<(), StoreError> {
            if path.exists() { Err(StoreError::Exists(path.to_owned())) } else { Ok(()) }
        };
        exists()?;
        let claim = writer::Claim::on(path)?;
        // Somebody else may have made it just before.
        exists()?;
        is_free(path)?;
        let unfinished = with_ending(path, ".new");
        // What a process that was killed left behind.
        remove_project(&unfinished);
        let made = Self::filled(&unfinished, fill).and_then(|()| Ok(given_its_name(&unfinished, path)?));
        if let Err(error) = made {
            remove_project(&unfinished);
            return Err(error.about(path));
        }
        drop(claim);
        Ok(Self::open(path)?)
    }

    fn filled<E: Failure>(unfinished: &Path, fill: impl FnOnce(&mut Self) -> Result<(), E>) -> Result<(), E> {
        let begin = || -> Result<Self, StoreError> {
            let connection = Connection::open(unfinished)?;
            page_size(&connection)?;
            // Nobody will ever see this file half-filled, so nothing is kept to repair it with.
            connection.pragma_update(None, "journal_mode", "MEMORY")?;
            connection.pragma_update(None, "synchronous", "OFF")?;
            Self::upgraded(connection, unfinished)
        };
        let mut store = begin()?;
        fill(&mut store)?;
        // From here on as every project file is; nothing is in the log yet.
        write_ahead(&store.connection)?;
        store.connection.close().map_err(|(_, error)| StoreError::from(error))?;
        Ok(())
    }

    /// Opens a project file and brings its schema up to date. A file that may not be written is opened for reading;
    /// whoever then changes it gets [`StoreError::Unwritable`].
    ///
    /// # Errors
    /// When there is none, it is no project, it is damaged, or it is newer than this program. When it may only be read
    /// and is older, or has changes beside it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(StoreError::Folder(path.to_owned())),
            Ok(found) if !found.is_file() => return Err(StoreError::NotAProject(path.to_owned())),
            Ok(_) => {}
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Err(StoreError::Missing(path.to_owned()));
            }
            Err(error) => return Err(unreadable(path, &error)),
        }
        match Self::open_to_write(path) {
            Err(StoreError::Unwritable { obstacle, .. }) => match Self::open_to_read(path, obstacle) {
                Err(StoreError::Unfinished { .. }) if obstacle != Obstacle::ReadOnly => {
                    Err(StoreError::Unwritable { path: path.to_owned(), obstacle })
                }
                other => other,
            },
            other => other.map_err(|error| error.about(path)),
        }
    }

    fn open_to_write(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        // SQLite falls back to reading where the file may not be written.
        if connection.is_readonly(MAIN_DB)? {
            return Err(StoreError::Unwritable { path: path.to_owned(), obstacle: Obstacle::ReadOnly });
        }
        connection.busy_timeout(PATIENCE)?;
        is_ours(&connection, path)?;
        Self::prepared(connection, path)
    }

    fn open_to_read(path: &Path, obstacle: Obstacle) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let read = |connection: Connection| -> Result<Self, StoreError> {
            connection.busy_timeout(PATIENCE)?;
            is_ours(&connection, path)?;
            let found = schema::version_of(&connection)?;
            if found < schema::newest() {
                return Err(StoreError::OldAndReadOnly { path: path.to_owned(), found, known: schema::newest() });
            }
            tuned(&connection)?;
            Ok(Self { connection, path: path.to_owned(), obstacle: Some(obstacle) })
        };
        // Reading takes a file in the folder that tells readers and writers of one another. While nobody has the project
        // open there is neither that file nor anybody to be told, and the file can be read as one that does not change.
        if with_ending(path, "-wal").exists() {
            match Connection::open_with_flags(path, flags).map_err(StoreError::from).and_then(read) {
                Err(StoreError::Unwritable { .. }) => {}
                other => return other,
            }
        }
        for beside in ["-wal", "-journal"].map(|ending| with_ending(path, ending)) {
            if holds_something(&beside) {
                return Err(StoreError::Unfinished { path: path.to_owned(), beside });
            }
        }
        let address = format!("file:{}?immutable=1", in_an_address(path));
        let connection = Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI);
        connection.map_err(StoreError::from).and_then(read).map_err(|error| match error {
            StoreError::Unwritable { .. } => unreadable(path, &"permission was denied"),
            other => other,
        })
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

    fn prepared(connection: Connection, path: &Path) -> Result<Self, StoreError> {
        page_size(&connection)?;
        write_ahead(&connection)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        Self::upgraded(connection, path)
    }

    fn upgraded(mut connection: Connection, path: &Path) -> Result<Self, StoreError> {
        tuned(&connection)?;
        // Rows that a REPLACE takes away are seen by the triggers that note them.
        connection.pragma_update(None, "recursive_triggers", true)?;
        connection.pragma_update(None, "foreign_keys", false)?;
        schema::upgrade(&mut connection)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(Self { connection, path: path.to_owned(), obstacle: None })
    }
}

/// For new files: half the pages for texts of some ten thousand bytes. An older file keeps its own.
fn page_size(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.pragma_update(None, "page_size", 8192)?)
}

fn tuned(connection: &Connection) -> Result<(), StoreError> {
    connection.pragma_update(None, "mmap_size", 1_i64 << 30)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Turns write-ahead logging on, for files that come from elsewhere; it is on in ours. SQLite does not wait by itself
/// for somebody else who has such a file open.
fn write_ahead(connection: &Connection) -> Result<(), StoreError> {
    let begun = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL").map_err(StoreError::from) {
            Err(StoreError::Busy(_)) if begun.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(5)),
            done => return done,
        }
    }
}

fn is_ours(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let application: Result<i32, _> = connection.pragma_query_value(None, "application_id", |row| row.get(0));
    match application {
        Ok(schema::APPLICATION_ID) => Ok(()),
        Ok(_) => Err(StoreError::NotAProject(path.to_owned())),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            Err(StoreError::NotAProject(path.to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

fn unreadable(path: &Path, cause: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unreadable { path: path.to_owned(), cause: cause.to_string() }
}

/// What SQLite keeps beside a project outlives it when somebody takes only the project away. It would be taken for part
/// of a new project of that name, and may hold the last changes of the old one: it is neither used nor deleted.
fn is_free(path: &Path) -> Result<(), StoreError> {
    for ending in ["-wal", "-shm", "-journal"] {
        let beside = with_ending(path, ending);
        if ending != "-shm" && holds_something(&beside) {
            return Err(StoreError::LeftBehind { path: path.to_owned(), beside });
        }
        // It may not be there.
        let _ = fs::remove_file(beside);
    }
    Ok(())
}

fn holds_something(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|found| found.len() > 0)
}

/// Brings a finished file to the disk and gives it its name there; in this order, so that after a power cut the name
/// is not there without the contents.
fn given_its_name(unfinished: &Path, path: &Path) -> Result<(), StoreError> {
    let bring = || {
        OpenOptions::new().write(true).open(unfinished)?.sync_all()?;
        fs::rename(unfinished, path)?;
        // Leftovers of SQLite's, and of whoever wrote: empty by now.
        remove_project(unfinished);
        // Some systems cannot open a folder; there the name is as safe as they make it.
        if let Ok(folder) = File::open(folder_of(path)) {
            let _ = folder.sync_all();
        }
        Ok(())
    };
    bring().map_err(|error: std::io::Error| StoreError::Unwritable {
        path: path.to_owned(),
        obstacle: Obstacle::of_io(&error),
    })
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A path as SQLite reads it in an address: whatever might mean something there is written as a number.
fn in_an_address(path: &Path) -> String {
    let mut out = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-~".contains(byte) {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    // Two slashes at the beginning would name a machine.
    if out.starts_with("//") { format!("//{out}") } else { out }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Removes a project file with what SQLite and we keep beside it.
fn remove_project(path: &Path) {
    for ending in ["", "-wal", "-shm", "-journal", ".writer"] {
        // It may not be there; there is nothing more to do about it.
        let _ = fs::remove_file(with_ending(path, ending));
    }
}
