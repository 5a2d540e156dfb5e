//! `themeweave matrix`.

use clap::{Args, Subcommand};

use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::explanation;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::project::{MatrixQuestion, Selection};

/// Count themes, codes or categories by role, case, source or attribute
///
/// A coding counts for the participants whose speech it touches, never for everybody in the room. Interviewers and participants who
/// have withdrawn are in no count. A theme counts all its codes, a code the codes below it, each thing once; the total
/// column counts each thing once over all columns. N of each column stands in the last line.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  themeweave matrix theme role\n  themeweave matrix code place --count codings\n  \
    themeweave matrix theme role --percent-of participants --where kind:interview"
)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct MatrixArgs {
    #[command(subcommand)]
    between: Option<Between>,
    /// theme, code or category
    #[arg(value_name = "ROWS", required = true)]
    rows: Option<String>,
    /// role, case, source, participant, or any attribute of participants or cases
    #[arg(value_name = "COLS", required = true)]
    columns: Option<String>,
    /// What is counted
    #[arg(long, value_name = "MEASURE", default_value = "participants",
          value_parser = ["participants", "codings", "segments", "sources", "words"])]
    count: String,
    /// Print shares of this instead of counts
    #[arg(long, value_name = "OF", default_value = "none", value_parser = ["none", "row", "column", "participants"])]
    percent_of: String,
    /// What a code counts of the codes below it
    #[arg(long, value_name = "RULE", default_value = "all", value_parser = ["all", "direct"])]
    roll_up: String,
    /// Leave out rows that count nothing
    #[arg(long)]
    hide_empty: bool,
    /// Print ids beside names
    #[arg(long)]
    ids: bool,
    /// Print the counting rules in words instead of the table
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

/// A matrix of two codebook versions.
#[derive(Debug, Subcommand)]
pub enum Between {
    /// Compare a matrix as of two codebook versions, with the reason for each difference
    Diff(DiffArgs),
}

/// Compare a matrix as of two codebook versions, with the reason for each difference
///
/// For each figure that differs: what the changed definitions do to it (codes renamed, merged, retired), what people
/// decided in review, and what was coded since. The three add up to the difference.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  themeweave matrix diff 1.1.0 2.0.0 --rows code --count codings")]
pub struct DiffArgs {
    /// The earlier version
    #[arg(value_name = "V1")]
    from: String,
    /// The later version
    #[arg(value_name = "V2")]
    to: String,
    /// theme, code or category
    #[arg(long, value_name = "ROWS", default_value = "theme")]
    rows: String,
    /// role, case, source, participant, or any attribute of participants or cases
    #[arg(long, value_name = "COLS", default_value = "role")]
    columns: String,
    /// What is counted
    #[arg(long, value_name = "MEASURE", default_value = "participants",
          value_parser = ["participants", "codings", "segments", "sources", "words"])]
    count: String,
    /// What a code counts of the codes below it
    #[arg(long, value_name = "RULE", default_value = "all", value_parser = ["all", "direct"])]
    roll_up: String,
    /// List figures that are the same too
    #[arg(long)]
    all: bool,
    /// Only what a query selects, such as 'role:child and kind:interview'
    #[arg(long = "where", value_name = "QUERY", help_heading = "Selection")]
    filter: Option<String>,
    #[command(flatten)]
    table: TableArgs,
}

fn diff(args: &DiffArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let question = MatrixQuestion {
        rows: args.rows.clone(),
        columns: args.columns.clone(),
        measure: args.count.clone(),
        roll_up: args.roll_up.clone(),
        ids: !args.table.is_plain(),
        selection: Selection { filter: args.filter.clone(), ..Selection::default() },
        ..MatrixQuestion::default()
    };
    let table = place::open(common)?.matrix_between(&question, &args.from, &args.to, args.all)?;
    printer.table(&table, &args.table)?;
    Ok(0)
}

pub fn run(args: &MatrixArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    if let Some(Between::Diff(args)) = &args.between {
        return diff(args, common, printer);
    }
    let project = place::open(common)?;
    let question = MatrixQuestion {
        rows: args.rows.clone().unwrap_or_default(),
        columns: args.columns.clone().unwrap_or_default(),
        measure: args.count.clone(),
        share: args.percent_of.clone(),
        roll_up: args.roll_up.clone(),
        ids: args.ids,
        selection: args.filter.selection(),
    };
    if args.explain {
        explanation::print(&project.explain_matrix(&question)?, &args.filter, common, printer)?;
    } else {
        let mut table = project.matrix(&question)?;
        if args.hide_empty {
            table.leave_out_empty_rows();
        }
        printer.table(&table, &args.table)?;
    }
    Ok(0)
}
