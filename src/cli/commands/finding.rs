//! `themeweave finding`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::pool;
use super::settings;
use super::synthesis;
use crate::cli::args::{Common, TableArgs};
use crate::cli::error::{CliError, Kind};
use crate::cli::output::Printer;
use crate::cli::place;
use crate::project::{FindingExport, FindingForm, FindingImportOptions, FindingKind, FindingSheet};

/// What to do with findings.
#[derive(Debug, Subcommand)]
pub enum FindingCommand {
    Import(ImportArgs),
    Export(ExportArgs),
    /// List the rows of a sheet
    List(ListArgs),
    Check(CheckArgs),
    /// Pool effects, or say why they are not pooled
    Pool(pool::PoolArgs),
    /// Pool effects in other ways beside the one chosen: trials, low risk of bias, United Kingdom, other models and correlations
    Sensitivity(synthesis::SetArgs),
    /// Pool effects without each study in turn
    LeaveOneOut(synthesis::SetArgs),
    /// Tell how much each study weighs on what is pooled
    Influence(synthesis::SetArgs),
    /// Test for small-study effects: Egger, Begg, trim and fill (exploratory)
    SmallStudy(synthesis::SetArgs),
    /// Pool effects by subgroup, and test whether the subgroups differ
    Subgroups(synthesis::SubgroupArgs),
    /// Regress effects on figures known of studies
    Regression(synthesis::RegressionArgs),
    /// Count studies by the direction of their effects, with a sign test
    Votes(synthesis::VoteArgs),
    /// Combine p values by Fisher and Stouffer (last resort)
    CombineP(synthesis::SetArgs),
    /// Report a synthesis without meta-analysis (SWiM), filled in
    Swim(synthesis::SwimArgs),
    /// Show pooled effects in absolute numbers: of 1,000 people, number needed, chances
    Absolute(synthesis::AbsoluteArgs),
    /// Show what interventions cost, and published costs beside each other
    Costs(synthesis::CostArgs),
    /// Show the settings of synthesis, or read them from a file
    ///
    /// How effects are pooled, when voices and findings fit, words for shares of people, when interviews are saturated. A file says
    /// what differs from the usual; what it does not name is as usual.
    Settings(settings::SettingsArgs),
}

/// Import findings: sheets, workbooks, RevMan reviews, EPPI-Reviewer exports, references
///
/// Sheets are CSV files or the sheets of a workbook (.xlsx). The kind of a sheet is told by its name (effects.csv; a sheet called Effects) or by
/// --kind. Each sheet replaces what the project knew of its kind; a sheet `data dictionary` is passed over. One flat sheet called `import` may hold a
/// row for each effect with the columns of its study and its intervention beside it: it replaces the effects, and adds to what is known of studies
/// and interventions.
///
/// A RevMan 5 review (.rm5) adds its studies and effects to what is known. The table that is printed tells what became of each outcome, whether its
/// rows pool to what the file has, and what the file does not say: intervention, outcome domain, which way is better. Save it with --dry-run
/// --csv -o map.csv, fill it in, and import again with --map map.csv.
///
/// An export of EPPI-Reviewer (.json) adds the studies, interventions and effects of its references and outcomes. References (.ris) add cited sources,
/// and give studies the key of their reference where DOI, or author and year, fit exactly one.
///
/// All files come in or none, as one change.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// CSV files, workbooks, .rm5 reviews, .json exports, .ris references
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Kind of the sheets, where their names do not tell
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(FindingKind::words()))]
    kind: Option<String>,
    /// For RevMan reviews: sheet with the intervention, outcome domain and direction of each outcome
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// Export findings: as sheets, as a workbook, or for other programs
///
/// csv writes every sheet into a folder, xlsx all of them into one workbook with a data dictionary; both are read back without loss by `finding
/// import`. escalc writes the effects with yi, vi and sei for metafor and other programs of meta-analysis, without those whose rows have errors. eppi writes the JSON of
/// EPPI-Reviewer, of which EPPI-Mapper draws an interactive map of interventions and outcomes. ris writes cited sources and studies as
/// references.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The form
    #[arg(long, value_name = "FORM", value_parser = PossibleValuesParser::new(FindingForm::ALL.map(|(_, word)| word)))]
    to: String,
    /// File to write; for csv the folder
    path: PathBuf,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    /// Which sheet
    #[arg(value_name = "KIND", default_value = "effects", value_parser = sheets())]
    kind: String,
    #[command(flatten)]
    table: TableArgs,
}

