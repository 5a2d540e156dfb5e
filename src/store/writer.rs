//! Who is writing to the project, told to those who have to wait: a line in a file beside it.

use std::path::{Path, PathBuf};

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
        let line = format!("`{command}` (process {}, since {at})", std::process::id());
        Self { file: std::fs::write(&file, &line).is_ok().then_some(file), line }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // The next writer may have begun already and said so.
        if let Some(file) = &self.file
            && std::fs::read_to_string(file).is_ok_and(|found| found == self.line)
        {
            let _ = std::fs::remove_file(file);
        }
    }
}

/// Who holds the project, in words.
pub(super) fn holder(project: &Path) -> String {
    let line = beside(project).and_then(|file| std::fs::read_to_string(file).ok());
    line.filter(|line| !line.is_empty()).unwrap_or_else(|| "another process".to_owned())
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
