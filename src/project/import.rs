//! Importing transcripts: every readable file comes in, every other is explained.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::revise::revise;
use super::revision::Revision;
use super::{Project, ProjectError};
use crate::ingest::{self, Transcript};
use crate::model::Problem;
use crate::store::{Change, NewSource, StoreError, TurnBlock, sha256_hex};
use crate::text::{count_words, counted};

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileOutcome {
    /// It is a source now.
    Added,
    /// It was one already, with the same bytes.
    Unchanged,
    /// Its source has a new text.
    Updated,
    /// It did not come in.
    Refused(Problem),
}

/// One file of an import.
#[derive(Clone, Debug, PartialEq)]
pub struct FileReport {
    /// The file.
    pub file: PathBuf,
    /// Name of its source; empty when it did not come in.
    pub source: String,
    /// What became of it.
    pub outcome: FileOutcome,
    /// What the reader noticed: encodings, odd characters.
    pub notes: Vec<String>,
    /// What became of its codings, where its source has a new text.
    pub codings: Option<Revision>,
}

/// All files of an import, in the order they were given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// One entry a file.
    pub files: Vec<FileReport>,
}

impl ImportReport {
    /// How many files have this outcome.
    #[must_use]
    pub fn count(&self, outcome: &FileOutcome) -> usize {
        self.files.iter().filter(|file| file.outcome == *outcome).count()
    }

    /// The problems of the files that did not come in.
    pub fn refused(&self) -> impl Iterator<Item = &Problem> {
        self.files.iter().filter_map(|file| match &file.outcome {
            FileOutcome::Refused(problem) => Some(problem),
            _ => None,
        })
    }
}

/// A transcript file that has been read and is ready to be stored.
pub(super) struct ReadFile {
    pub(super) path: PathBuf,
    /// The source that it becomes, under the name of [`ReadFile::stem`].
    pub(super) source: Result<NewSource, Problem>,
    /// What the reader noticed.
    notes: Vec<String>,
}

impl ReadFile {
    /// The file's own name, without folders.
    fn file_name(&self) -> String {
        self.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// The file's name without its ending: what its source is called.
    pub(super) fn stem(&self) -> String {
        self.path.file_stem().map_or_else(|| self.file_name(), |stem| stem.to_string_lossy().into_owned())
    }
}

/// Reads a transcript from bytes that are in memory already.
pub(super) fn read_transcript(path: &Path, bytes: &[u8]) -> ReadFile {
    let mut file = ReadFile { path: path.to_owned(), source: Err(Problem::default()), notes: Vec::new() };
    file.source = ingest::read(&path.display().to_string(), bytes).map(|mut transcript| {
        file.notes = std::mem::take(&mut transcript.notes);
        new_source(file.stem(), path, bytes, transcript)
    });
    file
}

impl Project {
    /// Imports transcript files (folders stand for the files in them). Files that cannot be read are
    /// reported and left out; the others come in together, in one change. A file whose source has
    /// another text is refused unless `update` is set; then the text becomes a new revision, and its codings go with
    /// their words.
    ///
    /// # Errors
    /// Those of the project file. Files that cannot be read are no error of the call.
    pub fn import_sources(
        &mut self,
        paths: &[PathBuf],
        update: bool,
        dry_run: bool,
    ) -> Result<ImportReport, ProjectError> {
        let files = files_of(paths);
        // Reading, hashing and counting words is most of what an import costs; files do not depend on one another.
        let read: Vec<ReadFile> = files
            .par_iter()
            .map(|path| match std::fs::read(path) {
                Ok(bytes) => read_transcript(path, &bytes),
                Err(cause) => {
                    let problem = Problem::new(path.display().to_string(), format!("cannot be read: {cause}"));
                    ReadFile { path: path.clone(), source: Err(problem), notes: Vec::new() }
                }
            })
            .collect();
        let timestamp = self.now.timestamp.clone();
        let work = |change: &Change| -> Result<(ImportReport, String), ProjectError> {
            let report = store_files(change, read, update)?;
            let (added, updated) = (report.count(&FileOutcome::Added), report.count(&FileOutcome::Updated));
            change.match_speakers_by_label()?;
            let summary =
                if added + updated == 0 { String::new() } else { format!("{added} sources added, {updated} updated") };
            Ok((report, summary))
        };
        if dry_run { self.store.rehearse(work) } else { self.store.change(&timestamp, "source import", work) }
    }

