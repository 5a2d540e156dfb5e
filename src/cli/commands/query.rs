//! `themeweave query`.

use clap::{Args, Subcommand};

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::{Printer, width};
use crate::cli::place;
use crate::table::{TerminalStyle, wrapped};

/// What to do with saved queries.
#[derive(Debug, Subcommand)]
pub enum QueryCommand {
    Save(SaveArgs),
    /// List the saved queries
    List(ListArgs),
    Show(ShowArgs),
    /// Remove a saved query that no other names
    Remove(RemoveArgs),
}

/// Keep a query under a name; in other queries it is @NAME
///
/// @NAME stands for what the query says, wherever a query may stand: in search, in --where, in other saved queries. A
/// query that had the name is replaced.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave query save told_late 'code:being_told and date<2025-06-01'\n  \
    themeweave query save childs_view '@told_late only in role:child' --description 'In their own words'\n  \
    themeweave matrix theme role --where @told_late")]
pub struct SaveArgs {
    /// Letters, digits, _ and -
    #[arg(value_name = "NAME")]
    name: String,
    /// The query
    #[arg(value_name = "QUERY")]
    query: String,
    /// What it is for; the description of the query that it replaces stays unless another is given
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    table: TableArgs,
}

/// Explain a saved query and tell how much it selects
///
/// Counted are codings, turns, sources and participants in the frame: speech of interviewers and of people whose consent
/// does not allow analysis stands in a column of its own. With --csv and --json the counts are printed alone.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Name of the query
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// Name of the query
    #[arg(value_name = "NAME")]
    name: String,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(command: &QueryCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    match command {
        QueryCommand::Save(args) => {
            let saved = project.save_query(&args.name, &args.query, args.description.as_deref(), args.dry_run)?;
            let summary = if saved.summary.is_empty() { "nothing new" } else { &saved.summary };
            printer.say_done(summary, args.dry_run);
            if let Some(doubt) = saved.doubt {
                printer.warn(&format!("the query has no answer in this project as it is: {doubt}"));
            }
        }
        QueryCommand::List(args) => {
            let mut table = project.queries_table()?;
            if args.table.is_plain() {
                table.leave_out_column("from");
            }
            printer.table(&table, &args.table)?;
        }
        QueryCommand::Show(args) => {
            let shown = project.show_query(&args.name)?;
            if args.table.is_plain() {
                let counts = shown.selected.to_terminal(TerminalStyle { width: width() });
                let text = format!("{}\n{counts}", wrapped(&shown.text, width()));
                printer.text(&text, args.table.output.as_deref())?;
            } else {
                printer.table(&shown.selected, &args.table)?;
            }
        }
        QueryCommand::Remove(args) => {
            let summary = project.remove_query(&args.name, args.dry_run)?;
            printer.say_done(&summary, args.dry_run);
        }
    }
    Ok(0)
}
