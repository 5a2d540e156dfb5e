//! The index folder: found good and opened, or built aside and moved into place.
//!
//! Inside the folder each state of the project has a folder of its own, named by format and stamp, so
//! that an index is either wholly there or not: it is written under `building` and renamed when it is
//! complete. Only who holds the lock writes; a killed process leaves a `building` that the next one
//! removes. A reader needs no lock.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::build::{self, FORMAT, Feed, Fields};
use super::error::SearchError;

const MANIFEST: &str = "manifest.json";
const BUILDING: &str = "building";
const LOCK: &str = "lock";
const STATE: &str = "state-";

/// What a finished index says of itself: without this file it is not finished, and files that are
/// not as listed are damaged.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    stamp: String,
    /// Name and length of each file, sorted by name.
    files: Vec<(String, u64)>,
}

/// Opens the index with this stamp, or builds it.
pub(super) fn open_or_build<E: From<SearchError>>(
    dir: &Path,
    stamp: &str,
    passages: impl FnOnce(&mut Feed<'_>) -> Result<(), E>,
) -> Result<(tantivy::Index, Fields), E> {
    let state = dir.join(state_name(stamp));
    if let Some(index) = open(&state, stamp) {
        return Ok(index);
    }
    fs::create_dir_all(dir).map_err(SearchError::folder(dir, "created"))?;
    let lock_path = dir.join(LOCK);
    let lock = File::options().create(true).truncate(false).write(true).open(&lock_path);
    let lock = lock.map_err(SearchError::folder(&lock_path, "created"))?;
    lock.lock().map_err(SearchError::folder(&lock_path, "locked"))?;
    // Another process may have built it while this one waited for the lock.
    if let Some(index) = open(&state, stamp) {
        return Ok(index);
    }
    let building = dir.join(BUILDING);
    for leftover in [&building, &state] {
        remove(leftover).map_err(SearchError::folder(leftover, "cleared"))?;
    }
    fs::create_dir(&building).map_err(SearchError::folder(&building, "created"))?;
    let written = build::write(Some(&building), passages).and_then(|index| {
        // Closed before it is moved: some systems do not rename what is open.
        drop(index);
        finish(&building, stamp).map_err(SearchError::folder(&building, "completed"))?;
        fs::rename(&building, &state).map_err(SearchError::folder(&state, "moved into place"))?;
        Ok(())
    });
    if let Err(error) = written {
        // The first error is the one to tell; what stays behind is removed by the next build.
        let _ = remove(&building);
        return Err(error);
    }
    remove_other_states(dir, &state);
    let index = read(&state).map_err(SearchError::engine(&state))?;
    Ok(index)
}

fn state_name(stamp: &str) -> String {
    let digest = Sha256::digest(stamp.as_bytes());
    let short = digest.iter().take(8).fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{STATE}{FORMAT}-{short:016x}")
}

/// The index in a state's folder, unless anything about it is wrong.
fn open(state: &Path, stamp: &str) -> Option<(tantivy::Index, Fields)> {
    let manifest_path = state.join(MANIFEST);
    let manifest: Manifest = serde_json::from_slice(&fs::read(&manifest_path).ok()?).ok()?;
    if manifest.format != FORMAT || manifest.stamp != stamp || manifest.files != files(state).ok()? {
        return None;
    }
    let index = read(state).ok()?;
    let newest = newest_change(state, &manifest).ok()?;
    if newest > fs::metadata(&manifest_path).and_then(|about| about.modified()).ok()? {
        // Copied, restored or tampered with: read everything once, then trust it again.
        if !index.0.validate_checksum().ok()?.is_empty() {
            return None;
        }
        let _ = File::options().write(true).open(&manifest_path).and_then(|file| file.set_modified(newest));
    }
    Some(index)
}

/// When a file of the index was last written to.
fn newest_change(state: &Path, manifest: &Manifest) -> io::Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for (name, _) in &manifest.files {
        newest = newest.max(fs::metadata(state.join(name))?.modified()?);
    }
    Ok(newest)
}

fn read(state: &Path) -> tantivy::Result<(tantivy::Index, Fields)> {
    let (schema, fields) = build::schema();
    let mut index = tantivy::Index::open_in_dir(state)?;
    if index.schema() != schema {
        return Err(tantivy::TantivyError::SchemaError("the fields are others than expected".to_owned()));
    }
    index.set_tokenizers(build::analysers());
    Ok((index, fields))
}

/// Writes the manifest of a complete index.
fn finish(building: &Path, stamp: &str) -> io::Result<()> {
    let manifest = Manifest { format: FORMAT, stamp: stamp.to_owned(), files: files(building)? };
    let path = building.join(MANIFEST);
    fs::write(&path, serde_json::to_vec(&manifest)?)?;
    File::open(&path)?.sync_all()
}

/// Name and length of each file of an index but its manifest and the engine's own locks.
fn files(state: &Path) -> io::Result<Vec<(String, u64)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(state)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != MANIFEST && !(name.starts_with(".tantivy-") && has_ending(&name, "lock")) {
            files.push((name, entry.metadata()?.len()));
        }
    }
    files.sort();
    Ok(files)
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == ending)
}

/// Removes the indexes of earlier states. One that is still being read may resist on some systems;
/// it goes with the next build.
fn remove_other_states(dir: &Path, keep: &Path) {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let states = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(STATE));
    for path in states.map(|entry| entry.path()).filter(|path| path != keep) {
        let _ = remove(&path);
    }
}

/// Removes a file or folder; it may be absent.
fn remove(path: &PathBuf) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
