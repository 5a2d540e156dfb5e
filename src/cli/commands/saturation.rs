//! `themeweave saturation`.

use clap::Args;

use super::drawing::answered;
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::guide::AnalystChart;
use crate::project::SaturationQuestion;

#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  themeweave saturation --where kind:interview\n  themeweave saturation --steps --where role:child --threshold 0"
)]
pub struct SaturationArgs {
    /// Interviews of the base
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1000))]
    base: Option<u64>,
    /// Interviews of a run
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1000))]
    run: Option<u64>,
    /// Share of new codes, of those of the base, at which a run brings nothing new any more
    #[arg(long, value_name = "SHARE", value_parser = share)]
    threshold: Option<f64>,
    /// Random orders to try; 0 for none
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    orders: u32,
    /// Seed of the random orders
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Print every interview with its new codes and the run that ends with it
    #[arg(long)]
    steps: bool,
    /// Print the curve of discovery, source by source, beside the mean over all orders; drawn with -o FILE.svg
    #[arg(long, conflicts_with = "steps")]
    curve: bool,
    /// Role of the curve; everybody otherwise
    #[arg(long, value_name = "ROLE", requires = "curve", default_value = "")]
    role: String,
    /// Tier of the curve
    #[arg(long, value_name = "TIER", requires = "curve", default_value = "code", value_parser = ["code", "theme"])]
    tier: String,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

fn share(word: &str) -> Result<f64, String> {
    let read: Option<f64> = word.trim().parse().ok();
    read.filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "expected a share from 0 to 1, such as 0.05".to_owned())
}

pub fn run(args: &SaturationArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let question = SaturationQuestion {
        base: args.base,
        run: args.run,
        threshold: args.threshold,
        orders: args.orders,
        seed: args.seed,
        steps: args.steps,
    };
    if args.curve {
        let project = place::open(common)?;
        let table = project.saturation_curve(&args.filter.selection(), &question, &args.role, &args.tier)?;
        return answered(&project, &table, AnalystChart::Saturation, &args.table, printer);
    }
    let mut table = place::open(common)?.saturation(&args.filter.selection(), &question)?;
    if args.table.is_plain() {
        table.leave_out_column("role");
        table.leave_out_column("date");
    }
    printer.table(&table, &args.table)?;
    Ok(0)
}
