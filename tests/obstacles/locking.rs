//! Several processes on one project: one writes, others wait briefly and are told for whom; nobody waits to read.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::sandbox::{PROJECT, Sandbox, package};
use super::state::{State, now};
use super::{BUILT, assert_says, second_codings};
use themeweave::project::Project;
use themeweave::store::{Store, StoreError};

/// Holds a change of the sample's project open in a thread while `meanwhile` runs, and for so long after it began. The
/// change puts a title in.
fn while_writing<T>(sandbox: &Sandbox, at_least: Duration, meanwhile: impl FnOnce() -> T) -> T {
    let (begun, has_begun) = mpsc::channel();
    let (end, may_end) = mpsc::channel::<()>();
    let path = sandbox.path(PROJECT);
    let writer = thread::spawn(move || {
        let mut store = Store::open(&path).unwrap();
        let title = store.heading().unwrap().0 + "!";
        let changed: Result<(), StoreError> = store.change("2026-03-01T12:00:00Z", "source import", |change| {
            change.set_heading(&title, "")?;
            begun.send(()).unwrap();
            thread::sleep(at_least);
            // The other end is gone when the meantime is over.
            let _ = may_end.recv();
            Ok(((), "a new title".to_owned()))
        });
        changed.unwrap();
    });
    has_begun.recv().unwrap();
    let result = meanwhile();
    drop(end);
    writer.join().unwrap();
    result
}

#[test]
fn a_second_writer_waits_briefly_and_is_told_who_writes() {
    let sandbox = BUILT.copy();
    second_codings(&sandbox);
    let before = State::of(&sandbox.path(PROJECT)).unwrap();
    let (ran, took) = while_writing(&sandbox, Duration::ZERO, || {
        let begun = Instant::now();
        (sandbox.ask(&["coding", "import", "second.csv"]), begun.elapsed())
    });
    let holder = format!("`source import` (process {}, since 2026-03-01T12:00:00Z)", std::process::id());
    assert_says(&ran.expect(5).err, &["being written by", &holder, "nothing was changed, try again"]);
    // An upper bound with room for a machine that has much else to do.
    assert!(took > Duration::from_secs(2) && took < Duration::from_secs(10), "{took:?}");
    let after = State::of(&sandbox.path(PROJECT)).unwrap();
    assert_eq!(before.facts["codings/child-01.tsv"], after.facts["codings/child-01.tsv"]);
    assert!(before.facts != after.facts, "the first writer was not disturbed");
    assert!(!sandbox.path(&format!("{PROJECT}.writer")).exists());
}

#[test]
fn a_second_writer_comes_in_when_the_first_is_done_in_time() {
    let sandbox = BUILT.copy();
    second_codings(&sandbox);
    let path = sandbox.path(PROJECT);
    let child = {
        let (send, receive) = mpsc::channel();
        while_writing(&sandbox, Duration::from_millis(400), || {
            thread::spawn(move || {
                let mut project = Project::open(&path, now()).unwrap();
                let _ = send.send(project.remove_source("child-01"));
            });
        });
        receive.recv().unwrap()
    };
    assert!(child.unwrap().is_some());
    assert_eq!(Store::open(&sandbox.path(PROJECT)).unwrap().journal().unwrap().len(), 3);
}

#[test]
fn nobody_waits_to_read_while_somebody_writes() {
    let sandbox = BUILT.copy();
    let questions: [&[&str]; 4] = [&["status", "--csv"], &["matrix", "theme", "role"], &["verify"], &["log"]];
    let before: Vec<String> = questions.iter().map(|question| sandbox.ask(question).expect(0).out).collect();
    while_writing(&sandbox, Duration::ZERO, || {
        for (question, answer) in questions.iter().zip(&before) {
            let begun = Instant::now();
            assert_eq!(sandbox.ask(question).expect(0).out, *answer);
            assert!(begun.elapsed() < Duration::from_secs(2), "{question:?} took {:?}", begun.elapsed());
        }
    });
}

#[test]
fn nobody_waits_to_read_during_a_first_import() {
    let sandbox = Sandbox::sample();
    std::fs::create_dir(sandbox.path("many")).unwrap();
    let text = sandbox.read("transcripts-sample/transcripts/child-01.txt");
    for number in 0..400 {
        sandbox.write(&format!("many/{number:03}.txt"), format!("{text}\nChild: And that was {number}.\n"));
    }
    sandbox.run(&["init", PROJECT]).expect(0);
    let path = sandbox.path(PROJECT);
    thread::scope(|scope| {
        let import = scope.spawn(|| sandbox.ask(&["source", "import", "many"]).expect(0));
        let (mut looks, mut longest, mut seen) = (0_u32, Duration::ZERO, 0);
        while !import.is_finished() {
            let begun = Instant::now();
            let sources = Store::open(&path).and_then(|store| store.counts()).unwrap()[0].1;
            longest = longest.max(begun.elapsed());
            assert!(sources == 0 || sources == 400, "{sources} sources");
            (looks, seen) = (looks + 1, sources);
        }
        println!("{looks} looks, the longest {longest:?}; {seen} sources in the last");
        assert!(looks > 10, "the import was over after {looks} looks");
        assert!(longest < Duration::from_secs(1), "a reader waited {longest:?}");
    });
}

#[test]
fn what_a_killed_writer_said_misleads_nobody() {
    let sandbox = BUILT.copy();
    second_codings(&sandbox);
    let line = format!("{PROJECT}.writer");
    sandbox.write(&line, "`build` (process 1, since 1999-12-31T23:59:59Z)");
    sandbox.ask(&["verify"]).expect(0);
    sandbox.ask(&["coding", "import", "second.csv"]).expect(0);
    assert!(!sandbox.path(&line).exists());
    sandbox.write(&line, "`build` (process 1, since 1999-12-31T23:59:59Z)");
    let ran = while_writing(&sandbox, Duration::ZERO, || sandbox.ask(&["undo"]));
    assert_says(&ran.expect(5).err, &["`source import` (process"]);
}

#[test]
fn an_older_project_is_upgraded_by_one_of_two() {
    for _ in 0..5 {
        let sandbox = Sandbox::empty();
        std::fs::copy(package().join("tests/files/schema-1.tw"), sandbox.path("old.tw")).unwrap();
        thread::scope(|scope| {
            let ask = || sandbox.run(&["-p", "old.tw", "status", "--csv"]).expect(0).out;
            let (one, other) = (scope.spawn(ask), scope.spawn(ask));
            assert_eq!(one.join().unwrap(), other.join().unwrap());
        });
    }
}
