//! Change without loss on M: codebook versions compared and migrated, a long transcript corrected, history read, the
//! whole project as text.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use criterion::{BatchSize, Criterion};
use tempfile::TempDir;
use themeweave::codebook::Diff;
use themeweave::model::{Codebook, Migration, StepKind};
use themeweave::project::Project;

use crate::corpus::{Corpus, Outcome};
use crate::projects::{Built, create, fresh_folder, now};

/// Codings that the steps of the second version touch, at least.
const AFFECTED: u64 = 20_000;

/// Times what this module is about.
pub fn history(criterion: &mut Criterion, corpus: &Corpus, built: &Built) -> Outcome<()> {
    let project = built.open();
    let before = project.codebook(None)?;
    let after = next_version(&project, &before)?;
    criterion.bench_function("M: codebook diff", |bencher| bencher.iter(|| Diff::between(&before, &[&after])));
    criterion.bench_function("M: codebook impact", |bencher| {
        bencher.iter(|| project.impact(None, &after).expect("an impact"));
    });
    criterion.bench_function("M: codebook migrate, 20,000 codings affected", |bencher| {
        bencher.iter_batched(
            || copy_with(built, &after),
            |(folder, mut project)| {
                let migrated = project.migrate("2.0.0", false).expect("a migration");
                assert!(migrated.renamed + migrated.stale + migrated.retired + migrated.united >= AFFECTED);
                (folder, project)
            },
            BatchSize::PerIteration,
        );
    });
    criterion.bench_function("M: undo of that migration", |bencher| {
        bencher.iter_batched(
            || {
                let (folder, mut project) = copy_with(built, &after);
                project.migrate("2.0.0", false).expect("a migration");
                (folder, project)
            },
            |(folder, mut project)| {
                project.undo().expect("the migration taken back");
                (folder, project)
            },
            BatchSize::PerIteration,
        );
    });
    criterion.bench_function("M: log", |bencher| bencher.iter(|| project.log(None).expect("the history")));
    criterion.bench_function("M: log --of a code", |bencher| {
        let code = before.codes.first().expect("a code").id.clone();
        bencher.iter(|| project.log(Some(&code)).expect("the history"));
    });
    criterion.bench_function("M: export text, into an empty folder", |bencher| {
        bencher.iter_batched(
            fresh_folder,
            |folder| {
                project.export_text(&folder.path().join("text")).expect("an export");
                folder
            },
            BatchSize::PerIteration,
        );
    });
    update(criterion, corpus)
}

/// A copy of the project that knows the second version.
fn copy_with(built: &Built, after: &Codebook) -> (TempDir, Project) {
    let folder = fresh_folder();
    let copy = folder.path().join("copy.tw");
    fs::copy(built.path(), &copy).expect("a copy");
    let mut project = Project::open(&copy, now()).expect("the copy");
    project.import_codebook(after).expect("the second version");
    (folder, project)
}

/// A second version whose renames, merges, splits and retirements touch enough codings.
fn next_version(project: &Project, before: &Codebook) -> Outcome<Codebook> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let snapshot = project.snapshot(None)?;
    for code in &snapshot.codings.code {
        *counts.entry(snapshot.codebook.codes[*code as usize].id.clone()).or_default() += 1;
    }
    let mut after = Codebook { version: semver::Version::new(2, 0, 0), released: None, ..before.clone() };
    after.migrations.clear();
    let kinds = [StepKind::Rename, StepKind::Merge, StepKind::Split, StepKind::Retire];
    let mut touched = 0;
    let leaves: Vec<String> = before
        .codes
        .iter()
        .filter(|code| !before.codes.iter().any(|other| other.parent.as_deref() == Some(code.id.as_str())))
        .map(|code| code.id.clone())
        .collect();
    let last = leaves.last().cloned().unwrap_or_default();
    for (at, id) in leaves.iter().take(leaves.len() - 1).enumerate() {
        if touched >= AFFECTED {
            break;
        }
        touched += counts.get(id).copied().unwrap_or_default();
        let position = after.position(id).expect("a code of the version before");
        let code = after.codes.remove(position);
        let step = kinds[at % kinds.len()];
        let new = |ending: &str| themeweave::model::Code { id: format!("{id}_{ending}"), ..code.clone() };
        let into: Vec<String> = match step {
            StepKind::Rename => {
                after.codes.push(new("anew"));
                vec![format!("{id}_anew")]
            }
            StepKind::Split => {
                after.codes.extend([new("one"), new("two")]);
                vec![format!("{id}_one"), format!("{id}_two")]
            }
            StepKind::Merge => vec![last.clone()],
            _ => Vec::new(),
        };
        after.migrations.push(Migration { step, code: id.clone(), into, note: String::new() });
    }
    assert!(touched >= AFFECTED, "{touched} codings are touched");
    Ok(after)
}

