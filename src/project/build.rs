//! The main job: a manifest becomes an up-to-date project and a guide pack.

use std::path::{Path, PathBuf};

use super::inputs::RawInputs;
use super::{Now, ProjectError, sync};
use crate::guide::{self, GuideSettings, Pack};
use crate::interchange::Manifest;
use crate::interchange::check::Level;
use crate::model::{CodingState, Snapshot};
use crate::store::{Parts, Store, sha256_hex};

/// Where a build is, for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildStep {
    /// Reading and checking the files of the manifest.
    Reading,
    /// Bringing the project up to date.
    Updating,
    /// Making tables, charts and pages.
    Rendering,
    /// Writing the pack.
    Writing,
}

impl BuildStep {
    /// Every step, in order.
    pub const ALL: [Self; 4] = [Self::Reading, Self::Updating, Self::Rendering, Self::Writing];

    /// What is being done, for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Reading => "reading transcripts, codings and findings",
            Self::Updating => "updating the project",
            Self::Rendering => "drawing tables, charts and pages",
            Self::Writing => "writing the pack",
        }
    }
}

/// What a build did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildReport {
    /// The project file.
    pub project: PathBuf,
    /// What changed in the project, in words; empty when nothing did.
    pub changes: String,
    /// Files of the pack.
    pub files: usize,
    /// Files that were written because they were not there or different.
    pub written: usize,
    /// Files of an earlier pack that were taken away.
    pub removed: usize,
    /// What is doubtful and does not stop a build, in words.
    pub warnings: Vec<String>,
}

/// Builds the project and the guide pack of a manifest. Files that would not change are not
/// written; nothing at all is computed when neither the inputs nor the pack changed.
///
/// # Errors
/// Everything wrong with the inputs, all at once; what the gate refuses; files that cannot be
/// written. The project changes as a whole or not at all.
pub fn build(
    manifest: &Path,
    out: &Path,
    now: &Now,
    progress: &mut dyn FnMut(BuildStep),
) -> Result<BuildReport, ProjectError> {
    progress(BuildStep::Reading);
    let raw = RawInputs::read(manifest)?;
    let settings = raw.manifest().clone();
    let project = raw.project_path();
    let hashes = raw.hashes();
    let known = if project.exists() { Some(Store::open(&project)?) } else { None };
    let current = match &known {
        Some(store) => sync::is_current(store, &hashes)?,
        None => false,
    };
    let mut report = BuildReport { project: project.clone(), ..BuildReport::default() };
    let store = match known {
        Some(store) if current => store,
        known => {
            let inputs = raw.understand()?;
            progress(BuildStep::Updating);
            if let Some(mut store) = known {
                report.changes = update(&mut store, inputs, now)?;
                store
            } else {
                // A project that never held anything is not left behind.
                Store::assemble(&project, |store| {
                    store.set_heading(&settings.title, &settings.notice)?;
                    report.changes = update(store, inputs, now)?;
                    Ok::<(), ProjectError>(())
                })?
            }
        }
    };
    let snapshot = store.snapshot(now.today, None, Parts { texts: true, codings: true, details: false })?;
    report.warnings = doubts(&store, &snapshot)?;
    let fingerprint = fingerprint(&store, &snapshot, &hashes)?;
    if let Some(files) = unchanged_pack(&store, out, &fingerprint)? {
        report.files = files;
        return Ok(report);
    }
    progress(BuildStep::Rendering);
    let pack = render(&snapshot, &settings, &hashes)?;
    progress(BuildStep::Writing);
    (report.written, report.removed) = write(&pack, out)?;
    report.files = pack.files.len();
    store.remember_pack(&fingerprint, &provenance_hash(&pack))?;
    Ok(report)
}

/// What differs between the pack on disk and the one that [`build`] would write; nothing is
/// changed, neither the pack nor the project.
///
/// # Errors
/// As [`build`].
pub fn check(
    manifest: &Path,
    out: &Path,
    now: &Now,
    progress: &mut dyn FnMut(BuildStep),
) -> Result<Vec<String>, ProjectError> {
    progress(BuildStep::Reading);
    let raw = RawInputs::read(manifest)?;
    let settings = raw.manifest().clone();
    let project = raw.project_path();
    let hashes = raw.hashes();
    progress(BuildStep::Updating);
    let mut store = if project.exists() {
        Store::open(&project)?.copy_in_memory()?
    } else {
        Store::in_memory(&settings.title, &settings.notice)?
    };
    if !sync::is_current(&store, &hashes)? {
        update(&mut store, raw.understand()?, now)?;
    }
    progress(BuildStep::Rendering);
    let snapshot = store.snapshot(now.today, None, Parts { texts: true, codings: true, details: false })?;
    let pack = render(&snapshot, &settings, &hashes)?;
    let mut differences = Vec::new();
    for (name, bytes) in &pack.files {
        match std::fs::read(out.join(name)) {
            Ok(found) if found == *bytes => {}
            Ok(_) => differences.push(format!("{name} differs")),
            Err(_) => differences.push(format!("{name} is missing")),
        }
    }
    differences.extend(leftovers(&pack, out).into_iter().map(|name| format!("{name} is no longer part of the pack")));
    Ok(differences)
}

fn update(store: &mut Store, inputs: super::inputs::Inputs, now: &Now) -> Result<String, ProjectError> {
    let before = store.inputs()?;
    store.change(&now.timestamp, "build", |change| {
        let summary = sync::apply(change, inputs, &before)?;
        Ok((summary.clone(), summary))
    })
}

