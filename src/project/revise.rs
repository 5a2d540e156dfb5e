//! Transcripts corrected: the new text becomes a revision, and every coding goes with its words or waits for a person.

use std::collections::BTreeMap;
use std::path::Path;

use super::import::read_transcript;
use super::revision::{CodingFate, Revision};
use super::{Project, ProjectError, read_file};
use crate::model::{CodingState, EventKind, Problem};
use crate::store::{Alteration, Change, NewSource, StoredCoding};
use crate::text::{Anchoring, Fate, Located, Locator, OffsetMap, Reanchoring, Span};

impl Project {
    /// Takes a corrected file as the new text of a source. Its codings go with their words; those whose words are gone
    /// wait as orphans. The same file again changes nothing.
    ///
    /// # Errors
    /// When there is no such source, the file cannot be read as a transcript, or most codings would lose their words
    /// and `force` is not set: it is likely another transcript.
    pub fn update_source(
        &mut self,
        name: &str,
        file: &Path,
        force: bool,
        dry_run: bool,
    ) -> Result<Revision, ProjectError> {
        let read = read_transcript(file, &read_file(file)?);
        let source = NewSource { name: name.to_owned(), ..read.source? };
        self.change("source update", dry_run, |change| {
            let Some((known, sha256)) = change.source_file(name)? else { return Err(no_source(name).into()) };
            let edited = change.edited_in_project(name)?;
            // It stays the source of its own file: a correction that was saved under another name makes no second one.
            let source = NewSource { file: known, ..source };
            let revision = if sha256 == source.file_sha256 && !edited {
                Revision { source: name.to_owned(), ..Revision::default() }
            } else {
                Revision { replaces_edit: edited, ..revise(change, &source)? }
            };
            if !dry_run && !force {
                likely(&revision, file)?;
            }
            change.match_speakers_by_label()?;
            let summary = revision.summary();
            Ok((revision, summary))
        })
    }
}

/// A file that would orphan most codings is likely the wrong one.
fn likely(revision: &Revision, file: &Path) -> Result<(), Problem> {
    const FEW: usize = 4;
    let (all, lost) = (revision.codings.len(), revision.count(Fate::Orphaned));
    if all < FEW || lost * 2 <= all {
        return Ok(());
    }
    let message = format!("{lost} of {all} codings on {} would lose their words", revision.source);
    Err(Problem::new(file.display().to_string(), message)
        .hint("is it the right file? --dry-run shows the plan; --force takes the text all the same"))
}

/// Stores the new text of a source and takes its codings along.
pub(super) fn revise(change: &Change, new: &NewSource) -> Result<Revision, ProjectError> {
    let Some(before) = change.current_revision(&new.name)? else {
        change.put_source(new)?;
        return Ok(Revision { source: new.name.clone(), ..Revision::default() });
    };
    let codings = change.codings_on(&new.name)?;
    let memos = change.memos_on(&new.name)?;
    let reanchoring = Reanchoring::new(&before.text, &new.text);
    let mut revision = Revision {
        source: new.name.clone(),
        changed: before.text != new.text || before.labels != new.labels || before.turns != new.turns,
        places: reanchoring.changes().places,
        labels_renamed: renamed_labels(&before, new, &reanchoring),
        ..Revision::default()
    };
    for (old, new_label) in &revision.labels_renamed {
        change.rename_label(&new.name, old, new_label)?;
    }
    change.put_source(new)?;
    let renamed = |label: &String| revision.labels_renamed.iter().any(|(old, new)| old == label || new == label);
    let only_in = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|label| !those.contains(label) && !renamed(label)).cloned().collect()
    };
    revision.labels_gone = only_in(&before.labels, &new.labels);
    revision.labels_new = only_in(&new.labels, &before.labels);
    let mut plan = Plan { before: OffsetMap::new(&before.text), now: OffsetMap::new(&new.text), text: &new.text };
    let mut alterations = change.alterations();
    for coding in &codings {
        let found = reanchoring.place(coding.coding.span);
        // One that does not count anyway stays where its words are.
        if found.fate == Fate::Orphaned && !coding.state.counts() {
            continue;
        }
        alterations.apply(coding, &alteration(coding, &found, &new.text))?;
        if coding.state.counts() {
            revision.codings.push(plan.fate_of(coding, &found));
        }
    }
    for memo in &memos {
        let Some(place) = &memo.place else { continue };
        let found = reanchoring.place(place.span);
        let words = found.span.and_then(|span| span.of(&new.text).map(|words| (span, words)));
        change.move_memo(memo, words, found.method.word(), rounded(found.score))?;
        revision.memos.push((memo.id, found.fate));
    }
    for (coding, span) in words_that_came_back(change, &before.text, new)? {
        let found = Anchoring {
            fate: Fate::Moved,
            span: Some(span),
            method: crate::text::Method::Quote,
            score: 1.0,
            candidates: Vec::new(),
        };
        let back = Alteration { state: Some(CodingState::Current), ..alteration(&coding, &found, &new.text) };
        alterations.apply(&coding, &Alteration { kind: EventKind::Reanchored, ..back })?;
        revision.codings.push(plan.fate_of(&coding, &found));
    }
    Ok(revision)
}

