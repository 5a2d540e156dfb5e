//! `themeweave init`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::Common;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place::now;
use crate::project::Project;

/// Make a new, empty project
///
/// A project is one file. It holds the texts themselves, so it must be kept as confidentially as the transcripts.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The project file to make (default: what -p names)
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Title of the study
    #[arg(long, default_value = "")]
    title: String,
    /// A notice that every output repeats
    #[arg(long, default_value = "")]
    notice: String,
}

pub fn run(args: &InitArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let file = args.file.as_ref().or(common.project.as_ref());
    let file = file.ok_or_else(|| CliError::usage("which file?").hint("themeweave init NAME.tw"))?;
    let stem = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let title = if args.title.is_empty() { &stem } else { &args.title };
    Project::create(file, title, &args.notice, now())?;
    printer.say(&format!("made {}", file.display()));
    Ok(0)
}
