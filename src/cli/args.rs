//! Arguments that commands share.

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};

use super::commands::Command;
use super::error::CliError;
use crate::analysis::Layout;
use crate::project::Selection;

/// Themeweave: interviews and trials side by side.
///
/// Index interview and workshop transcripts, apply a versioned codebook, and cross coded themes with the findings of a
/// review into tables, charts and quotes for a practice guide. Everything stays on this machine.
#[derive(Debug, Parser)]
#[command(name = "themeweave", version, max_term_width = 100, arg_required_else_help = true, propagate_version = false)]
#[command(after_help = "Exit status: 0 done; 1 a check did not hold; 2 wrong use; 3 bad input; 4 refused by the \
                        disclosure gate; 5 project busy or damaged.")]
pub struct Cli {
    /// Options that every command takes.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// The project file (default: the only *.tw in this folder or a folder above)
    #[arg(short, long, global = true, value_name = "FILE", env = "THEMEWEAVE_PROJECT", hide_env_values = true)]
    pub project: Option<PathBuf>,
    /// Print errors and results only
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print more of what is done
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Colour messages
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// When messages are coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Makes it the choice of the whole program.
    pub fn write_global(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// How a table leaves the program.
#[derive(Debug, Default, Args)]
pub struct TableArgs {
    /// Print JSON
    #[arg(long, conflicts_with = "csv", help_heading = "Output")]
    pub json: bool,
    /// Print CSV
    #[arg(long, help_heading = "Output")]
    pub csv: bool,
    /// Write to a file instead; its ending (.csv, .json, .xlsx, .txt) chooses the form
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,
}

/// Which part of the project is looked at.
#[derive(Debug, Default, Args)]
pub struct FilterArgs {
    /// Only what a query selects, such as 'role:child and kind:interview'
    #[arg(long = "where", value_name = "QUERY", help_heading = "Selection")]
    pub filter: Option<String>,
    /// Read codings with this codebook version
    #[arg(long, value_name = "VERSION", help_heading = "Selection")]
    pub codebook: Option<String>,
    /// Only codings of this coder (may be given more than once)
    #[arg(short, long, value_name = "NAME", help_heading = "Selection")]
    pub coder: Vec<String>,
}

impl TableArgs {
    /// Whether the table is for reading, not for a program.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let ending = self.output.as_deref().and_then(std::path::Path::extension);
        !self.json
            && !self.csv
            && !ending.is_some_and(|ending| ["csv", "json", "xlsx"].iter().any(|form| ending == *form))
    }
}

impl TableArgs {
    /// Refuses to write over a sheet that went out to be filled in and lies there already.
    ///
    /// # Errors
    /// When there is a file of that name.
    pub fn keep_what_is_filled_in(&self, what: &str) -> Result<(), CliError> {
        match &self.output {
            Some(file) if file.exists() => {
                Err(CliError::usage(format!("{} is there already, and {what} may be in it", file.display()))
                    .hint("give another name, or remove the file"))
            }
            _ => Ok(()),
        }
    }

    /// How a table that people read in another form than programs is laid out.
    #[must_use]
    pub fn layout(&self) -> Layout {
        if self.is_plain() { Layout::Reading } else { Layout::Data }
    }
}

impl FilterArgs {
    /// The selection that these arguments ask for.
    #[must_use]
    pub fn selection(&self) -> Selection {
        Selection { filter: self.filter.clone(), codebook: self.codebook.clone(), coders: self.coder.clone() }
    }
}
