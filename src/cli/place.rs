//! Where the project lies, and the clock.

use std::path::{Path, PathBuf};

use super::args::Common;
use super::error::CliError;
use crate::project::{Now, Project};

/// The moment of this call.
pub fn now() -> Now {
    let now = jiff::Timestamp::now();
    // Whole seconds: more would only make journals harder to read.
    let whole = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
    Now { today: whole.to_zoned(jiff::tz::TimeZone::UTC).date(), timestamp: whole.to_string() }
}

/// Opens the project that was named, or the only one here or in a folder above.
pub fn open(common: &Common) -> Result<Project, CliError> {
    Ok(Project::open(&find(common)?, now())?)
}

/// The project file that commands mean.
pub fn find(common: &Common) -> Result<PathBuf, CliError> {
    if let Some(path) = &common.project {
        return Ok(path.clone());
    }
    let here = std::env::current_dir().map_err(|cause| CliError::file(Path::new("."), cause))?;
    for folder in here.ancestors() {
        let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "tw") && path.is_file())
            .collect();
        found.sort();
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one.clone()),
            several => {
                let names: Vec<String> = several.iter().map(|path| path.display().to_string()).collect();
                return Err(CliError::usage(format!("there are several projects: {}", names.join(", ")))
                    .hint("name one with -p FILE or THEMEWEAVE_PROJECT"));
            }
        }
    }
    Err(CliError::usage("there is no project (*.tw) in this folder or above")
        .hint("name one with -p FILE, make one with `themeweave init NAME.tw`, or build a manifest with `themeweave build project.toml`"))
}
