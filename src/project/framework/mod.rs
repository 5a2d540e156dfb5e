//! The framework of cases and themes: shown, written cell by cell, taken out and in again.

mod import;

use std::collections::BTreeMap;
use std::path::Path;

use super::{Project, ProjectError, Selection};
use crate::analysis::{self, Columns, Frame, Framework, FrameworkRequest, Layout, Shown};
use crate::interchange::{framework_docx, framework_html, framework_markdown, framework_xlsx};
use crate::model::{CodingId, FrameworkCell, Problem, Problems, Snapshot, Summary};
use crate::table::Table;
use crate::text::{counted, did_you_mean};

pub use import::FrameworkImport;

/// A framework in the words of the command line. The default shows the summaries of all cases and themes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameworkQuestion {
    /// `case` (also where it is empty), `participant` or `source`.
    pub by: String,
    /// What the cells show.
    pub shown: Shown,
    /// Ids of themes; all when empty.
    pub themes: Vec<String>,
    /// How it is laid out.
    pub layout: Layout,
    /// Whose words are shown; summaries and their marks do not depend on it.
    pub selection: Selection,
}

/// A summary to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummaryDraft {
    /// Id of the case.
    pub case: String,
    /// Id of the theme.
    pub theme: String,
    /// What it says; nothing to keep what stands there, and say that it still holds.
    pub text: Option<String>,
    /// Who writes.
    pub author: String,
    /// Ids of the codings that it rests on, or how they begin; all of the cell when there are none.
    pub links: Vec<String>,
}

/// Forms in which the framework goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameworkForm {
    /// A workbook with a row for each cell; comes back.
    Xlsx,
    /// A Markdown file for each case; comes back.
    Folder,
    /// A page.
    Html,
    /// A Word document.
    Docx,
}

/// The whole framework with what it is computed from.
struct Whole {
    snapshot: Snapshot,
    ids: BTreeMap<i64, CodingId>,
}

impl Whole {
    fn ask<T>(&self, answer: impl FnOnce(&Framework<'_>) -> Result<T, ProjectError>) -> Result<T, ProjectError> {
        let frame = Frame::new(&self.snapshot, &analysis::Filter::default())?;
        answer(&Framework::new(&frame, &self.ids, Columns::Case)?)
    }

    /// Position of a theme.
    fn theme(&self, id: &str) -> Option<usize> {
        self.snapshot.themes.iter().position(|theme| theme.id == id)
    }

    fn summary(&self, case: &str, theme: &str) -> Option<&Summary> {
        self.snapshot.summaries.iter().find(|summary| summary.case == case && summary.theme == theme)
    }

    /// What is wrong with the names of a cell: a case or a theme that there is not.
    fn unknown(&self, case: &str, theme: &str) -> Vec<(&'static str, Problem)> {
        let cases = self.snapshot.cases.iter().map(|case| case.id.as_str());
        let themes = self.snapshot.themes.iter().map(|theme| theme.id.as_str());
        let missing = |what: &'static str, word: &str, known: Vec<&str>| {
            let message = format!("there is no {what} “{word}” in the project");
            (!known.contains(&word)).then(|| (what, Problem::new("framework", message).hint(did_you_mean(word, known))))
        };
        missing("case", case, cases.collect()).into_iter().chain(missing("theme", theme, themes.collect())).collect()
    }
}

impl Project {
    fn whole_framework(&self) -> Result<Whole, ProjectError> {
        Ok(Whole { snapshot: self.snapshot_with_texts(None)?, ids: self.store.coding_ids()? })
    }

    /// The framework as a table; see [`analysis::framework_table`].
    ///
    /// # Errors
    /// Words that mean nothing here, summaries by something else than cases, a query that cannot be read, and those of the
    /// project file.
    pub fn framework(&self, question: &FrameworkQuestion) -> Result<Table, ProjectError> {
        let whole = self.whole_framework()?;
        let (snapshot, filter) = self.view(&question.selection, true)?;
        let by = Columns::parse(if question.by.is_empty() { "case" } else { &question.by }, &snapshot)?;
        let frame = Frame::new(&snapshot, &filter)?;
        let shown = Framework::new(&frame, &whole.ids, by)?;
        let request =
            FrameworkRequest { shown: question.shown, themes: question.themes.clone(), layout: question.layout };
        whole.ask(|whole| Ok(analysis::framework_table(&shown, whole, &request)?))
    }

    /// One cell: its summary, and every coding with its mark; see [`analysis::framework_cell`].
    ///
    /// # Errors
    /// A case or theme that there is not, and those of the project file.
    pub fn framework_cell(&self, case: &str, theme: &str) -> Result<Table, ProjectError> {
        let whole = self.whole_framework()?;
        let at = self.place_of(&whole, case, theme)?;
        whole.ask(|framework| Ok(analysis::framework_cell(framework, case, at)))
    }

    /// The summaries, or those that are stale; see [`analysis::summaries_table`].
    ///
    /// # Errors
    /// Those of the project file.
    pub fn summaries_table(&self, stale_only: bool) -> Result<Table, ProjectError> {
        self.whole_framework()?.ask(|framework| Ok(analysis::summaries_table(framework, stale_only)))
    }

