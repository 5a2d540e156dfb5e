//! `themeweave joint qca`.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::analysis::{Cuts, Layout};
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::project::{ConfigurationQuestion, ConfigurationTable};

/// Which combinations of practice elements or themes go with an outcome (QCA)
///
/// With --rows elements the cases are the interventions of the review, and the outcome is their evidence rating, the direction of their
/// effects, whether the interval of their effect lies above none, or that effect (SMD towards benefit) calibrated at three anchors. With --rows themes the cases are the families of the study, a theme is present when somebody of the family speaks of it, and the
/// outcome is a value of an attribute of cases. Interviewers' words never count. A ~ before the outcome asks for its absence. Every table
/// prints its cut-offs, what was left out and why, and how many combinations nobody has seen.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  themeweave joint qca --conditions transition_planning,peer_mentor,small_caseload\n  \
    themeweave joint qca --outcome direction --table solution\n  \
    themeweave joint qca --outcome fuzzy:0,0.2,0.5 --table data\n  \
    themeweave joint qca --rows themes --outcome case:outcome=home --table necessity"
)]
pub struct QcaArgs {
    /// What the conditions are
    #[arg(long, value_name = "ROWS", default_value = "elements", value_parser = ["elements", "themes"])]
    rows: String,
    /// Elements or themes to compare by, separated by commas (default: some are chosen by rule)
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    conditions: Vec<String>,
    /// rating, rating:LEVEL, direction, effect, fuzzy:E,C,I or case:ATTRIBUTE=VALUE (default with elements: rating, which is rating:3)
    #[arg(long, value_name = "OUTCOME", default_value = "", hide_default_value = true)]
    outcome: String,
    /// Consistency from which a combination leads to the outcome
    #[arg(long, value_name = "SHARE", default_value_t = 0.8, value_parser = share)]
    incl_cut: f64,
    /// PRI that it must have besides
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    pri_cut: f64,
    /// Cases that a combination needs
    #[arg(long, value_name = "CASES", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    n_cut: u32,
    /// Which table
    #[arg(long = "table", id = "which", value_name = "TABLE", default_value = "truth",
          value_parser = PossibleValuesParser::new(ConfigurationTable::ALL.map(|(_, word)| word)))]
    which: String,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

/// Reads a share between 0 and 1.
fn share(word: &str) -> Result<f64, String> {
    match word.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a share between 0 and 1, such as 0.8".to_owned()),
    }
}

pub fn run(args: &QcaArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let layout = if args.table.is_plain() { Layout::Reading } else { Layout::Data };
    let table = place::open(common)?.joint_qca(&question(args), layout)?;
    printer.table(&table, &args.table)?;
    Ok(0)
}

fn question(args: &QcaArgs) -> ConfigurationQuestion {
    let cases = usize::try_from(args.n_cut).unwrap_or(usize::MAX);
    let cuts = Cuts { cases, consistency: args.incl_cut, pri: args.pri_cut, contradiction: None };
    ConfigurationQuestion {
        rows: args.rows.clone(),
        conditions: args.conditions.iter().map(|id| id.trim().to_owned()).collect(),
        outcome: args.outcome.clone(),
        cuts,
        table: ConfigurationTable::from_word(&args.which).unwrap_or_default(),
        selection: args.filter.selection(),
    }
}
