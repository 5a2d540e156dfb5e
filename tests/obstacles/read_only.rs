//! Projects that may not be written. Permissions do not bind the superuser, so the program runs as nobody there.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use rusqlite::Connection;

use super::sandbox::{MANIFEST, PROJECT, Ran, Sandbox, package};
use super::state::State;
use super::{BUILT, assert_says, run, second_codings};

/// A user who owns nothing.
const NOBODY: u32 = 65534;

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A copy of a sandbox that everybody may look into, with the program in it.
fn public(of: &Sandbox) -> Sandbox {
    let sandbox = of.copy();
    allow(&sandbox.path(""), 0o755);
    let program = env!("CARGO_BIN_EXE_themeweave");
    // The folder that it was built in may be closed to others; a second name is not.
    if fs::hard_link(program, sandbox.path("themeweave")).is_err() {
        fs::copy(program, sandbox.path("themeweave")).unwrap();
    }
    sandbox
}

/// Runs the program as somebody whom permissions bind; nothing where that is impossible.
fn as_nobody(sandbox: &Sandbox, arguments: &[&str]) -> Option<Ran> {
    let mut command = Command::new(sandbox.path("themeweave"));
    command.args(arguments);
    if fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0) {
        command.uid(NOBODY).gid(NOBODY);
    }
    let ran = run(command, sandbox);
    if let Err(error) = &ran {
        println!("skipped: the program cannot be run as another user: {error}");
    }
    ran.ok()
}

const READING: [&[&str]; 4] =
    [&["status", "--csv"], &["matrix", "theme", "role", "--csv"], &["verify", "--csv"], &["log", "--csv"]];

#[test]
fn a_project_that_may_not_be_written_is_read_and_not_changed() {
    for (folder, file) in [(0o555, 0o444), (0o555, 0o666), (0o777, 0o444)] {
        let sandbox = public(&BUILT);
        second_codings(&sandbox);
        let answers: Vec<String> = READING.iter().map(|question| sandbox.ask(question).expect(0).out).collect();
        allow(&sandbox.path(PROJECT), file);
        allow(&sandbox.path("transcripts-sample"), folder);
        let before = sandbox.files("transcripts-sample");
        for (question, answer) in READING.iter().zip(answers) {
            let Some(ran) = as_nobody(&sandbox, &[&["-p", PROJECT], *question].concat()) else { return };
            assert_eq!(ran.expect(0).out, answer, "{question:?} with {folder:o}/{file:o}");
        }
        for change in [["coding", "import", "second.csv"].as_slice(), &["undo"], &["source", "remove", "child-01"]] {
            let ran = as_nobody(&sandbox, &[&["-p", PROJECT], change].concat()).unwrap().expect(5);
            assert_says(
                &ran.err,
                &[PROJECT, "it may only be read", "nothing was changed", "copy the project to where"],
            );
        }
        assert!(sandbox.files("transcripts-sample") == before, "{folder:o}/{file:o}: something was changed or left");
        // What a build does with a project that is up to date is no change of it.
        fs::create_dir(sandbox.path("pack")).unwrap();
        allow(&sandbox.path("pack"), 0o777);
        as_nobody(&sandbox, &["build", MANIFEST, "--out", "pack"]).unwrap().expect(0);
        assert!(sandbox.files("pack") == BUILT.files("guide"));
        // The folder must be open again to be cleared away.
        allow(&sandbox.path("transcripts-sample"), 0o755);
    }
}

/// A project with changes beside it that are not in the file yet, as a killed process leaves it.
fn with_changes_beside(sandbox: &Sandbox) {
    second_codings(sandbox);
    fs::create_dir(sandbox.path("archive")).unwrap();
    let reader = Connection::open(sandbox.path(PROJECT)).unwrap();
    reader.query_row("SELECT count(*) FROM source", [], |row| row.get::<_, i64>(0)).unwrap();
    sandbox.ask(&["coding", "import", "second.csv"]).expect(0);
    for ending in ["", "-wal"] {
        let to = sandbox.path(&format!("archive/study.tw{ending}"));
        fs::copy(sandbox.path(&format!("{PROJECT}{ending}")), to).unwrap();
    }
    drop(reader);
}

