//! `themeweave codebook impact` and `themeweave codebook migrate`.

use std::path::Path;

use clap::Args;

use super::versions;
use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
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
    let book = match is_file(to) {
        Some(file) => versions::read(file)?,
        None => project.codebook(Some(to))?,
    };
    printer.table(&project.impact(from, &book)?, &args.table)?;
    Ok(())
}

pub fn migrate(args: &MigrateArgs, common: &Common, printer: &Printer) -> Result<(), CliError> {
    let mut project = place::open(common)?;
    let version = match is_file(&args.to) {
        Some(file) => taken_in(&mut project, file, args.dry_run)?,
        None => args.to.clone(),
    };
    let migrated = project.migrate(&version, args.dry_run)?;
    if migrated.to.is_empty() {
        printer.say("the project is at that version");
    } else {
        printer.say_done(&migrated.summary(), args.dry_run);
        if migrated.stale > 0 && !args.dry_run {
            printer.say("`themeweave coding review` lists the codings to be looked at");
        }
    }
    Ok(())
}

fn is_file(version: &str) -> Option<&Path> {
    let path = Path::new(version);
    path.extension().is_some_and(|ending| ending == "toml").then_some(path)
}

/// Takes a codebook file into the project first; returns its label.
fn taken_in(project: &mut Project, file: &Path, dry_run: bool) -> Result<String, CliError> {
    let book = versions::read(file)?;
    if dry_run && project.codebook(Some(&book.label())).is_err() {
        return Err(CliError::usage(format!("{} is not in the project yet", book.label()))
            .hint(format!("`themeweave codebook impact {}` shows what it would do", file.display())));
    }
    Ok(project.import_codebook(&book)?.label)
}
