//! `themeweave codebook import`.

use std::path::PathBuf;

use clap::Args;

use super::versions;
use crate::cli::args::Common;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::interchange::CodebookSheet;

/// Import a codebook file into the project
///
/// Its version becomes the active one when nothing has been coded yet; else `codebook migrate` brings the codings to it.
///
/// A CSV needs one column that names the codes: name, tag or path (Taguette writes tag and description). Levels are read from the column
/// parent, or from a path such as enabler.contact or Enabler > Contact; codes above that the sheet does not list are made. Ids are made of
/// the names, and codes without a category get the category `code`. The CSV that `themeweave codebook export` writes comes in without loss.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Codebook file (TOML or CSV)
    file: PathBuf,
    /// Name of a codebook that comes as CSV (default: what the sheet says, else the file's name)
    #[arg(long, value_name = "NAME", help_heading = "CSV")]
    name: Option<String>,
    /// Version of a codebook that comes as CSV (default: what the sheet says, else 1.0.0)
    #[arg(long, value_name = "VERSION", help_heading = "CSV")]
    version: Option<semver::Version>,
    /// Sign between the levels of a name or path: . or / or > (default: the one that occurs)
    #[arg(long, value_name = "SIGN", help_heading = "CSV")]
    separator: Option<char>,
}

pub fn run(args: &ImportArgs, common: &Common, printer: &Printer) -> Result<(), CliError> {
    let book = if versions::is_sheet(&args.file) {
        let about = CodebookSheet {
            name: args.name.clone(),
            version: args.version.clone(),
            separator: args.separator,
            ..CodebookSheet::default()
        };
        versions::read_sheet(&args.file, about)?
    } else {
        if args.name.is_some() || args.version.is_some() || args.separator.is_some() {
            let message = "--name, --version and --separator are for codebooks that come as CSV";
            return Err(CliError::usage(message).hint("a TOML file says its name and version itself"));
        }
        versions::read(&args.file)?
    };
    let report = place::open(common)?.import_codebook(&book)?;
    if report.active {
        printer.say(&format!("codebook {} is active", report.label));
    } else {
        printer.say(&format!("codebook {} is in the project; {} is active", report.label, report.in_use));
        printer.say(&format!(
            "`themeweave codebook impact {0}` tells what `themeweave codebook migrate --to {0}` would do",
            book.version
        ));
    }
    Ok(())
}
