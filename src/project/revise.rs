//! Transcripts corrected: the new text becomes a revision, and every coding goes with its words or waits for a person.

use std::path::{Path, PathBuf};

use super::import::{new_source, read_transcript};
use super::{Project, ProjectError, read_file};
use crate::ingest;
use crate::model::{CodingId, CodingState, EventKind, Problem};
use crate::store::{Alteration, Change, NewSource, StoredCoding, TurnBlock, sha256_hex};
use crate::table::{Cell, Column, Table};
use crate::text::{Anchoring, Fate, OffsetMap, Reanchoring, Span, count_words, excerpt};

/// Characters of a coding's words that a plan shows.
const SHOWN: usize = 60;

/// What a new text does to one coding.
#[derive(Clone, Debug, PartialEq)]
pub struct CodingFate {
    /// The coding.
    pub id: CodingId,
    /// Its code.
    pub code: String,
    /// Who coded.
    pub coder: String,
    /// What happens to it.
    pub fate: Fate,
    /// How its place was found.
    pub method: &'static str,
    /// How sure that is, from 0 to 1.
    pub score: f64,
    /// Line of the text before, from 1.
    pub line_before: u32,
    /// Line of the new text; nothing for an orphan.
    pub line: Option<u32>,
    /// Its words before.
    pub before: String,
    /// Its words in the new text; nothing for an orphan.
    pub words: Option<String>,
}

/// What became of a source whose text was corrected.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Revision {
    /// Name of the source.
    pub source: String,
    /// Whether the text is another one at all.
    pub changed: bool,
    /// Places of the text that differ.
    pub places: usize,
    /// Every coding that counts, in the order of the text before.
    pub codings: Vec<CodingFate>,
    /// Speaker labels that the text no longer has.
    pub labels_gone: Vec<String>,
    /// Speaker labels that are new.
    pub labels_new: Vec<String>,
}

impl Project {
    /// Takes a corrected file as the new text of a source. Its codings go with their words; those whose words are gone
    /// wait as orphans. The same file again changes nothing.
    ///
    /// # Errors
    /// When there is no such source or the file cannot be read as a transcript.
    pub fn update_source(&mut self, name: &str, file: &Path, dry_run: bool) -> Result<Revision, ProjectError> {
        let read = read_transcript(file, &read_file(file)?);
        let source = NewSource { name: name.to_owned(), ..read.source? };
        self.change("source update", dry_run, |change| {
            let Some((file, sha256)) = change.source_file(name)? else { return Err(no_source(name).into()) };
            let same_file = sha256 == source.file_sha256 && !change.edited_in_project(name)?;
            // It stays the source of its own file: a correction that was saved under another name makes no second one.
            let source = NewSource { file, ..source };
            let revision = if same_file {
                Revision { source: name.to_owned(), ..Revision::default() }
            } else {
                revise(change, &source)?
            };
            change.match_speakers_by_label()?;
            let summary = revision.summary();
            Ok((revision, summary))
        })
    }

    /// Replaces words in the text of a source: once, or wherever they occur.
    ///
    /// # Errors
    /// When there is no such source, or the words do not occur, or occur several times and `everywhere` is not set.
    pub fn edit_source(
        &mut self,
        name: &str,
        words: &str,
        with: &str,
        everywhere: bool,
        dry_run: bool,
    ) -> Result<Revision, ProjectError> {
        self.change("source edit", dry_run, |change| {
            let current = change.current_revision(name)?.ok_or_else(|| no_source(name))?;
            let text = replaced(&current, words, with, everywhere)?;
            let revision = revise(change, &rebuilt(&current, text))?;
            change.match_speakers_by_label()?;
            let summary = revision.summary();
            Ok((revision, summary))
        })
    }
}

