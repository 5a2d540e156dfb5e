//! `themeweave coding`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::review;
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::text::counted;

/// What to do with codings.
#[derive(Debug, Subcommand)]
pub enum CodingCommand {
    Import(ImportArgs),
    /// Write the codings that count as CSV that imports again
    Export(ExportArgs),
    /// List codings
    List(ListArgs),
    /// Code words of a source by hand
    Add(review::AddArgs),
    /// Set a coding aside: it is in no count, and nothing is deleted
    Drop(review::DropArgs),
    /// Look at codings whose code means something else now: the recode queue
    Review(review::ReviewArgs),
    /// List codings whose words are gone from their text
    Orphans(review::OrphansArgs),
    /// Put a coding on words of its source's text, by hand
    Reanchor(review::ReanchorArgs),
}

/// Import codings from CSV: all rows or none
///
/// Columns source, code, coder, quote are enough: each quote is found in its source, and one that is missing or stands there more than once is
/// an error that shows the nearest text or the candidates. Instead of quotes, start and end may be given with their unit in the header
/// (start_codepoint, end_codepoint; start_byte; start_utf16). Further columns: round, memo, created, weight.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// CSV files or workbooks (.xlsx) with a sheet `codings`
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    /// Print the ids of the codings, by which `blame` and `coding` commands name them
    #[arg(long)]
    ids: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(command: &CodingCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    match command {
        CodingCommand::Add(args) => return review::add(args, common, printer),
        CodingCommand::Drop(args) => return review::drop(args, common, printer),
        CodingCommand::Review(args) => return review::review(args, common, printer),
        CodingCommand::Orphans(args) => return review::orphans(args, common, printer),
        CodingCommand::Reanchor(args) => return review::reanchor(args, common, printer),
        CodingCommand::Import(args) => {
            let mut project = place::open(common)?;
            let reports = project.import_coding_sheets(&args.files, args.dry_run)?;
            for (file, report) in args.files.iter().zip(reports) {
                let done = format!("{}: {} rows, {} new codings", file.display(), report.rows, report.added);
                printer.say_done(&done, args.dry_run);
            }
        }
        CodingCommand::Export(args) => {
            let project = place::open(common)?;
            printer.text(&project.export_codings()?, args.output.as_deref())?;
            for (state, count) in project.codings_by_state()?.into_iter().filter(|(state, n)| !state.counts() && *n > 0)
            {
                printer.say(&format!("left out: {} {}", counted(count, "coding"), state.word()));
            }
        }
        CodingCommand::List(args) => {
            let project = place::open(common)?;
            let plain = args.table.is_plain();
            let mut table = project.codings_table(&args.filter.selection(), args.ids || !plain)?;
            if args.ids && plain {
                // Eighty columns have room for ids or for who speaks.
                for column in ["participant", "role", "round"] {
                    table.leave_out_column(column);
                }
            }
            printer.table(&table, &args.table)?;
        }
    }
    Ok(0)
}
