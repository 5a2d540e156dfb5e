//! Where versions of a codebook come from: files, the files beside them, and the project.

use std::path::{Path, PathBuf};

use crate::cli::args::Common;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::codebook::{self, Places};
use crate::interchange::{CodebookSheet, read_codebook_csv};
use crate::model::Codebook;
use crate::project::{ProjectError, read_text};

/// The text of a file.
pub fn text_of(file: &Path) -> Result<String, CliError> {
    Ok(read_text(file)?)
}

/// Whether a file is a sheet, by its ending.
pub fn is_sheet(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv") || ending.eq_ignore_ascii_case("tsv"))
}

/// Reads a codebook file; a sheet when its ending says so.
pub fn read(file: &Path) -> Result<Codebook, CliError> {
    if is_sheet(file) {
        return read_sheet(file, CodebookSheet::default());
    }
    let text = text_of(file)?;
    Ok(codebook::read(&file.display().to_string(), &text).map_err(ProjectError::from)?)
}

/// Reads a sheet; a codebook that nothing names is called like its file.
pub fn read_sheet(file: &Path, about: CodebookSheet) -> Result<Codebook, CliError> {
    let stem = file.file_stem().map_or_else(String::new, |stem| codebook::slug(&stem.to_string_lossy()));
    let fallback = if stem.is_empty() { "codebook".to_owned() } else { stem };
    let text = text_of(file)?;
    let about = CodebookSheet { fallback, ..about };
    Ok(read_codebook_csv(&file.display().to_string(), &text, &about).map_err(ProjectError::from)?)
}

/// Reads a codebook file with the places of its codes and steps.
pub fn read_placed(file: &Path) -> Result<(Codebook, Places), CliError> {
    if is_sheet(file) {
        let message = format!("{} is a sheet; versions are checked and released as TOML", file.display());
        return Err(CliError::usage(message)
            .hint(format!("`themeweave codebook export --file {} -o VERSION.toml` makes one of it", file.display())));
    }
    let text = text_of(file)?;
    Ok(codebook::read_placed(&file.display().to_string(), &text).map_err(ProjectError::from)?)
}

/// A codebook file or the project's codebook, in the version that was asked for or the active one.
pub fn file_or_project(file: Option<&Path>, version: Option<&str>, common: &Common) -> Result<Codebook, CliError> {
    match file {
        Some(file) => read(file),
        None => Ok(place::open(common)?.codebook(version)?),
    }
}

/// The codebook files beside a file.
#[derive(Default)]
pub struct Beside {
    /// Other versions of the same codebook.
    pub found: Vec<(PathBuf, Codebook)>,
    /// Files whose names are version numbers and that cannot be read: one of them may be the version that
    /// is missed.
    pub unread: Vec<(semver::Version, CliError)>,
}

impl Beside {
    /// Looks at the TOML files of a file's folder. Others than versions (scales, themes, a manifest) may lie
    /// there too.
    pub fn of(file: &Path, name: &str) -> Self {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let mut paths: Vec<PathBuf> = entries
            .filter(|entry| Some(entry.file_name().as_os_str()) != file.file_name())
            .map(|entry| file.with_file_name(entry.file_name()))
            .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
            .collect();
        paths.sort();
        let mut beside = Self::default();
        for path in paths {
            let number = path.file_stem().and_then(|stem| semver::Version::parse(&stem.to_string_lossy()).ok());
            match (read(&path), number) {
                (Ok(book), _) if book.name == name => beside.found.push((path, book)),
                (Err(error), Some(number)) => beside.unread.push((number, error)),
                _ => {}
            }
        }
        beside
    }

    /// Warns of the files that cannot be read.
    pub fn warn(&self, printer: &Printer) {
        for (number, _) in &self.unread {
            printer.warn(&format!("the file of version {number} cannot be read and was left aside"));
        }
    }
}
