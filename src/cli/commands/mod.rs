//! The commands: one file each, whose doc comments are its help.

// Help is plain text for a terminal; backticks would be printed.
#![allow(clippy::doc_markdown)]

mod blame;
mod build;
mod chart;
mod codebook;
mod coding;
mod finding;
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
mod review;
mod search;
mod source;
mod status;
mod text_form;
mod theme;
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
    /// Search the transcripts and print a concordance
    Search(search::SearchArgs),
    /// Count themes, codes or categories by role, case, source or attribute
    Matrix(matrix::MatrixArgs),
    /// Review findings: import, list, check
    #[command(subcommand)]
    Finding(finding::FindingCommand),
    /// Ties between themes or codes and findings: add, accept, suggest, check
    #[command(subcommand)]
    Link(link::LinkCommand),
    /// Put voices and findings side by side
    #[command(subcommand)]
    Joint(joint::JointCommand),
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
        Command::Search(args) => search::run(args, common, printer),
        Command::Matrix(args) => matrix::run(args, common, printer),
        Command::Finding(command) => finding::run(command, common, printer),
        Command::Link(command) => link::run(command, common, printer),
        Command::Joint(command) => joint::run(command, common, printer),
        Command::Chart(args) => chart::run(args, common, printer),
        Command::Export(command) => text_form::export(command, common, printer),
        Command::Import(command) => text_form::import(command, common, printer),
        Command::Manual(command) => manual::run(command, printer),
    }
}
