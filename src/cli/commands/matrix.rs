//! `themeweave matrix`.

use clap::Args;

use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::{Printer, width};
use crate::cli::place;
use crate::project::MatrixQuestion;
use crate::table::wrapped;

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
pub struct MatrixArgs {
    /// theme, code or category
    #[arg(value_name = "ROWS")]
    rows: String,
    /// role, case, source, participant, or any attribute of participants or cases
    #[arg(value_name = "COLS")]
    columns: String,
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

pub fn run(args: &MatrixArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let question = MatrixQuestion {
        rows: args.rows.clone(),
        columns: args.columns.clone(),
        measure: args.count.clone(),
        share: args.percent_of.clone(),
        roll_up: args.roll_up.clone(),
        ids: args.ids,
        selection: args.filter.selection(),
    };
    if args.explain {
        printer.data(&wrapped(&project.explain_matrix(&question)?, width()))?;
    } else {
        let mut table = project.matrix(&question)?;
        if args.hide_empty {
            table.leave_out_empty_rows();
        }
        printer.table(&table, &args.table)?;
    }
    Ok(0)
}
