//! `themeweave agreement`.

use std::path::{Path, PathBuf};

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};
use clap::{Args, Subcommand};

use super::drawing::{answered, picture};
use crate::analysis::{RatingScale, RatingsRequest};
use crate::cli::args::{Common, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::guide::AnalystChart;
use crate::interchange::{RatingColumns, read_adjudications};
use crate::project::{AgreementQuestion, ProjectError, RatingsQuestion, Selection, SheetFile, ratings_table};
use crate::table::workbook;
use crate::text::counted;

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_long_help = "Examples:\n  themeweave agreement --coders RK,SB\n  themeweave agreement --by overall --unit turn\n  \
    themeweave agreement --coefficient percent,cohen,alpha --by category\n  themeweave agreement --coders RK --rounds 1,2\n  \
    themeweave agreement disagreements -o meeting.xlsx"
)]
pub struct AgreementArgs {
    #[command(subcommand)]
    part: Option<AgreementCommand>,
    #[command(flatten)]
    who: WhoArgs,
    /// Hold rounds of one coder against each other, such as 1,2
    #[arg(long, value_name = "N,N", value_delimiter = ',', help_heading = "Comparison", conflicts_with = "round")]
    rounds: Vec<u32>,
    #[command(flatten)]
    how: HowArgs,
    /// code, category or overall
    #[arg(long, value_name = "LINES", default_value = "code", value_parser = ["code", "category", "overall"])]
    by: String,
    /// Coefficients divided by commas, or all; alpha unless given, with --by overall all
    #[arg(long, value_name = "NAMES", default_value = "", hide_default_value = true)]
    coefficient: String,
    #[command(flatten)]
    table: TableArgs,
}

/// Parts of agreement.
#[derive(Debug, Subcommand)]
pub enum AgreementCommand {
    Curve(CurveArgs),
    Lenses(LensesArgs),
    Disagreements(DisagreementsArgs),
    Adjudicate(AdjudicateArgs),
    Drift(DriftArgs),
    /// How much more is to be coded twice for intervals of a wanted width
    Plan(PlanArgs),
    Ratings(RatingsArgs),
}

/// Who is compared, on what.
#[derive(Debug, Args)]
pub struct WhoArgs {
    /// Coders, divided by commas (default: all who coded in the round)
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Comparison")]
    coders: Vec<String>,
    /// Only codings of this round; may be given more than once (default: the first in which two of the coders coded)
    #[arg(short, long, value_name = "N", help_heading = "Comparison")]
    round: Vec<u32>,
    /// Sources that every one of them looked at, divided by commas (default: those that two of them coded)
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Comparison")]
    sources: Vec<String>,
    /// all speech of these sources, or only what somebody coded
    #[arg(long, value_name = "TEXT", default_value = "all", value_parser = ["all", "coded"], help_heading = "Comparison")]
    text: String,
    /// Only what a query selects, such as 'role:child and code:barrier/*'
    #[arg(long = "where", value_name = "QUERY", help_heading = "Selection")]
    filter: Option<String>,
    /// Read codings with this codebook version
    #[arg(long, value_name = "VERSION", help_heading = "Selection")]
    codebook: Option<String>,
}

/// How agreement is measured.
#[derive(Debug, Args)]
pub struct HowArgs {
    /// What is rated
    #[arg(long, value_name = "UNIT", default_value = "character",
          value_parser = ["character", "word", "sentence", "turn", "segment", "source"])]
    unit: String,
    /// Compare the weights that coders gave, where both marked a unit
    #[arg(long)]
    weights: bool,
    /// What a code counts of the codes below it
    #[arg(long, value_name = "RULE", default_value = "direct", value_parser = ["all", "direct"])]
    roll_up: String,
    /// Least overlap of segments that match
    #[arg(long, value_name = "SHARE", default_value = "0.9", value_parser = share)]
    overlap: f64,
    /// What is drawn anew for intervals
    #[arg(long, value_name = "WHAT", default_value = "source", value_parser = ["source", "participant"])]
    resample: String,
    /// Resamples; 0 for none
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    resamples: u32,
    /// Seed of the resamples
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

fn share(word: &str) -> Result<f64, String> {
    let read: Option<f64> = word.trim().parse().ok();
    read.filter(|share| *share > 0.0 && *share <= 1.0)
        .ok_or_else(|| "expected a share above 0, up to 1, such as 0.9".to_owned())
}

/// Segments that match, over the overlap that is asked of them
///
/// What is missing at full overlap and found at half is a dispute over ends; what is missing however little is asked is a
/// dispute of meaning, or was missed.
#[derive(Debug, Args)]
pub struct CurveArgs {
    #[command(flatten)]
    who: WhoArgs,
    #[command(flatten)]
    table: TableArgs,
}

