//! `themeweave blame`.

use clap::Args;

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;

/// Tell where a coding comes from, and everything that happened to it since
///
/// When, by whom and from which file it was made, under which definition of its code; then every change of its text or
/// codebook, with what it said before; and where its words stand now, to the line of the transcript.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  themeweave blame 7q2mz0\n  themeweave blame --quote 'Nobody told me we were going'"
)]
pub struct BlameArgs {
    /// Id of the coding, or its first letters (`coding list --ids` shows them)
    #[arg(value_name = "CODING", conflicts_with = "quote", required_unless_present = "quote")]
    coding: Option<String>,
    /// Words, such as a quote of the guide pack: every coding on them is told
    #[arg(long, value_name = "WORDS")]
    quote: Option<String>,
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(args: &BlameArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let table = match (&args.coding, &args.quote) {
        (Some(coding), _) => project.blame(coding)?,
        (None, quote) => project.blame_quote(quote.as_deref().unwrap_or_default())?,
    };
    printer.table(&table, &args.table)?;
    Ok(0)
}
