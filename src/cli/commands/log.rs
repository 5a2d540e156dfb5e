//! `themeweave log`.

use clap::Args;

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;

/// Show what was done to the project, newest last
///
/// Every entry is bound to the one before it by a hash; `verify` holds the chain.
#[derive(Debug, Args)]
pub struct LogArgs {
    /// Only entries about this: a source, code, coding, participant or codebook version
    #[arg(long, value_name = "NAME")]
    of: Option<String>,
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(args: &LogArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    printer.table(&place::open(common)?.log(args.of.as_deref())?, &args.table)?;
    Ok(0)
}