/// A transcript of 50,000 words with 2,000 codings, corrected in fifty places.
fn update(criterion: &mut Criterion, corpus: &Corpus) -> Outcome<()> {
    let folder = fresh_folder();
    let (text, corrected) = long_transcript(corpus)?;
    let (original, edited) = (folder.path().join("long.txt"), folder.path().join("edited.txt"));
    fs::write(&original, &text)?;
    fs::write(&edited, &corrected)?;
    let mut project = create(folder.path())?;
    let file = corpus.prepared.join("codebook.toml");
    let book = themeweave::codebook::read("codebook.toml", &fs::read_to_string(file)?)?;
    project.import_codebook(&book)?;
    project.import_sources(&[original], false, false)?;
    let sheet = folder.path().join("codings.csv");
    fs::write(&sheet, codings(&text, &book))?;
    let report = project.import_codings(&sheet, false)?;
    assert!(report.added >= 1_900, "{} codings", report.added);
    drop(project);
    let master = folder.path().join("bench.tw");
    criterion.bench_function("source update: 50,000 words, 2,000 codings, 50 corrections", |bencher| {
        bencher.iter_batched(
            || {
                let copy = fresh_folder();
                let path: PathBuf = copy.path().join("copy.tw");
                fs::copy(&master, &path).expect("a copy");
                (copy, Project::open(&path, now()).expect("the copy"))
            },
            |(copy, mut project)| {
                let revision = project.update_source("long", &edited, false).expect("an update");
                assert!(revision.changed && revision.codings.len() >= 1_900);
                (copy, project)
            },
            BatchSize::PerIteration,
        );
    });
    Ok(())
}

fn long_transcript(corpus: &Corpus) -> Outcome<(String, String)> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(corpus.transcripts())?.map(|entry| Ok(entry?.path())).collect::<Outcome<_>>()?;
    files.sort();
    let mut text = String::new();
    for file in files {
        text.push_str(&fs::read_to_string(file)?);
        text.push('\n');
        if text.split_whitespace().count() >= 50_000 {
            break;
        }
    }
    let mut corrected = String::new();
    let words = text.split_inclusive(' ').count();
    for (at, word) in text.split_inclusive(' ').enumerate() {
        corrected.push_str(if at % (words / 50) == 7 { "corrected " } else { word });
    }
    Ok((text, corrected))
}

/// Codings on stretches of words, evenly over the text.
fn codings(text: &str, book: &Codebook) -> String {
    let mut sheet = String::from("source,code,coder,start_codepoint,end_codepoint\n");
    let is_letter = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_lowercase);
    let starts: Vec<usize> = text.match_indices(' ').map(|(at, _)| at + 1).filter(|at| is_letter(*at)).collect();
    let step = starts.len() / 2_001;
    for (at, pair) in starts.chunks(step).take(2_000).enumerate() {
        let (Some(start), Some(end)) = (pair.first(), pair.last()) else { continue };
        let code = &book.codes[at % book.codes.len()].id;
        let codepoints = |at: usize| text.get(..at).map_or(0, |before| before.chars().count());
        sheet.push_str(&format!("long,{code},RK,{},{}\n", codepoints(*start), codepoints(end - 1)));
    }
    sheet
}
