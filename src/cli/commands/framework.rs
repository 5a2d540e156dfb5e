//! `themeweave framework`.

use std::path::{Path, PathBuf};

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};
use clap::{Args, Subcommand};

use crate::analysis::Shown;
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::project::{FrameworkForm, FrameworkQuestion, SummaryDraft};

/// What to do with the framework.
#[derive(Debug, Subcommand)]
pub enum FrameworkCommand {
    /// Show cases by themes: what was written, or the passages
    ///
    /// Framework analysis (Ritchie and Spencer): a row for each case, a column for each theme. A summary is stale when, since it was
    /// written, a coding that it is linked to was re-coded or is gone, or a new one came into the cell. On a screen more than three themes do
    /// not fit side by side: then each cell that holds something is a row.
    Show(ShowArgs),
    /// Show one cell: its summary and every passage
    ///
    /// Each coding is marked: linked (the summary rests on it), new (came since), re-coded, gone.
    Cell(CellArgs),
    /// Write the summary of a cell
    ///
    /// It is kept with its author, the day, the codebook version in use and the codings that it rests on: all of the cell, unless --link
    /// names some. Without a text the one that is there stays, and is said to hold still: its links are renewed.
    Write(WriteArgs),
    /// List the summaries, or those that are stale
    List(ListArgs),
    /// Write the framework as a workbook, a folder, a page or a Word document
    ///
    /// A workbook (.xlsx, a row for each cell) and a folder (a Markdown file for each case, a section for each theme) come back with framework
    /// import. Passages of people who allow quoting within the team stand beside, for reading. These files are the team's own: they do not pass
    /// the disclosure gate.
    Export(ExportArgs),
    /// Take in what was written in an exported workbook or folder
    ///
    /// Cells that were changed there are written as the coder's, with all links renewed; a cell that was emptied loses its summary; other cells
    /// stay. A cell that was changed in the project too since the export is refused with both texts. All or nothing.
    Import(ImportArgs),
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave framework show --cells both --theme know_the_history\n  \
    themeweave framework show --cells text --by participant --where role:child")]
pub struct ShowArgs {
    /// What the cells show (default: summary; by participant or source: text)
    #[arg(long, value_name = "WHAT", value_parser = PossibleValuesParser::new(Shown::WORDS.map(|(_, word)| word)))]
    cells: Option<String>,
    /// What the rows are; summaries are written of cases
    #[arg(long, value_name = "ROWS", default_value = "case", value_parser = ["case", "participant", "source"])]
    by: String,
    /// Only this theme (may be given more than once)
    #[arg(long, value_name = "ID")]
    theme: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct CellArgs {
    /// Id of a case
    case: String,
    /// Id of a theme
    theme: String,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  themeweave framework write F1 know_the_history 'The pattern was in the file; only the second assessment drew it.' --coder RK"
)]
pub struct WriteArgs {
    /// Id of a case
    case: String,
    /// Id of a theme
    theme: String,
    /// What it says
    text: Option<String>,
    /// Who writes
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    coder: String,
    /// Codings that it rests on, by their ids or how they begin
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    link: Vec<String>,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only those that must be looked at again
    #[arg(long)]
    stale: bool,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// File (.xlsx, .html or .docx), or folder
    #[arg(value_name = "FILE|FOLDER")]
    to: PathBuf,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Workbook, CSV of the same columns, or folder of Markdown files
    #[arg(value_name = "FILE|FOLDER")]
    from: PathBuf,
    /// Who wrote it
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    coder: String,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(command: &FrameworkCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    match command {
        FrameworkCommand::Show(args) => {
            let usual = if args.by == "case" { Shown::Summary } else { Shown::Text };
            let question = FrameworkQuestion {
                by: args.by.clone(),
                shown: args
                    .cells
                    .as_deref()
                    .map_or(Ok(usual), Shown::parse)
                    .map_err(crate::project::ProjectError::from)?,
                themes: args.theme.clone(),
                layout: args.table.layout(),
                selection: args.filter.selection(),
            };
            printer.table(&project.framework(&question)?, &args.table)?;
        }
        FrameworkCommand::Cell(args) => {
            let mut table = project.framework_cell(&args.case, &args.theme)?;
            if args.table.is_plain() {
                for column in ["source", "coder"] {
                    table.leave_out_column(column);
                }
            }
            printer.table(&table, &args.table)?;
        }
        FrameworkCommand::Write(args) => {
            let draft = SummaryDraft {
                case: args.case.clone(),
                theme: args.theme.clone(),
                text: args.text.clone(),
                author: args.coder.clone(),
                links: args.link.clone(),
            };
            printer.say(&project.write_summary(&draft)?);
        }
        FrameworkCommand::List(args) => {
            let mut table = project.summaries_table(args.stale)?;
            if args.table.is_plain() {
                table.leave_out_column("codebook");
            }
            printer.table(&table, &args.table)?;
        }
        FrameworkCommand::Export(args) => {
            let form = form(&args.to)?;
            let files = project.export_framework(form)?;
            match files.as_slice() {
                [(name, bytes)] if name.is_empty() => printer.file(&args.to, bytes)?,
                files => printer.folder(&args.to, files)?,
            }
        }
        FrameworkCommand::Import(args) => {
            let done = project.import_framework(&args.from, &args.coder, args.dry_run)?;
            let summary = done.summary();
            let summary = if summary.is_empty() { "nothing new".to_owned() } else { summary };
            printer.say_done(&format!("{summary}; {} unchanged", done.unchanged), args.dry_run);
        }
    }
    Ok(0)
}

fn form(to: &Path) -> Result<FrameworkForm, CliError> {
    let ending = to.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("xlsx") => Ok(FrameworkForm::Xlsx),
        Some("html") => Ok(FrameworkForm::Html),
        Some("docx") => Ok(FrameworkForm::Docx),
        None => Ok(FrameworkForm::Folder),
        Some(_) if to.is_dir() => Ok(FrameworkForm::Folder),
        Some(ending) => Err(CliError::usage(format!("the framework cannot be written as .{ending}"))
            .hint("endings are .xlsx, .html and .docx; a name without one is a folder")),
    }
}
