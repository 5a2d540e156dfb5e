//! A project written as a folder of text.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::lines::{REVISION_COLUMNS, revision_line, turn_lines};
use super::{MARK, REVISIONS, file_name, files_in, folders_in, text_path, turns_path};
use crate::codebook;
use crate::model::Problem;
use crate::project::{Project, ProjectError};
use crate::store::{FACTS, RevisionFacts};

/// Every file of a text form by its path, with `/`.
type Files<'r> = BTreeMap<String, Cow<'r, str>>;

/// The file that is there while an export is under way, and when one was interrupted: the next one completes it.
const UNFINISHED: &str = "themeweave-text-1.unfinished";

/// What an export wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextExport {
    /// Files that the project is.
    pub files: usize,
    /// Files that were written because they were not there or different.
    pub written: usize,
    /// Files of an earlier export that were taken away.
    pub removed: usize,
}

impl Project {
    /// Writes the whole project into a folder as plain text. Files that are the same are left alone; files that are
    /// none of the export's (`.git`, notes) too.
    ///
    /// # Errors
    /// When the folder holds something else than an earlier export, or a file cannot be written.
    pub fn export_text(&self, folder: &Path) -> Result<TextExport, ProjectError> {
        let is_ours = [MARK, UNFINISHED].iter().any(|mark| folder.join(mark).is_file());
        let strange = folder.is_dir() && !is_ours && !is_fresh(folder);
        if strange {
            let message = "the folder holds something that is no export of a project";
            return Err(Problem::new(folder.display().to_string(), message).hint("give an empty folder").into());
        }
        let mut revisions = Vec::new();
        self.store.each_revision(|facts| {
            revisions.push(facts);
            Ok(())
        })?;
        let files = self.text_files(&revisions)?;
        write(folder, &files)
    }

    fn text_files<'r>(&self, revisions: &'r [RevisionFacts]) -> Result<Files<'r>, ProjectError> {
        let mut files = Files::new();
        for table in &FACTS {
            let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
            let header = format!("#{}\n", columns.join("\t"));
            let lines = self.store.fact_lines(table)?;
            if !table.divided && lines.is_empty() {
                files.insert(format!("{}.tsv", table.name), Cow::Owned(header.clone()));
            }
            for (name, text) in lines {
                let folder = if table.divided { format!("{}/", table.name) } else { String::new() };
                let path = format!("{folder}{}.tsv", file_name(&name));
                files.insert(path, Cow::Owned(header.clone() + &text));
            }
        }
        for (name, version) in self.store.codebook_versions()? {
            let book = self.store.codebook(Some(&format!("{name} {version}")))?;
            let path = format!("codebooks/{}/{version}.toml", file_name(&name));
            files.insert(path, Cow::Owned(codebook::write(&book)));
        }
        let turns: Vec<(String, Cow<str>)> =
            revisions.par_iter().map(|facts| (turns_path(facts), Cow::Owned(turn_lines(&facts.turns)))).collect();
        files.extend(turns);
        files.extend(revisions.iter().map(|facts| (text_path(facts), Cow::Borrowed(facts.text.as_str()))));
        let header = format!("#{}\n", REVISION_COLUMNS.join("\t"));
        let lines = header + &revisions.iter().map(revision_line).collect::<String>();
        files.insert(REVISIONS.to_owned(), Cow::Owned(lines));
        Ok(files)
    }
}

fn write(folder: &Path, files: &Files) -> Result<TextExport, ProjectError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| ProjectError::File { path, cause }
    };
    let (mark, unfinished) = (folder.join(MARK), folder.join(UNFINISHED));
    let stale = stale_files(folder, files);
    // Nothing of a folder that is no finished export is worth comparing with.
    let known = mark.is_file();
    let differ: Vec<(&String, &Cow<str>)> =
        files.par_iter().filter(|(name, text)| !known || !is_same(&folder.join(name), text)).collect();
    if !differ.is_empty() || !stale.is_empty() || !mark.is_file() {
        fs::create_dir_all(folder).map_err(failed(folder))?;
        fs::write(&unfinished, "An export is under way here, or was interrupted.\n").map_err(failed(&unfinished))?;
        match fs::remove_file(&mark) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(failed(&mark)(cause)),
            _ => {}
        }
        let folders: BTreeSet<PathBuf> =
            files.keys().filter_map(|name| folder.join(name).parent().map(Path::to_owned)).collect();
        for inner in &folders {
            fs::create_dir_all(inner).map_err(failed(inner))?;
        }
        differ.par_iter().try_for_each(|(name, text)| {
            let path = folder.join(name);
            fs::write(&path, text.as_bytes()).map_err(failed(&path))
        })?;
        for path in &stale {
            fs::remove_file(path).map_err(failed(path))?;
        }
        fs::write(&mark, "A Themeweave project as text. Confidential: it holds the transcripts.\n")
            .map_err(failed(&mark))?;
        fs::remove_file(&unfinished).map_err(failed(&unfinished))?;
    }
    Ok(TextExport { files: files.len() + 1, written: differ.len(), removed: stale.len() })
}

/// Whether nothing but hidden files (a new repository) is in a folder.
fn is_fresh(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.into_iter().all(|entry| entry.file_name().to_string_lossy().starts_with('.'))
}

fn is_same(path: &Path, text: &str) -> bool {
    fs::read(path).is_ok_and(|found| found == text.as_bytes())
}

/// Files of an earlier export that are none of this one.
fn stale_files(folder: &Path, files: &Files) -> Vec<PathBuf> {
    let mut stale = Vec::new();
    let divided = FACTS.iter().filter(|table| table.divided).map(|table| table.name.to_owned());
    for name in divided {
        stale.extend(files_in(&folder.join(&name), "tsv"));
    }
    for (outer, ending) in [("codebooks", "toml"), ("texts", "txt"), ("turns", "tsv")] {
        stale.extend(files_in(&folder.join(outer), ending));
        for inner in folders_in(&folder.join(outer)) {
            stale.extend(files_in(&inner, ending));
        }
    }
    let kept: BTreeSet<PathBuf> = files.keys().map(|name| folder.join(name)).collect();
    stale.retain(|path| !kept.contains(path));
    stale
}
