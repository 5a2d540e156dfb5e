//! `themeweave joint`.

use clap::{Args, Subcommand};

use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;

/// Which joint display.
#[derive(Debug, Subcommand)]
pub enum JointCommand {
    /// Outcome by outcome: who says the themes tied to it, and what studies measured
    ByOutcome(JointArgs),
    /// Theme by theme: statement, voices, findings, gap
    SideBySide(JointArgs),
}

/// Voices and findings are tied together by accepted links alone. Nothing is pooled: the table shows how many studies and effects there
/// are, how far they range and which way they point. The gap says which kinds of evidence there are: both, qual_only,
/// quant_only or neither. With --csv and --json every figure has a column of its own.
#[derive(Debug, Args)]
pub struct JointArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(command: &JointCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let (JointCommand::ByOutcome(args) | JointCommand::SideBySide(args)) = command;
    let layout = args.table.layout();
    let selection = args.filter.selection();
    let table = match command {
        JointCommand::ByOutcome(_) => project.joint_by_outcome(&selection, layout)?,
        JointCommand::SideBySide(_) => project.joint_side_by_side(&selection, layout)?,
    };
    printer.table(&table, &args.table)?;
    Ok(0)
}
