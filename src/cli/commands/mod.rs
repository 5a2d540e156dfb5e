//! The commands: one file each, whose doc comments are its help.

// Help is plain text for a terminal; backticks would be printed.
#![allow(clippy::doc_markdown)]

mod agreement;
mod balance;
mod blame;
mod build;
mod chart;
mod checklist;
mod chronology;
mod codebook;
mod coding;
mod confidence;
mod drawing;
mod finding;
mod framework;
mod init;
mod joint;
mod link;
mod log;
mod manual;
mod matrix;
mod memo;
mod participant;
mod pool;
mod qca;
mod query;
mod review;
mod saturation;
mod search;
mod settings;
mod source;
mod status;
mod synthesis;
mod text_form;
mod theme;
mod together;
mod undo;
mod verify;

use clap::Subcommand;

use super::args::Cli;
use super::error::CliError;
use super::output::Printer;

/// What to do.
#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one of it in a run of the program")]
pub enum Command {
    /// Take a folder of files to a project and a guide pack
    Build(build::BuildArgs),
    /// Make a new, empty project
    Init(init::InitArgs),
    /// Tell what is in the project
    Status(status::StatusArgs),
    /// Prove that every coding is on its words and every text is the one imported
    Verify(verify::VerifyArgs),
    /// Show what was done to the project, newest last
    Log(log::LogArgs),
    /// Take back the last change
    Undo(undo::UndoArgs),
    /// Make the change again that was taken back last
    Redo(undo::RedoArgs),
    /// Forget what undo needs, and with it the words of what was removed
    Forget(undo::ForgetArgs),
    /// Tell where a coding comes from, and everything that happened to it since
    Blame(blame::BlameArgs),
    /// Transcripts: import, list, show, say who speaks
    #[command(subcommand)]
    Source(source::SourceCommand),
    /// Participants, their attributes and consent
    #[command(subcommand)]
    Participant(participant::ParticipantCommand),
    /// Codebook files and versions
    #[command(subcommand)]
    Codebook(codebook::CodebookCommand),
    /// Codings: import, export, list
    #[command(subcommand)]
    Coding(coding::CodingCommand),
    /// Themes: import, list
    #[command(subcommand)]
    Theme(theme::ThemeCommand),
    /// Memos: notes on the study, passages, people, codes, themes, codings
    #[command(subcommand)]
    Memo(memo::MemoCommand),
    /// Saved queries: save, list, show, remove
    #[command(subcommand)]
    Query(query::QueryCommand),
    /// Search the transcripts and print a concordance
    Search(search::SearchArgs),
    #[allow(missing_docs, reason = "its help is that of its arguments")]
    Matrix(matrix::MatrixArgs),
    /// Tell which codes come together, by what they share
    ///
    /// Every pair with what both share, in distinct units: characters, turns, sources, cases or participants, so that no pair shares
    /// more than either has. A code and one below it are no pair when codes count those below them. With -o FILE.svg, .png or .pdf the pairs
    /// are drawn as a matrix or, with --network, as a network.
    Cooccur(together::CooccurArgs),
    /// Tell which codes follow which, and whether more often than by chance
    ///
    /// Of the turns with the first, those after which a turn of a participant has the second, within so many turns; beside it what
    /// chance lets expect and the adjusted residual z.
    Sequence(together::SequenceArgs),
    /// List the combinations of codes that cases have, with an outcome
    ///
    /// Each case (or participant, source, turn) has exactly one combination. For a qualitative comparative analysis of conditions see `joint
    /// qca`.
    Configurations(together::ConfigurationsArgs),
    /// Tell how alike sources, participants or cases are by what is coded in them
    Similarity(together::SimilarityArgs),
    /// Map rows and columns of a matrix (correspondence analysis)
    Correspondence(together::CorrespondenceArgs),
    /// Show where codes lie along one transcript
    Codeline(together::CodelineArgs),
    /// Cases by themes: summaries that people write, and the passages that they rest on
    #[command(subcommand)]
    Framework(framework::FrameworkCommand),
    /// Put the events of a case in order of time, and look for patterns
    ///
    /// An analytical chronology, as practice frameworks for reunification ask for it: events from sheets (chronology import, or [files] events
    /// in the manifest) beside passages coded as events. A coded passage has no date of its own: it stands on the day on which it was told, unless
    /// a memo on its coding says “date: 2024-03” or “date=2019..2020” (and “side: risk” or “side: protective”). The words of people who do not
    /// let the team quote them are withheld. With -o FILE.md events and patterns are written as Markdown, with
    /// -o FILE.svg, .png or .pdf they are drawn as a timeline.
    Chronology(chronology::ChronologyArgs),
    /// Review findings: import, list, check
    #[command(subcommand)]
    Finding(finding::FindingCommand),
    /// Ties between themes or codes and findings: add, accept, suggest, check
    #[command(subcommand)]
    Link(link::LinkCommand),
    /// Put voices and findings side by side
    #[command(subcommand)]
    Joint(joint::JointCommand),
    /// Confidence in themes (GRADE-CERQual, adapted): facts, judgements, summary of findings
    #[command(subcommand)]
    Confidence(confidence::ConfidenceCommand),
    /// Reporting checklists (ENTREQ, SWiM, PRISMA-E), filled in from the project
    #[command(subcommand)]
    Checklist(checklist::ChecklistCommand),
    /// Check whose voices the themes rest on
    ///
    /// First each role's share of people, turns, words, codings and passages that may be quoted; then, theme by theme, what is out of
    /// balance, with how to mend it. Contrary cases count as sought where a theme has codes of both directions, or where a
    /// memo on the theme holds #contrary. With --csv and --json the findings are printed, with --shares the shares.
    ///
    /// Exit status 1: with --strict when any warning is found; with --most-of-one or --least-share when a theme or role breaks the
    /// threshold that was given.
    Balance(balance::BalanceArgs),
    /// Tell how many interviews it took until the next ones said hardly anything new
    ///
    /// For everybody and for each role, for codes and for themes: the distinct ones of the first interviews (the base), and the first run
    /// of interviews that brings few enough new ones, printed as 5+2: after five, confirmed by two. Random orders of the same interviews
    /// tell how far that hangs on the order in which they were done. Base, run and threshold are the project's settings (`finding
    /// settings`) unless given here.
    Saturation(saturation::SaturationArgs),
    /// Agreement of coders: coefficients, disagreements, adjudication, drift, planning
    ///
    /// Compared is the speech of participants in the sources that two of the coders coded. Interviewers' speech, labels and
    /// speech of people who do not allow analysis are outside. A coder who looked at a source and coded nothing there cannot be
    /// told from one who never saw it, unless --sources names the sources that all looked at.
    ///
    /// A figure that is not defined says why, and is never 0 or 1.
    Agreement(agreement::AgreementArgs),
    /// Draw a chart as SVG or PNG
    Chart(chart::ChartArgs),
    /// Write the whole project in another form
    #[command(subcommand)]
    Export(text_form::ExportCommand),
    /// Make a project of another form
    #[command(subcommand)]
    Import(text_form::ImportCommand),
    /// Print shell completions or write man pages
    #[command(subcommand)]
    Manual(manual::ManualCommand),
}

