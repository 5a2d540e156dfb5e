//! `themeweave confidence`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::model::{Concern, Confidence};

/// Confidence in themes, after GRADE-CERQual as adapted to a study's own interviews.
#[derive(Debug, Subcommand)]
pub enum ConfidenceCommand {
    /// Show the facts that a judgement rests on: of every theme, or of one in detail
    ///
    /// For each theme: who says it by role with N, cases, sites, sources, codings, words of coded speech (for richness), how
    /// many codings point the other way, whether the interview guide asks about it, and the share that comes from one case. The program
    /// counts; it never judges.
    Facts(FactsArgs),
    /// Judge a theme: concerns about four components, and confidence overall
    ///
    /// Start high and lower it for concerns. A level that is higher than the concerns leave is questioned, never refused:
    /// each serious concern lowers it by at least one level, moderate concerns together by one. A later judgement of the same theme takes
    /// the place of the earlier one, which `undo` and `log` still know.
    Judge(JudgeArgs),
    /// Print the summary of qualitative findings: finding, contributing data, confidence, explanation
    ///
    /// With --csv and --json every count has a column of its own, and the columns are those of GRADE-CERQual's own tables.
    List(ListArgs),
    /// Print the evidence profile: all four components with their reasons
    ///
    /// With --csv and --json every count has a column of its own, and the columns are those of GRADE-CERQual's own tables.
    Profile(ListArgs),
}

#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  themeweave confidence facts carers_as_bridge")]
pub struct FactsArgs {
    /// Id of a theme
    theme: Option<String>,
    /// Attribute of participants or cases whose values are sites (default: the first under P in the scale progress_plus)
    #[arg(long, value_name = "ATTRIBUTE")]
    sites: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  themeweave confidence judge carers_as_bridge --limitations minor --limitations-why 'one \
    coder only for workshops' \\\n    --coherence none --adequacy moderate --adequacy-why 'three practitioners' --relevance minor \
    \\\n    --relevance-why 'no kinship carers' --overall moderate --why 'few voices beside children' --analyst RK"
)]
pub struct JudgeArgs {
    /// Id of the theme
    theme: String,
    /// Concerns about methodological limitations
    #[arg(long, value_name = "LEVEL", value_parser = Concern::LEVELS)]
    limitations: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    limitations_why: String,
    /// Concerns about coherence: how well the data fit the theme's statement
    #[arg(long, value_name = "LEVEL", value_parser = Concern::LEVELS)]
    coherence: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    coherence_why: String,
    /// Concerns about adequacy of data: how much there is, and how rich
    #[arg(long, value_name = "LEVEL", value_parser = Concern::LEVELS)]
    adequacy: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    adequacy_why: String,
    /// Concerns about relevance: how far the people and places are those that the question is about
    #[arg(long, value_name = "LEVEL", value_parser = Concern::LEVELS)]
    relevance: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    relevance_why: String,
    /// Confidence overall
    #[arg(long, value_name = "LEVEL", value_parser = Confidence::LEVELS)]
    overall: String,
    /// Explanation, in a sentence
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    why: String,
    /// Who judges
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    analyst: String,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(command: &ConfidenceCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    match command {
        ConfidenceCommand::Facts(args) => {
            let (theme, sites) = (args.theme.as_deref(), args.sites.as_deref());
            let table = project.confidence_facts(&args.filter.selection(), theme, sites, args.table.layout())?;
            printer.table(&table, &args.table)?;
        }
        ConfidenceCommand::Judge(args) => {
            for doubt in project.judge_confidence(&args.judgement(), args.dry_run)? {
                printer.warn(&format!("{}: {doubt}", args.theme));
            }
            printer.say_done(&format!("confidence in {}: {}", args.theme, args.overall), args.dry_run);
        }
        ConfidenceCommand::List(args) => {
            let table = project.summary_of_findings(&args.filter.selection(), args.table.layout())?;
            printer.table(&table, &args.table)?;
        }
        ConfidenceCommand::Profile(args) => {
            let table = project.evidence_profile(&args.filter.selection(), args.table.layout())?;
            printer.table(&table, &args.table)?;
        }
    }
    Ok(0)
}

impl JudgeArgs {
    fn judgement(&self) -> Confidence {
        let concern = |level: &String, why: &String| Concern { level: level.clone(), why: why.clone() };
        Confidence {
            theme: self.theme.clone(),
            limitations: concern(&self.limitations, &self.limitations_why),
            coherence: concern(&self.coherence, &self.coherence_why),
            adequacy: concern(&self.adequacy, &self.adequacy_why),
            relevance: concern(&self.relevance, &self.relevance_why),
            overall: self.overall.clone(),
            why: self.why.clone(),
            analyst: self.analyst.clone(),
            ..Confidence::default()
        }
    }
}
