//! `themeweave cooccur`, `sequence`, `configurations`, `similarity`, `correspondence`, `codeline`.

use clap::Args;

use super::drawing::{answered, picture};
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::guide::AnalystChart;
use crate::project::{MatrixQuestion, TogetherQuestion};

/// What rows are, and what they count.
#[derive(Debug, Args)]
pub struct RowArgs {
    /// theme, code, code:2 (two levels), category, question, query (all saved queries) or @NAME,@NAME
    #[arg(value_name = "ROWS", default_value = "code")]
    rows: String,
    /// What a code counts of the codes below it: `all` for themes, else `direct`, which is `none` too
    #[arg(long, value_name = "RULE", value_parser = ["all", "direct", "none"])]
    roll_up: Option<String>,
}

impl RowArgs {
    /// Codes together with the codes above them would say what everybody knows; of themes that does not hold.
    fn roll_up(&self) -> &str {
        match self.roll_up.as_deref() {
            None if self.rows == "theme" => "all",
            None | Some("none") => "direct",
            Some(rule) => rule,
        }
    }

    fn question(&self, by: &str, all: bool, filter: &FilterArgs) -> TogetherQuestion {
        TogetherQuestion {
            rows: self.rows.clone(),
            by: by.to_owned(),
            roll_up: self.roll_up().to_owned(),
            all,
            like: String::new(),
            selection: filter.selection(),
        }
    }
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave cooccur code --by turn\n  \
    themeweave cooccur theme --by participant --where role:child\n  \
    themeweave cooccur code:1 --by near:2turns -o together.svg\n  themeweave cooccur theme --network -o network.png")]
pub struct CooccurArgs {
    #[command(flatten)]
    rows: RowArgs,
    /// What they must share: intersection (characters), turn, near:2turns, source, case, participant
    #[arg(long, value_name = "UNIT", default_value = "turn")]
    by: String,
    /// Count by the rule of another tool
    #[arg(long, value_name = "TOOL", value_parser = ["nvivo", "maxqda", "atlasti"])]
    like: Option<String>,
    /// List pairs that share nothing too
    #[arg(long)]
    all: bool,
    /// Draw a network instead of a matrix, where the output is a picture
    #[arg(long)]
    network: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn cooccur(args: &CooccurArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    // In a picture, a pair that shares nothing is a zero and no gap.
    let all = args.all || picture(&args.table).is_some();
    let mut question = args.rows.question(&args.by, all, &args.filter);
    question.like = args.like.clone().unwrap_or_default();
    let table = project.cooccurrence(&question)?;
    let chart = if args.network { AnalystChart::CooccurrenceNetwork } else { AnalystChart::CooccurrenceMatrix };
    answered(&project, &table, chart, &args.table, printer)
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave sequence theme --within 3\n  \
    themeweave sequence code --where role:practitioner -o sequence.svg")]
pub struct SequenceArgs {
    #[command(flatten)]
    rows: RowArgs,
    /// How many turns of participants later at most
    #[arg(long, value_name = "TURNS", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
    within: u32,
    /// List pairs that never follow one another too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn sequence(args: &SequenceArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let table = project.sequence(&args.rows.question("turn", args.all, &args.filter), args.within)?;
    answered(&project, &table, AnalystChart::Sequence, &args.table, printer)
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave configurations theme --outcome outcome\n  \
    themeweave configurations category --by participant")]
pub struct ConfigurationsArgs {
    #[command(flatten)]
    rows: RowArgs,
    /// Whose combinations
    #[arg(long, value_name = "UNIT", default_value = "case", value_parser = ["case", "participant", "source", "turn"])]
    by: String,
    /// Count the values of this attribute beside each combination
    #[arg(long, value_name = "ATTRIBUTE")]
    outcome: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn configurations(args: &ConfigurationsArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let question = args.rows.question(&args.by, false, &args.filter);
    let table = place::open(common)?.combinations(&question, args.outcome.as_deref())?;
    printer.table(&table, &args.table)?;
    Ok(0)
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave similarity theme --of participant\n  \
    themeweave similarity code --of source --measure zeta -o alike.svg")]
pub struct SimilarityArgs {
    #[command(flatten)]
    rows: RowArgs,
    /// What is compared
    #[arg(long, value_name = "UNIT", default_value = "source", value_parser = ["source", "participant", "case"])]
    of: String,
    /// How likeness is measured
    #[arg(long, value_name = "MEASURE", default_value = "jaccard",
          value_parser = ["jaccard", "simple", "zeta", "russell-rao", "sorensen", "cosine"])]
    measure: String,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn similarity(args: &SimilarityArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let table = project.similarity(&args.rows.question(&args.of, false, &args.filter), &args.measure)?;
    answered(&project, &table, AnalystChart::Heat, &args.table, printer)
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave correspondence code role --count codings\n  \
    themeweave correspondence theme role -o map.svg")]
pub struct CorrespondenceArgs {
    /// Rows, as of a matrix
    #[arg(value_name = "ROWS")]
    rows: String,
    /// Columns, as of a matrix
    #[arg(value_name = "COLS")]
    columns: String,
    /// What is counted
    #[arg(long, value_name = "MEASURE", default_value = "segments")]
    count: String,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn correspondence(args: &CorrespondenceArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let question = MatrixQuestion {
        rows: args.rows.clone(),
        columns: args.columns.clone(),
        measure: args.count.clone(),
        roll_up: "direct".to_owned(),
        selection: args.filter.selection(),
        ..MatrixQuestion::default()
    };
    let table = project.correspondence(&question)?;
    answered(&project, &table, AnalystChart::Correspondence, &args.table, printer)
}

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave codeline child-01\n  \
    themeweave codeline child-01 category -o child-01.svg")]
pub struct CodelineArgs {
    /// The source
    #[arg(value_name = "SOURCE")]
    source: String,
    #[command(flatten)]
    rows: RowArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn codeline(args: &CodelineArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let table = project.code_line(&args.source, &args.rows.question("turn", false, &args.filter))?;
    answered(&project, &table, AnalystChart::CodeLine, &args.table, printer)
}
