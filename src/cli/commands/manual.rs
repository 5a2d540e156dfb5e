//! `themeweave manual`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use clap_complete::Shell;

use crate::cli::command;
use crate::cli::error::CliError;
use crate::cli::output::Printer;

/// What to print.
#[derive(Debug, Subcommand)]
pub enum ManualCommand {
    /// Print completions for a shell
    Completions(CompletionArgs),
    /// Write man pages into a folder
    Man(ManArgs),
    /// Print the reference of all commands as Markdown
    Reference,
}

#[derive(Debug, Args)]
pub struct CompletionArgs {
    /// The shell
    shell: Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// Folder for the pages
    folder: PathBuf,
}

pub fn run(manual: &ManualCommand, printer: &Printer) -> Result<u8, CliError> {
    match manual {
        ManualCommand::Completions(args) => {
            let mut bytes = Vec::new();
            clap_complete::generate(args.shell, &mut command(), "themeweave", &mut bytes);
            printer.data(&String::from_utf8_lossy(&bytes))?;
        }
        ManualCommand::Man(args) => {
            std::fs::create_dir_all(&args.folder).map_err(|cause| CliError::file(&args.folder, cause))?;
            clap_mangen::generate_to(command(), &args.folder).map_err(|cause| CliError::file(&args.folder, cause))?;
            printer.say(&format!("wrote man pages to {}", args.folder.display()));
        }
        ManualCommand::Reference => printer.data(&crate::cli::reference::markdown())?,
    }
    Ok(0)
}
