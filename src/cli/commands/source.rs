//! `themeweave source`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::args::{Common, TableArgs};
use crate::cli::error::{CliError, Kind};
use crate::cli::output::Printer;
use crate::cli::place::{self, now};
use crate::project::{FileOutcome, ImportReport, Project, Revision, SheetKind};
use crate::table::{Cell, Column, Table};
use crate::text::Fate;

/// What to do with transcripts.
#[derive(Debug, Subcommand)]
pub enum SourceCommand {
    Import(ImportArgs),
    /// List the sources with their speakers, turns and words
    List(ListArgs),
    /// Show a source: who speaks how much, or its turns
    Show(ShowArgs),
    /// Say who stands behind the labels, or what the sources are, from a sheet
    Describe(DescribeArgs),
    Update(UpdateArgs),
    Edit(EditArgs),
    /// Remove a source with its codings
    Remove(RemoveArgs),
}

/// Import transcript files; every readable one comes in, every other is explained
///
/// Plain text, Markdown, Word (.docx), WebVTT and SubRip are read; encodings are detected; labels and time stamps are kept
/// apart from speech. The name of a source is its file's name without the ending. A folder stands for the files in it. Exit status 3
/// when a file could not come in.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Files or folders
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Replace the text of sources whose file has changed
    #[arg(long)]
    update: bool,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Name of the source
    source: String,
    /// Print the turns themselves
    #[arg(long)]
    turns: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// Say who stands behind the labels, or what the sources are, from a sheet
#[derive(Debug, Args)]
pub struct DescribeArgs {
    /// CSV or workbook with source, label, participant, part
    #[arg(long, value_name = "FILE", required_unless_present = "facts")]
    speakers: Option<PathBuf>,
    /// CSV or workbook with source, kind, date, case
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Take a corrected file as the new text of a source; its codings go with their words
///
/// The plan says for every coding whether it is kept, moved, stretched (words came in), shrunk (words went), reworded,
/// or orphaned (its words are gone: it waits in `coding orphans`). Codings that are only kept or moved are counted, not
/// listed. --dry-run shows the plan and changes nothing; `undo` takes all of it back. An unchanged file changes nothing.
#[derive(Debug, Args)]
pub struct UpdateArgs {
    /// Name of the source
    source: String,
    /// The corrected transcript
    file: PathBuf,
    /// Take the text even if most codings lose their words
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    plan: PlanArgs,
}

/// Correct words in the text of a source; its codings go with their words
///
/// The correction lives in the project alone: make it in the transcript's file too, so that both stay the same.
#[derive(Debug, Args)]
pub struct EditArgs {
    /// Name of the source
    source: String,
    /// The words as they stand there
    #[arg(long, value_name = "OLD")]
    replace: String,
    /// What they should be
    #[arg(long, value_name = "NEW")]
    with: String,
    /// Replace them wherever they occur, not only once
    #[arg(long)]
    everywhere: bool,
    #[command(flatten)]
    plan: PlanArgs,
}

/// How the plan of a new text is shown.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// Show the plan and change nothing
    #[arg(long)]
    dry_run: bool,
    /// List every coding, those that are kept or moved too
    #[arg(long)]
    all_codings: bool,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// Name of the source
    source: String,
}

pub fn run(command: &SourceCommand, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    match command {
        SourceCommand::Import(args) => import(args, common, printer),
        SourceCommand::List(args) => list(args, common, printer),
        SourceCommand::Show(args) => show(args, common, printer),
        SourceCommand::Describe(args) => describe(args, common, printer),
        SourceCommand::Update(args) => update(args, common, printer),
        SourceCommand::Edit(args) => edit(args, common, printer),
        SourceCommand::Remove(args) => remove(args, common, printer),
    }
}

fn import(args: &ImportArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = match &common.project {
        Some(path) if !path.exists() && !args.dry_run => {
            let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
            let project = Project::create(path, &stem, "", now())?;
            printer.say(&format!("made {}", path.display()));
            project
        }
        _ => place::open(common)?,
    };
    let report = project.import_sources(&args.files, args.update, args.dry_run)?;
    for file in &report.files {
        match &file.outcome {
            FileOutcome::Refused(problem) => printer.warn(&problem.to_string()),
            outcome => {
                let word = if *outcome == FileOutcome::Added { "added" } else { "updated" };
                let word = if *outcome == FileOutcome::Unchanged { "unchanged" } else { word };
                printer.detail(&format!("{word}: {} ({})", file.source, file.file.display()));
            }
        }
        for note in &file.notes {
            printer.detail(&format!("  note: {note}"));
        }
        if let Some(revision) = file.codings.as_ref().filter(|revision| revision.changed) {
            printer.say(&revision.summary());
        }
    }
    printer.say(&summary(&report, args.dry_run));
    Ok(if report.refused().next().is_some() { Kind::Input.status() } else { 0 })
}