impl Revision {
    /// How many codings have this fate.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        self.codings.iter().filter(|coding| coding.fate == fate).count()
    }

    /// The revision in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        if !self.changed {
            return String::new();
        }
        let mut parts = vec![format!("{}: {} places of the text changed", self.source, self.places)];
        for (fate, word) in Fate::WORDS {
            let count = self.count(fate);
            if count > 0 {
                parts.push(format!("{count} codings {word}"));
            }
        }
        parts.join(", ")
    }

    /// The plan as a table: every coding that is not simply kept or moved, or all of them.
    #[must_use]
    pub fn table(&self, all: bool) -> Table {
        let columns = vec![
            Column::text("coding", "Coding"),
            Column::text("fate", "Fate"),
            Column::text("code", "Code"),
            Column::text("coder", "Coder"),
            Column::number("line_before", "Line"),
            Column::number("line", "Now"),
            Column::text("before", "Words before"),
            Column::text("words", "Words now"),
            Column::text("method", "Found by"),
            Column::number("score", "Score"),
        ];
        let mut table = Table::new(format!("What becomes of the codings of {}", self.source), columns);
        let told = |coding: &&CodingFate| all || !matches!(coding.fate, Fate::Kept | Fate::Moved);
        for coding in self.codings.iter().filter(told) {
            table.rows.push(vec![
                Cell::words(coding.id.to_string()),
                Cell::words(coding.fate.word()),
                Cell::words(&coding.code),
                Cell::words(&coding.coder),
                Cell::Count(u64::from(coding.line_before)),
                coding.line.map_or(Cell::Empty, |line| Cell::Count(u64::from(line))),
                Cell::words(excerpt(&coding.before, SHOWN)),
                coding.words.as_deref().map_or(Cell::Empty, |words| Cell::words(excerpt(words, SHOWN))),
                Cell::words(coding.method),
                Cell::Number { value: coding.score, decimals: 2 },
            ]);
        }
        table.notes.push(self.summary() + ".");
        for (labels, what) in [(&self.labels_gone, "no longer has"), (&self.labels_new, "has as new")] {
            if !labels.is_empty() {
                table.notes.push(format!("Speaker labels that the text {what}: {}.", labels.join(", ")));
            }
        }
        table
    }
}

/// Stores the new text of a source and takes its codings along.
pub(super) fn revise(change: &Change, new: &NewSource) -> Result<Revision, ProjectError> {
    let mut revision = Revision { source: new.name.clone(), ..Revision::default() };
    let before = change.current_text(&new.name)?.unwrap_or_default();
    let labels = change.labels_of(&new.name)?;
    let codings = change.codings_on(&new.name)?;
    change.put_source(new)?;
    revision.changed = before != new.text || labels != new.labels;
    revision.labels_gone = labels.iter().filter(|label| !new.labels.contains(label)).cloned().collect();
    revision.labels_new = new.labels.iter().filter(|label| !labels.contains(label)).cloned().collect();
    let reanchoring = Reanchoring::new(&before, &new.text);
    revision.places = reanchoring.changes().places;
    let lines = (OffsetMap::new(&before), OffsetMap::new(&new.text));
    let mut alterations = change.alterations();
    for coding in &codings {
        let found = reanchoring.place(coding.coding.span);
        let words = found.span.and_then(|span| span.of(&new.text));
        // One that does not count anyway stays where its words are.
        if found.fate == Fate::Orphaned && !coding.state.counts() {
            continue;
        }
        alterations.apply(coding, &alteration(coding, &found, words))?;
        if coding.state.counts() {
            revision.codings.push(CodingFate {
                id: coding.id,
                code: coding.coding.code.clone(),
                coder: coding.coding.coder.clone(),
                fate: found.fate,
                method: found.method.word(),
                score: found.score,
                line_before: lines.0.line_column(coding.coding.span.start).line,
                line: found.span.map(|span| lines.1.line_column(span.start).line),
                before: coding.coding.quote.clone(),
                words: words.map(str::to_owned),
            });
        }
    }
    Ok(revision)
}

