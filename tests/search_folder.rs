//! The index folder beside a project: built once, replaced when stale, rebuilt when damaged.
#![cfg(feature = "index")]
#![allow(clippy::unwrap_used)] // What cannot be unwrapped here is a failed test.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use themeweave::query::Query;
use themeweave::search::{Feed, Index, SearchError};

/// Sources without turns: each line is a passage.
const TEXTS: [&str; 3] = ["I settled, sort of.\nSchool was settling me.", "Nobody asked.", "The family settles."];

fn feed_all(feed: &mut Feed<'_>, texts: &[&str]) -> Result<(), SearchError> {
    (0u32..).zip(texts).try_for_each(|(source, text)| feed.source(source, text, &[]))
}

fn parse(query: &str) -> Query {
    Query::parse(query).unwrap_or_else(|error| panic!("{error}"))
}

/// Opens the index in a folder; says whether it had to be built.
fn open(dir: &Path, stamp: &str, texts: &[&str]) -> (Index, bool) {
    let built = Cell::new(false);
    let index = Index::open(dir, stamp, |feed| {
        built.set(true);
        feed_all(feed, texts)
    });
    (index.unwrap(), built.get())
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_none_or(|ending| ending != "lock") && !path.ends_with("lock") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn an_index_is_built_once_for_each_state_of_the_texts() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("study.tw.index");
    let texts = TEXTS;
    assert!(open(&dir, "one", &texts).1);
    let (index, built) = open(&dir, "one", &texts);
    assert!(!built);
    assert_eq!(index.count_by_source(&parse("settle")).unwrap(), [(0, 2), (2, 1)]);
    let other = ["Settled at last."];
    let (changed, built) = open(&dir, "two", &other);
    assert!(built);
    assert_eq!(changed.count_by_source(&parse("settle")).unwrap(), [(0, 1)]);
    // The index of the earlier state is gone from the disk, and still answers who has it open.
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 2, "one state and the lock");
    assert_eq!(index.count_by_source(&parse("settle")).unwrap(), [(0, 2), (2, 1)]);
}

#[test]
fn a_damaged_index_is_built_again() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 7] = [
        ("deleted", |file| fs::remove_file(file).unwrap()),
        ("emptied", |file| fs::write(file, b"").unwrap()),
        ("cut", |file| {
            let bytes = fs::read(file).unwrap();
            fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("lengthened", |file| fs::write(file, [fs::read(file).unwrap(), vec![b'x'; 7]].concat()).unwrap()),
        ("overwritten", |file| {
            fs::write(file, vec![0xa5; fs::read(file).unwrap().len()]).unwrap();
            let later = SystemTime::now() + Duration::from_secs(2);
            fs::File::options().write(true).open(file).unwrap().set_modified(later).unwrap();
        }),
        ("a folder", |file| {
            fs::remove_file(file).unwrap();
            fs::create_dir(file).unwrap();
        }),
        ("beside a stranger", |file| fs::write(file.with_file_name("stranger"), b"x").unwrap()),
    ];
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("study.tw.index");
    let texts = TEXTS;
    open(&dir, "one", &texts);
    let kinds: BTreeSet<String> = files(&dir).iter().map(|file| kind(file)).collect();
    assert!(kinds.len() > 5, "{kinds:?}");
    for (name, damage) in damages {
        for wanted in &kinds {
            let path = files(&dir).into_iter().find(|file| kind(file) == *wanted).unwrap();
            damage(&path);
            let (index, built) = open(&dir, "one", &texts);
            assert!(built, "{} {name}", path.display());
            assert_eq!(index.count_by_source(&parse("settle")).unwrap(), [(0, 2), (2, 1)]);
            let now: BTreeSet<String> = files(&dir).iter().map(|file| kind(file)).collect();
            assert_eq!(now, kinds, "{} {name}", path.display());
        }
    }
}

/// What tells one file of an index from another: its ending, or its name where all end in `json`.
fn kind(file: &Path) -> String {
    let ending = file.extension().filter(|ending| *ending != "json").or(file.file_name());
    ending.unwrap().to_string_lossy().into_owned()
}

#[test]
fn a_copied_index_is_checked_once_and_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("study.tw.index");
    let texts = TEXTS;
    open(&dir, "one", &texts);
    let later = SystemTime::now() + Duration::from_secs(2);
    for file in files(&dir).iter().filter(|file| !file.ends_with("manifest.json")) {
        fs::File::options().write(true).open(file).unwrap().set_modified(later).unwrap();
    }
    assert!(!open(&dir, "one", &texts).1);
    let manifest = files(&dir).into_iter().find(|file| file.ends_with("manifest.json")).unwrap();
    assert_eq!(fs::metadata(manifest).unwrap().modified().unwrap(), later);
}

#[test]
fn what_a_killed_or_failed_build_leaves_behind_harms_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("study.tw.index");
    let texts = TEXTS;
    fs::create_dir_all(dir.join("building")).unwrap();
    fs::write(dir.join("building/meta.json"), b"half").unwrap();
    let failed: Result<Index, SearchError> = Index::open(&dir, "one", |feed| {
        feed_all(feed, &texts)?;
        Err(parse("role:child").text).map_err(|_| Query::parse("").unwrap_err().into())
    });
    assert!(failed.is_err());
    assert!(files(&dir).is_empty(), "{:?}", files(&dir));
    assert!(open(&dir, "one", &texts).1);
    assert!(!open(&dir, "one", &texts).1);
}

#[test]
fn a_folder_that_is_a_file_is_an_error_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("study.tw.index");
    fs::write(&dir, b"not a folder").unwrap();
    let error = Index::open(&dir, "one", |feed| feed_all(feed, &TEXTS)).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("study.tw.index") && error.contains("hint"), "{error}");
    assert_eq!(fs::read(&dir).unwrap(), b"not a folder");
}

#[test]
fn many_who_find_no_index_build_one() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("study.tw.index");
    let texts = TEXTS;
    let built = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                let index: Result<Index, SearchError> = Index::open(&dir, "one", |feed| {
                    built.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    feed_all(feed, &texts)
                });
                assert_eq!(index.unwrap().count_by_source(&parse("settle")).unwrap(), [(0, 2), (2, 1)]);
            });
        }
    });
    assert_eq!(built.into_inner(), 1);
}
