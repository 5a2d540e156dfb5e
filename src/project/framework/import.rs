//! The framework coming back: what people wrote in an exported workbook or folder.
//!
//! Each cell says which version of its text went out. Where only the file has changed since, its text is taken; where only
//! the project has, the project's stays; where both have, and differ, the import is refused with both texts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Whole, put};
use crate::interchange::{FrameworkRow, Rows, read_framework, read_framework_markdown};
use crate::model::{Problem, Problems, Summary};
use crate::project::{Project, ProjectError, SheetFile, read_text};
use crate::text::counted;

/// What an import of the framework did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FrameworkImport {
    /// Summaries written anew or changed.
    pub written: u64,
    /// Summaries taken away, because their cell was emptied.
    pub removed: u64,
    /// Cells that stay as they are.
    pub unchanged: u64,
}

impl FrameworkImport {
    /// `2 summaries written, 1 removed`; empty where nothing changes.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut parts = Vec::new();
        if self.written > 0 {
            parts.push(format!("{} written", counted(self.written, "summary|summaries")));
        }
        if self.removed > 0 {
            parts.push(format!("{} removed", counted(self.removed, "summary|summaries")));
        }
        parts.join(", ")
    }
}

/// What is to become of a cell.
enum Fate {
    Stays,
    Written,
    Removed,
}

impl Project {
    /// Takes in an exported workbook (or a CSV of the same columns), or a folder of Markdown files. What was changed there
    /// is written as the coder's, with all links renewed; other cells stay.
    ///
    /// # Errors
    /// Every bad row of every file at once: cases and themes that there are not, cells that are given twice, cells that
    /// were changed in the project too. Then nothing has changed.
    pub fn import_framework(
        &mut self,
        path: &Path,
        coder: &str,
        dry_run: bool,
    ) -> Result<FrameworkImport, ProjectError> {
        let mut problems = Problems::default();
        let files = read(path, &mut problems)?;
        let whole = self.whole_framework()?;
        let mut done = FrameworkImport::default();
        let mut seen: BTreeMap<(&str, &str), String> = BTreeMap::new();
        let mut changes: Vec<&FrameworkRow> = Vec::new();
        for file in &files {
            for (line, row) in file.iter() {
                let at = |problem: Problem| Problem { file: file.file.clone(), ..problem }.at_line(line);
                let unknown = whole.unknown(&row.case, &row.theme);
                if !unknown.is_empty() {
                    problems.0.extend(unknown.into_iter().map(|(field, problem)| at(problem.field(field))));
                    continue;
                }
                let place = format!("{}, {line}", file.file);
                if let Some(first) = seen.insert((&row.case, &row.theme), place) {
                    let message = format!("cell {} / {} stands here again, first in {first}", row.case, row.theme);
                    problems.push(at(Problem::new("", message)));
                    continue;
                }
                match fate(row, whole.summary(&row.case, &row.theme)) {
                    Ok(Fate::Stays) => done.unchanged += 1,
                    Ok(Fate::Written) => done.written += 1,
                    Ok(Fate::Removed) => done.removed += 1,
                    Err(problem) => {
                        problems.push(at(problem));
                        continue;
                    }
                }
                changes.push(row);
            }
        }
        problems.none_or(())?;
        let (today, label) = (self.now.today.to_string(), whole.snapshot.codebook.label());
        let summaries = apply(&whole, &changes, coder, (&today, &label))?;
        self.change("framework import", dry_run, |change| {
            change.put_summaries(&summaries)?;
            Ok((done, done.summary()))
        })
    }
}

/// The rows of every file; what is wrong with files goes to `problems`.
fn read(path: &Path, problems: &mut Problems) -> Result<Vec<Rows<FrameworkRow>>, ProjectError> {
    let mut files = Vec::new();
    let mut take = |read: Result<Rows<FrameworkRow>, Problems>| match read {
        Ok(rows) => files.push(rows),
        Err(found) => problems.0.extend(found.0),
    };
    if !path.is_dir() {
        take(SheetFile::open(path)?.read("framework", |name, sheet| read_framework(name, sheet)));
        return Ok(files);
    }
    let entries = std::fs::read_dir(path).map_err(|cause| ProjectError::File { path: path.to_owned(), cause })?;
    let markdown = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "md") && path.is_file();
    let mut found: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(markdown).collect();
    found.sort();
    if found.is_empty() {
        return Err(Problem::new(path.display().to_string(), "there is no .md file in this folder").into());
    }
    for file in found {
        take(read_framework_markdown(&file.display().to_string(), &read_text(&file)?));
    }
    Ok(files)
}

/// What a row does to a cell, or why it cannot.
fn fate(row: &FrameworkRow, held: Option<&Summary>) -> Result<Fate, Problem> {
    let in_file = Some(row.text.as_str()).filter(|text| !text.is_empty());
    let in_project = held.map(|summary| summary.text.as_str());
    let went_out = row.version.as_deref();
    let file_changed = match went_out {
        Some(version) => version != Summary::version_of(in_file),
        // A file that did not come from here says nothing of the cells that it leaves empty.
        None => in_file.is_some(),
    };
    if !file_changed || in_file == in_project {
        return Ok(Fate::Stays);
    }
    let base = went_out.unwrap_or("-");
    if base == Summary::version_of(in_project) {
        return Ok(if in_file.is_some() { Fate::Written } else { Fate::Removed });
    }
    let author = held.map_or_else(String::new, |summary| format!(", by {}", summary.author));
    let said = |text: Option<&str>| text.map_or_else(|| "nothing".to_owned(), |text| format!("“{text}”"));
    let message = format!(
        "cell {} / {} was changed in the project since the file went out\n    in the file: {}\n    in the project{author}: {}",
        row.case,
        row.theme,
        said(in_file),
        said(in_project)
    );
    let hint = "bring the two together: export again and write there, or `themeweave framework write`";
    Err(Problem::new("", message).hint(hint))
}

/// The summaries as they are after the changes.
fn apply(
    whole: &Whole,
    changes: &[&FrameworkRow],
    coder: &str,
    (today, label): (&str, &str),
) -> Result<Vec<Summary>, ProjectError> {
    let mut summaries = whole.snapshot.summaries.clone();
    whole.ask(|framework| {
        for row in changes {
            match fate(row, whole.summary(&row.case, &row.theme))? {
                Fate::Stays => {}
                Fate::Removed => summaries.retain(|held| held.case != row.case || held.theme != row.theme),
                Fate::Written => put(
                    &mut summaries,
                    Summary {
                        case: row.case.clone(),
                        theme: row.theme.clone(),
                        text: row.text.clone(),
                        author: coder.to_owned(),
                        date: today.to_owned(),
                        codebook: label.to_owned(),
                        seen: framework.seen(&row.case, whole.theme(&row.theme).unwrap_or_default(), None),
                    },
                ),
            }
        }
        Ok(())
    })?;
    Ok(summaries)
}
