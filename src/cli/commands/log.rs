//! `themeweave log`.

use clap::Args;

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::table::{Cell, Column, Table};

/// Show what was done to the project, newest last
#[derive(Debug, Args)]
pub struct LogArgs {
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(args: &LogArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let columns = vec![Column::text("at", "When"), Column::text("command", "Command"), Column::text("change", "What")];
    let mut table = Table::new("History", columns);
    for entry in project.journal()? {
        table.rows.push(vec![Cell::words(entry.at), Cell::words(entry.command), Cell::words(entry.summary)]);
    }
    printer.table(&table, &args.table)?;
    Ok(0)
}
