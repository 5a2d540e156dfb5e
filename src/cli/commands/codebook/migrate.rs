//! `themeweave codebook impact` and `themeweave codebook migrate`.

use std::path::Path;

use clap::Args;

use super::versions;
use crate::analysis::Layout;
use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::model::Codebook;
use crate::project::Project;

/// Tell what a change of version would do, before anything happens
///
/// For each code that a step touches: what happens to it, whether its codings follow by themselves, stay, are set
/// aside, or must be looked at, and how many codings, coders, sources and people are concerned. Notes name the themes,
/// questions, links and sections of the guide that speak of these codes.
#[derive(Debug, Args)]
pub struct ImpactArgs {
    /// The version to go from (the one in use) or to; a second one is the version to go to
    #[arg(required = true, num_args = 1..=2, value_name = "VERSION")]
    versions: Vec<String>,
    #[command(flatten)]
    table: TableArgs,
}

/// Bring the project to another codebook version
///
/// Steps that keep a meaning (rename, move, merge, reword, broaden) are carried out by themselves; codings whose code
/// was split or narrowed go to the recode queue (`coding review`); those of a retired code are set aside. Nothing is
/// deleted, one `undo` takes all of it back, and tables can still be made as of the version before (--codebook).
#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// The version to go to: one in the project, or a file
    #[arg(long, value_name = "VERSION")]
    to: String,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn impact(args: &ImpactArgs, common: &Common, printer: &Printer) -> Result<(), CliError> {
    let project = place::open(common)?;
    let (from, to) = match args.versions.as_slice() {
        [from, to] => (Some(from.as_str()), to.as_str()),
        [to] => (None, to.as_str()),
        _ => return Err(CliError::usage("which version?").hint("themeweave codebook impact VERSION")),
    };
    let book = version(&project, to)?;
    let layout = if args.table.is_plain() { Layout::Reading } else { Layout::Data };
    printer.table(&project.impact(from, &book, layout)?, &args.table)?;
    Ok(())
}

pub fn migrate(args: &MigrateArgs, common: &Common, printer: &Printer) -> Result<(), CliError> {
    let mut project = place::open(common)?;
    let book = version(&project, &args.to)?;
    let Some(migrated) = project.migrate(&book, args.dry_run)? else {
        printer.say("the project is at that version");
        return Ok(());
    };
    printer.say_done(&migrated.summary(), args.dry_run);
    if migrated.stale > 0 && !args.dry_run {
        printer.say("`themeweave coding review` lists the codings to be looked at");
    }
    Ok(())
}

/// A version of the project's codebook, or one from a file.
fn version(project: &Project, named: &str) -> Result<Codebook, CliError> {
    let path = Path::new(named);
    if path.extension().is_some_and(|ending| ending == "toml") || versions::is_sheet(path) {
        return versions::read(path);
    }
    Ok(project.codebook(Some(named))?)
}
