//! Commands under a limit on the size of files, which meets a program as a full disk does.

use std::fs;
use std::process::Command;

use super::sandbox::{MANIFEST, PACK, PROJECT, Ran, Sandbox};
use super::state::State;
use super::{BUILT, assert_says, run, second_codings};

/// Runs the program with files of at most so many KiB; nothing where there is no shell that can limit them.
fn limited(sandbox: &Sandbox, kib: u32, arguments: &[&str]) -> Option<Ran> {
    let mut command = Command::new("bash");
    command.args(["-c", &format!("trap '' XFSZ; ulimit -f {kib} || exit 99; exec \"$0\" \"$@\"")]);
    command.arg(env!("CARGO_BIN_EXE_themeweave")).args(arguments);
    let ran = run(command, sandbox).ok().filter(|ran| ran.status != 99);
    if ran.is_none() {
        println!("skipped: there is no bash whose `ulimit -f` limits files");
    }
    ran
}

/// Runs a command that changes the sample's project under ever looser limits; each time it is done or refused, and
/// what was refused left nothing. At least one limit refuses it.
#[track_caller]
fn done_or_refused(sandbox: &Sandbox, arguments: &[&str]) {
    let path = sandbox.path(PROJECT);
    let before = State::of(&path);
    let (mut refused, mut done) = (0, false);
    for kib in [8, 40, 100, 250, 400, 700] {
        let Some(ran) = limited(sandbox, kib, arguments) else { return };
        done = ran.status == 0;
        if done {
            break;
        }
        refused += 1;
        assert_eq!(ran.status, 5, "{arguments:?} with {kib} KiB: {}", ran.err);
        assert_says(&ran.err, &[PROJECT, "cannot be written", "full", "nothing was changed", "make room"]);
        assert!(State::of(&path) == before, "{arguments:?} with {kib} KiB changed something: {}", ran.err);
    }
    assert!(refused > 0, "no limit was too small for {arguments:?}");
    if !done {
        sandbox.run(arguments).expect(0);
    }
    assert!(State::of(&path) != before, "{arguments:?} changed nothing");
    let beside: Vec<String> = sandbox.files("").into_keys().filter(|name| name.starts_with(PROJECT)).collect();
    assert_eq!(beside, [PROJECT], "left beside the project");
}

#[test]
fn a_project_that_cannot_grow_is_as_before() {
    let sandbox = Sandbox::sample();
    done_or_refused(&sandbox, &["init", PROJECT]);
    done_or_refused(&sandbox, &["-p", PROJECT, "source", "import", "transcripts-sample/transcripts"]);
    let sandbox = BUILT.copy();
    second_codings(&sandbox);
    done_or_refused(&sandbox, &["-p", PROJECT, "coding", "import", "second.csv"]);
    done_or_refused(&sandbox, &["-p", PROJECT, "undo"]);
    done_or_refused(&sandbox, &["-p", PROJECT, "codebook", "import", "codebooks/reunification/2.0.0.toml"]);
    done_or_refused(&sandbox, &["-p", PROJECT, "codebook", "migrate", "--to", "2.0.0"]);
}

#[test]
fn a_project_that_cannot_be_made_is_not_there() {
    done_or_refused(&Sandbox::sample(), &["build", MANIFEST, "--out", PACK]);
    let sandbox = BUILT.copy();
    sandbox.ask(&["export", "text", "facts"]).expect(0);
    fs::remove_file(sandbox.path(PROJECT)).unwrap();
    done_or_refused(&sandbox, &["-p", PROJECT, "import", "text", "facts"]);
}

#[test]
fn a_project_on_a_full_disk_can_be_read() {
    let sandbox = BUILT.copy();
    for arguments in [["status", "--csv"], ["log", "--csv"], ["verify", "--csv"]] {
        let Some(ran) = limited(&sandbox, 4, &[&["-p", PROJECT], arguments.as_slice()].concat()) else { return };
        assert_eq!(ran.expect(0).out, sandbox.ask(&arguments).expect(0).out);
    }
}

#[test]
fn a_pack_that_was_cut_short_is_completed() {
    let sandbox = BUILT.copy();
    let (whole, before) = (sandbox.files(PACK), State::of(&sandbox.path(PROJECT)));
    fs::remove_dir_all(sandbox.path(PACK)).unwrap();
    let Some(ran) = limited(&sandbox, 40, &["build", MANIFEST, "--out", PACK]) else { return };
    assert_says(&ran.expect(5).err, &["guide/", "File too large", "is full; make room and run the command again"]);
    assert!(State::of(&sandbox.path(PROJECT)) == before);
    sandbox.build().expect(0);
    assert!(sandbox.files(PACK) == whole);
}

#[test]
fn an_export_that_was_cut_short_is_none_and_is_completed() {
    let sandbox = BUILT.copy();
    let before = State::of(&sandbox.path(PROJECT));
    let Some(ran) = limited(&sandbox, 8, &["-p", PROJECT, "export", "text", "facts"]) else { return };
    assert_says(&ran.expect(5).err, &["facts/", "File too large", "is full; make room and run the command again"]);
    assert!(State::of(&sandbox.path(PROJECT)) == before);
    let said = sandbox.run(&["-p", "new.tw", "import", "text", "facts"]).expect(3).err;
    assert_says(&said, &["one that was interrupted"]);
    sandbox.ask(&["export", "text", "facts"]).expect(0);
    sandbox.ask(&["export", "text", "whole"]).expect(0);
    assert!(sandbox.files("facts") == sandbox.files("whole"));
    sandbox.run(&["-p", "new.tw", "import", "text", "facts"]).expect(0);
    assert!(State::of(&sandbox.path("new.tw")).unwrap().facts == before.unwrap().facts);
}
