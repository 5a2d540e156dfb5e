//! `themeweave checklist`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::codebook::CHECKLIST_IDS;
use crate::model::ChecklistAnswer;

/// Reporting checklists, filled in from what the project knows.
#[derive(Debug, Subcommand)]
pub enum ChecklistCommand {
    /// List the checklists and how much of each is reported
    List(ListArgs),
    /// Show a checklist, each item with what the project knows of it
    ///
    /// Facts come with numbers and with the command, or the file of the guide pack, that shows them. An item is called reported only
    /// where a fact reports it by itself (the software, the coders); all else needs a person, whose answer is shown beside the
    /// fact. Item texts are in our own words; the published checklist is named below the table.
    Show(ShowArgs),
    /// Answer an item
    ///
    /// A later answer to the same item takes the place of the earlier one.
    Answer(AnswerArgs),
}

#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// entreq (syntheses of qualitative research), swim (effects that are not pooled) or prisma_e (equity)
    #[arg(value_parser = CHECKLIST_IDS)]
    checklist: String,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  themeweave checklist answer entreq 2 --status reported --pointer 'report, section 3.1' \
    --note 'framework synthesis' --by RK"
)]
pub struct AnswerArgs {
    /// entreq, swim or prisma_e
    #[arg(value_parser = CHECKLIST_IDS)]
    checklist: String,
    /// Id of the item, such as 2 or 4A
    item: String,
    /// Whether it is reported
    #[arg(long, value_name = "STATUS", value_parser = ChecklistAnswer::STATUSES)]
    status: String,
    /// Where it is reported: a page, a section, a file
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pointer: String,
    /// Remark
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    note: String,
    /// Who answers
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    by: String,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(command: &ChecklistCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    match command {
        ChecklistCommand::List(args) => printer.table(&project.checklists_table()?, &args.table)?,
        ChecklistCommand::Show(args) => {
            printer.table(&project.checklist_table(&args.checklist, args.table.layout())?, &args.table)?;
        }
        ChecklistCommand::Answer(args) => {
            let answer = ChecklistAnswer {
                checklist: args.checklist.clone(),
                item: args.item.clone(),
                status: args.status.clone(),
                pointer: args.pointer.clone(),
                note: args.note.clone(),
                by: args.by.clone(),
                from_file: false,
            };
            printer.say_done(&project.answer_checklist(&answer, args.dry_run)?, args.dry_run);
        }
    }
    Ok(0)
}
