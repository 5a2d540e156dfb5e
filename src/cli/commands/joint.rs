//! `themeweave joint`.

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};
use clap::{Args, Subcommand};

use super::qca;
use crate::analysis::{Layout, TargetKind};
use crate::cli::args::{Common, FilterArgs, TableArgs};
use crate::cli::error::CliError;
use crate::cli::output::Printer;
use crate::cli::place;
use crate::model::{Fit, Scope};
use crate::project::{Pair, Project, ProjectError, QuoteQuestion, Selection};
use crate::table::Table;

/// Which joint display.
#[derive(Debug, Subcommand)]
pub enum JointCommand {
    /// Outcome by outcome: who says the themes tied to it, what studies measured, and the fit
    ByOutcome(JointArgs),
    /// Intervention by intervention, over all outcomes that were measured for it
    ByIntervention(JointArgs),
    /// Practice element by practice element, over the interventions that have it
    ByElement(JointArgs),
    /// Research question by research question
    ByQuestion(JointArgs),
    /// Implementation factor by factor: reported as barrier or as enabler
    ByFactor(JointArgs),
    /// Published figure by figure, with the themes that speak to it
    StatisticsByThemes(JointArgs),
    /// Theme by theme: statement, voices, findings, fit
    SideBySide(JointArgs),
    /// Code by code, the published figures tied to it, with who says the code
    StatisticsByCode(JointArgs),
    Pillar(PillarArgs),
    Quotes(QuoteArgs),
    Typology(TypologyArgs),
    /// PROGRESS-Plus: what studies describe, analyse or target, and of whom it is known
    Equity(JointArgs),
    Views(ViewArgs),
    /// Which combinations of practice elements or themes go with an outcome (QCA)
    Qca(qca::QcaArgs),
    /// Print everything behind a cell: segments, effects, links, the rule and its numbers
    Explain(ExplainArgs),
    Decide(DecideArgs),
    /// Write what both strands say together
    Infer(InferArgs),
    /// List decisions on fit, or compare two analysts
    Decisions(DecisionArgs),
    /// How many pairs have which fit, by role, and what is still open
    Completeness(CompletenessArgs),
}

/// A theme and what it meets.
#[derive(Debug, Args)]
pub struct PairArgs {
    /// Id or name of the theme
    #[arg(value_name = "THEME")]
    theme: String,
    /// Id or name of the outcome, intervention, ...
    #[arg(value_name = "FINDING")]
    target: String,
    #[command(flatten)]
    by: ByArgs,
}

/// What themes meet.
#[derive(Debug, Args)]
pub struct ByArgs {
    /// What themes meet
    #[arg(long, value_name = "KIND", default_value = "outcome",
          value_parser = PossibleValuesParser::new(TargetKind::ALL.map(TargetKind::word)))]
    by: String,
}

impl ByArgs {
    fn kind(&self) -> TargetKind {
        TargetKind::parse(&self.by).unwrap_or_default()
    }
}

impl PairArgs {
    fn pair(&self) -> Pair {
        Pair { kind: self.by.kind(), theme: self.theme.clone(), target: self.target.clone() }
    }
}

/// Print everything behind a cell: segments, effects, links, the rule and its numbers
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  themeweave joint explain childs_voice child_wellbeing")]
pub struct ExplainArgs {
    #[command(flatten)]
    pair: PairArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

/// Decide the fit of a theme with a finding
///
/// The rule only suggests; a decision is a person's, with a reason. It is kept with the inputs of the rule as they are now, and joint decisions
/// tells when they have changed since. Two analysts may decide apart: joint decisions --compare shows how far they agree.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  themeweave joint decide childs_voice child_wellbeing partial --analyst RK --reason 'Measured by questionnaires only'"
)]
pub struct DecideArgs {
    #[command(flatten)]
    pair: PairArgs,
    /// The fit
    #[arg(value_name = "FIT", value_parser = PossibleValuesParser::new(Fit::ALL.map(Fit::word)))]
    fit: String,
    /// Who decides
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    analyst: String,
    /// Why
    #[arg(short, long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    reason: String,
}

