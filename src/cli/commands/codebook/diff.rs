//! `themeweave codebook diff`.

use std::path::Path;

use clap::Args;

use super::versions;
use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::codebook::{self, Diff};
use crate::model::Codebook;

/// Show what changed between two versions, code by code and word by word
///
/// Each of the two is a codebook file or a version of the project's codebook, the older one first. Changes are told by code, as the
/// [[migration]] steps of the newer versions say; where no step says it, the likely change is inferred and marked so. Versions in between
/// are followed when they are in the project or beside one of the files. Words that went stand in [-...-], words that came in {+...+}.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The older version: a file, or a version of the project's codebook
    #[arg(value_name = "OLDER")]
    older: String,
    /// The newer version
    #[arg(value_name = "NEWER")]
    newer: String,
    /// Print Markdown, with ~~words that went~~ and **words that came**
    #[arg(long, conflicts_with_all = ["json", "csv"], help_heading = "Output")]
    markdown: bool,
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(args: &DiffArgs, common: &Common, printer: &Printer) -> Result<(), CliError> {
    let mut others = Vec::new();
    let older = version(&args.older, common, printer, &mut others)?;
    let newer = version(&args.newer, common, printer, &mut others)?;
    if older.name == newer.name && newer.version < older.version {
        let message = format!("{} is older than {}", newer.label(), older.label());
        return Err(CliError::usage(message).hint(format!("name the older one first: {} {}", args.newer, args.older)));
    }
    let path = codebook::versions_up_to(&older, &newer, &others);
    let diff = Diff::between(&older, &path);
    let output = args.table.output.as_deref();
    let is_page = output.and_then(Path::extension).is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
    if args.markdown || (is_page && args.table.is_plain()) {
        return printer.text(&diff.to_markdown(), output);
    }
    let table = if args.table.is_plain() { diff.overview() } else { diff.table() };
    printer.table(&table, &args.table)
}

/// A file or a version of the project; what else lies beside it goes to `others`.
fn version(word: &str, common: &Common, printer: &Printer, others: &mut Vec<Codebook>) -> Result<Codebook, CliError> {
    let path = Path::new(word);
    if path.is_file() || path.extension().is_some_and(|ending| ending == "toml" || ending == "csv") {
        let book = versions::read(path)?;
        let beside = versions::Beside::of(path, &book.name);
        beside.warn(printer);
        others.extend(beside.found.into_iter().map(|(_, book)| book));
        return Ok(book);
    }
    let project = place::open(common)?;
    let book = project.snapshot(Some(word))?.codebook;
    for (name, version) in project.codebook_versions()? {
        others.push(project.snapshot(Some(&format!("{name} {version}")))?.codebook);
    }
    Ok(book)
}
