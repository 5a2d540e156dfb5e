//! The programs in `examples/` compile and do what they say.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::process::Command;

use sandbox::{PROJECT, Sandbox};

/// Runs an example as its header says, in the folder of a sandbox; `cargo test` has built it already.
fn example(sandbox: &Sandbox, name: &str, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--offline", "--manifest-path"]).arg(sandbox::package().join("Cargo.toml"));
    command.args(["--example", name, "--"]).args(arguments).current_dir(sandbox.path(""));
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.success(), said)
}

#[test]
fn the_matrix_example_prints_who_raises_which_theme() {
    let sandbox = Sandbox::built();
    let (done, said) = example(&sandbox, "matrix", &[PROJECT, "theme", "role"]);
    assert!(done, "{said}");
    assert!(said.starts_with("Themes by role\n"), "{said}");
    assert!(said.ends_with("13 rows of 25 people\n"), "{said}");
    let (done, said) = example(&sandbox, "matrix", &[PROJECT, "theme", "shoe size"]);
    assert!(!done && said.contains("shoe size"), "{said}");
}

#[test]
fn the_import_example_lists_what_came_in_and_what_did_not() {
    let sandbox = Sandbox::sample();
    sandbox.write("transcripts-sample/transcripts/broken.docx", "no Word file");
    let (done, said) = example(&sandbox, "import_folder", &["transcripts-sample/transcripts", "study.tw"]);
    assert!(done, "{said}");
    assert_eq!(said.lines().filter(|line| line.ends_with(" words")).count(), 16, "{said}");
    assert!(said.contains("workshop-01\tdocx\t7 speakers\t"), "{said}");
    assert!(said.contains("not taken: ") && said.contains("broken.docx"), "{said}");
}
