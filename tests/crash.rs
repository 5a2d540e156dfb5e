//! Crash safety: the program is killed at moments spread over each command that writes. Whatever is left is a project
//! that holds, in the state before the command or after it, and nothing stands in the way of the next run.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test may fail, and says what it did")]

mod sandbox;
mod state;

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use sandbox::{MANIFEST, PACK, PROJECT, Sandbox};
use state::State;

/// Where the moments begin that are not evenly spread; said when a test fails. `THEMEWEAVE_SEED` gives another.
const SEED: u64 = 20_260_301;

/// The sample, built once; tests work on copies.
static BUILT: LazyLock<Sandbox> = LazyLock::new(Sandbox::built);

type Files = BTreeMap<String, Vec<u8>>;

/// A command that is killed again and again.
struct Trial {
    name: &'static str,
    sandbox: Sandbox,
    /// What is put back before each run: the project and its pack, or nothing.
    base: Files,
    arguments: Vec<&'static str>,
    /// Whether the command changes nothing when it is given again.
    repeatable: bool,
    /// Whether the project is written early on, so that more of the moments should be there.
    early: bool,
}

impl Trial {
    fn new(name: &'static str, sandbox: Sandbox, arguments: &[&'static str]) -> Self {
        let mut trial =
            Self { name, sandbox, base: Files::new(), arguments: arguments.to_vec(), repeatable: true, early: false };
        trial.base = trial.outputs();
        trial
    }

    /// The project with everything beside it that has its name, and the pack.
    fn outputs(&self) -> Files {
        let mut files = self.sandbox.files("");
        files.retain(|name, _| name.starts_with(PROJECT) || name.starts_with("guide/"));
        files
    }

    fn put_back(&self) {
        for name in self.outputs().keys().filter(|name| !self.base.contains_key(*name)) {
            fs::remove_file(self.sandbox.path(name)).unwrap();
        }
        for (name, bytes) in &self.base {
            self.sandbox.write(name, bytes);
        }
    }

    fn state(&self) -> Option<State> {
        State::of(&self.sandbox.path(PROJECT))
    }

    fn run(&self) {
        self.sandbox.run(&self.arguments).expect(0);
    }

    /// Kills the command after a while; whether it was still running.
    fn kill_after(&self, delay: Duration) -> bool {
        let mut command = Command::new(env!("CARGO_BIN_EXE_themeweave"));
        command.args(&self.arguments).current_dir(self.sandbox.path("")).env_clear();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(delay);
        let ran = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        // A process that ended between the two looks was not interrupted.
        ran & child.wait().unwrap().code().is_none()
    }

    /// Kills the command this many times, and holds what is left each time against the states before and after.
    fn survives(&self, kills: u32) {
        let seed = std::env::var("THEMEWEAVE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(SEED);
        let mut moments =
            Moments(seed ^ self.name.bytes().fold(0, |hash: u64, byte| hash.wrapping_mul(31) ^ u64::from(byte)));
        let before = self.state();
        let mut took = Vec::new();
        for _ in 0..3 {
            self.put_back();
            let begun = Instant::now();
            self.run();
            took.push(begun.elapsed());
        }
        took.sort();
        let mut took = took[1];
        let (after, made) = (self.state().unwrap(), self.outputs());
        assert!(before.as_ref() != Some(&after), "{}: the command changes something", self.name);
        let (mut done, mut unchanged) = (0, 0);
        for attempt in 0.. {
            assert!(attempt < 10 * kills, "{}: {done} of {kills} kills met a running process", self.name);
            let share = (f64::from(done) + moments.next()) / f64::from(kills);
            let delay = took.mul_f64(if self.early { share * share } else { share });
            self.put_back();
            if !self.kill_after(delay) {
                // Other work on the machine slowed the measurement down more than this run.
                took = took.mul_f64(0.97);
                continue;
            }
            done += 1;
            let place = format!("{}: kill {done} after {delay:?}, THEMEWEAVE_SEED={seed}", self.name);
            unchanged += u32::from(self.holds(before.as_ref(), &after, &made, &place));
            if done == kills {
                break;
            }
        }
        println!(
            "{}: {done} kills over {took:?}, {unchanged} before the change, {} after",
            self.name,
            done - unchanged
        );
    }

    /// Holds what a kill left against what may be left, and runs the command again; whether nothing had happened yet.
    fn holds(&self, before: Option<&State>, after: &State, made: &Files, place: &str) -> bool {
        let left = self.outputs();
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.state()));
        let found = found.unwrap_or_else(|_| panic!("{place}: beside it {:?}", left.keys()));
        let unchanged = found.as_ref() == before;
        if !unchanged {
            let found = found.as_ref().unwrap_or_else(|| panic!("{place}: the project is gone"));
            let known = before.map_or(&[] as &[String], |state| &state.journal);
            let longer = known.iter().all(|line| found.journal.binary_search(line).is_ok());
            assert!(found.is_another_run_of(after) && longer, "{place}: neither the state before nor the one after");
        }
        if unchanged || self.repeatable {
            let again = self.sandbox.run(&self.arguments);
            assert_eq!(again.status, 0, "{place}: run again: {}", again.err);
            let found = self.state().unwrap();
            assert!(found.is_another_run_of(after), "{place}: run again, it is another project");
            let (found, made) = (without_project(self.outputs()), without_project(made.clone()));
            let (found_names, names): (Vec<_>, Vec<_>) = (found.keys().collect(), made.keys().collect());
            assert_eq!(found_names, names, "{place}: files after it was run again");
            assert!(found == made, "{place}: run again, the pack has other bytes");
        }
        unchanged
    }
}