/// Does what was asked and returns the exit status.
pub fn dispatch(cli: &Cli, printer: &Printer) -> Result<u8, CliError> {
    let common = &cli.common;
    match &cli.command {
        Command::Build(args) => build::run(args, printer),
        Command::Init(args) => init::run(args, common, printer),
        Command::Status(args) => status::run(args, common, printer),
        Command::Verify(args) => verify::run(args, common, printer),
        Command::Log(args) => log::run(args, common, printer),
        Command::Undo(args) => undo::undo(args, common, printer),
        Command::Redo(args) => undo::redo(args, common, printer),
        Command::Forget(args) => undo::forget(args, common, printer),
        Command::Blame(args) => blame::run(args, common, printer),
        Command::Source(command) => source::run(command, common, printer),
        Command::Participant(command) => participant::run(command, common, printer),
        Command::Codebook(command) => codebook::run(command, common, printer),
        Command::Coding(command) => coding::run(command, common, printer),
        Command::Theme(command) => theme::run(command, common, printer),
        Command::Memo(command) => memo::run(command, common, printer),
        Command::Query(command) => query::run(command, common, printer),
        Command::Search(args) => search::run(args, common, printer),
        Command::Matrix(args) => matrix::run(args, common, printer),
        Command::Cooccur(args) => together::cooccur(args, common, printer),
        Command::Sequence(args) => together::sequence(args, common, printer),
        Command::Configurations(args) => together::configurations(args, common, printer),
        Command::Similarity(args) => together::similarity(args, common, printer),
        Command::Correspondence(args) => together::correspondence(args, common, printer),
        Command::Codeline(args) => together::codeline(args, common, printer),
        Command::Framework(command) => framework::run(command, common, printer),
        Command::Chronology(args) => chronology::run(args, common, printer),
        Command::Finding(command) => finding::run(command, common, printer),
        Command::Link(command) => link::run(command, common, printer),
        Command::Joint(command) => joint::run(command, common, printer),
        Command::Confidence(command) => confidence::run(command, common, printer),
        Command::Checklist(command) => checklist::run(command, common, printer),
        Command::Balance(args) => balance::run(args, common, printer),
        Command::Saturation(args) => saturation::run(args, common, printer),
        Command::Agreement(args) => agreement::run(args, common, printer),
        Command::Chart(args) => chart::run(args, common, printer),
        Command::Export(command) => text_form::export(command, common, printer),
        Command::Import(command) => text_form::import(command, common, printer),
        Command::Manual(command) => manual::run(command, printer),
    }
}
