//! Bringing a project in step with the files of its manifest: what changed in a file is changed,
//! what is the same is left alone, and what people did in the project itself is never undone.

use std::collections::HashSet;

use super::ProjectError;
use super::chronology::replace_events;
use super::code::{new_rows, placed};
use super::import::ReadFile;
use super::inputs::Inputs;
use super::migrate::{Migrated, adopt, carry_forward, store_codebook};
use super::queries::put_saved_queries;
use super::revise::revise;
use super::revision::{Revision, fates};
use super::sheets::{describe_sources, set_speakers};
use super::versions::Versions;
use crate::interchange::{CodingRow, IntegrationFiles, merge_rows};
use crate::model::{Findings, Origin, Problem, Problems, Settings};
use crate::store::{Change, SheetSync, Store};
use crate::text::counted;

/// Applies everything that the files say; returns what changed, in words, or nothing.
pub(super) fn apply(change: &Change, inputs: Inputs, before: &[(String, String)]) -> Result<String, ProjectError> {
    let mut done: Vec<String> = Vec::new();
    let mut note = |changed: bool, what: &str| {
        if changed {
            done.push(what.to_owned());
        }
    };
    note(change.set_heading(&inputs.manifest.title, &inputs.manifest.notice)?, "title");
    note(change.put_scales(&inputs.scales)?, "scales");
    for codebook in &inputs.earlier_codebooks {
        store_codebook(change, codebook)?;
    }
    if let Some(codebook) = &inputs.codebook {
        let other = store_codebook(change, codebook)?;
        let migrated = adopt(change, codebook)?.filter(|migrated| !migrated.from.is_empty());
        let what = migrated.as_ref().map_or_else(|| "codebook".to_owned(), Migrated::summary);
        note(other || migrated.is_some(), &what);
    }
    note(change.put_cases(&inputs.cases.rows)? > 0, "cases");
    note(sync_events(change, &inputs, before)?, "events");
    note(change.put_participants(&inputs.participants.rows)? > 0, "participants");
    let origins: Vec<Origin> = inputs.codings.iter().map(|(path, _)| origin(path)).collect();
    let gone = vanished_sources(&inputs, before);
    let (sources, revisions) = put_sources(change, inputs.transcripts, before)?;
    note(sources > 0, &counted(sources, "transcript"));
    note(!revisions.is_empty(), &corrected(&revisions));
    note(remove_vanished(change, &gone, &origins)?, "transcripts that are gone");
    note(describe_sources(change, &inputs.sources)? > 0, "source facts");
    note(set_speakers(change, &inputs.speakers)? > 0, "speakers");
    change.match_speakers_by_label()?;
    note(change.put_questions(&inputs.questions.rows)?, "interview guide");
    note(change.put_themes(&inputs.themes.rows)?, "themes");
    note(put_saved_queries(change, &inputs.queries)?, "saved queries");
    note(put_findings(change, &inputs.findings.findings())?, "findings");
    note(
        put_decisions(change, &inputs.integration, inputs.settings.as_ref())?,
        "decisions where voices and findings meet",
    );
    let synced = sync_codings(change, inputs.codings, before)?;
    let SheetSync { added, corrected, removed, kept } = synced.sheets;
    note(added > 0, &format!("{} added", counted(added, "coding")));
    note(corrected > 0, &format!("{} corrected", counted(corrected, "coding")));
    note(removed + synced.removed > 0, &format!("{} removed", counted(removed + synced.removed, "coding")));
    note(kept > 0, &format!("{} kept without a row, because somebody has worked on them", counted(kept, "coding")));
    change.put_inputs(&inputs.hashes)?;
    Ok(done.join(", "))
}

/// What the sheets of the review say, with the links that people made in the project.
fn put_findings(change: &Change, read: &Findings) -> Result<bool, ProjectError> {
    let mut findings = Findings { links: change.findings()?.links, ..read.clone() };
    merge_rows(&mut findings.links, &read.links, |link| link.from_file, |link| link.id.clone());
    Ok(change.put_findings(&findings)?)
}

/// The events of the manifest's sheet in place of those that the last build read. A sheet that the last build has read says
/// nothing new.
fn sync_events(change: &Change, inputs: &Inputs, before: &[(String, String)]) -> Result<bool, ProjectError> {
    let path = inputs.manifest.files.events.as_deref();
    let now = inputs.hashes.iter().find(|(known, _)| Some(known.as_str()) == path);
    if now.is_some_and(|now| before.contains(now)) {
        return Ok(false);
    }
    let replaced = before.iter().map(|(path, _)| path.as_str()).chain(path);
    replace_events(change, &replaced.collect::<Vec<_>>(), path.unwrap_or_default(), &inputs.events.rows)
}

/// What people decided, as the sheets and the project say it.
fn put_decisions(change: &Change, read: &IntegrationFiles, settings: Option<&Settings>) -> Result<bool, ProjectError> {
    let mut decided = change.integration()?;
    read.merge_into(&mut decided);
    if let Some(settings) = settings {
        decided.settings = settings.clone();
    }
    Ok(change.put_integration(&decided)?)
}

