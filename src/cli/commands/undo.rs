//! `themeweave undo` and `themeweave redo`.

use clap::Args;

use crate::cli::args::Common;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;

/// Take back the last change
///
/// Whatever a command did to the project is taken back as a whole: an import, a migration, a correction, a build.
/// Files outside the project (a guide pack, an exported sheet) stay as they are. Again and again goes back further;
/// `redo` comes forward until something else is done.
#[derive(Debug, Args)]
pub struct UndoArgs {}

/// Make the change again that was taken back last
///
/// Possible until something else is done.
#[derive(Debug, Args)]
pub struct RedoArgs {}

pub fn undo(_: &UndoArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let entry = place::open(common)?.undo()?;
    printer.say(&format!("took back entry {}: {} ({})", entry.id, entry.command, entry.summary));
    Ok(0)
}

pub fn redo(_: &RedoArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let entry = place::open(common)?.redo()?;
    printer.say(&format!("made entry {} again: {} ({})", entry.id, entry.command, entry.summary));
    Ok(0)
}
