//! `themeweave undo`, `redo` and `forget`.

use clap::Args;

use crate::cli::args::Common;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::text::counted;

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

/// Forget what undo needs, and with it the words of what was removed
///
/// Until then the project file holds what was removed, so that it can be brought back. After somebody has withdrawn: remove their
/// sources, then forget. The journal stays; no change made before can be undone any more. Texts of earlier revisions of sources that are
/// still there stay too. Copies, packs and exports made before are yours to remove.
#[derive(Debug, Args)]
pub struct ForgetArgs {
    /// Really do it: this is the one command that cannot be taken back
    #[arg(long, required = true)]
    for_good: bool,
}

pub fn forget(_: &ForgetArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let forgotten = place::open(common)?.forget()?;
    printer.say(&format!("{} cannot be undone any more", counted(forgotten as u64, "change")));
    Ok(0)
}

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
