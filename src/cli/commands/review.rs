//! `themeweave coding review`, `orphans`, `reanchor`, `add` and `drop`: single codings, looked at by a person.

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::interchange::{Decision, DecisionRow, read_decisions};
use crate::project::{ProjectError, SheetFile};
use crate::text::counted;

/// Look at codings whose code means something else now
///
/// Without a decision the queue is printed: why each coding waits, and which codes it may go to. Written to a CSV it is a
/// sheet to be filled in (decision: keep, recode or drop; new_code; decided_by; note) and read back with --apply; rows
/// without a decision stay in the queue, and rows that were applied before are left alone. Nothing is deleted: what is
/// dropped is set aside, and comes back with --keep or --recode.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  themeweave coding review -o queue.csv\n  themeweave coding review --apply queue.csv --coder RK\n  \
    themeweave coding review 7q2mz0 --recode no_change_short_lived --coder RK"
)]
pub struct ReviewArgs {
    /// Ids of codings to decide on (those of the queue or any other), or their first letters
    #[arg(value_name = "CODING")]
    codings: Vec<String>,
    #[command(flatten)]
    decision: DecisionArgs,
    /// A filled-in sheet of decisions
    #[arg(long, value_name = "FILE", conflicts_with_all = ["codings", "decision"])]
    apply: Option<PathBuf>,
    /// Who decides
    #[arg(short, long, value_name = "NAME", default_value = "")]
    coder: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// What is decided on the codings that are named.
#[derive(Debug, Args)]
pub struct DecisionArgs {
    /// Only codings whose code changed, which is what the queue holds anyway
    #[arg(long, hide = true)]
    stale: bool,
    /// They are right as they are
    #[arg(long, group = "decision", requires = "codings")]
    keep: bool,
    /// They get this code; several make a coding of each
    #[arg(long, value_name = "CODE", group = "decision", requires = "codings")]
    recode: Vec<String>,
    /// They are set aside
    #[arg(long, group = "decision", requires = "codings")]
    drop: bool,
}

/// List codings whose words are gone from their text
#[derive(Debug, Args)]
pub struct OrphansArgs {
    #[command(flatten)]
    table: TableArgs,
}

/// Put a coding on words of its source's text, by hand
#[derive(Debug, Args)]
pub struct ReanchorArgs {
    /// Id of the coding, or its first letters
    coding: String,
    /// The words; they must stand there exactly once
    #[arg(long, value_name = "WORDS", required_unless_present = "drop")]
    quote: Option<String>,
    /// Set the coding aside instead
    #[arg(long, conflicts_with = "quote")]
    drop: bool,
    /// Who decides
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    coder: String,
}

/// Code words of a source by hand
#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  themeweave coding add child-01 --code consistent_worker --coder RK --quote 'the same worker'"
)]
pub struct AddArgs {
    /// Name of the source
    source: String,
    /// Id of the code
    #[arg(long, value_name = "CODE")]
    code: String,
    /// Who codes
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    coder: String,
    /// The words; they must stand there exactly once
    #[arg(long, value_name = "WORDS")]
    quote: String,
    /// A note
    #[arg(long, value_name = "TEXT", default_value = "")]
    memo: String,
}

/// Set codings aside: they are in no count, and nothing is deleted
#[derive(Debug, Args)]
pub struct DropArgs {
    /// Id of the coding, or its first letters
    coding: String,
    /// Who decides
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    coder: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

pub fn review(args: &ReviewArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    let (file, decisions) = match (&args.apply, decision(&args.decision)) {
        (Some(file), _) => {
            let name = file.display().to_string();
            let read = SheetFile::open(file)?.read("decisions", |name, sheet| read_decisions(name, sheet, &args.coder));
            let rows = read.map_err(ProjectError::from)?;
            (name, rows)
        }
        (None, Some(decision)) => {
            if args.coder.is_empty() {
                return Err(CliError::usage("who decides?").hint("name the coder: --coder NAME"));
            }
            let row = |coding: &String| DecisionRow {
                line: 0,
                coding: coding.clone(),
                decision: decision.clone(),
                decided_by: args.coder.clone(),
                note: args.note.clone(),
            };
            ("coding review".to_owned(), args.codings.iter().map(row).collect())
        }
        (None, None) => {
            args.table.keep_what_is_filled_in("decisions")?;
            printer.table(&project.recode_queue(!args.table.is_plain())?, &args.table)?;
            return Ok(0);
        }
    };
    let done = project.decide(&file, &decisions, args.dry_run)?;
    printer.say_done(&format!("{} looked at", counted(done, "coding")), args.dry_run);
    Ok(0)
}

fn decision(args: &DecisionArgs) -> Option<Decision> {
    if args.keep {
        return Some(Decision::Keep);
    }
    if args.drop {
        return Some(Decision::Drop);
    }
    let codes: Vec<String> =
        args.recode.iter().flat_map(|codes| codes.split(';')).map(|c| c.trim().to_owned()).collect();
    (!codes.is_empty()).then_some(Decision::Recode(codes))
}

pub fn orphans(args: &OrphansArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    printer.table(&place::open(common)?.orphans()?, &args.table)?;
    Ok(0)
}

pub fn reanchor(args: &ReanchorArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    let done = match &args.quote {
        Some(words) => project.reanchor(&args.coding, words, &args.coder)?,
        None => project.drop_coding(&args.coding, &args.coder, "its words are gone")?,
    };
    printer.say(&done);
    Ok(0)
}

pub fn add(args: &AddArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    printer.say(&project.add_coding(&args.source, &args.quote, &args.code, &args.coder, &args.memo)?);
    Ok(0)
}

pub fn drop(args: &DropArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    printer.say(&place::open(common)?.drop_coding(&args.coding, &args.coder, &args.note)?);
    Ok(0)
}
