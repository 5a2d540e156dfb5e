//! `themeweave theme`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::project::SheetKind;
use crate::table::{Cell, Column, Table};

/// What to do with themes.
#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    /// Import themes from a TOML file
    Import(ImportArgs),
    /// List the themes with their statements and codes
    List(ListArgs),
    /// Tell who says each theme, in figures and in words for shares
    ///
    /// Numerator and denominator always stand together. The word for a share is the study's own convention (`finding settings`),
    /// printed below the table.
    Prevalence(PrevalenceArgs),
}

#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  themeweave theme prevalence carers_as_bridge --interval")]
pub struct PrevalenceArgs {
    /// Id of a theme; all when not given
    theme: Option<String>,
    /// Add Wilson intervals: precision if these were a random sample, which they are not
    #[arg(long)]
    interval: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// File with [[theme]] id, name, statement, codes
    file: PathBuf,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(command: &ThemeCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    match command {
        ThemeCommand::Import(args) => {
            let summary = place::open(common)?.import_sheet(SheetKind::Themes, &args.file, args.dry_run)?;
            printer.say_done(if summary.is_empty() { "nothing new" } else { "themes imported" }, args.dry_run);
        }
        ThemeCommand::List(args) => {
            let snapshot = place::open(common)?.snapshot(None)?;
            let columns = vec![
                Column::text("theme", "Theme"),
                Column::text("name", "Name"),
                Column::text("statement", "Statement"),
                Column::number("codes", "Codes"),
            ];
            let mut table = Table::new("Themes", columns);
            for theme in &snapshot.themes {
                table.rows.push(vec![
                    Cell::words(theme.id.clone()),
                    Cell::words(theme.name.clone()),
                    Cell::words(theme.statement.clone()),
                    Cell::Count(theme.codes.len() as u64),
                ]);
            }
            printer.table(&table, &args.table)?;
        }
        ThemeCommand::Prevalence(args) => {
            let (selection, layout) = (args.filter.selection(), args.table.layout());
            let table = place::open(common)?.prevalence(&selection, args.theme.as_deref(), args.interval, layout)?;
            printer.table(&table, &args.table)?;
        }
    }
    Ok(0)
}