fn summary(report: &ImportReport, dry_run: bool) -> String {
    let refused = report.refused().count();
    let mut text = format!(
        "{} added, {} updated, {} unchanged, {refused} not taken",
        report.count(&FileOutcome::Added),
        report.count(&FileOutcome::Updated),
        report.count(&FileOutcome::Unchanged),
    );
    if dry_run {
        text.push_str(" (nothing was changed)");
    }
    text
}

fn list(args: &ListArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let sources = place::open(common)?.sources()?;
    let columns = vec![
        Column::text("source", "Source"),
        Column::text("kind", "Kind"),
        Column::text("format", "Format"),
        Column::number("speakers", "Speakers"),
        Column::number("turns", "Turns"),
        Column::number("merged_turns", "Merged"),
        Column::number("words", "Words"),
        Column::number("characters", "Characters"),
    ];
    let mut table = Table::new("Sources", columns);
    let words: u64 = sources.iter().map(|source| source.words).sum();
    table.frame = format!("{} sources, {words} words", sources.len());
    for source in sources {
        table.rows.push(vec![
            Cell::words(source.name),
            Cell::words(source.kind),
            Cell::words(source.format),
            Cell::Count(source.speakers),
            Cell::Count(source.turns),
            Cell::Count(source.merged_turns),
            Cell::Count(source.words),
            Cell::Count(source.characters),
        ]);
    }
    table.notes.push(
        "Turns are labelled units in the text's order (cues in captions); merged: neighbours of one speaker count \
         once. Words are spoken words; of the whole text where nobody is labelled."
            .to_owned(),
    );
    printer.table(&table, &args.table)?;
    Ok(0)
}

fn show(args: &ShowArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let project = place::open(common)?;
    let table = if args.turns { project.turns_table(&args.source)? } else { speakers_table(&project, &args.source)? };
    let table = table.ok_or_else(|| {
        CliError::usage(format!("there is no source “{}”", args.source))
            .hint("`themeweave source list` shows the names")
    })?;
    printer.table(&table, &args.table)?;
    Ok(0)
}

fn speakers_table(project: &Project, source: &str) -> Result<Option<Table>, CliError> {
    if !project.sources()?.iter().any(|known| known.name == source) {
        return Ok(None);
    }
    let columns = vec![
        Column::text("label", "Label"),
        Column::text("part", "Part"),
        Column::text("participant", "Participant"),
        Column::number("turns", "Turns"),
        Column::number("words", "Words"),
    ];
    let mut table = Table::new(format!("Who speaks in {source}"), columns);
    for speaker in project.speakers_of(source)? {
        table.rows.push(vec![
            Cell::words(speaker.label),
            Cell::words(speaker.part.word()),
            speaker.participant.map_or(Cell::Empty, Cell::words),
            Cell::Count(speaker.turns),
            Cell::Count(speaker.words),
        ]);
    }
    table.notes.push("To say who speaks: `themeweave source describe --speakers speakers.csv`.".to_owned());
    Ok(Some(table))
}

fn describe(args: &DescribeArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    let sheets = [(SheetKind::Sources, args.facts.as_deref()), (SheetKind::Speakers, args.speakers.as_deref())];
    let sheets: Vec<_> = sheets.into_iter().filter_map(|(kind, file)| file.map(|file| (kind, file))).collect();
    let summaries = project.import_sheets(&sheets, args.dry_run)?;
    for ((_, file), summary) in sheets.iter().zip(summaries) {
        let what = if summary.is_empty() { "nothing changed" } else { &summary };
        printer.say_done(&format!("{}: {what}", file.display()), args.dry_run);
    }
    Ok(0)
}

fn update(args: &UpdateArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let revision = place::open(common)?.update_source(&args.source, &args.file, args.force, args.plan.dry_run)?;
    report(&revision, &args.plan, printer)
}

fn edit(args: &EditArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    let mut project = place::open(common)?;
    let revision = project.edit_source(&args.source, &args.replace, &args.with, args.everywhere, args.plan.dry_run)?;
    report(&revision, &args.plan, printer)
}

fn report(revision: &Revision, plan: &PlanArgs, printer: &Printer) -> Result<u8, CliError> {
    if !revision.changed {
        printer.say(&format!("{}: the text is the same; nothing changed", revision.source));
        return Ok(0);
    }
    let table = revision.table(plan.all_codings, !plan.table.is_plain());
    if table.rows.is_empty() && plan.table.is_plain() {
        for note in &table.notes {
            printer.say(note);
        }
    } else {
        printer.table(&table, &plan.table)?;
    }
    if plan.dry_run {
        printer.say("nothing was changed");
    }
    if revision.count(Fate::Orphaned) > 0 && !plan.dry_run {
        printer
            .say("`themeweave coding orphans` lists the codings whose words are gone; `undo` takes the new text back");
    }
    Ok(0)
}

fn remove(args: &RemoveArgs, common: &Common, printer: &Printer) -> Result<u8, CliError> {
    if let Some(done) = place::open(common)?.remove_source(&args.source)? {
        printer.say(&format!("{done}; `undo` brings it back"));
        return Ok(0);
    }
    Err(CliError::usage(format!("there is no source “{}”", args.source)))
}
