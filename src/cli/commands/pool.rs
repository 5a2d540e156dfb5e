//! `themeweave finding pool` and what belongs to it.

use clap::Args;

use crate::analysis::Layout;
use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::project::PoolQuestion;

/// Which effects are put together, and how.
#[derive(Debug, Default, Args)]
pub struct EffectArgs {
    /// Group by outcome, measure, intervention, element, design, rob, time, country, population or all; several with / between
    #[arg(long, value_name = "GROUPING", default_value = "outcome", help_heading = "Effects")]
    by: String,
    /// Only effects where this holds, such as design=RCT or rob=low (may be given more than once)
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Effects")]
    only: Vec<String>,
    /// Estimator of heterogeneity: reml, dl, pm, ml, he, sj, eb, hs or common; for `finding pool` also mh or peto (tables of events)
    #[arg(long, value_name = "WORD", help_heading = "Pooling")]
    estimator: Option<String>,
    /// Test and interval of the mean: hksj-adhoc, hksj or wald
    #[arg(long, value_name = "WORD", help_heading = "Pooling")]
    test: Option<String>,
    /// Prediction interval: hts, k-1 or normal
    #[arg(long, value_name = "WORD", help_heading = "Pooling")]
    prediction: Option<String>,
    /// Level of intervals, such as 0.95
    #[arg(long, value_name = "LEVEL", value_parser = level, help_heading = "Pooling")]
    level: Option<f64>,
    /// What is done with several effects of one study: none, three_level, che, average, first or latest
    #[arg(long, value_name = "WORD", help_heading = "Pooling")]
    dependency: Option<String>,
    /// Correlation between effects of one study, for che and average
    #[arg(long, value_name = "R", value_parser = correlation, help_heading = "Pooling")]
    rho: Option<f64>,
    /// Scale on which effects are put together: as_reported, harmonised, smd or log_or
    #[arg(long, value_name = "WORD", help_heading = "Pooling")]
    scale: Option<String>,
}

fn level(text: &str) -> Result<f64, String> {
    within(text, 0.5, 0.999)
}

fn correlation(text: &str) -> Result<f64, String> {
    within(text, 0.0, 0.99)
}

fn within(text: &str, least: f64, most: f64) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (least..=most).contains(&value) { Ok(value) } else { Err(format!("expected {least} to {most}")) }
}

impl EffectArgs {
    /// The question that these arguments ask.
    pub fn question(&self) -> PoolQuestion {
        PoolQuestion {
            by: self.by.clone(),
            only: self.only.clone(),
            estimator: self.estimator.clone(),
            test: self.test.clone(),
            prediction: self.prediction.clone(),
            level: self.level,
            dependency: self.dependency.clone(),
            rho: self.rho,
            scale: self.scale.clone(),
        }
    }
}

/// Pool effects, or say why they are not pooled
///
/// By default random effects by REML with Hartung-Knapp intervals, never narrower than without, and a prediction interval; what the
/// project's settings say goes before that, and the options below before both. Several effects of one study are not pooled until --dependency
/// says how; different scales not until --scale does. A single study is never pooled. All figures are turned so that higher is better.
///
/// With --estimator mh (Mantel-Haenszel) or peto, two-by-two tables are pooled as a common effect, where all effects of a group have
/// events on one scale.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave finding pool --dependency che --scale harmonised\n  \
    themeweave finding pool --by outcome/intervention --only design=RCT --dependency average")]
pub struct PoolArgs {
    #[command(flatten)]
    effects: EffectArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn pool(args: &PoolArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let layout = if args.table.is_plain() { Layout::Reading } else { Layout::Data };
    let table = place::open(common)?.pool(&args.effects.question(), layout)?;
    printer.table(&table, &args.table)?;
    Ok(0)
}
