//! Where versions of a codebook come from: files, the files beside them, and the project.

use std::path::{Path, PathBuf};

use crate::cli::args::Common;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::codebook::{self, Places};
use crate::interchange::{CodebookSheet, read_codebook_csv};
use crate::model::Codebook;
use crate::project::ProjectError;

/// The text of a file.
pub fn text_of(file: &Path) -> Result<String, CliError> {
    std::fs::read_to_string(file).map_err(|cause| CliError::file(file, cause))
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
    let text = text_of(file)?;
    Ok(codebook::read_placed(&file.display().to_string(), &text).map_err(ProjectError::from)?)
}

/// A codebook file or the project's codebook, in the version that was asked for or the active one.
pub fn file_or_project(file: Option<&Path>, version: Option<&str>, common: &Common) -> Result<Codebook, CliError> {
    match file {
        Some(file) => read(file),
        None => Ok(place::open(common)?.snapshot(version)?.codebook),
    }
}

/// The other versions of a codebook in the files beside a file. A file that cannot be read is warned of:
/// it may be the version that is missed.
pub fn beside(file: &Path, name: &str, printer: &Printer) -> Vec<(PathBuf, Codebook)> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml") && path.file_name() != file.file_name())
        .collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        // Other TOML files (scales, themes, a manifest) may lie there: only a version's file is one to miss.
        let is_version = path.file_stem().is_some_and(|stem| semver::Version::parse(&stem.to_string_lossy()).is_ok());
        match read(&path) {
            Ok(book) if book.name == name => found.push((path, book)),
            Err(_) if is_version => {
                printer.warn(&format!("{} cannot be read as a codebook and was left aside", path.display()));
            }
            _ => {}
        }
    }
    found
}