/// Whether the files are those of the last build, so that nothing needs to be read.
pub(super) fn is_current(store: &Store, hashes: &[(String, String)]) -> Result<bool, ProjectError> {
    Ok(store.inputs()? == hashes)
}

fn origin(path: &str) -> Origin {
    Origin::Import(path.to_owned())
}

/// Stores what is new and takes the codings of what has changed along to its new text; returns how many came in, and
/// the new texts. A file that the last build has read says nothing new, though the project may have a later text.
fn put_sources(
    change: &Change,
    files: Vec<ReadFile>,
    before: &[(String, String)],
) -> Result<(u64, Vec<Revision>), ProjectError> {
    let mut problems = Problems::default();
    let (mut added, mut revisions) = (0, Vec::new());
    let read_before: HashSet<&str> = before.iter().map(|(_, sha256)| sha256.as_str()).collect();
    for file in files {
        // Unreadable files were refused before; there is nothing to store.
        let Ok(source) = file.source else { continue };
        match change.source_file(&source.name)? {
            Some((_, sha256)) if sha256 == source.file_sha256 => {}
            Some(_) if read_before.contains(source.file_sha256.as_str()) => {}
            Some(_) if change.edited_in_project(&source.name)? => {
                let message = "the file has changed, and so has its text in the project (`source edit`)";
                problems.push(Problem::new(file.path.display().to_string(), message).hint(format!(
                    "make the same correction in the file, then `themeweave source update {} FILE`, and build again",
                    source.name
                )));
            }
            Some(_) => revisions.push(revise(change, &source)?),
            None => {
                change.put_source(&source)?;
                added += 1;
            }
        }
    }
    Ok(problems.none_or((added, revisions))?)
}

/// What corrected transcripts did to their codings, in words.
fn corrected(revisions: &[Revision]) -> String {
    let transcripts = format!("{} corrected", counted(revisions.len() as u64, "transcript"));
    [transcripts].into_iter().chain(fates(revisions)).collect::<Vec<_>>().join(", ")
}

/// Names of sources whose transcript was an input of the last build and is none of this one.
fn vanished_sources(inputs: &Inputs, before: &[(String, String)]) -> Vec<String> {
    let patterns = &inputs.manifest.files.transcripts;
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
    };
    let was = before.iter().filter(|(path, _)| patterns.iter().any(|p| crate::interchange::matches(p, path)));
    was.filter(|(path, _)| !inputs.hashes.iter().any(|(now, _)| now == path)).map(|(path, _)| stem(path)).collect()
}

/// Removes sources whose files are gone, but not those that somebody has coded in the project.
fn remove_vanished(change: &Change, gone: &[String], origins: &[Origin]) -> Result<bool, ProjectError> {
    let mut removed = false;
    for name in gone {
        if change.codings_from_elsewhere(name, origins)? == 0 {
            removed |= change.remove_source(name)?;
        }
    }
    Ok(removed)
}

/// What the sheets of codings changed.
#[derive(Default)]
struct SheetsSynced {
    sheets: SheetSync,
    /// Codings of sheets that are no input any more.
    removed: u64,
}

fn sync_codings(
    change: &Change,
    sheets: Vec<(String, Vec<CodingRow>)>,
    before: &[(String, String)],
) -> Result<SheetsSynced, ProjectError> {
    let versions = Versions::of(change)?;
    let mut problems = Problems::default();
    let mut synced = SheetsSynced::default();
    let paths: Vec<String> = sheets.iter().map(|(path, _)| path.clone()).collect();
    for (path, rows) in sheets {
        let origin = origin(&path);
        let all = rows.clone();
        let facts: Vec<(i64, &str, &str, Option<f64>)> =
            all.iter().map(|row| (row.identity(), row.memo.as_str(), row.created.as_str(), row.weight)).collect();
        let new = new_rows(change, rows, Some(&origin))?;
        match placed(change, &path, &new, &versions, &origin) {
            Ok(codings) => {
                let sheet = change.sync_codings(&origin, &codings, &facts)?;
                synced.sheets.added += sheet.added;
                synced.sheets.corrected += sheet.corrected;
                synced.sheets.removed += sheet.removed;
                synced.sheets.kept += sheet.kept;
            }
            Err(ProjectError::Input(found)) => problems.0.extend(found.0),
            Err(other) => return Err(other),
        }
    }
    // A sheet that was an input before and is none now takes its codings with it.
    for gone in change.origins()? {
        let Origin::Import(path) = &gone else { continue };
        let was_input = before.iter().any(|(known, _)| known == path);
        if was_input && !paths.contains(path) {
            let sheet = change.sync_codings(&gone, &[], &[])?;
            synced.removed += sheet.removed;
            synced.sheets.kept += sheet.kept;
        }
    }
    carry_forward(change, &versions)?;
    Ok(problems.none_or(synced)?)
}