/// What the user should know although the build goes on.
fn doubts(store: &Store, snapshot: &Snapshot) -> Result<Vec<String>, ProjectError> {
    let mut doubts = Vec::new();
    let problems = super::findings::problems(snapshot);
    let errors = problems.iter().filter(|problem| problem.level == Level::Error).count();
    let warnings = problems.len() - errors;
    if errors + warnings > 0 {
        let words = format!("findings: {errors} errors, {warnings} warnings; see `themeweave finding check`");
        doubts.push(words);
    }
    if snapshot.codings_outside_codebook > 0 {
        let count = snapshot.codings_outside_codebook;
        doubts.push(format!("{count} codings have codes that are not in codebook {}", snapshot.codebook.label()));
    }
    for (state, count) in store.codings_by_state()? {
        match state {
            CodingState::Stale if count > 0 => doubts.push(format!(
                "{count} codings were made under an earlier definition: `themeweave coding review` lists them"
            )),
            CodingState::Orphaned if count > 0 => doubts.push(format!(
                "{count} codings are without their words and in no count: `themeweave coding orphans` lists them"
            )),
            _ => {}
        }
    }
    Ok(doubts)
}

fn render(snapshot: &Snapshot, manifest: &Manifest, hashes: &[(String, String)]) -> Result<Pack, ProjectError> {
    let settings = &manifest.guide;
    let title = if settings.title.is_empty() { &manifest.title } else { &settings.title };
    Ok(guide::render(
        snapshot,
        &GuideSettings {
            title: title.clone(),
            subtitle: settings.subtitle.clone(),
            introduction: settings.introduction.clone(),
            publisher: settings.publisher.clone(),
            quotes_per_theme: settings.quotes_per_theme as usize,
            small_cell: u64::from(settings.small_cell),
            quote_words: (settings.min_quote_words, settings.max_quote_words),
            is_final: settings.is_final,
            inputs: hashes.to_vec(),
            barred_effects: super::findings::barred_effects(snapshot),
        },
    )?)
}

/// What decides the pack's bytes: this program, the inputs, the project's history and whose
/// consent holds today.
fn fingerprint(store: &Store, snapshot: &Snapshot, hashes: &[(String, String)]) -> Result<String, ProjectError> {
    let mut text = format!("{}\n{}\n", env!("CARGO_PKG_VERSION"), store.journal()?.len());
    for (path, sha256) in hashes {
        text.push_str(&format!("{path} {sha256}\n"));
    }
    for (at, person) in (0..).zip(&snapshot.participants) {
        text.push_str(&format!("{} {}\n", person.name, snapshot.allowed(at).word()));
    }
    Ok(sha256_hex(text.as_bytes()))
}

/// Number of files of the pack in `out`, when it is the one that was last written for this
/// fingerprint and nobody has touched it since.
fn unchanged_pack(store: &Store, out: &Path, fingerprint: &str) -> Result<Option<usize>, ProjectError> {
    let Some((known, provenance_sha256)) = store.remembered_pack()? else { return Ok(None) };
    let Ok(provenance) = std::fs::read(out.join(guide::PROVENANCE)) else { return Ok(None) };
    if known != fingerprint || sha256_hex(&provenance) != provenance_sha256 {
        return Ok(None);
    }
    let listed = guide::listed_files(&provenance);
    let intact = listed
        .iter()
        .all(|(name, sha256)| std::fs::read(out.join(name)).is_ok_and(|bytes| sha256_hex(&bytes) == *sha256));
    Ok((intact && !listed.is_empty()).then_some(listed.len() + 1))
}

fn provenance_hash(pack: &Pack) -> String {
    pack.files.get(guide::PROVENANCE).map(|bytes| sha256_hex(bytes)).unwrap_or_default()
}

/// Files that the provenance on disk lists and the pack no longer has.
fn leftovers(pack: &Pack, out: &Path) -> Vec<String> {
    let Ok(provenance) = std::fs::read(out.join(guide::PROVENANCE)) else { return Vec::new() };
    let listed = guide::listed_files(&provenance);
    let gone = listed.into_keys().filter(|name| !pack.files.contains_key(name) && is_inside(name));
    gone.filter(|name| out.join(name).is_file()).collect()
}

/// Whether a listed name stays inside the pack's folder; a provenance file is input like any other.
fn is_inside(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// Writes what is different, takes away what is no longer part; returns how many of each.
fn write(pack: &Pack, out: &Path) -> Result<(usize, usize), ProjectError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| ProjectError::File { path, cause }
    };
    let gone = leftovers(pack, out);
    let mut written = 0;
    // The provenance goes last: a pack that was interrupted is seen as one that must be made again.
    let mut names: Vec<&String> = pack.files.keys().collect();
    names.sort_by_key(|name| (name.as_str() == guide::PROVENANCE, name.as_str()));
    for name in names {
        let Some(bytes) = pack.files.get(name) else { continue };
        let path = out.join(name);
        if std::fs::read(&path).is_ok_and(|found| found == *bytes) {
            continue;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        let partial = path.with_extension("partial");
        std::fs::write(&partial, bytes).map_err(failed(&partial))?;
        std::fs::rename(&partial, &path).map_err(failed(&path))?;
        written += 1;
    }
    for name in &gone {
        let path = out.join(name);
        std::fs::remove_file(&path).map_err(failed(&path))?;
    }
    Ok((written, gone.len()))
}
