//! Standard output is data, standard error is talk.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use super::args::TableArgs;
use super::error::CliError;
use crate::table::{Table, TerminalStyle};

/// Columns of a terminal that does not say how wide it is, and of pipes.
const DEFAULT_WIDTH: u16 = 80;

/// Decides what is said and where.
#[derive(Debug)]
pub struct Printer {
    quiet: bool,
    verbose: bool,
}

impl Printer {
    /// A printer that keeps quiet or says more.
    #[must_use]
    pub fn new(quiet: bool, verbose: bool) -> Self {
        Self { quiet, verbose }
    }

    /// Says what was done, unless asked to be quiet.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            talk(text);
        }
    }

    /// Says what was done, or would have been done by a rehearsal, unless asked to be quiet.
    pub fn say_done(&self, text: &str, dry_run: bool) {
        self.say(&format!("{text}{}", if dry_run { " (nothing was changed)" } else { "" }));
    }

    /// Says more of what was done, when asked to.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            talk(text);
        }
    }

    /// Says what is wrong without ending the command.
    #[allow(clippy::unused_self)] // All talk goes through the printer.
    pub fn warn(&self, text: &str) {
        talk(&format!("\u{1b}[1;33mwarning:\u{1b}[0m {text}"));
    }

    /// Says why the command ends early.
    #[allow(clippy::unused_self)] // As above.
    pub fn error(&self, error: &CliError) {
        talk(&format!("\u{1b}[1;31merror:\u{1b}[0m {error}"));
        if let Some(remedy) = error.remedy() {
            talk(&format!("\u{1b}[1;36mhint:\u{1b}[0m {remedy}"));
        }
    }

    /// Whether progress should be shown: on a terminal that has not asked for quiet.
    #[must_use]
    pub fn shows_progress(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// Prints text as data.
    ///
    /// # Errors
    /// When nobody reads any more.
    #[allow(clippy::unused_self)] // All data too.
    pub fn data(&self, text: &str) -> Result<(), CliError> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Err(CliError::PipeClosed),
            Err(error) => Err(CliError::file(Path::new("standard output"), error)),
            Ok(()) => Ok(()),
        }
    }

    /// Prints a table in the form that was asked for, or writes it to a file.
    ///
    /// # Errors
    /// When the file cannot be written or nobody reads any more.
    pub fn table(&self, table: &Table, args: &TableArgs) -> Result<(), CliError> {
        let ending = args.output.as_deref().and_then(Path::extension).map(|e| e.to_string_lossy().to_lowercase());
        if let (Some(path), Some("xlsx"), false, false) = (&args.output, ending.as_deref(), args.json, args.csv) {
            let bytes = table.to_xlsx().map_err(|error| CliError::usage(error.to_string()))?;
            return self.file(path, &bytes);
        }
        if let (Some(path), Some(other)) = (&args.output, ending.as_deref())
            && !["csv", "json", "txt", "md", "xlsx"].contains(&other)
        {
            let found = path.display();
            return Err(CliError::usage(format!("{found} ends in none of .csv, .json, .xlsx and .txt")));
        }
        let text = match ending.as_deref() {
            _ if args.json => json_text(table),
            _ if args.csv => table.to_csv(),
            Some("json") => json_text(table),
            Some("csv") => table.to_csv(),
            _ => table.to_terminal(TerminalStyle { width: width() }),
        };
        self.text(&text, args.output.as_deref())
    }

    /// Prints tables for reading, one below the other, or writes them to a file.
    ///
    /// # Errors
    /// When the file cannot be written or nobody reads any more.
    pub fn tables(&self, tables: &[&Table], args: &TableArgs) -> Result<(), CliError> {
        let texts: Vec<String> =
            tables.iter().map(|table| table.to_terminal(TerminalStyle { width: width() })).collect();
        self.text(&texts.join("\n"), args.output.as_deref())
    }

    /// Prints text as data, or writes it to a file.
    ///
    /// # Errors
    /// When the file cannot be written or nobody reads any more.
    pub fn text(&self, text: &str, output: Option<&Path>) -> Result<(), CliError> {
        match output {
            None => self.data(text),
            Some(path) => self.file(path, text.as_bytes()),
        }
    }

    /// Writes files into a folder, all or none, and says so.
    ///
    /// # Errors
    /// When one of them cannot be written; then those that were there are as they were.
    pub fn folder(&self, folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), CliError> {
        std::fs::create_dir_all(folder).map_err(|cause| CliError::file(folder, cause))?;
        let beside = |name: &str| folder.join(format!(".{name}.unfinished"));
        let written = files.iter().try_for_each(|(name, bytes)| {
            let path = beside(name);
            std::fs::write(&path, bytes).map_err(|cause| CliError::file(&path, cause))
        });
        if let Err(error) = written {
            for (name, _) in files {
                let _ = std::fs::remove_file(beside(name));
            }
            return Err(error);
        }
        for (name, _) in files {
            let path = folder.join(name);
            std::fs::rename(beside(name), &path).map_err(|cause| CliError::file(&path, cause))?;
        }
        self.say(&format!("wrote {} files into {}", files.len(), folder.display()));
        Ok(())
    }

    /// Writes a file and says so.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn file(&self, path: &Path, bytes: &[u8]) -> Result<(), CliError> {
        std::fs::write(path, bytes).map_err(|cause| CliError::file(path, cause))?;
        self.say(&format!("wrote {}", path.display()));
        Ok(())
    }
}

/// Columns of the terminal, or 80 where output does not go to one.
#[must_use]
pub fn width() -> u16 {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let found = || terminal_size::terminal_size().map(|(terminal_size::Width(columns), _)| columns.clamp(60, 160));
    asked.filter(|columns| (40..=400).contains(columns)).or_else(found).unwrap_or(DEFAULT_WIDTH)
}

fn json_text(table: &Table) -> String {
    // Pretty, because people look at it too; machines do not mind.
    serde_json::to_string_pretty(&table.to_json()).unwrap_or_default() + "\n"
}

fn talk(text: &str) {
    // Standard error may be gone; there is nobody left to tell.
    let _ = writeln!(anstream::stderr(), "{text}");
}