/// The texts of a revision with their lines.
struct Plan<'t> {
    before: OffsetMap<'t>,
    now: OffsetMap<'t>,
    text: &'t str,
}

impl Plan<'_> {
    fn fate_of(&mut self, coding: &StoredCoding, found: &Anchoring) -> CodingFate {
        CodingFate {
            id: coding.id,
            code: coding.coding.code.clone(),
            coder: coding.coding.coder.clone(),
            fate: found.fate,
            method: found.method.word(),
            score: found.score,
            line_before: self.before.line_column(coding.coding.span.start).line,
            line: found.span.map(|span| self.now.line_column(span.start).line),
            before: coding.coding.quote.clone(),
            words: found.span.and_then(|span| span.of(self.text)).map(str::to_owned),
        }
    }
}

fn alteration<'a>(coding: &StoredCoding, found: &Anchoring, text: &'a str) -> Alteration<'a> {
    let kind = match found.fate {
        Fate::Kept | Fate::Moved => EventKind::Moved,
        Fate::Stretched => EventKind::Stretched,
        Fate::Shrunk => EventKind::Shrunk,
        Fate::Reworded => EventKind::Reworded,
        Fate::Orphaned => EventKind::Orphaned,
    };
    Alteration {
        state: Some(if found.fate == Fate::Orphaned { CodingState::Orphaned } else { coding.state }),
        place: found.span.and_then(|span| span.of(text).map(|words| (span, words))),
        method: found.method.word(),
        score: Some(rounded(found.score)),
        ..Alteration::of(kind)
    }
}

/// More digits than four say nothing, and make every line of a text form differ.
fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

/// Labels that are written otherwise: one that is gone, whose turns are mostly those of one that is new.
fn renamed_labels(before: &NewSource, new: &NewSource, reanchoring: &Reanchoring) -> Vec<(String, String)> {
    let mut words: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut of_label: BTreeMap<u32, u32> = BTreeMap::new();
    let is_gone = |at: u32| before.labels.get(at as usize).is_some_and(|label| !new.labels.contains(label));
    let is_new = |at: u32| new.labels.get(at as usize).is_some_and(|label| !before.labels.contains(label));
    for ((speaker, speech), count) in before.turns.speaker.iter().zip(&before.turns.speech).zip(&before.turns.words) {
        let Some(old) = speaker.filter(|speaker| is_gone(*speaker)) else { continue };
        *of_label.entry(old).or_default() += count.max(&1);
        let Some(now) = reanchoring.map(*speech) else { continue };
        let turn = new.turns.speech.partition_point(|turn| turn.end <= now.start);
        let under = new.turns.speaker.get(turn).copied().flatten();
        if let Some(label) = under.filter(|label| is_new(*label)) {
            *words.entry((old, label)).or_default() += count.max(&1);
        }
    }
    let mut votes: Vec<((u32, u32), u32)> = words.into_iter().collect();
    votes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut renamed: Vec<(u32, u32)> = Vec::new();
    for ((old, label), count) in votes {
        let most = of_label.get(&old).is_some_and(|all| count * 2 > *all);
        if most && !renamed.iter().any(|(one, other)| *one == old || *other == label) {
            renamed.push((old, label));
        }
    }
    let name = |labels: &[String], at: u32| labels.get(at as usize).cloned().unwrap_or_default();
    renamed.into_iter().map(|(old, label)| (name(&before.labels, old), name(&new.labels, label))).collect()
}

/// Orphans of the source whose very words the new text has once, and the text before had not.
fn words_that_came_back(
    change: &Change,
    before: &str,
    new: &NewSource,
) -> Result<Vec<(StoredCoding, Span)>, ProjectError> {
    let (then, now) = (Locator::new(before), Locator::new(&new.text));
    let mut back = Vec::new();
    for orphan in change.codings_in(CodingState::Orphaned)? {
        if orphan.coding.source != new.name || !before_lacks(&then, &orphan) {
            continue;
        }
        if let Located::Exact(span) = now.locate(&orphan.coding.quote) {
            back.push((orphan, span));
        }
    }
    Ok(back)
}

fn before_lacks(text: &Locator, orphan: &StoredCoding) -> bool {
    matches!(text.locate(&orphan.coding.quote), Located::Missing { .. })
}

pub(super) fn no_source(name: &str) -> Problem {
    Problem::new(name, "there is no source of that name in the project")
        .hint("`themeweave source list` shows the names")
}
