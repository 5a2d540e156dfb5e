//! Who is writing to the project, told to those who have to wait: a line in a file beside it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::StoreError;
use super::obstacle::Obstacle;

/// Who holds the project, where nothing more is known.
pub(super) const SOMEBODY: &str = "another process";

/// A change under way; the line goes when it ends. After a crash the line stays and is overwritten by the next
/// writer; it is only read while the database itself says that somebody holds it.
#[derive(Debug)]
pub(super) struct Writing {
    file: Option<PathBuf>,
    line: String,
}

impl Writing {
    /// Writes the line. That it cannot be written does not stop anybody.
    pub(super) fn begin(project: &Path, at: &str, command: &str) -> Self {
        let Some(file) = beside(project) else { return Self { file: None, line: String::new() } };
        let since = if at.is_empty() { String::new() } else { format!(", since {at}") };
        let line = format!("`{command}` (process {}{since})", std::process::id());
        let written = fs::write(&file, &line);
        if written.is_err() {
            // On a full disk an empty file came into being, or half a line.
            let _ = fs::remove_file(&file);
        }
        Self { file: written.is_ok().then_some(file), line }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // The next writer may have begun already and said so.
        if let Some(file) = &self.file
            && fs::read_to_string(file).is_ok_and(|found| found == self.line)
        {
            let _ = fs::remove_file(file);
        }
    }
}

/// The right to make a project file of a name, for one process at a time: the system's lock on the file that the line
/// is in. It ends with its process, however that ends.
#[derive(Debug)]
pub(super) struct Claim {
    file: PathBuf,
    /// Open as long as the claim lasts, and locked where the file system can lock.
    _lock: File,
}

impl Claim {
    /// Claims a name.
    pub(super) fn on(project: &Path) -> Result<Self, StoreError> {
        let unwritable = |error: std::io::Error| StoreError::Unwritable {
            path: project.to_owned(),
            obstacle: Obstacle::of_io(&error),
        };
        let file = beside(project).ok_or_else(|| StoreError::Folder(project.to_owned()))?;
        let line = format!("process {}, which is making it", std::process::id());
        // Again when the holder before us has taken the file away between our opening and our locking it.
        for _ in 0..5 {
            let mut lock =
                OpenOptions::new().create(true).truncate(false).write(true).open(&file).map_err(unwritable)?;
            if let Err(TryLockError::WouldBlock) = lock.try_lock() {
                return Err(StoreError::Busy(holder(project)));
            }
            let written = lock.set_len(0).and_then(|()| lock.write_all(line.as_bytes()));
            if let Err(error) = written {
                let _ = fs::remove_file(&file);
                return Err(unwritable(error));
            }
            if fs::read_to_string(&file).is_ok_and(|found| found == line) {
                return Ok(Self { file, _lock: lock });
            }
        }
        Err(StoreError::Busy(holder(project)))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // While it is still locked, so that it is ours that goes.
        let _ = fs::remove_file(&self.file);
    }
}

/// Who holds the project, in words.
pub(super) fn holder(project: &Path) -> String {
    let line = beside(project).and_then(|file| fs::read_to_string(file).ok());
    line.filter(|line| !line.is_empty()).unwrap_or_else(|| SOMEBODY.to_owned())
}

/// `NAME.tw.writer`; nothing for a project in memory.
fn beside(project: &Path) -> Option<PathBuf> {
    let name = project.file_name()?.to_owned();
    if project.parent().is_some_and(|folder| folder.as_os_str().is_empty()) && name == ":memory:" {
        return None;
    }
    let mut name = name;
    name.push(".writer");
    Some(project.with_file_name(name))
}
