//! The state of a project file as the tests compare it: its whole text form.

#![allow(dead_code, clippy::unwrap_used, clippy::panic)] // Each test binary uses its own part; a test may panic.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use themeweave::project::{Now, Project};

/// A moment for calls of the library.
pub fn now() -> Now {
    Now { today: jiff::civil::date(2026, 3, 1), timestamp: "2026-03-01T12:00:00Z".to_owned() }
}

/// A project as text: its facts, and the lines of its journal, whose times are those of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub facts: BTreeMap<String, String>,
    pub journal: Vec<String>,
}

impl State {
    /// The state of a project file, which must hold; nothing where there is no file.
    pub fn of(project: &Path) -> Option<Self> {
        if !project.exists() {
            return None;
        }
        let project = Project::open(project, now()).unwrap_or_else(|error| panic!("cannot be opened: {error}"));
        assert_eq!(project.verify().unwrap(), [], "what is left does not hold");
        let folder = TempDir::new().unwrap();
        project.export_text(folder.path()).unwrap();
        let mut state = Self { facts: BTreeMap::new(), journal: Vec::new() };
        let mut folders = vec![folder.path().to_owned()];
        while let Some(inner) = folders.pop() {
            for entry in fs::read_dir(inner).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let name = entry.path().strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
                let text = fs::read_to_string(entry.path()).unwrap();
                if name.starts_with("journal") {
                    state.journal.extend(text.lines().map(|line| format!("{name}: {line}")));
                } else {
                    state.facts.insert(name, text);
                }
            }
        }
        state.journal.sort();
        Some(state)
    }

    /// Whether it is the same project, reached in a run at another time.
    pub fn is_another_run_of(&self, other: &Self) -> bool {
        self.facts == other.facts && self.journal.len() == other.journal.len()
    }
}