/// The same codings by the rules of NVivo, MAXQDA, ATLAS.ti, Dedoose and QDA Miner
///
/// One word, many numbers: each program's unit, rule and coefficient on the same data, side by side.
#[derive(Debug, Args)]
pub struct LensesArgs {
    #[command(flatten)]
    who: WhoArgs,
    /// Least overlap of segments that match
    #[arg(long, value_name = "SHARE", default_value = "0.9", value_parser = share)]
    overlap: f64,
    #[command(flatten)]
    table: TableArgs,
}

/// List disagreements, or write a sheet to decide on them
///
/// Kinds: bounds (same code, overlapping, ends differ), meaning (same or overlapping words, another code) and missed (nothing of
/// the other). Written to a CSV or workbook it is a sheet for a meeting, with empty columns decision (first, second, both,
/// neither or other), code, start, end and note. Places are characters (Unicode code points). Words of people who do not let the team
/// read quotes are left out.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  themeweave agreement disagreements --coders RK,SB --with-agreed -o meeting.xlsx"
)]
pub struct DisagreementsArgs {
    #[command(flatten)]
    who: WhoArgs,
    /// Hold rounds of one coder against each other, such as 1,2
    #[arg(long, value_name = "N,N", value_delimiter = ',', help_heading = "Comparison", conflicts_with = "round")]
    rounds: Vec<u32>,
    /// List what they agree on too, decided already, so that the consensus is complete
    #[arg(long)]
    with_agreed: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// Read decisions on disagreements back and make the codings of a consensus
///
/// The column `decision` says first, second, both, neither, or other with a code or place of its own. Rows without a decision
/// are left. All decided rows become codings of --coder in a round of their own, in one change, or none
/// does; the coders' codings stay as they are. A row whose codings have changed since the sheet was written is refused.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  themeweave agreement adjudicate meeting.xlsx --coder consensus")]
pub struct AdjudicateArgs {
    /// The sheet that agreement disagreements wrote, filled in
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Under whose name the consensus is coded
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    coder: String,
    /// Round of the consensus (default: the one after those that were compared)
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    round: Option<u32>,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Agreement of one coder with others over time and codebook versions
///
/// A line for each source in the order of their dates, for each codebook version that the coder coded with, and for all. With
/// --rounds the coder's own rounds are held against each other.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  themeweave agreement drift SB\n  themeweave agreement drift SB --coders consensus\n  \
    themeweave agreement drift RK --rounds 1,2"
)]
pub struct DriftArgs {
    /// The coder
    #[arg(value_name = "CODER")]
    coder: String,
    /// Hold the coder's own rounds against each other, such as 1,2
    #[arg(long, value_name = "N,N", value_delimiter = ',', help_heading = "Comparison", conflicts_with = "round")]
    rounds: Vec<u32>,
    #[command(flatten)]
    who: WhoArgs,
    #[command(flatten)]
    how: HowArgs,
    /// The coefficient
    #[arg(long, value_name = "NAME", default_value = "alpha")]
    coefficient: String,
    #[command(flatten)]
    table: TableArgs,
}

/// How much more is to be coded twice for intervals of a wanted width
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  themeweave agreement plan --half-width 0.1")]
pub struct PlanArgs {
    /// The wanted half-width of intervals
    #[arg(long, value_name = "WIDTH", default_value = "0.1", value_parser = share)]
    half_width: f64,
    #[command(flatten)]
    who: WhoArgs,
    #[command(flatten)]
    how: HowArgs,
    /// code, category or overall
    #[arg(long, value_name = "LINES", default_value = "code", value_parser = ["code", "category", "overall"])]
    by: String,
    /// The coefficient
    #[arg(long, value_name = "NAME", default_value = "alpha")]
    coefficient: String,
    #[command(flatten)]
    table: TableArgs,
}

/// Agreement of ratings in any long sheet, one row for each unit and coder
///
/// Needs no project: any CSV or workbook will do. Prints all coefficients that fit the values, and how much is missing.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  themeweave agreement ratings annomi.csv --unit transcript_id,utterance_id --coder annotator_id \
    --value client_talk_type --drop n/a --cluster transcript_id"
)]
pub struct RatingsArgs {
    /// A CSV or workbook
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Columns that together name a unit
    #[arg(long, value_name = "COLUMNS", required = true, value_delimiter = ',')]
    unit: Vec<String>,
    /// Column of the coder
    #[arg(long, value_name = "COLUMN")]
    coder: String,
    /// Column of the rating
    #[arg(long, value_name = "COLUMN")]
    value: String,
    /// Column of what units belong to, which is drawn as a whole for intervals
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// What the values are
    #[arg(long, value_name = "SCALE", default_value = "nominal",
          value_parser = PossibleValuesParser::new(RatingScale::WORDS.map(|(_, word)| word)))]
    metric: String,
    /// A value that is no rating; may be given more than once
    #[arg(long, value_name = "VALUE")]
    drop: Vec<String>,
    /// Resamples; 0 for none
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    resamples: u32,
    /// Seed of the resamples
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    table: TableArgs,
}

