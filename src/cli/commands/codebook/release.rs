//! `themeweave codebook release`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{check, versions};
use crate::cli::error::{CliError, Kind};
use crate::cli::output::Printer;
use crate::codebook;
use crate::project::ProjectError;

/// Freeze a version: its file is refused from then on when its content is another
///
/// Writes a line released = "sha256:..." after the version; comments and layout stay as they are. The version has to pass
/// `themeweave codebook check`, and the version before has to be released. Releasing a version again changes nothing. To change a released
/// version, save it as a new one.
#[derive(Debug, Args)]
pub struct ReleaseArgs {
    /// Codebook file (TOML)
    file: PathBuf,
    /// The version before, instead of the one found beside the file
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &ReleaseArgs, printer: &Printer) -> Result<(), CliError> {
    let checked = check::checked(&args.file, args.against.as_deref())?;
    let label = checked.book.label();
    if let Some((path, before)) = checked.before.as_ref().filter(|(_, before)| before.released.is_none()) {
        let message = format!("{label} cannot be released: {} before it is not released yet", before.version);
        let hint =
            format!("its steps were held against a file that may still change: release {} first", path.display());
        return Err(CliError::Other { kind: Kind::Input, message, hint });
    }
    let name = args.file.display().to_string();
    let frozen = codebook::release(&name, &versions::text_of(&args.file)?).map_err(ProjectError::from)?;
    if frozen.already {
        printer.say(&format!("{label} is released already ({})", frozen.hash));
        return Ok(());
    }
    if !args.dry_run {
        replace(&args.file, &frozen.text)?;
    }
    printer.say_done(&format!("{label} is released ({})", frozen.hash), args.dry_run);
    Ok(())
}

/// Writes the new text beside the file and puts it in its place, so that the file is never half written.
fn replace(file: &Path, text: &str) -> Result<(), CliError> {
    let mut name = file.file_name().map(std::ffi::OsStr::to_owned).unwrap_or_default();
    name.push(".new");
    let beside = file.with_file_name(name);
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, file));
    written.map_err(|cause| CliError::file(file, cause))
}
