//! Bringing a project in step with the files of its manifest: what changed in a file is changed,
//! what is the same is left alone, and what people did in the project itself is never undone.

use super::ProjectError;
use super::code::placed;
use super::import::ReadFile;
use super::inputs::Inputs;
use super::sheets::{describe_sources, set_speakers};
use crate::model::{Codebook, Origin, Problem, Problems};
use crate::store::{Change, Store};

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
    if let Some(codebook) = &inputs.codebook {
        note(change.put_codebook(codebook)?, "codebook");
    }
    note(change.put_cases(&inputs.cases.rows)? > 0, "cases");
    note(change.put_participants(&inputs.participants.rows)? > 0, "participants");
    let origins: Vec<Origin> = inputs.codings.iter().map(|(path, _)| origin(path)).collect();
    let gone = vanished_sources(&inputs, before);
    let sources = put_sources(change, inputs.transcripts, &origins)?;
    note(sources > 0, &format!("{sources} transcripts"));
    note(remove_vanished(change, &gone, &origins)?, "transcripts that are gone");
    note(describe_sources(change, &inputs.sources)? > 0, "source facts");
    note(set_speakers(change, &inputs.speakers)? > 0, "speakers");
    change.match_speakers_by_label()?;
    note(change.put_questions(&inputs.questions.rows)?, "interview guide");
    note(change.put_themes(&inputs.themes.rows)?, "themes");
    note(change.put_findings(&inputs.findings.findings())?, "findings");
    let codebook = inputs.codebook.unwrap_or_else(Codebook::empty);
    let (added, removed) = sync_codings(change, &inputs.codings, &codebook, before)?;
    note(added > 0, &format!("{added} codings added"));
    note(removed > 0, &format!("{removed} codings removed"));
    change.put_inputs(&inputs.hashes)?;
    Ok(done.join(", "))
}

/// Whether the files are those of the last build, so that nothing needs to be read.
pub(super) fn is_current(store: &Store, hashes: &[(String, String)]) -> Result<bool, ProjectError> {
    Ok(store.inputs()? == hashes)
}

fn origin(path: &str) -> Origin {
    Origin::Import(path.to_owned())
}

fn put_sources(change: &Change, files: Vec<ReadFile>, origins: &[Origin]) -> Result<u64, ProjectError> {
    let mut problems = Problems::default();
    let mut changed = 0;
    for file in files {
        // Unreadable files were refused before; there is nothing to store.
        let Ok(source) = file.source else { continue };
        match change.source_file(&source.name)? {
            Some((_, sha256)) if sha256 == source.file_sha256 => continue,
            Some(_) => {
                let lost = change.codings_from_elsewhere(&source.name, origins)?;
                if lost > 0 {
                    let message = format!("its text has changed and {lost} codings made in the project would be lost");
                    problems.push(Problem::new(file.path.display().to_string(), message).hint(
                        "export them with `themeweave coding export`, name that sheet in the manifest, and build again",
                    ));
                    continue;
                }
            }
            None => {}
        }
        change.put_source(&source)?;
        changed += 1;
    }
    Ok(problems.none_or(changed)?)
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

fn sync_codings(
    change: &Change,
    sheets: &[(String, Vec<crate::interchange::CodingRow>)],
    codebook: &Codebook,
    before: &[(String, String)],
) -> Result<(u64, u64), ProjectError> {
    let mut problems = Problems::default();
    let (mut added, mut removed) = (0, 0);
    for (path, rows) in sheets {
        match placed(change, path, rows, codebook, &origin(path)) {
            Ok(codings) => {
                let (more, fewer) = change.sync_codings(&origin(path), &codings)?;
                added += more;
                removed += fewer;
            }
            Err(ProjectError::Input(found)) => problems.0.extend(found.0),
            Err(other) => return Err(other),
        }
    }
    // A sheet that was an input before and is none now takes its codings with it.
    for gone in change.origins()? {
        let Origin::Import(path) = &gone else { continue };
        let was_input = before.iter().any(|(known, _)| known == path);
        if was_input && !sheets.iter().any(|(now, _)| now == path) {
            removed += change.sync_codings(&gone, &[])?.1;
        }
    }
    Ok(problems.none_or((added, removed))?)
}