fn alteration<'a>(coding: &StoredCoding, found: &Anchoring, words: Option<&'a str>) -> Alteration<'a> {
    let kind = match found.fate {
        Fate::Kept | Fate::Moved => EventKind::Moved,
        Fate::Stretched => EventKind::Stretched,
        Fate::Shrunk => EventKind::Shrunk,
        Fate::Reworded => EventKind::Reworded,
        Fate::Orphaned => EventKind::Orphaned,
    };
    Alteration {
        state: Some(if found.fate == Fate::Orphaned { CodingState::Orphaned } else { coding.state }),
        place: found.span.zip(words),
        method: found.method.word(),
        score: Some(found.score),
        ..Alteration::of(kind)
    }
}

fn no_source(name: &str) -> Problem {
    Problem::new(name, "there is no source of that name in the project")
        .hint("`themeweave source list` shows the names")
}

fn replaced(current: &NewSource, words: &str, with: &str, everywhere: bool) -> Result<String, ProjectError> {
    let problem = |message: String, hint: String| Problem::new(&current.name, message).hint(hint);
    if words.is_empty() {
        return Err(problem("there are no words to replace".to_owned(), String::new()).into());
    }
    let places: Vec<usize> = current.text.match_indices(words).map(|(at, _)| at).collect();
    match places.as_slice() {
        [] => Err(problem(
            format!("“{}” does not occur in its text", excerpt(words, SHOWN)),
            "copy the words from the transcript, letter by letter".to_owned(),
        )
        .into()),
        [_] => Ok(current.text.replacen(words, with, 1)),
        _ if everywhere => Ok(current.text.replace(words, with)),
        several => {
            let map = OffsetMap::new(&current.text);
            let line = |at: &usize| map.line_column(u32::try_from(*at).unwrap_or(u32::MAX)).line.to_string();
            let lines: Vec<String> = several.iter().take(10).map(line).collect();
            Err(problem(
                format!("“{}” occurs {} times, on lines {}", excerpt(words, SHOWN), several.len(), lines.join(", ")),
                "give more words around it, or --everywhere to replace every one".to_owned(),
            )
            .into())
        }
    }
}

/// A source with another text. Where reading the text before as plain text gives the turns that it has, the new one is
/// read the same way; else (captions, whose times are not in the text) the turns go along with their words.
fn rebuilt(current: &NewSource, text: String) -> NewSource {
    let path = PathBuf::from(format!("{}.txt", current.name));
    let plain = |text: &str| ingest::read(&path.display().to_string(), text.as_bytes()).ok();
    let read_again = plain(&current.text).map(|read| new_source(current.name.clone(), &path, b"", read));
    let same = read_again.is_some_and(|read| read.turns == current.turns && read.labels == current.labels);
    let (turns, labels) = match plain(&text).filter(|read| same && read.text == text) {
        Some(read) => {
            let read = new_source(current.name.clone(), &path, b"", read);
            (read.turns, read.labels)
        }
        None => (carried(current, &text), current.labels.clone()),
    };
    let words = if turns.is_empty() { count_words(&text) } else { turns.words.iter().sum() };
    NewSource { text_sha256: sha256_hex(text.as_bytes()), text, words, turns, labels, ..current.clone() }
}

fn carried(current: &NewSource, text: &str) -> TurnBlock {
    let reanchoring = Reanchoring::new(&current.text, text);
    let mut turns = current.turns.clone();
    for label in &mut turns.label {
        *label = label.and_then(|label| reanchoring.map(label));
    }
    let mut end = 0;
    for (speech, words) in turns.speech.iter_mut().zip(&mut turns.words) {
        // A turn whose words are all gone stays as an empty one, so that times and order are kept.
        *speech = reanchoring.map(*speech).filter(|span| span.start >= end).unwrap_or(Span::new(end, end));
        end = speech.end;
        *words = speech.of(text).map_or(0, count_words);
    }
    turns
}
