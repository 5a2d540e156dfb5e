//! A temporary copy of the sample study, and the program run in it: own folder, 80 columns, no colour, nothing
//! of the user's environment.

// Each test binary uses its own part; a test may panic where the machine fails it.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The manifest of the sample, from the sandbox's folder.
pub const MANIFEST: &str = "transcripts-sample/project.toml";
/// The project file that the manifest names.
pub const PROJECT: &str = "transcripts-sample/reunification.tw";
/// Where tests let the pack be written.
pub const PACK: &str = "guide";

/// The folder of the package.
pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of shared references, where it is at hand: `THEMEWEAVE_SHARED`, or `shared` beside the package or one
/// of the folders above it.
pub fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("THEMEWEAVE_SHARED").map(PathBuf::from);
    named.into_iter().chain(package().ancestors().map(|above| above.join("shared"))).find(|path| path.is_dir())
}

/// What a run of the program said.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Fails the test with everything the program said unless it ended with this status.
    #[track_caller]
    pub fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}{}", self.out, self.err);
        self
    }
}

/// A temporary folder with a copy of the sample study.
pub struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// A folder with nothing in it.
    pub fn empty() -> Self {
        Self { folder: tempfile::Builder::new().prefix("themeweave-").tempdir().unwrap() }
    }

    /// A folder with the sample study and the codebooks, nothing built yet.
    pub fn sample() -> Self {
        let sandbox = Self::empty();
        for part in ["transcripts-sample", "codebooks"] {
            copy(&package().join(part), &sandbox.path(part), &|path| !is_derived(path));
        }
        sandbox
    }

    /// The sample study, built once into [`PACK`].
    pub fn built() -> Self {
        let sandbox = Self::sample();
        sandbox.build().expect(0);
        sandbox
    }

    /// Takes another folder of the package in.
    pub fn take(&self, part: &str) {
        copy(&package().join(part), &self.path(part), &|_| true);
    }

    /// A copy of everything in this folder.
    pub fn copy(&self) -> Self {
        let other = Self::empty();
        copy(self.folder.path(), other.folder.path(), &|_| true);
        other
    }

    /// A place in the folder.
    pub fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join(inner)
    }

    /// The text of a file.
    #[track_caller]
    pub fn read(&self, inner: &str) -> String {
        fs::read_to_string(self.path(inner)).unwrap_or_else(|error| panic!("{inner}: {error}"))
    }

    /// Writes a file.
    pub fn write(&self, inner: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(inner), bytes).unwrap();
    }

    /// Replaces words that must be in a file, all of them.
    #[track_caller]
    pub fn edit(&self, inner: &str, from: &str, to: &str) {
        let text = self.read(inner);
        assert!(text.contains(from), "{inner} does not hold {from:?}");
        self.write(inner, text.replace(from, to));
    }

    /// Adds text to the end of a file.
    pub fn append(&self, inner: &str, more: &str) {
        self.write(inner, self.read(inner) + more);
    }

    /// Runs the program in the folder.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in("", arguments)
    }

    /// Runs the program in a folder of the folder.
    pub fn run_in(&self, inner: &str, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_themeweave"));
        command.args(arguments).current_dir(self.path(inner)).env_clear();
        command.env("COLUMNS", "80").env("HOME", self.folder.path()).env("TMPDIR", std::env::temp_dir());
        let output = command.output().unwrap();
        Ran {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs the program on the project of the sample.
    pub fn ask(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["-p", PROJECT], arguments].concat())
    }

    /// Builds the sample into [`PACK`].
    pub fn build(&self) -> Ran {
        self.run(&["build", MANIFEST, "--out", PACK])
    }

    /// Every file of a folder by its path in it, with `/`.
    pub fn files(&self, inner: &str) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.path(inner), "", &mut found);
        found
    }
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

/// Whether a file was made by a build and not by a person.
fn is_derived(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().contains(".tw"))
}

fn copy(from: &Path, to: &Path, wanted: &dyn Fn(&Path) -> bool) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if !wanted(&entry.path()) {
            continue;
        }
        if entry.path().is_dir() {
            copy(&entry.path(), &target, wanted);
        } else {
            match fs::copy(entry.path(), target) {
                // What SQLite keeps beside a project comes and goes while another test reads it.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                copied => drop(copied.unwrap()),
            }
        }
    }
}

/// One CSV of the program or the sample: columns by key, rows as text. Comment lines are kept apart.
pub struct Sheet {
    pub comments: Vec<String>,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Reads a CSV with comment lines before its header.
    pub fn read(text: &str) -> Self {
        let comments: Vec<String> = text.lines().take_while(|line| line.starts_with('#')).map(str::to_owned).collect();
        let rest: String = text.split_inclusive('\n').skip(comments.len()).collect();
        let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(rest.as_bytes());
        let columns = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        Self { comments, columns, rows }
    }

    /// Position of a column.
    #[track_caller]
    pub fn at(&self, column: &str) -> usize {
        let found = self.columns.iter().position(|known| known == column);
        found.unwrap_or_else(|| panic!("no column {column}; there are {:?}", self.columns))
    }

    /// All values of a column.
    #[track_caller]
    pub fn column(&self, column: &str) -> Vec<&str> {
        let at = self.at(column);
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    /// The row whose first column holds this id.
    #[track_caller]
    pub fn row(&self, id: &str) -> &[String] {
        self.rows.iter().find(|row| row[0] == id).unwrap_or_else(|| panic!("no row {id}"))
    }

    /// A cell by the id of its row and its column.
    #[track_caller]
    pub fn cell(&self, id: &str, column: &str) -> &str {
        &self.row(id)[self.at(column)]
    }
}
