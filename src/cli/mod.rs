//! The command line: parse, call [`crate::project`], print. The only room that prints, reads the
//! environment and the clock, and knows exit statuses.

mod args;
mod commands;
mod error;
mod explanation;
mod output;
mod place;
pub mod reference;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

pub use args::Cli;
use error::CliError;
use output::Printer;

/// Runs the program with these arguments (the first is its own name) and returns its exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let matches = match command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => {
            let status = if error.use_stderr() { error::Kind::Usage.status() } else { 0 };
            // Nothing can be done about a terminal that is gone.
            let _ = error.print();
            return ExitCode::from(status);
        }
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(error::Kind::Usage.status());
        }
    };
    cli.common.color.write_global();
    let printer = Printer::new(cli.common.quiet, cli.common.verbose);
    match commands::dispatch(&cli, &printer) {
        Ok(status) => ExitCode::from(status),
        Err(CliError::PipeClosed) => ExitCode::SUCCESS,
        Err(error) => {
            printer.error(&error);
            ExitCode::from(error.kind().status())
        }
    }
}

/// The command line as clap sees it: what help pages, completions, man pages and `docs/cli.md` are
/// made from.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}