#[derive(Debug, Args)]
pub struct InferArgs {
    #[command(flatten)]
    pair: PairArgs,
    /// What both strands say together
    #[arg(value_name = "TEXT")]
    text: String,
    /// Who draws it
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    analyst: String,
}

#[derive(Debug, Args)]
pub struct DecisionArgs {
    #[command(flatten)]
    by: ByArgs,
    /// Two analysts, to see where they decided alike, with Cohen's kappa
    #[arg(long, num_args = 2, value_names = ["NAME", "NAME"])]
    compare: Option<Vec<String>>,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct CompletenessArgs {
    #[command(flatten)]
    by: ByArgs,
    #[command(flatten)]
    table: TableArgs,
}

/// Voices and findings are tied together by accepted links alone. Effects are pooled as the project's settings say, or counted by
/// direction where they may not be. Fit is what a named analyst decided, else what the rule suggests: joint explain shows
/// everything behind a cell. With --csv and --json every figure has a column of its own.
#[derive(Debug, Args)]
pub struct JointArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

/// What people's views ask for against interventions: matched, in part, not, gap
///
/// Each recommendation of the sheet views stands for a theme of one role; the sheet view_matches says which intervention does what it asks
/// for. A recommendation is met where an intervention that matches in full has a sound study; the notes print the rule. With --effects,
/// interventions that match are compared with those that do not.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  themeweave joint views\n  \
    themeweave joint views --effects --outcome permanence")]
pub struct ViewArgs {
    /// Compare effects of interventions that match with those of interventions that do not
    #[arg(long)]
    effects: bool,
    /// Effects on one outcome only, by id or name (default: all together)
    #[arg(long, value_name = "OUTCOME", requires = "effects")]
    outcome: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

/// Voices left, findings right, matched and checked, and between them what both say together
///
/// The pillar integration process: themes with who says them on one side, findings on the other, matched by accepted links and checked by
/// the fit; the pillar is the meta-inference (joint infer writes it). What has no match stays in the table.
#[derive(Debug, Args)]
pub struct PillarArgs {
    #[command(flatten)]
    by: ByArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

/// Theme by theme, quotes of each role beside findings and fit
///
/// Only words of people whose consent reaches the audience are shown, through the disclosure gate. By default that is the team; for anything
/// that leaves the team ask for --audience published.
#[derive(Debug, Args)]
pub struct QuoteArgs {
    /// Who is to read the quotes
    #[arg(long, value_name = "WHO", default_value = "team", value_parser = ["team", "published"])]
    audience: String,
    /// Most quotes for one theme
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=20))]
    per_theme: u8,
    /// Fewest words of a quote
    #[arg(long, value_name = "N", default_value_t = 8)]
    min_words: u32,
    /// Most words of a quote
    #[arg(long, value_name = "N", default_value_t = 60)]
    max_words: u32,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

/// Cases by two features: themes that they raise, attributes that they have
///
/// A feature is theme:ID (does anybody of the case speak of it?) or case:ATTRIBUTE (a column of the sheet of cases). On the terminal each
/// cell names its cases; with --csv and --json it counts them, so that the table can be published through the gate.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  themeweave joint typology theme:people_around case:outcome")]
pub struct TypologyArgs {
    /// Feature down the side
    #[arg(value_name = "FEATURE")]
    rows: String,
    /// Feature along the top
    #[arg(value_name = "FEATURE")]
    columns: String,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub fn run(command: &JointCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    match command {
        JointCommand::ByOutcome(args) => display(args, Some(TargetKind::Outcome), common, printer),
        JointCommand::ByIntervention(args) => display(args, Some(TargetKind::Intervention), common, printer),
        JointCommand::ByElement(args) => display(args, Some(TargetKind::Element), common, printer),
        JointCommand::ByQuestion(args) => display(args, Some(TargetKind::Question), common, printer),
        JointCommand::ByFactor(args) => display(args, Some(TargetKind::Factor), common, printer),
        JointCommand::StatisticsByThemes(args) => display(args, Some(TargetKind::Statistic), common, printer),
        JointCommand::SideBySide(args) => display(args, None, common, printer),
        JointCommand::StatisticsByCode(args) => {
            ask(&args.filter, &args.table, common, printer, |project, selection, layout| {
                project.joint_statistics_by_code(selection, layout)
            })
        }
        JointCommand::Pillar(args) => ask(&args.filter, &args.table, common, printer, |project, selection, layout| {
            project.joint_pillar(args.by.kind(), selection, layout)
        }),
        JointCommand::Quotes(args) => ask(&args.filter, &args.table, common, printer, |project, selection, layout| {
            project.joint_quotes(args.question(), selection, layout)
        }),
        JointCommand::Typology(args) => {
            ask(&args.filter, &args.table, common, printer, |project, selection, layout| {
                project.joint_typology(&args.rows, &args.columns, selection, layout)
            })
        }
        JointCommand::Equity(args) => ask(&args.filter, &args.table, common, printer, Project::joint_equity),
        JointCommand::Views(args) => ask(&args.filter, &args.table, common, printer, |project, selection, layout| {
            if args.effects {
                project.joint_view_effects(args.outcome.as_deref(), selection, layout)
            } else {
                project.joint_views(selection, layout)
            }
        }),
        JointCommand::Qca(args) => qca::run(args, common, printer),
        JointCommand::Explain(args) => {
            let project = place::open(common)?;
            let table = project.explain_cell(&args.pair.pair(), &args.filter.selection())?;
            printer.table(&table, &args.table)?;
            Ok(0)
        }
        JointCommand::Decide(args) => {
            let fit = Fit::from_word(&args.fit).unwrap_or(Fit::NoEvidence);
            let said = place::open(common)?.decide_fit(&args.pair.pair(), fit, &args.analyst, &args.reason)?;
            printer.say(&said);
            Ok(0)
        }
        JointCommand::Infer(args) => {
            printer.say(&place::open(common)?.infer(&args.pair.pair(), &args.text, &args.analyst)?);
            Ok(0)
        }
        JointCommand::Decisions(args) => decisions(args, common, printer),
        JointCommand::Completeness(args) => {
            printer.table(&place::open(common)?.completeness(args.by.kind())?, &args.table)?;
            Ok(0)
        }
    }
}

fn decisions(args: &DecisionArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let compare = match args.compare.as_deref() {
        Some([first, second]) => Some((first.as_str(), second.as_str())),
        _ => None,
    };
    let mut table = place::open(common)?.decisions_table(args.by.kind(), compare)?;
    if args.table.is_plain() {
        for column in ["kind", "inputs", "date"] {
            table.leave_out_column(column);
        }
    }
    printer.table(&table, &args.table)?;
    Ok(0)
}

impl QuoteArgs {
    fn question(&self) -> QuoteQuestion {
        QuoteQuestion {
            audience: if self.audience == "published" { Scope::QuotePublished } else { Scope::QuoteTeam },
            per_theme: usize::from(self.per_theme),
            words: (self.min_words, self.max_words),
        }
    }
}

fn display(args: &JointArgs, kind: Option<TargetKind>, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    ask(&args.filter, &args.table, common, printer, |project, selection, layout| match kind {
        Some(kind) => project.joint_by(kind, selection, layout),
        None => project.joint_side_by_side(selection, layout),
    })
}

/// Prints the answer of the project to a question about a selection.
fn ask(
    filter: &FilterArgs,
    table: &TableArgs,
    common: &Common,
    printer: &Printer,
    answer: impl FnOnce(&Project, &Selection, Layout) -> Result<Table, ProjectError>,
) -> Result<u8, CliError> {
    let answered = answer(&place::open(common)?, &filter.selection(), table.layout())?;
    printer.table(&answered, table)?;
    Ok(0)
}
