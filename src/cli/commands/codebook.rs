//! `themeweave codebook`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::migrate;
use crate::cli::args::{Common, TableArgs};
use crate::cli::error::{CliError, Kind};
use crate::cli::output::Printer;
use crate::cli::place;
use crate::codebook::{self, tables};
use crate::model::Codebook;
use crate::project::ProjectError;

/// What to do with codebooks.
#[derive(Debug, Subcommand)]
pub enum CodebookCommand {
    /// Check codebook files: every error at its line and column, and advice
    Check(CheckArgs),
    /// List the codes of the project's codebook, or of a file
    List(ListArgs),
    /// Show one code with its definition, boundaries and examples
    Show(ShowArgs),
    /// Import a codebook file and make its version the active one
    Import(ImportArgs),
    /// Tell what a change of version would do, before anything happens
    Impact(migrate::ImpactArgs),
    /// Bring the project to another codebook version
    Migrate(migrate::MigrateArgs),
    /// Import scale files (ratings, roles, outcome domains, research questions)
    Scales(ScalesArgs),
}

/// Check codebook files: every error at its line and column, and advice
///
/// Exit status 3 when a file has errors; advice alone is no error.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Codebook files (TOML)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    /// A codebook file instead of the project's codebook
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// This version of the project's codebook
    #[arg(long, value_name = "VERSION", conflicts_with = "file")]
    codebook: Option<String>,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Id of the code
    code: String,
    /// A codebook file instead of the project's codebook
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// This version of the project's codebook
    #[arg(long, value_name = "VERSION", conflicts_with = "file")]
    codebook: Option<String>,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Codebook file (TOML)
    file: PathBuf,
}

#[derive(Debug, Args)]
pub struct ScalesArgs {
    /// Scale files (TOML), or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub fn run(command: &CodebookCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    match command {
        CodebookCommand::Check(args) => return check(args, printer),
        CodebookCommand::Impact(args) => return migrate::impact(args, common, printer),
        CodebookCommand::Migrate(args) => return migrate::migrate(args, common, printer),
        CodebookCommand::List(args) => {
            let book = the_codebook(args.file.as_deref(), args.codebook.as_deref(), common)?;
            printer.table(&tables::list(&book), &args.table)?;
        }
        CodebookCommand::Show(args) => {
            let book = the_codebook(args.file.as_deref(), args.codebook.as_deref(), common)?;
            let table = tables::show(&book, &args.code).ok_or_else(|| {
                let known = book.codes.iter().map(|code| code.id.as_str());
                CliError::usage(format!("code “{}” is not in codebook {}", args.code, book.label()))
                    .hint(crate::text::did_you_mean(&args.code, known))
            })?;
            printer.table(&table, &args.table)?;
        }
        CodebookCommand::Import(args) => {
            let report = place::open(common)?.import_codebook(&read(&args.file)?)?;
            printer.say(&if report.active {
                format!("codebook {} is active", report.label)
            } else {
                format!("codebook {} is in the project; {} is active", report.label, report.in_use)
            });
        }
        CodebookCommand::Scales(args) => {
            let count = place::open(common)?.import_scales(&args.files)?;
            printer.say(&format!("{count} scales in the project"));
        }
    }
    Ok(0)
}

pub(super) fn read(file: &Path) -> Result<Codebook, CliError> {
    let text = std::fs::read_to_string(file).map_err(|cause| CliError::file(file, cause))?;
    Ok(codebook::read(&file.display().to_string(), &text).map_err(ProjectError::from)?)
}

fn the_codebook(file: Option<&Path>, version: Option<&str>, common: &Common) -> Result<Codebook, CliError> {
    match file {
        Some(file) => read(file),
        None => Ok(place::open(common)?.snapshot(version)?.codebook),
    }
}

fn check(args: &CheckArgs, printer: &Printer) -> Result<u8, CliError> {
    let mut status = 0;
    for file in &args.files {
        match read(file) {
            Ok(book) => {
                let advice = codebook::lint(&book);
                let codes = book.codes.len();
                printer.say(&format!("{}: {} is well formed, {codes} codes", file.display(), book.label()));
                if !advice.is_empty() {
                    printer.table(&tables::advice(&book, &advice), &TableArgs::default())?;
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
