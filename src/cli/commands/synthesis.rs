//! `themeweave finding sensitivity` and the other questions about effects put together.

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::pool::EffectArgs;
use crate::analysis::synthesis::{VoteInterval, swim_markdown};
use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;

/// What most of these questions need.
#[derive(Debug, Args)]
pub struct SetArgs {
    #[command(flatten)]
    effects: EffectArgs,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave finding subgroups --over design --dependency average")]
pub struct SubgroupArgs {
    /// What parts the studies: design, rob, time, country, population or intervention
    #[arg(long, value_name = "WHAT")]
    over: String,
    /// One tau2 for all subgroups, in place of one for each
    #[arg(long)]
    common_tau2: bool,
    #[command(flatten)]
    set: SetArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave finding regression --moderator months,year --dependency average")]
pub struct RegressionArgs {
    /// Moderators divided by commas: months, year, n_total, uk, unit_cost_gbp
    #[arg(long, value_name = "WORDS")]
    moderator: String,
    #[command(flatten)]
    set: SetArgs,
}

#[derive(Debug, Args)]
pub struct VoteArgs {
    /// Interval of the share towards benefit
    #[arg(long, value_name = "WHICH", default_value = "exact", value_parser = PossibleValuesParser::new(VoteInterval::WORDS.map(|(_, word)| word)))]
    interval: String,
    #[command(flatten)]
    set: SetArgs,
}

#[derive(Debug, Args)]
pub struct SwimArgs {
    /// Print it as Markdown
    #[arg(long, conflicts_with_all = ["csv", "json"])]
    markdown: bool,
    #[command(flatten)]
    set: SetArgs,
}

#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  themeweave finding absolute --base ST3 --by measure --only 'measure=re-entry to care'\n  \
    themeweave finding absolute --base 30%"
)]
pub struct AbsoluteArgs {
    /// Risk without the intervention: a statistic in percent, or a percentage, which is labelled assumed
    #[arg(long, value_name = "STATISTIC|PERCENT")]
    base: String,
    /// Whether the base rate is of an event that is wanted (going home) or not (coming back into care)
    #[arg(long, value_name = "WHICH", default_value = "unwanted", value_parser = ["unwanted", "wanted"])]
    event: String,
    #[command(flatten)]
    set: SetArgs,
}

#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  themeweave finding costs\n  themeweave finding costs --published --compare CS3/CS4 --compare CS1/CS2"
)]
pub struct CostArgs {
    /// List published costs with their vintages instead
    #[arg(long)]
    published: bool,
    /// How many times the second of two published costs is the first, as A/B (may be given more than once)
    #[arg(long, value_name = "A/B")]
    compare: Vec<String>,
    #[command(flatten)]
    table: TableArgs,
}

pub fn sensitivity(args: &SetArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let table = place::open(common)?.sensitivity(&args.effects.question(), args.table.layout())?;
    printer.table(&table, &args.table)?;
    Ok(0)
}

pub fn leave_one_out(args: &SetArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let table = place::open(common)?.leave_one_out(&args.effects.question(), args.table.layout())?;
    printer.table(&table, &args.table)?;
    Ok(0)
}

pub fn influence(args: &SetArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let table = place::open(common)?.influence(&args.effects.question(), args.table.layout())?;
    printer.table(&table, &args.table)?;
    Ok(0)
}

pub fn small_study(args: &SetArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let table = place::open(common)?.small_study(&args.effects.question(), args.table.layout())?;
    printer.table(&table, &args.table)?;
    Ok(0)
}

pub fn subgroups(args: &SubgroupArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let (question, layout) = (args.set.effects.question(), args.set.table.layout());
    let table = place::open(common)?.subgroups(&question, &args.over, args.common_tau2, layout)?;
    printer.table(&table, &args.set.table)?;
    Ok(0)
}

pub fn regression(args: &RegressionArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let (question, layout) = (args.set.effects.question(), args.set.table.layout());
    let table = place::open(common)?.regression(&question, &args.moderator, layout)?;
    printer.table(&table, &args.set.table)?;
    Ok(0)
}

pub fn votes(args: &VoteArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let (question, layout) = (args.set.effects.question(), args.set.table.layout());
    let table = place::open(common)?.votes(&question, &args.interval, layout)?;
    printer.table(&table, &args.set.table)?;
    Ok(0)
}

pub fn combine_p(args: &SetArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let table = place::open(common)?.combined_p(&args.effects.question())?;
    printer.table(&table, &args.table)?;
    Ok(0)
}

pub fn swim(args: &SwimArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let table = place::open(common)?.swim(&args.set.effects.question())?;
    if args.markdown {
        printer.text(&swim_markdown(&table), args.set.table.output.as_deref())?;
    } else {
        printer.table(&table, &args.set.table)?;
    }
    Ok(0)
}

pub fn absolute(args: &AbsoluteArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let (question, layout) = (args.set.effects.question(), args.set.table.layout());
    let table = place::open(common)?.absolute(&question, &args.base, args.event == "wanted", layout)?;
    printer.table(&table, &args.set.table)?;
    Ok(0)
}

pub fn costs(args: &CostArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let table = if args.published || !args.compare.is_empty() {
        project.consequences(&args.compare, args.table.layout())?
    } else {
        project.costs(args.table.layout())?
    };
    printer.table(&table, &args.table)?;
    Ok(0)
}
