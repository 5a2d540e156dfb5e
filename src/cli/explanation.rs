//! How the rules that a command counts by are printed, with what its `--where` asks.

use super::args::{Common, FilterArgs};
use super::error::CliError;
use super::output::{Printer, width};
use super::place;
use crate::table::wrapped;

/// Prints rules in words and, where the command has a `--where`, what that query asks and what it narrows.
pub fn print(rules: &str, filter: &FilterArgs, common: &Common, printer: &Printer) -> Result<(), CliError> {
    let mut text = rules.trim_end().to_owned();
    if let Some(query) = &filter.filter {
        let asked = place::open(common)?.explain_where(query)?;
        let gap = if text.is_empty() { "" } else { "\n\n" };
        text.push_str(&format!("{gap}--where {query}\n{asked}"));
    }
    printer.data(&wrapped(&text, width()))
}
