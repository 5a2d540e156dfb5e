//! The readers on real files: `fixtures/transcripts/MANIFEST.tsv` says how many speakers and turns each has.
//!
//! The files are not part of the package; where they are not at hand the tests say so and pass.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may fail and may say why it is skipped")]

use std::path::{Path, PathBuf};

use themeweave::ingest::{self, Transcript, labels, merged_turns};

/// The folder of shared fixtures: `THEMEWEAVE_SHARED`, or `shared` beside the package or one of the folders above it.
fn shared() -> Option<PathBuf> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var_os("THEMEWEAVE_SHARED").map(PathBuf::from);
    let found =
        named.into_iter().chain(package.ancestors().map(|above| above.join("shared"))).find(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: no folder of shared fixtures");
    }
    found
}

fn read(path: &Path) -> Result<Transcript, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    ingest::read(&path.to_string_lossy(), &bytes).map_err(|problem| problem.to_string())
}

/// One row of the manifest that says how many speakers and turns are expected.
struct Row {
    file: String,
    speakers: usize,
    turns: usize,
    merged: Option<usize>,
}

fn manifest(folder: &Path, formats: &[&str]) -> Vec<Row> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b'\t').flexible(true).from_path(folder.join("MANIFEST.tsv")).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (speakers, turns, merged) = (column("n_speakers"), column("n_turns"), column("n_turns_merged_same_speaker"));
    let rows = reader.records().map(Result::unwrap).filter(|row| formats.contains(&&row[1]));
    let counted = rows.filter_map(|row| {
        Some(Row {
            file: row[0].to_owned(),
            speakers: row.get(speakers)?.parse().ok()?,
            turns: row.get(turns)?.parse().ok()?,
            merged: row.get(merged)?.parse().ok(),
        })
    });
    counted.collect()
}

/// What a row and its file disagree about.
fn mismatch(folder: &Path, row: &Row) -> Option<String> {
    let found = match read(&folder.join(&row.file)) {
        Ok(transcript) => {
            let turns = &transcript.turns;
            (labels(turns).len(), turns.len(), merged_turns(turns), labels(turns).join("; "))
        }
        Err(problem) => return Some(format!("{}: {problem}", row.file)),
    };
    let merged_fits = row.merged.is_none_or(|merged| merged == found.2);
    (found.0 != row.speakers || found.1 != row.turns || !merged_fits).then(|| {
        format!(
            "{}: found {} speakers, {} turns, {} merged; expected {}, {}, {:?} ({})",
            row.file, found.0, found.1, found.2, row.speakers, row.turns, row.merged, found.3
        )
    })
}

#[test]
fn speakers_and_turns_are_those_of_the_manifest() {
    let Some(folder) = shared().map(|shared| shared.join("fixtures/transcripts")) else { return };
    let rows = manifest(&folder, &["txt", "md", "docx", "vtt", "srt"]);
    assert!(rows.len() > 25, "only {} rows", rows.len());
    let mismatches: Vec<String> = rows.iter().filter_map(|row| mismatch(&folder, row)).collect();
    assert!(
        mismatches.len() * 20 <= rows.len(),
        "{} of {} rows:\n{}",
        mismatches.len(),
        rows.len(),
        mismatches.join("\n")
    );
}

#[test]
fn every_encoding_of_one_interview_is_the_same_interview() {
    let Some(folder) = shared().map(|shared| shared.join("fixtures/transcripts")) else { return };
    let plain = read(&folder.join("txt/sheffield_Jessica.txt")).unwrap();
    for row in manifest(&folder, &["encodings"]) {
        assert_eq!(mismatch(&folder, &row), None);
        if row.file.contains("jessica") && !row.file.contains("mojibake") {
            let other = read(&folder.join(&row.file)).unwrap();
            // One of the files ends with a line end that the others lack.
            assert!(other.text.trim_end() == plain.text.trim_end(), "the text of {} differs", row.file);
            assert!(other.turns == plain.turns, "the turns of {} differ", row.file);
        }
    }
    let mojibake = read(&folder.join("encodings/jessica_mojibake.txt")).unwrap();
    assert!(mojibake.notes.iter().any(|note| note.contains("encoded twice")), "{:?}", mojibake.notes);
}
