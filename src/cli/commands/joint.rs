//! `themeweave joint`.

use clap::{Args, Subcommand};

use crate::analysis::{Layout, TargetKind};
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;

/// Which joint display.
#[derive(Debug, Subcommand)]
pub enum JointCommand {
    /// Outcome by outcome: who says the themes tied to it, what studies measured, and the fit
    ByOutcome(JointArgs),
    /// Intervention by intervention, over all outcomes that were measured for it
    ByIntervention(JointArgs),
    /// Practice element by practice element, over the interventions that have it
    ByElement(JointArgs),
    /// Research question by research question
    ByQuestion(JointArgs),
    /// Implementation factor by factor: reported as barrier or as enabler
    ByFactor(JointArgs),
    /// Published figure by figure, with the themes that speak to it
    StatisticsByThemes(JointArgs),
    /// Theme by theme: statement, voices, findings, fit
    SideBySide(JointArgs),
}

/// Voices and findings are tied together by accepted links alone. Effects are pooled as the project's settings say, or counted by
/// direction where they may not be. Fit is what a named analyst decided, else what the rule suggests: joint explain shows
/// everything behind a cell. With --csv and --json every figure has a column of its own.
#[derive(Debug, Args)]
pub struct JointArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(command: &JointCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let (args, kind) = match command {
        JointCommand::ByOutcome(args) => (args, Some(TargetKind::Outcome)),
        JointCommand::ByIntervention(args) => (args, Some(TargetKind::Intervention)),
        JointCommand::ByElement(args) => (args, Some(TargetKind::Element)),
        JointCommand::ByQuestion(args) => (args, Some(TargetKind::Question)),
        JointCommand::ByFactor(args) => (args, Some(TargetKind::Factor)),
        JointCommand::StatisticsByThemes(args) => (args, Some(TargetKind::Statistic)),
        JointCommand::SideBySide(args) => (args, None),
    };
    let project = place::open(common)?;
    let layout = if args.table.is_plain() { Layout::Reading } else { Layout::Data };
    let selection = args.filter.selection();
    let table = match kind {
        Some(kind) => project.joint_by(kind, &selection, layout)?,
        None => project.joint_side_by_side(&selection, layout)?,
    };
    printer.table(&table, &args.table)?;
    Ok(0)
}
