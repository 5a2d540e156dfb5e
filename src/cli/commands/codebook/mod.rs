//! `themeweave codebook`: one file per command.

mod check;
mod diff;
mod export;
mod import;
mod list;
mod migrate;
mod release;
mod versions;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::args::Common;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;

/// What to do with codebooks.
#[derive(Debug, Subcommand)]
pub enum CodebookCommand {
    /// Check codebook files: every error at its line and column, the steps between versions, and advice
    Check(check::CheckArgs),
    /// List the codes of the project's codebook, or of a file
    List(list::ListArgs),
    /// Show one code with its definition, boundaries and examples
    Show(list::ShowArgs),
    /// Show what changed between two versions, code by code and word by word
    Diff(diff::DiffArgs),
    /// Freeze a version: its file is refused from then on when its content is another
    Release(release::ReleaseArgs),
    /// Tell what a change of version would do, before anything happens
    Impact(migrate::ImpactArgs),
    /// Bring the project to another codebook version
    Migrate(migrate::MigrateArgs),
    /// Import a codebook file into the project
    Import(import::ImportArgs),
    /// Write a codebook as TOML or CSV, or as an appendix in Markdown or Word
    Export(export::ExportArgs),
    /// Import scale files (ratings, roles, outcome domains, research questions)
    Scales(ScalesArgs),
}

#[derive(Debug, Args)]
pub struct ScalesArgs {
    /// Scale files (TOML), or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub fn run(command: &CodebookCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    match command {
        CodebookCommand::Check(args) => return check::run(args, printer),
        CodebookCommand::Impact(args) => migrate::impact(args, common, printer)?,
        CodebookCommand::Migrate(args) => migrate::migrate(args, common, printer)?,
        CodebookCommand::List(args) => list::list(args, common, printer)?,
        CodebookCommand::Show(args) => list::show(args, common, printer)?,
        CodebookCommand::Diff(args) => diff::run(args, common, printer)?,
        CodebookCommand::Release(args) => release::run(args, printer)?,
        CodebookCommand::Import(args) => import::run(args, common, printer)?,
        CodebookCommand::Export(args) => export::run(args, common, printer)?,
        CodebookCommand::Scales(args) => {
            let count = place::open(common)?.import_scales(&args.files)?;
            printer.say(&format!("{count} scales in the project"));
        }
    }
    Ok(0)
}
