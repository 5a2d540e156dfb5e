//! `themeweave matrix`.

use clap::{Args, Subcommand};

use super::drawing::{answered, picture};
use crate::analysis::{ContrastKind, ContrastRequest, PresenceForm};
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::explanation;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::guide::AnalystChart;
use crate::project::{MatrixAnswer, MatrixQuestion, ProjectError, Selection};

/// Count anything by anything: themes, codes or saved queries by role, case, source, attribute, coder, ...
///
/// A coding counts for the participants whose speech it touches, never for everybody in the room. Interviewers and participants who
/// have withdrawn are in no count. A theme counts all its codes, a code the codes below it, each thing once; the total
/// column counts each thing once over all columns. N of each column stands in the last line.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Rows and columns: theme, code (code:2 for two levels), category, question, query (all saved queries), @NAME,@NAME; \
    role, participant, case, source, kind, date:month, coder, round, version, weight, or any attribute (age; classes age:12,16); one within \
    another: role/placement.\n\nExamples:\n  themeweave matrix theme role\n  themeweave matrix code place --count codings,segments\n  \
    themeweave matrix theme role --percent-of participants --where kind:interview\n  themeweave matrix theme role --contrast\n  \
    themeweave matrix theme role --cell preparation child\n  themeweave matrix case code --wide -o codes.csv"
)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct MatrixArgs {
    #[command(subcommand)]
    between: Option<Between>,
    /// theme, code, code:2 (levels), category, question, query, @NAME, role, case, source, coder, ... (see the list below)
    #[arg(value_name = "ROWS", required = true)]
    rows: Option<String>,
    /// The same words; one within another as role/case, classes of a number as age:12,16
    #[arg(value_name = "COLS", required = true)]
    columns: Option<String>,
    /// What is counted; several with commas between them, or `all`
    #[arg(long, value_name = "MEASURE", help = MEASURES_HELP)]
    count: Option<String>,
    /// Print shares of this instead of counts
    #[arg(long, value_name = "OF", default_value = "none", value_parser = ["none", "row", "column", "table", "participants"])]
    percent_of: String,
    /// Count by the rule of another tool
    #[arg(long, value_name = "TOOL", value_parser = ["nvivo", "maxqda", "atlasti", "dedoose"])]
    like: Option<String>,
    /// What a code counts of the codes below it (`none` is `direct`)
    #[arg(long, value_name = "RULE", default_value = "all", value_parser = ["all", "direct", "none"])]
    roll_up: String,
    /// Leave out rows that count nothing
    #[arg(long)]
    hide_empty: bool,
    /// Print ids beside names
    #[arg(long)]
    ids: bool,
    /// Print the counting rules in words instead of the table
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    answer: AnswerArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

const MEASURES_HELP: &str = "What is counted: participants (the default), codings, segments, quotations, turns, words, characters, sources, \
    cases, dominant (cases in which the row has most segments), weight (mean); several with commas between them, or all";

/// What is made of the matrix instead of figures; one at a time.
#[derive(Debug, Args)]
#[command(next_help_heading = "Instead of figures")]
#[group(id = "answer", multiple = false)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
struct AnswerArgs {
    /// List the codings of one cell (`total` for all columns)
    #[arg(long, num_args = 2, value_names = ["ROW", "COL"])]
    cell: Option<Vec<String>>,
    /// Put quotes into the cells, for the team
    #[arg(long, value_name = "WHAT", value_parser = ["quotes"])]
    cells: Option<String>,
    /// Tell who was asked by the interview guide, who mentioned it, and who did unprompted
    #[arg(long)]
    asked: bool,
    /// Test whether groups differ: by participants, or by turns (not independent), as residuals or odds ratios
    #[arg(long, value_name = "TEST", num_args = 0..=1, default_missing_value = "participants",
          value_parser = ["participants", "turns", "residuals", "odds"])]
    contrast: Option<String>,
    /// Tell how the order of rows changes when one participant or source is left out
    #[arg(long)]
    robust: bool,
    /// A row for each case, participant or source and 0/1 for each code, with attributes: for R and SPSS
    #[arg(long)]
    wide: bool,
    /// Every figure on a row of its own
    #[arg(long)]
    tidy: bool,
}

