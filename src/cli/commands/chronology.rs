//! `themeweave chronology`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::drawing::{answered, picture};
use crate::analysis::{Layout, chronology_patterns, chronology_table, timeline_table};
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::guide::AnalystChart;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(
    after_long_help = "Examples:\n  themeweave chronology F3\n  themeweave chronology F3 --patterns --gap 12\n  themeweave chronology F3 -o F3.md\n  themeweave chronology F3 -o F3.svg"
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
    ///
    /// Columns: case, date (2019, 2019-05 or 2019-05-14), to (for what lasted), certainty (exact,
    /// about, before, after), event, kind (an id of the scale chronology_kinds), source (an id of chronology_sources), side (risk, protective or
    /// empty), note. The events replace those of an earlier sheet of the same name.
    Import(ImportArgs),
}

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
    let project = place::open(common)?;
    let chronology = project.chronology(case, &args.filter.selection())?;
    if picture(&args.table).is_some() {
        return answered(&project, &timeline_table(&chronology, false), AnalystChart::Timeline, &args.table, printer);
    }
    let layout = args.table.layout();
    let patterns = |layout| chronology_patterns(&chronology, args.gap, layout);
    let ending = args.table.output.as_deref().and_then(std::path::Path::extension);
    if ending.is_some_and(|ending| ending == "md") && !args.table.json && !args.table.csv {
        let text = if args.timeline {
            timeline_table(&chronology, true).to_markdown(1)
        } else if args.patterns {
            patterns(Layout::Reading).to_markdown(1)
        } else {
            let events = chronology_table(&chronology, None, Layout::Data).to_markdown(1);
            events + "\n" + &patterns(Layout::Reading).to_markdown(2)
        };
        printer.text(&text, args.table.output.as_deref())?;
        return Ok(0);
    }
    let table = if args.timeline {
        timeline_table(&chronology, true)
    } else if args.patterns {
        patterns(layout)
    } else {
        chronology_table(&chronology, Some(args.gap), layout)
    };
    printer.table(&table, &args.table)?;
    Ok(0)
}
