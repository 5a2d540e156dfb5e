//! What keeps a project file from being written, and naming the file in an error that comes from deep inside.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

use super::{StoreError, writer};

/// Stands for the file in errors that SQLite gives, which do not say which file they are about.
pub(super) const UNNAMED: &str = "the project file";

/// What keeps a project file from being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No room on the disk.
    DiskFull,
    /// The system refuses: a limit on the size of files, a quota, a disk that fails.
    Limit,
    /// The file, its folder or its disk may only be read.
    ReadOnly,
    /// The folder is not there.
    NoFolder,
    /// The file system cannot do what several programs on one file need.
    NoSharing,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::DiskFull => "the disk is full",
            Self::Limit => "the system refuses more bytes (the disk, a quota or a limit on the size of files is full)",
            Self::ReadOnly => "it may only be read (the file, its folder or its disk is read-only)",
            Self::NoFolder => "its folder is not there",
            Self::NoSharing => "its file system cannot lock or share files (is it a network share?)",
        })
    }
}

impl Obstacle {
    /// The obstacle that an error of SQLite is about.
    pub(super) fn of(error: &rusqlite::Error) -> Option<Self> {
        const SHARING: [i32; 4] =
            [ffi::SQLITE_IOERR_LOCK, ffi::SQLITE_IOERR_SHMLOCK, ffi::SQLITE_IOERR_SHMOPEN, ffi::SQLITE_IOERR_SHMMAP];
        const WRITING: [i32; 5] = [
            ffi::SQLITE_IOERR_WRITE,
            ffi::SQLITE_IOERR_FSYNC,
            ffi::SQLITE_IOERR_DIR_FSYNC,
            ffi::SQLITE_IOERR_TRUNCATE,
            ffi::SQLITE_IOERR_SHMSIZE,
        ];
        let rusqlite::Error::SqliteFailure(failure, _) = error else { return None };
        match (failure.code, failure.extended_code) {
            (ErrorCode::DiskFull, _) => Some(Self::DiskFull),
            // What cannot be opened after the project file itself was is a file that SQLite makes beside it.
            (ErrorCode::ReadOnly | ErrorCode::CannotOpen, _) => Some(Self::ReadOnly),
            (_, code) if SHARING.contains(&code) => Some(Self::NoSharing),
            (_, code) if WRITING.contains(&code) => Some(Self::Limit),
            _ => None,
        }
    }

    /// The obstacle that an error of the system is about.
    pub(super) fn of_io(error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull => Self::DiskFull,
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::NoFolder,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Limit,
        }
    }
}

/// An error of a caller that may hold one of the project file. It is how the file gets its name into an error that was
/// raised where only the database was known.
pub trait Failure: From<StoreError> {
    /// The error of the project file, where it is one.
    fn of_store(&mut self) -> Option<&mut StoreError>;

    /// The same error, about this file.
    #[must_use]
    fn about(mut self, file: &Path) -> Self {
        if let Some(error) = self.of_store() {
            error.name(file);
        }
        self
    }
}

impl Failure for StoreError {
    fn of_store(&mut self) -> Option<&mut StoreError> {
        Some(self)
    }
}

impl StoreError {
    fn name(&mut self, file: &Path) {
        match self {
            Self::Unwritable { path, .. } if path.as_os_str() == UNNAMED => *path = PathBuf::from(file),
            Self::Busy(who) if who == writer::SOMEBODY => *who = writer::holder(file),
            _ => {}
        }
    }
}
