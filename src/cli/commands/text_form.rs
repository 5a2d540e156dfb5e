//! `themeweave export` and `themeweave import`: the project in other forms.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::args::Common;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place::{self, now};
use crate::project::Project;

/// Forms that the whole project can be written in.
#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    Text(ExportTextArgs),
}

/// Forms that a whole project can be read from.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    Text(ImportTextArgs),
}

/// Write the whole project as plain text: one fact a line, for version control
///
/// Texts and turns of every revision, people, codings with their history, codebooks, findings and the journal, sorted and
/// named by lasting names, so that the folder can be compared and merged in git. The same project gives the same bytes. The folder
/// holds the transcripts: keep it as confidentially as the project.
#[derive(Debug, Args)]
pub struct ExportTextArgs {
    /// Folder to write; an earlier export in it is brought up to date
    folder: PathBuf,
}

/// Make a project of a folder that `export text` wrote
///
/// The project that -p names must not exist yet. Everything comes in, and holds, or nothing is made. What `undo` needs
/// is not in the text form: the history can be read, and begins anew.
#[derive(Debug, Args)]
pub struct ImportTextArgs {
    /// The folder
    folder: PathBuf,
    /// Leave the journal of the folder out and begin a new one: for folders merged from several projects
    #[arg(long)]
    new_history: bool,
}

pub fn export(command: &ExportCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let ExportCommand::Text(args) = command;
    let done = place::open(common)?.export_text(&args.folder)?;
    printer.say(&format!(
        "{}: {} files, {} written, {} removed",
        args.folder.display(),
        done.files,
        done.written,
        done.removed
    ));
    Ok(0)
}

pub fn import(command: &ImportCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let ImportCommand::Text(args) = command;
    let Some(path) = &common.project else {
        return Err(
            CliError::usage("which project file is to be made?").hint("themeweave -p NEW.tw import text FOLDER")
        );
    };
    let project = Project::import_text(&args.folder, path, args.new_history, now())?;
    let counts: Vec<String> = project.counts()?.into_iter().map(|(what, count)| format!("{count} {what}")).collect();
    printer.say(&format!("made {}: {}", path.display(), counts.join(", ")));
    Ok(0)
}
