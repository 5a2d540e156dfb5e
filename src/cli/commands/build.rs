//! `themeweave build`: the main job.

use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::error::{CliError, Kind};
use crate::cli::output::Printer;
use crate::cli::place::now;
use crate::project::{self, BuildStep};

/// Take a folder of files to a project and a guide pack
///
/// The manifest (project.toml) names the transcripts, codebook, codings, participants, themes and review findings. The
/// project file that it names is made or brought up to date beside it: what changed in a file is changed, what people did in the
/// project itself is kept. Then the guide pack is written: a page that reads on its own, tables, charts, quotes, and a
/// record of what went in. Only files that differ are written.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  themeweave build transcripts-sample/project.toml --out guide")]
pub struct BuildArgs {
    /// The manifest
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,
    /// Folder of the guide pack
    #[arg(long, value_name = "DIR", default_value = "guide")]
    out: PathBuf,
    /// Write nothing; exit with status 1 if the pack on disk is not what would be written
    #[arg(long)]
    check: bool,
}

pub fn run(args: &BuildArgs, printer: &Printer) -> Result<u8, CliError> {
    let bar = progress_bar(printer);
    let mut step = |step: BuildStep| {
        bar.set_message(step.label());
        bar.set_position(BuildStep::ALL.iter().position(|known| *known == step).unwrap_or(0) as u64);
        printer.detail(step.label());
    };
    if args.check {
        let result = project::check(&args.manifest, &args.out, &now(), &mut step);
        bar.finish_and_clear();
        return report_check(&result?, args, printer);
    }
    let result = project::build(&args.manifest, &args.out, &now(), &mut step);
    bar.finish_and_clear();
    let report = result?;
    if report.changes.is_empty() {
        printer.say(&format!("{} is up to date", report.project.display()));
    } else {
        printer.say(&format!("{}: {}", report.project.display(), report.changes));
    }
    for warning in &report.warnings {
        printer.say(warning);
    }
    let page = args.out.join("index.html");
    let pack = match (report.written, report.removed) {
        (0, 0) => format!("the pack is up to date ({} files): {}", report.files, page.display()),
        (written, 0) => format!("wrote {written} of {} files of the pack: {}", report.files, page.display()),
        (written, removed) => {
            format!("wrote {written} of {} files of the pack, removed {removed}: {}", report.files, page.display())
        }
    };
    printer.say(&pack);
    Ok(0)
}

fn report_check(differences: &[String], args: &BuildArgs, printer: &Printer) -> Result<u8, CliError> {
    if differences.is_empty() {
        printer.say(&format!("{} is what would be written", args.out.display()));
        return Ok(0);
    }
    printer.data(&(differences.join("\n") + "\n"))?;
    printer.say(&format!("{} is not what would be written; build without --check", args.out.display()));
    Ok(Kind::Check.status())
}

fn progress_bar(printer: &Printer) -> ProgressBar {
    if !printer.shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(BuildStep::ALL.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:20} {msg}") {
        bar.set_style(style);
    }
    bar
}