/// Check every row; exit status 1 when one has an error
///
/// Rules V01 to V17: intervals that do not hold their value, ratios below 0, standard errors that disagree with intervals, ratings that no
/// study supports, percentages without a base, and others. An effect with an error is kept out of every display.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    table: TableArgs,
}

fn sheets() -> PossibleValuesParser {
    PossibleValuesParser::new(FindingSheet::ALL.map(|(_, word)| word))
}

pub fn run(command: &FindingCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    match command {
        FindingCommand::Import(args) => {
            let kind = args.kind.as_deref().and_then(FindingKind::from_word);
            args.table.keep_what_is_filled_in("what was filled in")?;
            let options = FindingImportOptions { kind, map: args.map.clone(), dry_run: args.dry_run };
            let done = project.import_findings(&args.files, &options)?;
            for note in &done.notes {
                printer.warn(note);
            }
            for mut table in done.mapped {
                if args.table.is_plain() {
                    // What is to be filled in is for a sheet; on paper the names say more than numbers.
                    for key in
                        ["comparison", "intervention", "outcome_domain", "higher_is_better", "_groups", "_favours"]
                    {
                        table.leave_out_column(key);
                    }
                }
                printer.table(&table, &args.table)?;
            }
            let summary = if done.summary.is_empty() { "nothing new" } else { &done.summary };
            printer.say_done(summary, args.dry_run);
        }
        FindingCommand::Export(args) => {
            let form = FindingForm::from_word(&args.to).unwrap_or(FindingForm::Csv);
            let (export, notes) = project.export_findings(form, &args.path)?;
            for note in &notes {
                printer.warn(note);
            }
            match export {
                FindingExport::File(bytes) => printer.file(&args.path, &bytes)?,
                FindingExport::Folder(files) => printer.folder(&args.path, &files)?,
            }
        }
        FindingCommand::List(args) => {
            let sheet = FindingSheet::from_word(&args.kind).unwrap_or(FindingSheet::Effects);
            printer.table(&project.findings_table(sheet)?, &args.table)?;
        }
        FindingCommand::Pool(args) => return pool::pool(args, common, printer),
        FindingCommand::Sensitivity(args) => return synthesis::sensitivity(args, common, printer),
        FindingCommand::LeaveOneOut(args) => return synthesis::leave_one_out(args, common, printer),
        FindingCommand::Influence(args) => return synthesis::influence(args, common, printer),
        FindingCommand::SmallStudy(args) => return synthesis::small_study(args, common, printer),
        FindingCommand::Subgroups(args) => return synthesis::subgroups(args, common, printer),
        FindingCommand::Regression(args) => return synthesis::regression(args, common, printer),
        FindingCommand::Votes(args) => return synthesis::votes(args, common, printer),
        FindingCommand::CombineP(args) => return synthesis::combine_p(args, common, printer),
        FindingCommand::Swim(args) => return synthesis::swim(args, common, printer),
        FindingCommand::Absolute(args) => return synthesis::absolute(args, common, printer),
        FindingCommand::Costs(args) => return synthesis::costs(args, common, printer),
        FindingCommand::Settings(args) => settings::run(args, &mut project, printer)?,
        FindingCommand::Check(args) => {
            let (table, errors) = project.check_findings()?;
            printer.table(&table, &args.table)?;
            return Ok(if errors { Kind::Check.status() } else { 0 });
        }
    }
    Ok(0)
}