    /// Removes a source with its codings; returns what was removed in words, nothing when there is no such source.
    ///
    /// # Errors
    /// Those of the project file.
    pub fn remove_source(&mut self, name: &str) -> Result<Option<String>, ProjectError> {
        self.change("source remove", false, |change| {
            let codings = change.codings_on(name)?.len() as u64;
            if !change.remove_source(name)? {
                return Ok((None, String::new()));
            }
            let done = format!("source {name} removed with {}", counted(codings, "coding"));
            Ok((Some(done.clone()), done))
        })
    }
}

fn store_files(change: &Change, read: Vec<ReadFile>, update: bool) -> Result<ImportReport, ProjectError> {
    let mut report = ImportReport::default();
    let before: HashSet<String> = change.source_names()?.into_iter().collect();
    for file in read {
        let name = source_name(change, &file, &before)?;
        let ReadFile { path, source, notes } = file;
        let mut codings = None;
        let (source, outcome) = match source.and_then(|source| Ok(NewSource { name: name?, ..source })) {
            Err(problem) => (String::new(), FileOutcome::Refused(problem)),
            Ok(source) => {
                let outcome = store_source(change, &path, &source, update)?;
                if outcome == FileOutcome::Updated {
                    codings = Some(revise(change, &source)?);
                }
                (if matches!(outcome, FileOutcome::Refused(_)) { String::new() } else { source.name }, outcome)
            }
        };
        report.files.push(FileReport { file: path, source, outcome, notes, codings });
    }
    Ok(report)
}

/// The file's name without its ending; with it, when a file of the same import with another ending has taken that
/// name. Where the source was there `before`, the file may well be its correction: then it is not taken for another.
fn source_name(
    change: &Change,
    file: &ReadFile,
    before: &HashSet<String>,
) -> Result<Result<String, Problem>, StoreError> {
    let (file_name, stem) = (file.file_name(), file.stem());
    if file_name.chars().any(char::is_control) {
        let problem =
            Problem::new(file.path.display().to_string(), "its name holds a line break or another control sign");
        return Ok(Err(problem.hint("rename the file: sources are named like their files")));
    }
    let Some((other, _)) = change.source_file(&stem)? else { return Ok(Ok(stem)) };
    if other == file_name {
        return Ok(Ok(stem));
    }
    if !before.contains(&stem) || before.contains(&file_name) {
        return Ok(Ok(file_name));
    }
    let path = file.path.display().to_string();
    let problem = Problem::new(&path, format!("source {stem} is in the project already, from {other}"));
    Ok(Err(problem.hint(format!(
        "`themeweave source update {stem} {path}` takes it as the corrected text; or give the file another name"
    ))))
}

/// Stores a source that is new; tells of any other what is to become of it.
fn store_source(change: &Change, path: &Path, source: &NewSource, update: bool) -> Result<FileOutcome, ProjectError> {
    let name = source.name.as_str();
    Ok(match change.source_file(name)? {
        None => {
            change.put_source(source)?;
            FileOutcome::Added
        }
        Some((_, known)) if known == source.file_sha256 => FileOutcome::Unchanged,
        // The file of an earlier revision says nothing new.
        Some(_) if !update && change.has_read(name, &source.file_sha256)? => FileOutcome::Unchanged,
        Some(_) if !update => {
            let problem =
                Problem::new(path.display().to_string(), format!("source {name} is in the project with another text"))
                    .hint(format!("`themeweave source update {name} {}` shows what becomes of its codings and takes the new text; or give the file another name", path.display()));
            FileOutcome::Refused(problem)
        }
        Some(_) => FileOutcome::Updated,
    })
}

/// A transcript as the project file keeps it.
pub(super) fn new_source(name: String, path: &Path, bytes: &[u8], transcript: Transcript) -> NewSource {
    let Transcript { format, encoding, text, turns, .. } = transcript;
    let mut labels: Vec<String> = Vec::new();
    let mut block = TurnBlock::default();
    for turn in turns {
        let speaker = turn.label.map(|label| {
            let position = labels.iter().position(|known| *known == label).unwrap_or_else(|| {
                labels.push(label);
                labels.len() - 1
            });
            u32::try_from(position).unwrap_or(u32::MAX)
        });
        block.speaker.push(speaker);
        block.label.push(turn.label_span);
        block.words.push(turn.speech.of(&text).map_or(0, count_words));
        block.speech.push(turn.speech);
        block.start_ms.push(turn.start_ms);
        block.end_ms.push(turn.end_ms);
    }
    let words = if block.is_empty() { count_words(&text) } else { block.words.iter().sum() };
    let file_sha256 = sha256_hex(bytes);
    // Most files are the very text that is kept; hashing them twice would be a good part of an import.
    let text_sha256 = if text.as_bytes() == bytes { file_sha256.clone() } else { sha256_hex(text.as_bytes()) };
    NewSource {
        name,
        file: path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        file_sha256,
        format: format.to_owned(),
        encoding,
        text_sha256,
        text,
        words,
        labels,
        turns: block,
    }
}

/// The files given, with folders replaced by the files in them (sorted, hidden files left out).
pub(super) fn files_of(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for path in paths {
        match std::fs::read_dir(path) {
            Ok(entries) => {
                let mut inside: Vec<PathBuf> = entries
                    .filter_map(Result::ok)
                    .map(|entry| entry.path())
                    .filter(|file| {
                        file.is_file() && !file.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'))
                    })
                    .collect();
                inside.sort();
                out.append(&mut inside);
            }
            Err(_) => out.push(path.clone()),
        }
    }
    out
}
