//! What stands in the way of a project file: a full disk, a file that may only be read, somebody else who writes,
//! leftovers of other processes. Each is said clearly, and nothing is lost.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test may fail, and says what it skips")]

mod full_disk;
mod locking;
mod making;
mod read_only;
#[path = "../sandbox/mod.rs"]
mod sandbox;
#[path = "../state/mod.rs"]
mod state;

use std::process::Command;
use std::sync::LazyLock;

use sandbox::{Ran, Sandbox};

/// The sample, built once; tests work on copies.
static BUILT: LazyLock<Sandbox> = LazyLock::new(Sandbox::built);

/// A sheet of codings that the sample can take.
fn second_codings(sandbox: &Sandbox) {
    let sheet = sandbox.read("transcripts-sample/codings/RK-children.csv");
    sandbox.write("second.csv", sheet.replace(",RK,1,", ",NN,2,"));
}

/// Runs a command in the sandbox's folder, without the user's environment.
fn run(mut command: Command, sandbox: &Sandbox) -> std::io::Result<Ran> {
    let output = command.current_dir(sandbox.path("")).env_clear().env("COLUMNS", "80").output()?;
    Ok(Ran {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    })
}

/// Fails unless the words are all in what was said.
#[track_caller]
fn assert_says(said: &str, words: &[&str]) {
    // Messages are wrapped to the width of the terminal.
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
}