/// Two runs write different times into the project file; everything else must be the same.
fn without_project(mut files: Files) -> Files {
    files.insert(PROJECT.to_owned(), Vec::new());
    files
}

/// Numbers from 0 to 1 that are the same in every run of the test (splitmix64).
struct Moments(u64);

impl Moments {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        f64::from(u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap()) / f64::from(u32::MAX)
    }
}

#[test]
fn a_first_import() {
    let sandbox = Sandbox::sample();
    sandbox.run(&["init", PROJECT]).expect(0);
    Trial::new("source import", sandbox, &["-p", PROJECT, "source", "import", "transcripts-sample/transcripts"])
        .survives(42);
}

#[test]
fn a_build_into_a_fresh_folder() {
    let mut trial = Trial::new("build, fresh", Sandbox::sample(), &["build", MANIFEST, "--out", PACK]);
    trial.early = true;
    trial.survives(12);
}

#[test]
fn a_build_of_changed_files() {
    let sandbox = BUILT.copy();
    sandbox.edit("transcripts-sample/transcripts/child-01.txt", "the little red light", "the very small red light");
    let sheet = "transcripts-sample/codings/RK-children.csv";
    let text = sandbox.read(sheet);
    let coded = text.lines().find(|line| line.starts_with("child-04,")).unwrap();
    sandbox.write(sheet, text.replacen(&format!("{coded}\n"), "", 1));
    let mut trial = Trial::new("build, changed", sandbox, &["build", MANIFEST, "--out", PACK]);
    trial.early = true;
    trial.survives(12);
}

#[test]
fn a_corrected_transcript() {
    let sandbox = BUILT.copy();
    let text = sandbox.read("transcripts-sample/transcripts/child-01.txt");
    sandbox.write("child-01.txt", text.replace("She", "My mum").replace(". ", ". Well. "));
    Trial::new("source update", sandbox, &["-p", PROJECT, "source", "update", "child-01", "child-01.txt"]).survives(42);
}

#[test]
fn a_migration() {
    let sandbox = BUILT.copy();
    sandbox.ask(&["codebook", "import", "codebooks/reunification/2.0.0.toml"]).expect(0);
    Trial::new("codebook migrate", sandbox, &["-p", PROJECT, "codebook", "migrate", "--to", "2.0.0"]).survives(42);
}

#[test]
fn an_import_of_codings() {
    let sandbox = BUILT.copy();
    let sheet = sandbox.read("transcripts-sample/codings/RK-children.csv");
    sandbox.write("second.csv", sheet.replace(",RK,1,", ",NN,2,"));
    Trial::new("coding import", sandbox, &["-p", PROJECT, "coding", "import", "second.csv"]).survives(42);
}

#[test]
fn an_undo_and_a_redo() {
    let sandbox = BUILT.copy();
    let mut trial = Trial::new("undo", sandbox, &["-p", PROJECT, "undo"]);
    trial.repeatable = false;
    trial.survives(42);
    trial.put_back();
    trial.run();
    let mut trial = Trial::new("redo", trial.sandbox, &["-p", PROJECT, "redo"]);
    trial.repeatable = false;
    trial.survives(42);
}

#[test]
fn a_project_made_from_text() {
    let sandbox = BUILT.copy();
    sandbox.ask(&["export", "text", "facts"]).expect(0);
    fs::remove_file(sandbox.path(PROJECT)).unwrap();
    let mut trial = Trial::new("import text", sandbox, &["-p", PROJECT, "import", "text", "facts"]);
    trial.repeatable = false;
    trial.survives(42);
}
