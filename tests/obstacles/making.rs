//! Making a project file: by one process at a time, and among what others left behind.

use std::fs::{self, File};
use std::thread;

use super::sandbox::{MANIFEST, PACK, PROJECT, Ran, Sandbox};
use super::state::State;
use super::{BUILT, assert_says};

#[test]
fn a_project_is_made_by_one_process_at_a_time() {
    let sandbox = Sandbox::empty();
    let line = sandbox.path("new.tw.writer");
    fs::write(&line, "process 4711, which is making it").unwrap();
    let lock = File::open(&line).unwrap();
    lock.lock().unwrap();
    let said = sandbox.run(&["init", "new.tw"]).expect(5).err;
    assert_says(&said, &["being written by process 4711, which is making it", "nothing was changed"]);
    assert!(!sandbox.path("new.tw").exists());
    drop(lock);
    // Its process is gone, and the line with it.
    sandbox.run(&["init", "new.tw"]).expect(0);
    assert_eq!(sandbox.files("").into_keys().collect::<Vec<_>>(), ["new.tw"]);
}

#[test]
fn two_builds_at_once_make_one_whole_project() {
    let whole = State::of(&BUILT.path(PROJECT)).unwrap();
    for _ in 0..3 {
        let sandbox = Sandbox::sample();
        let build = |pack: &'static str| sandbox.run(&["build", MANIFEST, "--out", pack]);
        let (one, other): (Ran, Ran) = thread::scope(|scope| {
            let (one, other) = (scope.spawn(|| build(PACK)), scope.spawn(|| build("other")));
            (one.join().unwrap(), other.join().unwrap())
        });
        assert!(one.status == 0 || other.status == 0, "{}{}", one.err, other.err);
        for ran in [&one, &other] {
            assert!([0, 2, 5].contains(&ran.status), "{}", ran.err);
        }
        assert!(State::of(&sandbox.path(PROJECT)).unwrap().is_another_run_of(&whole));
        assert_eq!(sandbox.files("transcripts-sample").keys().filter(|name| name.contains(".tw")).count(), 1);
    }
}

#[test]
fn what_a_killed_process_left_of_a_new_project_is_cleared_away() {
    let sandbox = Sandbox::empty();
    for name in ["new.tw.new", "new.tw.new-wal", "new.tw.new-shm", "new.tw.new-journal", "new.tw.new.writer"] {
        sandbox.write(name, "half a file");
    }
    sandbox.write("new.tw.writer", "process 4711, which is making it");
    sandbox.write("new.tw-shm", "of nobody");
    sandbox.write("new.tw-wal", "");
    sandbox.run(&["init", "new.tw"]).expect(0);
    sandbox.run(&["-p", "new.tw", "verify"]).expect(0);
    assert_eq!(sandbox.files("").into_keys().collect::<Vec<_>>(), ["new.tw"]);
}

#[test]
fn changes_of_a_project_that_was_taken_away_do_not_get_into_a_new_one() {
    let sandbox = BUILT.copy();
    for ending in ["-wal", "-journal"] {
        let beside = format!("{PROJECT}{ending}");
        fs::remove_file(sandbox.path(PROJECT)).unwrap();
        sandbox.write(&beside, "the newest changes of a project that somebody moved away");
        let before = sandbox.files("");
        for command in [["init", PROJECT].as_slice(), &["build", MANIFEST, "--out", PACK]] {
            let said = sandbox.run(command).expect(5).err;
            assert_says(&said, &["is left from an earlier", "no new project was made", "if nothing of it is wanted"]);
        }
        assert!(sandbox.files("") == before);
        fs::remove_file(sandbox.path(&beside)).unwrap();
        sandbox.build().expect(0);
    }
}
