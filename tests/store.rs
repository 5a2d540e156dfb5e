//! The project file: older ones are brought up to date, foreign and damaged ones are told apart, what does not hold is
//! found, and a change is whole or nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use std::fs;

use rusqlite::Connection;
use sandbox::{Ran, Sandbox, Sheet};
use themeweave::project::{Now, Project};
use themeweave::store::{Store, StoreError};

/// A folder with the stored project of schema 1 as `old.tw`.
fn old() -> Sandbox {
    let sandbox = Sandbox::empty();
    fs::copy(sandbox::package().join("tests/files/schema-1.tw"), sandbox.path("old.tw")).unwrap();
    sandbox
}

fn ask(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    sandbox.run(&[&["-p", "old.tw"], arguments].concat())
}

fn user_version(sandbox: &Sandbox) -> i64 {
    let connection = Connection::open(sandbox.path("old.tw")).unwrap();
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// Does something to the database behind the program's back.
fn tamper(sandbox: &Sandbox, sql: &str) {
    let connection = Connection::open(sandbox.path("old.tw")).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.execute_batch(sql).unwrap();
}

fn now() -> Now {
    Now { today: jiff::civil::date(2026, 3, 1), timestamp: "2026-03-01T12:00:00Z".to_owned() }
}

#[test]
fn a_project_of_schema_1_is_upgraded_and_keeps_everything() {
    let sandbox = old();
    assert_eq!(user_version(&sandbox), 1, "the stored file is old");
    assert!(ask(&sandbox, &["verify"]).expect(0).err.contains("everything holds: 2 sources, 4 codings"));
    assert_eq!(user_version(&sandbox), 3);
    let project = Project::open(&sandbox.path("old.tw"), now()).unwrap();
    let counts: Vec<(&str, u64)> = project.counts().unwrap();
    assert_eq!(counts, [("sources", 2), ("participants", 2), ("cases", 0), ("codings", 4), ("coders", 2)]);
    assert_eq!(project.heading().unwrap(), ("A project of schema 1".to_owned(), "SYNTHETIC".to_owned()));
    assert_eq!(project.journal().unwrap().len(), 4, "an upgrade is no change of the user's");
    let snapshot = project.snapshot_with_texts(None).unwrap();
    assert_eq!(snapshot.codebook.label(), "old 1.0.0");
    assert!(snapshot.texts[0].contains("I heard it from my brother. 👨\u{200d}👩\u{200d}👧"));
    drop(project);
    let table = Sheet::read(&ask(&sandbox, &["matrix", "code", "role", "--csv"]).expect(0).out);
    assert_eq!(table.cell("Not told the plan", "child"), "1", "two coders, one person");
    assert_eq!(table.cell("Family near by", "parent"), "1");
    // What schema 2 added works: a build may use the file.
    let connection = Connection::open(sandbox.path("old.tw")).unwrap();
    let inputs: i64 = connection.query_row("SELECT count(*) FROM input", [], |row| row.get(0)).unwrap();
    assert_eq!(inputs, 0);
}

#[test]
fn an_upgraded_file_has_the_schema_of_a_new_one() {
    let sandbox = old();
    ask(&sandbox, &["status"]).expect(0);
    sandbox.run(&["init", "new.tw"]).expect(0);
    let schema = |file: &str| -> Vec<String> {
        let connection = Connection::open(sandbox.path(file)).unwrap();
        let mut statement =
            connection.prepare("SELECT type || name || coalesce(sql, '') FROM sqlite_master ORDER BY 1").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(schema("old.tw"), schema("new.tw"));
}

#[test]
fn files_that_are_no_project_are_told_apart() {
    let sandbox = old();
    sandbox.write("text.tw", "source,code\nchild-01,hope\n");
    sandbox.write("empty.tw", "");
    let other = Connection::open(sandbox.path("other.tw")).unwrap();
    other.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1);").unwrap();
    drop(other);
    for file in ["text.tw", "empty.tw", "other.tw"] {
        let before = fs::read(sandbox.path(file)).unwrap();
        let said = sandbox.run(&["-p", file, "status"]).expect(3).err;
        assert!(said.contains(&format!("{file} is not a Themeweave project")), "{said}");
        assert_eq!(fs::read(sandbox.path(file)).unwrap(), before, "{file} was changed");
    }
    let said = sandbox.run(&["-p", "nowhere.tw", "status"]).expect(2).err;
    assert!(said.contains("there is no project at nowhere.tw") && said.contains("themeweave init"), "{said}");
    assert!(!sandbox.path("nowhere.tw").exists());
    let said = sandbox.run(&["init", "old.tw"]).expect(2).err;
    assert!(said.contains("old.tw exists already"), "{said}");
}

#[test]
fn a_project_of_a_later_program_is_left_alone() {
    let sandbox = old();
    tamper(&sandbox, "PRAGMA user_version = 99;");
    let said = ask(&sandbox, &["status"]).expect(5).err;
    assert!(said.contains("schema 99") && said.contains("use a newer themeweave"), "{said}");
    assert_eq!(user_version(&sandbox), 99);
    let opened = Store::open(&sandbox.path("old.tw"));
    assert!(matches!(opened, Err(StoreError::Newer { found: 99, known: 3 })), "{opened:?}");
}

#[test]
fn a_truncated_project_is_damaged_and_said_to_be() {
    let sandbox = old();
    ask(&sandbox, &["status"]).expect(0);
    let whole = fs::read(sandbox.path("old.tw")).unwrap();
    for share in [3, 2] {
        sandbox.write("old.tw", &whole[..whole.len() / share]);
        let said = ask(&sandbox, &["coding", "export"]).expect(5);
        assert!(said.err.contains("damaged") && said.out.is_empty(), "{said:?}");
    }
    sandbox.write("old.tw", &whole[..50]);
    ask(&sandbox, &["status"]).expect(3);
}

#[test]
fn verify_finds_what_does_not_hold() {
    let faults = |sql: &str| {
        let sandbox = old();
        ask(&sandbox, &["verify"]).expect(0);
        tamper(&sandbox, sql);
        let ran = ask(&sandbox, &["verify", "--csv"]).expect(1);
        Sheet::read(&ran.out).rows
    };
    let changed = faults("UPDATE revision SET text = replace(text, 'brother', 'sisterr') WHERE source = 1;");
    assert_eq!(changed.len(), 2, "{changed:?}");
    assert!(changed[0][0] == "source alex" && changed[0][1].contains("hash"), "{changed:?}");
    assert!(changed[1][1].contains("sisterr") && changed[1][1].contains("brother"), "{changed:?}");

    let shifted = faults("UPDATE coding SET start = start + 1, \"end\" = \"end\" + 1 WHERE id = 3;");
    assert_eq!(shifted.len(), 1, "{shifted:?}");
    assert!(
        shifted[0][0].starts_with("coding x03bb4zx8dd0 of alex") && shifted[0][1].contains("he same worker"),
        "{shifted:?}"
    );

    let outside = faults("UPDATE coding SET \"end\" = 99999 WHERE id = 3;");
    assert!(outside.len() == 1 && outside[0][1].contains("outside the source"), "{outside:?}");

    // The first person of the family emoji, which is one character with the other two.
    let before = "length(CAST(substr(text, 1, instr(text, '👨') - 1) AS BLOB))";
    let cut = faults(&format!(
        "UPDATE coding SET start = (SELECT {before} FROM revision WHERE source = 1),
                           \"end\" = (SELECT {before} + 4 FROM revision WHERE source = 1) WHERE id = 3;
         UPDATE coding_text SET quote = '👨' WHERE coding = 3;"
    ));
    assert!(cut.len() == 1 && cut[0][1].contains("cuts a character in two"), "{cut:?}");

    let dangling = faults("INSERT INTO coding_text (coding, quote, memo) VALUES (4711, 'q', '');");
    assert!(
        dangling.len() == 1
            && dangling[0] == ["table coding_text", "a row points to a row of coding that is not there"],
        "{dangling:?}"
    );

    let unknown = faults("UPDATE code SET name = 'not_tolt' WHERE name = 'not_told';");
    assert!(unknown.len() == 1 && unknown[0] == ["code not_tolt", "is used but not in old 1.0.0"], "{unknown:?}");

    let no_quote = faults("DELETE FROM coding_text WHERE coding = 1;");
    assert!(no_quote.len() == 1 && no_quote[0][1].contains("missing"), "{no_quote:?}");

    let turns = faults("UPDATE revision SET turns = x'00' WHERE source = 2;");
    assert!(turns.len() == 1 && turns[0][0] == "source beth", "{turns:?}");
}

#[test]
fn a_change_that_fails_half_way_leaves_nothing() {
    let sandbox = old();
    let mut store = Store::open(&sandbox.path("old.tw")).unwrap();
    let before = (store.journal().unwrap(), store.counts().unwrap(), store.heading().unwrap());
    let failed: Result<(), StoreError> = store.change("2026-03-02T00:00:00Z", "test", |change| {
        change.set_heading("Another title", "")?;
        assert!(change.remove_source("alex")?);
        Err(StoreError::Damaged("on purpose".to_owned()))
    });
    assert!(matches!(failed, Err(StoreError::Damaged(_))));
    assert_eq!((store.journal().unwrap(), store.counts().unwrap(), store.heading().unwrap()), before);
    assert_eq!(store.verify().unwrap(), []);
    let rehearsed: Result<bool, StoreError> =
        store.rehearse(|change| Ok((change.remove_source("alex")?, "gone".to_owned())));
    assert!(rehearsed.unwrap());
    assert_eq!((store.journal().unwrap(), store.counts().unwrap(), store.heading().unwrap()), before);
}

#[test]
fn a_command_takes_all_its_files_or_none() {
    let sandbox = old();
    ask(&sandbox, &["status"]).expect(0);
    sandbox.write("good.csv", "source,code,coder,quote\nbeth,same_worker,RK,knowing who to ring\n");
    sandbox.write("bad.csv", "source,code,coder,quote\nbeth,same_worker,RK,nobody ever said this\n");
    let before = fs::read(sandbox.path("old.tw")).unwrap();
    let said = ask(&sandbox, &["coding", "import", "good.csv", "bad.csv"]).expect(3).err;
    assert!(said.contains("bad.csv:2"), "{said}");
    assert!(fs::read(sandbox.path("old.tw")).unwrap() == before, "good.csv came in although bad.csv did not");
    sandbox.write("bad.csv", "source,code,coder,quote\nbeth,not_told,RK,knowing who to ring\n");
    ask(&sandbox, &["coding", "import", "good.csv", "bad.csv"]).expect(0);
    assert_eq!(Sheet::read(&ask(&sandbox, &["log", "--csv"]).out).rows.len(), 5, "one command, one entry");
}

#[test]
fn every_command_that_changes_something_writes_one_journal_entry() {
    let sandbox = old();
    let entries = || Sheet::read(&ask(&sandbox, &["log", "--csv"]).expect(0).out).rows.len();
    sandbox
        .write("cleo.txt", "Interviewer: Well?\n\nCleo: It held. I was happy with the plan.\n\nInterviewer: Good.\n");
    sandbox.write("more.csv", "source,code,coder,quote\nbeth,same_worker,RK,knowing who to ring\n");
    sandbox.write("people.csv", "participant,pseudonym,role,consent\nC01,Alex,child,analyse\n");
    sandbox.write(
        "themes.toml",
        "[[theme]]\nid = \"near\"\nname = \"Near\"\nstatement = \"Near.\"\ncodes = [\"family_near\"]\n",
    );
    sandbox.write("studies.csv", "study,cite,year,country,design\nash2014,Ash 2014,2014,Wales,RCT\n");
    let commands: [&[&str]; 5] = [
        &["source", "import", "cleo.txt"],
        &["coding", "import", "more.csv"],
        &["participant", "import", "people.csv"],
        &["theme", "import", "themes.toml"],
        &["finding", "import", "studies.csv"],
    ];
    for command in commands {
        let before = (entries(), sandbox.files(""));
        ask(&sandbox, &[command, &["--dry-run"]].concat()).expect(0);
        assert!(sandbox.files("") == before.1, "a rehearsal of {command:?} changed something");
        ask(&sandbox, command).expect(0);
        assert_eq!(entries(), before.0 + 1, "{command:?}");
        assert!(sandbox.files("") != before.1, "{command:?} changed nothing");
        ask(&sandbox, command).expect(0);
        assert_eq!(entries(), before.0 + 1, "{command:?} again changes nothing");
    }
    ask(&sandbox, &["verify"]).expect(0);
}
