//! `themeweave participant`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::project::SheetKind;

/// What to do with participants.
#[derive(Debug, Subcommand)]
pub enum ParticipantCommand {
    Import(ImportArgs),
    /// List the participants with role, cases and what they allow today
    List(ListArgs),
    /// Show everything known of one participant
    Show(ShowArgs),
}

/// Import participants (and cases) from sheets
///
/// Columns participant, pseudonym, role, cases, consent, consent_guardian, consent_date, consent_expires, withdrawn; every other
/// column is an attribute. What the project knew of its participants becomes what the sheet says. Speakers whose label is the id
/// or the pseudonym of one participant are tied to that participant.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// CSV or workbook (.xlsx) of participants
    file: PathBuf,
    /// CSV or workbook of cases, imported first
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Id of the participant
    participant: String,
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(command: &ParticipantCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    match command {
        ParticipantCommand::Import(args) => {
            let mut project = place::open(common)?;
            let cases = args.cases.as_deref().map(|file| (SheetKind::Cases, file));
            let sheets: Vec<_> = cases.into_iter().chain([(SheetKind::Participants, args.file.as_path())]).collect();
            let summaries = project.import_sheets(&sheets, args.dry_run)?;
            for ((_, file), summary) in sheets.iter().zip(summaries) {
                let what = if summary.is_empty() { "nothing changed" } else { &summary };
                printer.say_done(&format!("{}: {what}", file.display()), args.dry_run);
            }
        }
        ParticipantCommand::List(args) => {
            printer.table(&place::open(common)?.participants_table()?, &args.table)?;
        }
        ParticipantCommand::Show(args) => {
            let table = place::open(common)?.participant_table(&args.participant)?;
            let table = table.ok_or_else(|| {
                CliError::usage(format!("there is no participant “{}”", args.participant))
                    .hint("`themeweave participant list` shows the ids")
            })?;
            printer.table(&table, &args.table)?;
        }
    }
    Ok(0)
}
