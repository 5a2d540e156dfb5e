//! `themeweave verify`.

use clap::Args;

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::{CliError, Kind};
use crate::cli::output::Printer;
use crate::cli::place;
use crate::table::{Cell, Column, Table};

/// Prove that every coding is on its words and every text is the one imported
///
/// Checks the file's integrity and its foreign keys, the hash of every text, that every turn lies inside its text, that the words at
/// every coding's place are exactly its quote, and that its code is in its codebook version. Exit status 1 when anything
/// does not hold.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(args: &VerifyArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let faults = project.verify()?;
    if faults.is_empty() {
        let counts = project.counts()?;
        let count = |what| counts.iter().find(|(name, _)| *name == what).map_or(0, |(_, count)| *count);
        printer.say(&format!("everything holds: {} sources, {} codings", count("sources"), count("codings")));
        return Ok(0);
    }
    let columns = vec![Column::text("place", "Where"), Column::text("found", "What does not hold")];
    let mut table = Table::new("What does not hold", columns);
    table.rows = faults.into_iter().map(|fault| vec![Cell::words(fault.place), Cell::words(fault.message)]).collect();
    printer.table(&table, &args.table)?;
    Ok(Kind::Check.status())
}