impl AnswerArgs {
    fn answer(&self, rows: &str) -> Result<MatrixAnswer, CliError> {
        let units = ["case", "cases", "participant", "participants", "source", "sources"];
        Ok(match self {
            Self { cell: Some(cell), .. } => {
                let [row, column] = cell.as_slice() else {
                    return Err(CliError::usage("--cell takes a row and a column"));
                };
                MatrixAnswer::Cell { row: row.clone(), column: column.clone() }
            }
            Self { cells: Some(_), .. } => MatrixAnswer::Quotes,
            Self { asked: true, .. } => MatrixAnswer::Asked,
            Self { contrast: Some(kind), .. } => {
                let kind = ContrastKind::parse(kind).map_err(ProjectError::from)?;
                MatrixAnswer::Contrast(ContrastRequest { kind, ..ContrastRequest::default() })
            }
            Self { robust: true, .. } => MatrixAnswer::Robustness,
            Self { wide: true, .. } => MatrixAnswer::Presence(PresenceForm::Wide),
            Self { tidy: true, .. } if units.contains(&rows.to_lowercase().as_str()) => {
                MatrixAnswer::Presence(PresenceForm::Tidy)
            }
            Self { tidy: true, .. } => MatrixAnswer::Tidy,
            _ => MatrixAnswer::Figures,
        })
    }
}

/// A matrix of two codebook versions.
#[derive(Debug, Subcommand)]
pub enum Between {
    Diff(DiffArgs),
}

/// Compare a matrix as of two codebook versions, with the reason for each difference
///
/// For each figure that differs: what the changed definitions do to it (codes renamed, merged, retired), what people
/// decided in review, and what was coded since. The three add up to the difference.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  themeweave matrix diff 1.1.0 2.0.0 --rows code --count codings")]
pub struct DiffArgs {
    /// The earlier version
    #[arg(value_name = "V1")]
    from: String,
    /// The later version
    #[arg(value_name = "V2")]
    to: String,
    /// theme, code or category
    #[arg(long, value_name = "ROWS", default_value = "theme")]
    rows: String,
    /// role, case, source, participant, or any attribute of participants or cases
    #[arg(long, value_name = "COLS", default_value = "role")]
    columns: String,
    /// What is counted
    #[arg(long, value_name = "MEASURE", default_value = "participants",
          value_parser = ["participants", "codings", "segments", "sources", "words"])]
    count: String,
    /// What a code counts of the codes below it
    #[arg(long, value_name = "RULE", default_value = "all", value_parser = ["all", "direct"])]
    roll_up: String,
    /// List figures that are the same too
    #[arg(long)]
    all: bool,
    /// Only what a query selects, such as 'role:child and kind:interview'
    #[arg(long = "where", value_name = "QUERY", help_heading = "Selection")]
    filter: Option<String>,
    #[command(flatten)]
    table: TableArgs,
}

fn diff(args: &DiffArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let question = MatrixQuestion {
        rows: args.rows.clone(),
        columns: args.columns.clone(),
        measure: args.count.clone(),
        roll_up: args.roll_up.clone(),
        ids: !args.table.is_plain(),
        selection: Selection { filter: args.filter.clone(), ..Selection::default() },
        ..MatrixQuestion::default()
    };
    let table = place::open(common)?.matrix_between(&question, &args.from, &args.to, args.all)?;
    printer.table(&table, &args.table)?;
    Ok(0)
}

pub fn run(args: &MatrixArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    if let Some(Between::Diff(args)) = &args.between {
        return diff(args, common, printer);
    }
    let project = place::open(common)?;
    let rows = args.rows.clone().unwrap_or_default();
    let answer = args.answer.answer(&rows)?;
    let like = args.like.clone().unwrap_or_default();
    let ours = if like.is_empty() { "participants" } else { "" };
    let question = MatrixQuestion {
        rows,
        columns: args.columns.clone().unwrap_or_default(),
        measure: args.count.clone().unwrap_or_else(|| ours.to_owned()),
        like,
        share: args.percent_of.clone(),
        roll_up: if args.roll_up == "none" { "direct".to_owned() } else { args.roll_up.clone() },
        ids: args.ids,
        selection: args.filter.selection(),
    };
    if args.explain {
        explanation::print(&project.explain_matrix(&question)?, &args.filter, common, printer)?;
    } else {
        let mut table = project.matrix_answer(&question, &answer)?;
        if args.hide_empty {
            table.leave_out_empty_rows();
        }
        let chart = match answer {
            // Differences are drawn with their intervals; what else is asked of groups has none.
            MatrixAnswer::Contrast(ContrastRequest { kind: ContrastKind::Participants, .. }) => AnalystChart::Dots,
            MatrixAnswer::Figures => AnalystChart::Heat,
            _ if picture(&args.table).is_some() => {
                let message = "there is no picture of this answer of a matrix";
                return Err(CliError::usage(message).hint("write it as .csv or .xlsx, or draw the figures alone"));
            }
            _ => AnalystChart::Heat,
        };
        return answered(&project, &table, chart, &args.table, printer);
    }
    Ok(0)
}
