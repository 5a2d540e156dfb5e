//! `themeweave codebook check`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::versions;
use crate::cli::args::TableArgs;
use crate::cli::error::{CliError, Kind};
use crate::cli::output::Printer;
use crate::codebook::{self, Places, tables};
use crate::model::Codebook;
use crate::project::ProjectError;

/// Check codebook files: every error at its line and column, the steps between versions, and advice
///
/// The [[migration]] steps of a version have to explain exactly how it differs from the version before, which is the file beside it with
/// the same name and the next lower version (or the one given with --against), and its number has to be high enough for its steps. A
/// missing step is printed ready to be pasted. A first version has no steps. Exit status 3 when a file has errors; advice alone is none.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Codebook files (TOML)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The version before, instead of the one found beside the file
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
}

pub fn run(args: &CheckArgs, printer: &Printer) -> Result<u8, CliError> {
    let mut status = 0;
    for file in &args.files {
        match checked(file, args.against.as_deref()) {
            Ok(found) => {
                let book = &found.book;
                let codes = book.codes.len();
                let (name, label) = (file.display(), book.label());
                printer.say(&format!("{name}: {label} is well formed, {codes} codes; {}", found.history()));
                let advice = codebook::lint(book);
                if !advice.is_empty() {
                    printer.table(&tables::advice(book, &advice), &TableArgs::default())?;
                }
            }
            Err(error) => {
                printer.error(&error);
                status = Kind::Input.status();
            }
        }
    }
    Ok(status)
}

/// A version whose steps hold.
pub struct Checked {
    /// The version.
    pub book: Codebook,
    /// The version before and its file.
    pub before: Option<(PathBuf, Codebook)>,
}

impl Checked {
    fn history(&self) -> String {
        let seal = if self.book.released.is_some() { "released" } else { "not released" };
        match &self.before {
            None => format!("a first version, {seal}"),
            Some((file, before)) => {
                let steps = match self.book.migrations.len() {
                    1 => "1 step explains".to_owned(),
                    steps => format!("{steps} steps explain"),
                };
                format!("{steps} what changed since {} ({}); {seal}", before.version, file.display())
            }
        }
    }
}

/// Reads a version and holds its steps against the version before.
///
/// # Errors
/// Everything that is wrong with the file and its steps.
pub fn checked(file: &Path, against: Option<&Path>) -> Result<Checked, CliError> {
    let (book, places): (Codebook, Places) = versions::read_placed(file)?;
    let before = match against {
        Some(path) => Some((path.to_owned(), versions::read(path)?)),
        None => version_beside(file, &book)?,
    };
    let problems = match &before {
        Some((_, before)) => codebook::check_steps(before, &book),
        None => codebook::check_first(&book),
    };
    codebook::placed(&problems, &places)
        .none_or(Checked { book, before })
        .map_err(|found| ProjectError::from(found).into())
}

/// The version before in the folder. A file that cannot be read and may be it is an error: the steps would
/// be held against an older one.
fn version_beside(file: &Path, book: &Codebook) -> Result<Option<(PathBuf, Codebook)>, CliError> {
    let mut beside = versions::Beside::of(file, &book.name);
    let before = codebook::version_before(book, beside.found.iter().map(|(_, other)| other));
    let before = before.map(|before| before.version.clone());
    let nearer =
        |number: &semver::Version| *number < book.version && before.as_ref().is_none_or(|before| number > before);
    if let Some((_, error)) =
        beside.unread.into_iter().filter(|(number, _)| nearer(number)).max_by(|a, b| a.0.cmp(&b.0))
    {
        return Err(error);
    }
    let at = beside.found.iter().position(|(_, other)| Some(&other.version) == before.as_ref());
    Ok(at.map(|at| beside.found.swap_remove(at)))
}
