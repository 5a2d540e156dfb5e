//! The whole project as plain text, and back: one fact a line, sorted, named by lasting names, so that it can be kept,
//! compared and merged by tools for text. What only undo needs is not written.

mod export;
mod import;
mod lines;

use std::fs;
use std::path::{Path, PathBuf};

pub use export::TextExport;

use crate::store::RevisionFacts;

/// The file that says what the folder is. It is written last, and not there while an export is under way.
const MARK: &str = "themeweave-text-1";
/// Facts about revisions, whose texts and turns are files of their own.
const REVISIONS: &str = "revisions.tsv";

/// A name as a file's: what some file system takes for something else is written as `%` and its number.
fn file_name(name: &str) -> String {
    let mut out = String::new();
    for (at, character) in name.char_indices() {
        let odd = matches!(character, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%')
            || character.is_control()
            || (character == '.' && at == 0);
        if odd { out.push_str(&format!("%{:02X}", u32::from(character))) } else { out.push(character) }
    }
    out
}

/// Where the text of a revision lies in the folder. The current one keeps its path, so that a correction is seen as one.
fn text_path(facts: &RevisionFacts) -> String {
    format!("texts/{}.txt", revision_name(facts))
}

/// Where the turns of a revision lie in the folder.
fn turns_path(facts: &RevisionFacts) -> String {
    format!("turns/{}.tsv", revision_name(facts))
}

fn revision_name(facts: &RevisionFacts) -> String {
    let source = file_name(&facts.source);
    if facts.current { source } else { format!("{source}/{}", facts.seq) }
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = entries(folder).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

fn files_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        entries(folder).filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    found.sort();
    found
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path())
}
