//! `themeweave finding`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::settings;
use crate::cli::args::{Common, TableArgs};
use crate::cli::error::{CliError, Kind};
use crate::cli::output::Printer;
use crate::cli::place;
use crate::project::FindingSheet;

/// What to do with findings.
#[derive(Debug, Subcommand)]
pub enum FindingCommand {
    /// Import sheets of the review: studies, interventions, effects, statistics, links, ...
    Import(ImportArgs),
    /// List the rows of a sheet
    List(ListArgs),
    /// Check every row; exit status 1 when one has an error
    Check(CheckArgs),
    /// Show the settings of synthesis, or read them from a file
    ///
    /// How effects are pooled, when voices and findings fit, words for shares of people, when interviews are saturated. A file says
    /// what differs from the usual; what it does not name is as usual.
    Settings(settings::SettingsArgs),
}

/// Import sheets of the review: studies, interventions, effects, statistics, links, ...
///
/// The kind of a sheet is told by its file name (effects.csv) or by --kind. Each sheet replaces what the project knew of its kind.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// CSV files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Kind of the sheets, where their names do not tell
    #[arg(long, value_name = "KIND", value_parser = sheets())]
    kind: Option<String>,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    /// Which sheet
    #[arg(value_name = "KIND", default_value = "effects", value_parser = sheets())]
    kind: String,
    #[command(flatten)]
    table: TableArgs,
}

/// Check every row; exit status 1 when one has an error
///
/// Rules V01 to V17: intervals that do not hold their value, ratios below 0, standard errors that disagree with intervals, ratings that no
/// study supports, percentages without a base, and others. An effect with an error is kept out of every display.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    table: TableArgs,
}

fn sheets() -> PossibleValuesParser {
    PossibleValuesParser::new(FindingSheet::ALL.map(|(_, word)| word))
}

pub fn run(command: &FindingCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    match command {
        FindingCommand::Import(args) => {
            let kind = args.kind.as_deref().and_then(FindingSheet::from_word);
            let summary = project.import_findings(&args.files, kind, args.dry_run)?;
            printer.say_done(if summary.is_empty() { "nothing new" } else { &summary }, args.dry_run);
        }
        FindingCommand::List(args) => {
            let sheet = FindingSheet::from_word(&args.kind).unwrap_or(FindingSheet::Effects);
            printer.table(&project.findings_table(sheet)?, &args.table)?;
        }
        FindingCommand::Settings(args) => settings::run(args, &mut project, printer)?,
        FindingCommand::Check(args) => {
            let (table, errors) = project.check_findings()?;
            printer.table(&table, &args.table)?;
            return Ok(if errors { Kind::Check.status() } else { 0 });
        }
    }
    Ok(0)
}