impl WhoArgs {
    fn question(&self) -> AgreementQuestion {
        AgreementQuestion {
            coders: self.coders.clone(),
            rounds: self.round.clone(),
            sources: self.sources.clone(),
            coded_text: self.text == "coded",
            selection: Selection {
                filter: self.filter.clone(),
                codebook: self.codebook.clone(),
                ..Selection::default()
            },
            ..AgreementQuestion::default()
        }
    }
}

impl HowArgs {
    fn on(&self, question: AgreementQuestion) -> AgreementQuestion {
        AgreementQuestion {
            unit: self.unit.clone(),
            weights: self.weights,
            roll_up: self.roll_up.clone(),
            overlap: self.overlap,
            by_participant: self.resample == "participant",
            resamples: self.resamples as usize,
            seed: self.seed,
            ..question
        }
    }
}

pub fn run(args: &AgreementArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let Some(part) = &args.part else {
        let question = AgreementQuestion {
            own_rounds: args.rounds.clone(),
            by: args.by.clone(),
            coefficients: args.coefficient.clone(),
            ..args.how.on(args.who.question())
        };
        let project = place::open(common)?;
        let table = match picture(&args.table) {
            Some(_) => project.agreement_dots(&question)?,
            None => project.agreement(&question, args.table.layout())?,
        };
        return answered(&project, &table, AnalystChart::Dots, &args.table, printer);
    };
    match part {
        AgreementCommand::Curve(args) => {
            let mut table = place::open(common)?.agreement_curve(&args.who.question())?;
            if args.table.is_plain() {
                table.leave_out_column("f1");
            }
            printer.table(&table, &args.table)?;
        }
        AgreementCommand::Lenses(args) => {
            let question = AgreementQuestion { overlap: args.overlap, ..args.who.question() };
            printer.table(&place::open(common)?.agreement_lenses(&question)?, &args.table)?;
        }
        AgreementCommand::Disagreements(args) => {
            args.table.keep_what_is_filled_in("decisions")?;
            let question = AgreementQuestion { own_rounds: args.rounds.clone(), ..args.who.question() };
            let table = place::open(common)?.disagreements(&question, args.with_agreed, args.table.layout())?;
            match args.table.output.as_deref().filter(|file| is_workbook(file)) {
                // A sheet that comes back holds nothing but its header and rows.
                Some(file) => {
                    let bytes = workbook(&[("disagreements", &table)]);
                    printer.file(file, &bytes.map_err(|error| CliError::usage(error.to_string()))?)?;
                }
                None => printer.table(&table, &args.table)?,
            }
        }
        AgreementCommand::Adjudicate(args) => adjudicate(args, common, printer)?,
        AgreementCommand::Drift(args) => {
            let question = AgreementQuestion {
                own_rounds: args.rounds.clone(),
                coefficients: args.coefficient.clone(),
                ..args.how.on(args.who.question())
            };
            let mut table = place::open(common)?.drift(&args.coder, &question)?;
            if args.table.is_plain() {
                table.leave_out_column("group");
                table.leave_out_column("n");
            }
            printer.table(&table, &args.table)?;
        }
        AgreementCommand::Plan(args) => {
            let question = AgreementQuestion {
                by: args.by.clone(),
                coefficients: args.coefficient.clone(),
                ..args.how.on(args.who.question())
            };
            printer.table(&place::open(common)?.agreement_plan(&question, args.half_width)?, &args.table)?;
        }
        AgreementCommand::Ratings(args) => ratings(args, printer)?,
    }
    Ok(0)
}

fn is_workbook(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

fn adjudicate(args: &AdjudicateArgs, common: &Common, printer: &Printer) -> Result<(), CliError> {
    let mut project = place::open(common)?;
    let rows = SheetFile::open(&args.file)?.read("adjudications", |name, sheet| read_adjudications(name, sheet));
    let rows = rows.map_err(ProjectError::from)?;
    let file = args.file.display().to_string();
    let done = project.adjudicate(&file, &rows, &args.coder, args.round, args.dry_run)?;
    let said = format!(
        "{} decided on; {} of {} in round {}",
        counted(done.decided, "disagreement"),
        counted(done.added, "new coding"),
        args.coder,
        done.round
    );
    printer.say_done(&said, args.dry_run);
    Ok(())
}

fn ratings(args: &RatingsArgs, printer: &Printer) -> Result<(), CliError> {
    let scale = RatingScale::WORDS.into_iter().find(|(_, word)| *word == args.metric);
    let question = RatingsQuestion {
        columns: RatingColumns {
            unit: args.unit.clone(),
            coder: args.coder.clone(),
            value: args.value.clone(),
            cluster: args.cluster.clone(),
        },
        drop: args.drop.clone(),
        request: RatingsRequest {
            scale: scale.map_or(RatingScale::Nominal, |(scale, _)| scale),
            resamples: args.resamples as usize,
            seed: args.seed,
            level: 0.95,
        },
    };
    let mut table = ratings_table(&args.file, &question)?;
    if args.table.is_plain() {
        table.leave_out_column("formula_low");
        table.leave_out_column("formula_high");
    }
    printer.table(&table, &args.table)
}
