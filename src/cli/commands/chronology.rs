//! `themeweave chronology`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::analysis::{chronology_patterns, chronology_table, timeline_table};
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;

/// Put the events of a case in order of time, and look for patterns
///
/// An analytical chronology, as practice frameworks for reunification ask for it: events from sheets (chronology import, or [files] events
/// in the manifest) beside passages coded as events. A coded passage has no date of its own: it stands on the day on which it was told, unless
/// a memo on its coding says “date: 2024-03” or “date=2019..2020” (and “side: risk” or “side: protective”). The words of people who do not
/// let the team quote them are withheld. With -o FILE.md events and patterns are written as Markdown.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(
    after_long_help = "Examples:\n  themeweave chronology F3\n  themeweave chronology F3 --patterns --gap 12\n  themeweave chronology F3 -o F3.md"
)]
pub struct ChronologyArgs {
    #[command(subcommand)]
    command: Option<ChronologyCommand>,
    /// Id of a case
    #[arg(value_name = "CASE", required = true)]
    case: Option<String>,
    /// Print the patterns alone: repeated returns, change after support, gaps
    #[arg(long, conflicts_with = "timeline")]
    patterns: bool,
    /// Print what a timeline is drawn from: each event with the days that it takes
    #[arg(long)]
    timeline: bool,
    /// Months without any event that make a gap when there are more of them
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=1200))]
    gap: u32,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

/// What else to do with chronologies.
#[derive(Debug, Subcommand)]
pub enum ChronologyCommand {
    /// Import a sheet of events
    Import(ImportArgs),
}

/// Import a sheet of events
///
/// Columns: case, date (2019, 2019-05 or 2019-05-14), to (for what lasted; a return home ends with the next entry to care), certainty (exact,
/// about, before, after), event, kind (an id of the scale chronology_kinds), source (an id of chronology_sources), side (risk, protective or
/// empty), note. The events replace those of an earlier sheet of the same name.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// CSV, or workbook with a sheet events
    file: PathBuf,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &ChronologyArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    if let Some(ChronologyCommand::Import(args)) = &args.command {
        let summary = place::open(common)?.import_events(&args.file, args.dry_run)?;
        printer.say_done(if summary.is_empty() { "nothing new" } else { &summary }, args.dry_run);
        return Ok(0);
    }
    let case = args.case.as_deref().unwrap_or_default();
    let chronology = place::open(common)?.chronology(case, &args.filter.selection())?;
    let patterns = || chronology_patterns(&chronology, args.gap, args.table.layout());
    if args.patterns {
        printer.table(&patterns(), &args.table)?;
        return Ok(0);
    }
    let mut table = if args.timeline { timeline_table(&chronology) } else { chronology_table(&chronology, args.gap) };
    let ending = args.table.output.as_deref().and_then(std::path::Path::extension);
    if ending.is_some_and(|ending| ending == "md") && !args.table.json && !args.table.csv {
        let mut text = table.to_markdown(1);
        if !args.timeline {
            text.push('\n');
            text.push_str(&patterns().to_markdown(2));
        }
        printer.text(&text, args.table.output.as_deref())?;
        return Ok(0);
    }
    if args.table.is_plain() && table.rows.iter().all(|row| row.get(1) == Some(&crate::table::Cell::Empty)) {
        table.leave_out_column("to");
    }
    printer.table(&table, &args.table)?;
    Ok(0)
}
