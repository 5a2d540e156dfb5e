//! `themeweave finding settings`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::TableArgs;
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::project::Project;

#[derive(Debug, Args)]
#[command(
    after_long_help = "Example of a file:\n  format = \"themeweave settings 1\"\n  [pooling]\n  estimator = \"dl\"\n  [saturation]\n  threshold = 0\n  \
    [[wording]]\n  from = 0\n  word = \"some\"\n  [[wording]]\n  from = 0.5\n  word = \"most\""
)]
pub struct SettingsArgs {
    /// Settings file (TOML) to read
    file: Option<PathBuf>,
    /// Show what would happen and change nothing
    #[arg(long, requires = "file")]
    dry_run: bool,
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(args: &SettingsArgs, project: &mut Project, printer: &Printer) -> Result<(), CliError> {
    if let Some(file) = &args.file {
        let changed = project.import_settings(file, args.dry_run)?;
        printer.say_done(if changed { "settings read" } else { "nothing new" }, args.dry_run);
        return Ok(());
    }
    let mut table = project.settings_table()?;
    let own = |row: usize, key| table.cell(row, key);
    if args.table.is_plain() && (0..table.rows.len()).all(|row| own(row, "value") == own(row, "usual")) {
        table.leave_out_column("usual");
    }
    printer.table(&table, &args.table)
}
