//! Words of a transcript corrected in the project.

use std::path::PathBuf;

use super::import::new_source;
use super::revise::{no_source, revise};
use super::revision::Revision;
use super::{Project, ProjectError};
use crate::ingest;
use crate::model::Problem;
use crate::store::{NewSource, TurnBlock, sha256_hex};
use crate::text::{OffsetMap, Reanchoring, Span, count_words, excerpt};

/// Characters of the words that a message shows.
const SHOWN: usize = 60;

impl Project {
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
            let revision = if text == current.text {
                Revision { source: name.to_owned(), ..Revision::default() }
            } else {
                revise(change, &rebuilt(&current, text))?
            };
            change.match_speakers_by_label()?;
            let summary = revision.summary();
            Ok((revision, summary))
        })
    }
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
