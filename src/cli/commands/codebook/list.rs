//! `themeweave codebook list` and `show`.

use std::path::PathBuf;

use clap::Args;

use super::versions;
use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::codebook::tables;

#[derive(Debug, Args)]
pub struct ListArgs {
    /// A codebook file instead of the project's codebook
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// This version of the project's codebook
    #[arg(long, value_name = "VERSION", conflicts_with = "file")]
    codebook: Option<String>,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Id of the code
    code: String,
    /// A codebook file instead of the project's codebook
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// This version of the project's codebook
    #[arg(long, value_name = "VERSION", conflicts_with = "file")]
    codebook: Option<String>,
    #[command(flatten)]
    table: TableArgs,
}

pub fn list(args: &ListArgs, common: &Common, printer: &Printer) -> Result<(), CliError> {
    let book = versions::file_or_project(args.file.as_deref(), args.codebook.as_deref(), common)?;
    // Eighty columns have room for ids or for parents, whose order the names show anyway.
    let table = if args.table.is_plain() { tables::overview(&book) } else { tables::list(&book) };
    printer.table(&table, &args.table)
}

pub fn show(args: &ShowArgs, common: &Common, printer: &Printer) -> Result<(), CliError> {
    let book = versions::file_or_project(args.file.as_deref(), args.codebook.as_deref(), common)?;
    let table = tables::show(&book, &args.code).ok_or_else(|| {
        let known = book.codes.iter().map(|code| code.id.as_str());
        CliError::usage(format!("code “{}” is not in codebook {}", args.code, book.label()))
            .hint(crate::text::did_you_mean(&args.code, known))
    })?;
    printer.table(&table, &args.table)
}
