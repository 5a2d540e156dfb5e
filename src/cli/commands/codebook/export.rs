//! `themeweave codebook export`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::versions;
use crate::cli::args::Common;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::codebook;
use crate::interchange::{codebook_docx, codebook_markdown, write_codebook_csv};

/// Forms of a codebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Our codebook file
    Toml,
    /// One row a code; imports again without loss
    Csv,
    /// An appendix in Markdown
    Markdown,
    /// An appendix as a Word document
    Docx,
}

/// Write a codebook as TOML or CSV, or as an appendix in Markdown or Word
///
/// TOML and CSV import again without loss. The appendix has categories and codes as headings, each code with its definition, boundaries and
/// examples. The same codebook gives the same bytes.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// A version of the project's codebook (default: the active one)
    #[arg(value_name = "VERSION")]
    version: Option<String>,
    /// A codebook file (TOML or CSV) instead of the project's codebook
    #[arg(long, value_name = "FILE", conflicts_with = "version")]
    file: Option<PathBuf>,
    /// Form (default: what the ending of the output says, else toml)
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: &ExportArgs, common: &Common, printer: &Printer) -> Result<(), CliError> {
    let format = form(args)?;
    let book = versions::file_or_project(args.file.as_deref(), args.version.as_deref(), common)?;
    let output = args.output.as_deref();
    match (format, output) {
        (Format::Toml, _) => printer.text(&codebook::write(&book), output),
        (Format::Csv, _) => printer.text(&write_codebook_csv(&book), output),
        (Format::Markdown, _) => printer.text(&codebook_markdown(&book), output),
        (Format::Docx, Some(path)) => {
            let bytes = codebook_docx(&book).map_err(|cause| CliError::file(path, cause))?;
            printer.file(path, &bytes)
        }
        (Format::Docx, None) => {
            let hint = "name one with -o, such as -o codebook.docx";
            Err(CliError::usage("a Word document needs a file to be written to").hint(hint))
        }
    }
}

fn form(args: &ExportArgs) -> Result<Format, CliError> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let Some(ending) = args.output.as_deref().and_then(Path::extension) else { return Ok(Format::Toml) };
    let ending = ending.to_string_lossy().to_lowercase();
    match ending.as_str() {
        "toml" => Ok(Format::Toml),
        "csv" => Ok(Format::Csv),
        "md" | "markdown" => Ok(Format::Markdown),
        "docx" => Ok(Format::Docx),
        _ => Err(CliError::usage(format!("a codebook cannot be written as .{ending}"))
            .hint("endings are .toml, .csv, .md and .docx; --format chooses for any other")),
    }
}
