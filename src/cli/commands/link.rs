//! `themeweave link`.

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};
use clap::{Args, Subcommand};

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::{CliError, Kind};
use crate::cli::output::Printer;
use crate::cli::place;
use crate::interchange::findings::RELATIONS;
use crate::model::{Link, LinkStatus};

/// What to do with links.
#[derive(Debug, Subcommand)]
pub enum LinkCommand {
    #[allow(missing_docs, reason = "its help is that of its arguments")]
    Add(AddArgs),
    /// List the links
    List(ListArgs),
    Check(CheckArgs),
    Suggest(SuggestArgs),
    /// Say that links hold, under the codebook version in use
    Accept(JudgeArgs),
    /// Say that links do not hold; they count nowhere
    Reject(JudgeArgs),
    /// Remove a link
    Remove(RemoveArgs),
}

/// Tie a theme or code to a finding
///
/// Only links that a named person accepts count in joint displays. A link is stamped with the codebook version in use; link check lists it
/// when the codebook changes.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  themeweave link add theme:childs_voice outcome:child_wellbeing --relation enables --coder RK --why 'Being heard comes first'"
)]
pub struct AddArgs {
    /// theme:ID or code:ID
    #[arg(value_name = "KIND:ID", value_parser = end)]
    from: (String, String),
    /// outcome:ID, intervention:ID, element:ID, question:ID, factor:NAME, statistic:ID or group:ID
    #[arg(value_name = "KIND:ID", value_parser = end)]
    to: (String, String),
    /// How the two hang together
    #[arg(long, value_name = "RELATION", value_parser = PossibleValuesParser::new(RELATIONS))]
    relation: String,
    /// Expected direction
    #[arg(long, value_name = "SIGN", default_value = "?", allow_hyphen_values = true, value_parser = ["+", "-", "0", "?"])]
    direction: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,
    /// Who makes it
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    coder: String,
}

/// Reads `KIND:ID`.
fn end(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((kind, id)) if !kind.is_empty() && !id.is_empty() => Ok((kind.to_owned(), id.to_owned())),
        _ => Err("expected KIND:ID, such as theme:childs_voice".to_owned()),
    }
}

#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only links of this status
    #[arg(long, value_name = "STATUS", value_parser = PossibleValuesParser::new(LinkStatus::WORDS.map(|(_, word)| word)))]
    status: Option<String>,
    /// Only links last looked at under another codebook version
    #[arg(long)]
    stale: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// Check that links lead somewhere and were looked at under the codebook version in use
///
/// Exit status 1 when something needs somebody: ends that lead nowhere, stale or proposed links, themes tied to nothing.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    table: TableArgs,
}

/// Suggest links from terms that themes and findings share
///
/// Nothing is linked by this. With --save the suggestions are kept as proposed, and link accept and link reject decide on each.
#[derive(Debug, Args)]
pub struct SuggestArgs {
    /// Fewest terms that both must use
    #[arg(long, value_name = "N", default_value_t = 4)]
    terms: usize,
    /// Keep them as proposed links
    #[arg(long)]
    save: bool,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct JudgeArgs {
    /// Ids of links
    #[arg(required = true, value_name = "LINK")]
    links: Vec<String>,
    /// Who says so
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    coder: String,
    /// Why; replaces the rationale
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,
}

#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// Id of the link
    link: String,
}

pub fn run(command: &LinkCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    match command {
        LinkCommand::Add(args) => {
            let draft = Link {
                from_kind: args.from.0.clone(),
                from: args.from.1.clone(),
                to_kind: args.to.0.clone(),
                to: args.to.1.clone(),
                relation: args.relation.clone(),
                direction: args.direction.clone(),
                rationale: args.why.clone(),
                coder: args.coder.clone(),
                ..Link::default()
            };
            printer.say(&format!("link {}", project.add_link(draft)?));
        }
        LinkCommand::List(args) => {
            let status = LinkStatus::WORDS.into_iter().find(|(_, word)| args.status.as_deref() == Some(*word));
            let mut table = project.links_table(status.map(|(status, _)| status), args.stale)?;
            if args.table.is_plain() {
                for column in ["direction", "date", "codebook", "rationale"] {
                    table.leave_out_column(column);
                }
            }
            printer.table(&table, &args.table)?;
        }
        LinkCommand::Check(args) => {
            let (table, wrong) = project.check_links()?;
            printer.table(&table, &args.table)?;
            return Ok(if wrong { Kind::Check.status() } else { 0 });
        }
        LinkCommand::Suggest(args) => {
            let mut table = project.suggest_links(args.terms, args.save)?;
            if args.table.is_plain() {
                table.leave_out_column("name");
            }
            printer.table(&table, &args.table)?;
        }
        LinkCommand::Accept(args) => printer.say(&project.judge_links(&args.links, true, &args.coder, &args.why)?),
        LinkCommand::Reject(args) => printer.say(&project.judge_links(&args.links, false, &args.coder, &args.why)?),
        LinkCommand::Remove(args) => printer.say(&project.remove_link(&args.link)?),
    }
    Ok(0)
}