    /// The framework in a form for others to read or write in, as files: name and bytes. All forms but the folder are one
    /// file, whose name is empty.
    ///
    /// # Errors
    /// Summaries that a workbook cannot hold, and those of the project file.
    pub fn export_framework(&self, form: FrameworkForm) -> Result<Vec<(String, Vec<u8>)>, ProjectError> {
        let (title, notice) = self.heading()?;
        let title = if title.is_empty() { "Framework".to_owned() } else { format!("Framework: {title}") };
        let cells: Vec<FrameworkCell> = self.whole_framework()?.ask(|framework| Ok(framework.cells().collect()))?;
        let one = |bytes: Vec<u8>| vec![(String::new(), bytes)];
        Ok(match form {
            FrameworkForm::Xlsx => one(framework_xlsx(&cells).map_err(|error| {
                Problem::new("framework", error.to_string()).hint("write a folder instead, which has no such limit")
            })?),
            FrameworkForm::Folder => {
                framework_markdown(&cells).into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
            }
            FrameworkForm::Html => one(framework_html(&title, &notice, &cells).into_bytes()),
            FrameworkForm::Docx => one(framework_docx(&title, &notice, &cells)
                .map_err(|cause| ProjectError::File { path: Path::new("framework.docx").to_owned(), cause })?),
        })
    }

    /// Writes the summary of a cell, or says of the one that is there that it still holds; returns what was done, in words.
    ///
    /// # Errors
    /// A case or theme that there is not, every link that is no coding of the cell, a text that says nothing, or no text
    /// where nothing has been written.
    pub fn write_summary(&mut self, draft: &SummaryDraft) -> Result<String, ProjectError> {
        let whole = self.whole_framework()?;
        let theme = self.place_of(&whole, &draft.case, &draft.theme)?;
        let held = whole.summary(&draft.case, &draft.theme);
        let text = draft.text.as_deref().map(Summary::tidy).or_else(|| held.map(|summary| summary.text.clone()));
        let problem = |message: &str, hint: &str| Problem::new("framework", message).hint(hint);
        let text = match text {
            None => return Err(problem("there is no summary of this cell yet", "give its text").into()),
            Some(text) if text.is_empty() => {
                let hint = "a summary is taken away by emptying its cell in an export, and importing that";
                return Err(problem("the summary says nothing", hint).into());
            }
            Some(text) => text,
        };
        let links = linked(&whole, draft, theme)?;
        let seen = whole.ask(|framework| Ok(framework.seen(&draft.case, theme, links.as_deref())))?;
        let rests = seen.iter().filter(|seen| seen.linked).count() as u64;
        let summary = Summary {
            case: draft.case.clone(),
            theme: draft.theme.clone(),
            text,
            author: draft.author.clone(),
            date: self.now.today.to_string(),
            codebook: whole.snapshot.codebook.label(),
            seen,
        };
        self.change("framework write", false, |change| {
            let mut summaries = change.summaries()?;
            let done =
                format!("summary of {} and {}, linked to {}", summary.case, summary.theme, counted(rests, "coding"));
            put(&mut summaries, summary);
            let changed = change.put_summaries(&summaries)?;
            Ok((done.clone(), if changed { done } else { String::new() }))
        })
    }

    /// Position of the theme of a cell.
    #[allow(clippy::unused_self)] // A question to the project, as those beside it.
    fn place_of(&self, whole: &Whole, case: &str, theme: &str) -> Result<usize, ProjectError> {
        let problems = whole.unknown(case, theme).into_iter().map(|(_, problem)| problem);
        Problems(problems.collect()).none_or(())?;
        Ok(whole.theme(theme).unwrap_or_default())
    }
}

/// Puts a summary in the place of the one of its cell.
fn put(summaries: &mut Vec<Summary>, summary: Summary) {
    summaries.retain(|held| held.case != summary.case || held.theme != summary.theme);
    summaries.push(summary);
}

/// The codings that a summary is to be linked to; nothing for all of the cell.
fn linked(whole: &Whole, draft: &SummaryDraft, theme: usize) -> Result<Option<Vec<CodingId>>, ProjectError> {
    if draft.links.is_empty() {
        return Ok(None);
    }
    let cell = whole.ask(|framework| Ok(framework.cell(&draft.case, theme)))?;
    let mut problems = Problems::default();
    let mut links = Vec::new();
    for written in &draft.links {
        let begins = |id: &CodingId| id.to_string().starts_with(&written.trim().to_lowercase());
        let found: Vec<CodingId> = cell.passages.iter().map(|passage| passage.coding).filter(begins).collect();
        match found.as_slice() {
            [one] => links.push(*one),
            several => {
                let many = !several.is_empty();
                let message = if many { "several ids begin so" } else { "the cell has no coding whose id begins so" };
                let hint = format!("`themeweave framework cell {} {}` shows the ids", draft.case, draft.theme);
                problems.push(Problem::new(format!("link {written}"), message).hint(hint));
            }
        }
    }
    Ok(problems.none_or(Some(links))?)
}