#[test]
fn changes_that_lie_beside_a_project_are_not_passed_over() {
    let sandbox = public(&BUILT);
    with_changes_beside(&sandbox);
    assert!(fs::metadata(sandbox.path("archive/study.tw-wal")).unwrap().len() > 0);
    allow(&sandbox.path("archive/study.tw"), 0o444);
    allow(&sandbox.path("archive/study.tw-wal"), 0o444);
    allow(&sandbox.path("archive"), 0o555);
    let Some(ran) = as_nobody(&sandbox, &["-p", "archive/study.tw", "status"]) else { return };
    assert_says(&ran.expect(5).err, &["archive/study.tw-wal beside it holds changes", "runs `themeweave status` once"]);
    allow(&sandbox.path("archive"), 0o755);
    assert!(State::of(&sandbox.path("archive/study.tw")) == State::of(&sandbox.path(PROJECT)));
}

#[test]
fn a_project_that_somebody_else_has_open_is_read_with_its_changes() {
    let sandbox = public(&BUILT);
    second_codings(&sandbox);
    let other = Connection::open(sandbox.path(PROJECT)).unwrap();
    other.query_row("SELECT count(*) FROM source", [], |row| row.get::<_, i64>(0)).unwrap();
    sandbox.ask(&["coding", "import", "second.csv"]).expect(0);
    let answer = sandbox.ask(&["status", "--csv"]).expect(0).out;
    let Some(ran) = as_nobody(&sandbox, &["-p", PROJECT, "status", "--csv"]) else { return };
    assert_eq!(ran.expect(0).out, answer);
    let ran = as_nobody(&sandbox, &["-p", PROJECT, "undo"]).unwrap();
    assert_says(&ran.expect(5).err, &["it may only be read"]);
    drop(other);
}

#[test]
fn an_older_project_that_may_not_be_written_is_not_upgraded() {
    for (folder, file) in [(0o555, 0o444), (0o555, 0o666), (0o777, 0o444)] {
        let sandbox = public(&Sandbox::empty());
        fs::create_dir(sandbox.path("archive")).unwrap();
        let path = sandbox.path("archive/old.tw");
        fs::copy(package().join("tests/files/schema-1.tw"), &path).unwrap();
        allow(&path, file);
        allow(&sandbox.path("archive"), folder);
        let before = sandbox.files("archive");
        let Some(ran) = as_nobody(&sandbox, &["-p", "archive/old.tw", "status"]) else { return };
        assert_says(
            &ran.expect(5).err,
            &["archive/old.tw has schema 1", "it may only be read", "copy it to where you"],
        );
        assert!(sandbox.files("archive") == before);
        allow(&sandbox.path("archive"), 0o755);
    }
}

#[test]
fn paths_that_are_no_project_are_told_apart() {
    let sandbox = public(&BUILT);
    allow(&sandbox.path("codebooks"), 0o555);
    let closed = sandbox.path("closed.tw");
    fs::copy(sandbox.path(PROJECT), &closed).unwrap();
    allow(&closed, 0o000);
    let cases: [(&[&str], i32, &[&str]); 7] = [
        (&["-p", "codebooks", "status"], 2, &["codebooks is a folder, not a project file"]),
        (&["-p", "nowhere/study.tw", "status"], 2, &["there is no project at nowhere/study.tw"]),
        (&["-p", "second.csv/study.tw", "status"], 2, &["there is no project at second.csv/study.tw"]),
        (&["-p", "closed.tw", "status"], 5, &["closed.tw cannot be read", "permission"]),
        (&["init", "nowhere/study.tw"], 5, &["nowhere/study.tw cannot be written: its folder is not there"]),
        (&["init", "codebooks/study.tw"], 5, &["codebooks/study.tw cannot be written: it may only be read"]),
        (&["init", "codebooks"], 2, &["codebooks exists already"]),
    ];
    second_codings(&sandbox);
    let before = sandbox.files("codebooks");
    for (arguments, status, words) in cases {
        let Some(ran) = as_nobody(&sandbox, arguments) else { return };
        assert_says(&ran.expect(status).err, words);
    }
    assert!(sandbox.files("codebooks") == before && !sandbox.path("nowhere").exists());
}
