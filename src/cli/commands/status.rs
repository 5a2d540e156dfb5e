//! `themeweave status`.

use clap::Args;

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::model::CodingState;
use crate::table::{Cell, Column, Table};

/// Tell what is in the project
#[derive(Debug, Args)]
pub struct StatusArgs {
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(args: &StatusArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let (title, notice) = project.heading()?;
    let mut table = Table::new(title, vec![Column::text("what", "What"), Column::text("value", "In the project")]);
    for (what, count) in project.counts()? {
        table.rows.push(vec![Cell::words(what), Cell::Count(count)]);
    }
    for (state, count) in project.codings_by_state()? {
        let told = match state {
            CodingState::Current => continue,
            CodingState::Stale => "to be looked at (coding review)",
            CodingState::Orphaned => "without their words (coding orphans)",
            CodingState::SetAside => "set aside",
        };
        if count > 0 {
            table
                .rows
                .push(vec![Cell::words(format!("codings {}", state.word())), Cell::words(format!("{count} {told}"))]);
        }
    }
    for (at, (name, version)) in project.codebook_versions()?.into_iter().enumerate() {
        let active = if at == 0 { " (active)" } else { "" };
        table.rows.push(vec![Cell::words("codebook"), Cell::words(format!("{name} {version}{active}"))]);
    }
    if let Some(last) = project.journal()?.last() {
        table.rows.push(vec![Cell::words("last change"), Cell::words(format!("{} {}", last.at, last.command))]);
    }
    if !notice.is_empty() {
        table.notes.push(notice);
    }
    printer.table(&table, &args.table)?;
    Ok(0)
}
