//! `themeweave memo`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::model::MemoSubject;
use crate::project::MemoDraft;

/// What to do with memos.
#[derive(Debug, Subcommand)]
pub enum MemoCommand {
    #[allow(missing_docs, reason = "its help is that of its arguments")]
    Add(AddArgs),
    /// List the memos
    List(ListArgs),
    /// Remove a memo
    Remove(RemoveArgs),
}

/// Write a memo on the study, a source or words of it, a participant, a code, a theme or a coding
///
/// A memo on words goes with them when the transcript is corrected, as codings do. A memo on a code goes with the code
/// when it has another id in a later codebook version.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  themeweave memo add --source child-01 --quote 'bangs on the wall' --author RK 'A signal that both know.'"
)]
pub struct AddArgs {
    /// What it says
    text: String,
    /// On a source
    #[arg(long, value_name = "NAME", group = "subject")]
    source: Option<String>,
    /// On these words of the source; they must stand there exactly once
    #[arg(long, value_name = "WORDS", requires = "source")]
    quote: Option<String>,
    /// On a participant
    #[arg(long, value_name = "ID", group = "subject")]
    participant: Option<String>,
    /// On a code
    #[arg(long, value_name = "ID", group = "subject")]
    code: Option<String>,
    /// On a theme
    #[arg(long, value_name = "ID", group = "subject")]
    theme: Option<String>,
    /// On a coding
    #[arg(long, value_name = "ID", group = "subject")]
    coding: Option<String>,
    /// Who writes
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    author: String,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only memos on this source, participant, code, theme or coding
    #[arg(long, value_name = "NAME")]
    of: Option<String>,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// Id of the memo, or its first letters
    memo: String,
}

pub fn run(command: &MemoCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    match command {
        MemoCommand::Add(args) => {
            let id = project.add_memo(&draft(args))?;
            printer.say(&format!("memo {id}"));
        }
        MemoCommand::List(args) => {
            let mut table = project.memos_table(args.of.as_deref())?;
            if args.table.is_plain() {
                table.leave_out_column("created");
            }
            printer.table(&table, &args.table)?;
        }
        MemoCommand::Remove(args) => printer.say(&project.remove_memo(&args.memo)?),
    }
    Ok(0)
}

fn draft(args: &AddArgs) -> MemoDraft {
    let named = [
        (MemoSubject::Source, &args.source),
        (MemoSubject::Participant, &args.participant),
        (MemoSubject::Code, &args.code),
        (MemoSubject::Theme, &args.theme),
        (MemoSubject::Coding, &args.coding),
    ];
    let found = named.into_iter().find_map(|(subject, name)| name.clone().map(|name| (subject, name)));
    let (subject, name) = found.unwrap_or((MemoSubject::Project, String::new()));
    MemoDraft { subject, name, quote: args.quote.clone(), author: args.author.clone(), text: args.text.clone() }
}
