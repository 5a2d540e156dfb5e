//! Projects of a corpus, and the proof that they answer rightly.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use themeweave::analysis::{Columns, MatrixRequest, Measure, Rows, matrix};
use themeweave::project::{Now, Project, SheetKind};
use themeweave::query::Query;
use themeweave::table::{Cell, Table};

use crate::corpus::{Corpus, Outcome, id_of};

/// The phrases that the generator planted.
pub const PHRASES: [&str; 10] = [
    "coming home for good",
    "nobody explained the plan",
    "my caseworker kept changing",
    "supervised contact visits",
    "a safe place to sleep",
    "kept under one roof",
    "wraparound family support",
    "waiting list for housing",
    "trial return home",
    "needle in the haystack",
];

/// What the generator counted of its planted words, in its own spelling.
pub const BOOLEANS: [&str; 3] =
    ["reunification AND kinship", "reunification AND kinship NOT relapse", "relapse OR guardianship"];

/// A project with everything that a corpus has.
pub struct Built {
    folder: TempDir,
}

impl Built {
    /// Imports a corpus.
    pub fn new(corpus: &Corpus) -> Outcome<Self> {
        let folder = fresh_folder();
        let mut project = create(folder.path())?;
        let file = corpus.prepared.join("codebook.toml");
        project.import_codebook(&themeweave::codebook::read("codebook.toml", &fs::read_to_string(file)?)?)?;
        let report = project.import_sources(&[corpus.transcripts()], false, false)?;
        assert_eq!(report.refused().count(), 0, "every transcript comes in");
        project.import_sheet(SheetKind::Participants, &corpus.prepared.join("participants.csv"), false)?;
        project.import_sheet(SheetKind::Speakers, &corpus.prepared.join("speakers.csv"), false)?;
        drop(project);
        let built = Self { folder };
        fs::copy(built.path(), built.folder.path().join("without_codings"))?;
        built.open().import_codings(&corpus.prepared.join("codings.csv"), false)?;
        Ok(built)
    }

    /// The project file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("bench.tw")
    }

    /// Opens the project.
    pub fn open(&self) -> Project {
        Project::open(&self.path(), now()).expect("the project that was just built")
    }

    /// A copy of the project as it was before its codings came in, with the folder that keeps it.
    pub fn copy_without_codings(&self) -> (TempDir, Project) {
        let folder = fresh_folder();
        let copy = folder.path().join("copy.tw");
        fs::copy(self.folder.path().join("without_codings"), &copy).expect("a copy");
        let project = Project::open(&copy, now()).expect("the copy");
        (folder, project)
    }

    /// Takes the index away, so that the next question builds it.
    pub fn remove_index(&self) {
        match fs::remove_dir_all(self.folder.path().join("bench.tw.index")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                panic!("the index cannot be removed: {error}")
            }
            _ => {}
        }
    }

    /// Holds the project's answers against the generator's figures.
    pub fn check(&self, corpus: &Corpus) -> Outcome<()> {
        let project = self.open();
        let expected = corpus.turns_by_source()?;
        let found = project.sources()?.into_iter().map(|source| (source.name, source.turns)).collect();
        assert_eq!(expected, found, "turns of each source");
        assert_eq!(project.verify()?, [], "everything holds");
        check_crosstab(corpus, &project)?;
        check_search(corpus, &project)
    }
}

/// Every cell of code x role, for codings and for people; the total is the number of codings less those of interviewers.
fn check_crosstab(corpus: &Corpus, project: &Project) -> Outcome<()> {
    let expected = corpus.codes_by_role()?;
    let snapshot = project.snapshot(None)?;
    let table = |measure| {
        let request =
            MatrixRequest { rows: Rows::Code, columns: Columns::Role, measure, ids: true, ..MatrixRequest::default() };
        matrix(&snapshot, &request)
    };
    let (codings, people) = (table(Measure::Codings)?, table(Measure::Participants)?);
    let (mut counted, mut of_interviewers) = (0, 0);
    for ((code, role), cell) in &expected {
        if role.is_empty() {
            of_interviewers += cell.codings;
            continue;
        }
        assert_eq!(figure(&codings, code, role), cell.codings, "codings of {code} by {role}");
        assert_eq!(figure(&people, code, role), cell.people, "people with {code} among {role}");
        counted += cell.codings;
    }
    let all = corpus.truth()?["codings"].as_u64().unwrap_or_default();
    assert_eq!(counted + of_interviewers, all, "each coding counts once, for the one who speaks");
    Ok(())
}

/// How many sources hold each planted phrase, and how many meet each boolean query.
fn check_search(corpus: &Corpus, project: &Project) -> Outcome<()> {
    let (truth, index, snapshot) = (corpus.truth()?, project.index()?, project.snapshot(None)?);
    for phrase in PHRASES {
        let found = index.count_by_source(&Query::parse(&format!("\"{phrase}\""))?)?;
        assert_eq!(Some(found.len() as u64), truth["phrases"][phrase]["transcripts"].as_u64(), "{phrase}");
    }
    for words in BOOLEANS {
        let found = index.sources_in(&Query::parse(&words.to_lowercase())?, &snapshot)?;
        assert_eq!(Some(found.len() as u64), truth["boolean_transcripts"][words].as_u64(), "{words}");
    }
    Ok(())
}

fn figure(table: &Table, code: &str, role: &str) -> u64 {
    let code = id_of(code);
    let row =
        table.rows.iter().position(|row| matches!(row.first(), Some(cell) if *cell == Cell::words(code.as_str())));
    let key = table.columns.iter().find(|column| column.label == role).map(|column| column.key.clone());
    match row.zip(key).and_then(|(row, key)| table.cell(row, &key)) {
        Some(Cell::Count(count)) => *count,
        other => panic!("no count of {code} by {role}: {other:?}"),
    }
}

/// A new, empty project in a folder.
pub fn create(folder: &Path) -> Outcome<Project> {
    Ok(Project::create(&folder.join("bench.tw"), "Bench", "", now())?)
}

/// A folder of its own on disk (not in memory, where nothing would be durable).
pub fn fresh_folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

pub fn now() -> Now {
    Now { today: jiff::civil::date(2026, 3, 1), timestamp: "2026-03-01T12:00:00Z".to_owned() }
}

/// Runs the program to its end; what it prints.
pub fn command(arguments: &[&str]) -> Vec<u8> {
    let done = Command::new(env!("CARGO_BIN_EXE_themeweave")).args(arguments).output().expect("the program runs");
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}
