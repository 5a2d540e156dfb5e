//! The journal proves itself, and what undo needs is never trusted: whatever was altered in the file behind the
//! program's back is found, and nothing of it gets into the project.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;
mod state;

use std::io::{Read as _, Write as _};
use std::sync::LazyLock;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::Connection;
use sandbox::{PROJECT, Sandbox, Sheet};
use serde_json::{Value, json};
use state::State;
use themeweave::store::{Store, sha256_hex};

/// The sample with a history of three entries: a build, a corrected text, a removed source.
static STUDY: LazyLock<Sandbox> = LazyLock::new(|| {
    let sandbox = Sandbox::built();
    sandbox.ask(&["source", "edit", "child-01", "--replace", "little red light", "--with", "small light"]).expect(0);
    sandbox.ask(&["source", "remove", "child-02"]).expect(0);
    sandbox
});

/// Does something to the database behind the program's back.
fn tamper(sandbox: &Sandbox, sql: &str) {
    let connection = Connection::open(sandbox.path(PROJECT)).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.execute_batch(sql).unwrap();
}

/// What `verify` says of a copy that was tampered with, as `place: message`.
fn faults(sql: &str) -> Vec<String> {
    let sandbox = STUDY.copy();
    tamper(&sandbox, sql);
    let said = sandbox.ask(&["verify", "--csv"]).expect(1).out;
    Sheet::read(&said).rows.iter().map(|row| row.join(": ")).collect()
}

const BROKEN: &str = "it was altered, or an entry before it was (the chain of hashes is broken)";

#[test]
fn an_untouched_journal_holds() {
    STUDY.ask(&["verify"]).expect(0);
    assert_eq!(Store::open(&STUDY.path(PROJECT)).unwrap().journal().unwrap().len(), 3);
}

#[test]
fn an_altered_entry_is_found() {
    for column in ["at", "command", "summary"] {
        let found = faults(&format!("UPDATE journal SET {column} = 'something else' WHERE id = 2"));
        assert_eq!(found, [format!("journal entry 2: {BROKEN}")], "{column}");
    }
    let found = faults("UPDATE journal SET kind = 'undo', reverses = 1 WHERE id = 2");
    assert_eq!(found, [format!("journal entry 2: {BROKEN}")]);
    // Whoever makes the hash of an entry anew, or only guesses one, breaks the entry after it.
    let found = faults("UPDATE journal SET hash = 'abc' WHERE id = 2");
    assert_eq!(found, [format!("journal entry 2: {BROKEN}"), format!("journal entry 3: {BROKEN}")]);
}

#[test]
fn a_missing_entry_is_found() {
    let take = |which: &str| {
        faults(&format!(
            "DELETE FROM journal WHERE {which}; DELETE FROM journal_change WHERE entry NOT IN (SELECT id FROM journal);"
        ))
    };
    assert_eq!(take("id = 2")[0], "journal entry 3: entry 2 before it is missing");
    assert_eq!(take("id < 3")[0], "journal entry 3: entries 1 to 2 before it are missing");
    // The last entry is missed by what is of it.
    assert_eq!(
        take("id = 3"),
        ["journal entry 3: it is missing: a row of journal_object is of it, and the journal ends at 2"]
    );
    assert_eq!(
        take("id > 1"),
        [
            "journal entry 2: it is missing: a row of revision is of it, and the journal ends at 1",
            "journal entry 2: it is missing: a row of coding_event is of it, and the journal ends at 1",
            "journal entry 3: it is missing: a row of journal_object is of it, and the journal ends at 1",
        ]
    );
}

#[test]
fn altered_undo_data_is_found() {
    let found = faults("UPDATE journal_change SET changes = substr(changes, 1, 20) WHERE entry = 3");
    assert_eq!(found, ["journal entry 3: what undo needs is not what was written down"]);
    // With a hash that fits, the entry does not fit any more.
    let found = faults(&format!(
        "UPDATE journal_change SET changes = x'00' WHERE entry = 3;
         UPDATE journal SET changes_sha256 = '{}' WHERE id = 3",
        sha256_hex(&[0])
    ));
    assert_eq!(found, [format!("journal entry 3: {BROKEN}")]);
}

#[test]
fn altered_objects_are_found() {
    for sql in [
        "UPDATE journal_object SET name = 'child-99' WHERE entry = 2 AND name = 'child-01'",
        "DELETE FROM journal_object WHERE entry = 2",
        "INSERT INTO journal_object (kind, name, entry) VALUES ('source', 'parent-01', 2)",
    ] {
        assert_eq!(faults(sql), [format!("journal entry 2: {BROKEN}")], "{sql}");
    }
    let found = faults("INSERT INTO journal_object (kind, name, entry) VALUES ('source', 'parent-01', 4)");
    assert_eq!(found, ["journal entry 4: it is missing: a row of journal_object is of it, and the journal ends at 3"]);
}

/// What undo needs of the last entry: its heading, and its notes.
fn undo_data(sandbox: &Sandbox) -> (Value, Vec<String>) {
    let connection = Connection::open(sandbox.path(PROJECT)).unwrap();
    let sql = "SELECT changes FROM journal_change ORDER BY entry DESC LIMIT 1";
    let packed: Vec<u8> = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    let mut text = String::new();
    ZlibDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
    let mut lines = text.lines().map(str::to_owned);
    (serde_json::from_str(&lines.next().unwrap()).unwrap(), lines.collect())
}

fn packed(text: &str) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

/// Puts undo data into a copy, with its hash, and fails unless undo is refused with these words and changes nothing.
#[track_caller]
fn refused(changes: &[u8], words: &str) {
    // Another layout may also be that of another schema; then nobody is to blame.
    let status = if words.contains("has changed since") { 2 } else { 5 };
    let sandbox = STUDY.copy();
    let connection = Connection::open(sandbox.path(PROJECT)).unwrap();
    connection.execute("UPDATE journal_change SET changes = ?1 WHERE entry = 3", [changes]).unwrap();
    connection.execute("UPDATE journal SET changes_sha256 = ?1 WHERE id = 3", [sha256_hex(changes)]).unwrap();
    drop(connection);
    let project = sandbox.path(PROJECT);
    let dump = |store: &Store| (store.counts().unwrap(), store.journal().unwrap(), store.heading().unwrap());
    let (before, bytes) = (dump(&Store::open(&project).unwrap()), std::fs::read(&project).unwrap());
    let said = sandbox.ask(&["undo"]).expect(status).err;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(words), "{words:?} is not in: {said}");
    assert!(dump(&Store::open(&project).unwrap()) == before, "{words}: something was changed");
    assert!(std::fs::read(&project).unwrap() == bytes, "{words}: something was written");
}

#[test]
fn undo_is_refused_when_what_it_needs_was_altered() {
    let sandbox = STUDY.copy();
    let (heading, notes) = undo_data(&sandbox);
    // As good as the real data, and yet not what was written down.
    let other = packed(&format!("{heading}\n{}\n", notes[1..].join("\n")));
    let connection = Connection::open(sandbox.path(PROJECT)).unwrap();
    connection.execute("UPDATE journal_change SET changes = ?1 WHERE entry = 3", [other]).unwrap();
    drop(connection);
    let before = Store::open(&sandbox.path(PROJECT)).unwrap().counts().unwrap();
    let said = sandbox.ask(&["undo"]).expect(5).err;
    assert!(said.contains("what it takes to undo entry 3 is not what was written down with entry 3"), "{said}");
    assert_eq!(Store::open(&sandbox.path(PROJECT)).unwrap().counts().unwrap(), before);
}

#[test]
fn undo_data_that_cannot_be_read_is_refused() {
    let (heading, notes) = undo_data(&STUDY);
    let whole = packed(&format!("{heading}\n{}\n", notes.join("\n")));
    refused(b"", "what undo needs cannot be read");
    refused(b"DROP TABLE source;", "what undo needs cannot be read");
    refused(&whole[..whole.len() / 2], "what undo needs cannot be read");
    refused(&packed(""), "what undo needs cannot be read");
    refused(&packed("DROP TABLE source;\n"), "what undo needs cannot be read");
    refused(&packed(&format!("{heading}\nDROP TABLE source;\n")), "what undo needs cannot be read");
    refused(&packed(&format!("{heading}\n\u{0}\n")), "what undo needs cannot be read");
}

/// The position of a table in a heading.
fn position(heading: &Value, table: &str) -> usize {
    heading["tables"].as_array().unwrap().iter().position(|known| known["name"] == table).unwrap()
}

#[test]
fn undo_data_about_other_tables_or_columns_is_refused() {
    let (heading, notes) = undo_data(&STUDY);
    let source = position(&heading, "source");
    let with = |field: &str, value: Value, words: &str| {
        let mut hostile = heading.clone();
        hostile["tables"][source][field] = value;
        refused(&packed(&format!("{hostile}\n{}\n", notes.join("\n"))), words);
    };
    with("name", json!("journal"), "table journal has changed since");
    with("name", json!("sqlite_master"), "table sqlite_master has changed since");
    with("name", json!("source; DROP TABLE coding; --"), "has changed since");
    with("columns", json!(["id", "name\" = 'x'; --", "kind", "date", "study_case", "revision"]), "has changed since");
    with("columns", json!([]), "table source has changed since");
    with("types", json!(["TEXT", "TEXT", "TEXT", "TEXT", "INTEGER", "INTEGER"]), "table source has changed since");
    with("types", json!(["INTEGER"]), "table source has changed since");
    with("key", json!([1]), "table source has changed since");
    with("key", json!([]), "table source has changed since");
    with("key", json!([99]), "table source has changed since");
    let mut hostile = heading.clone();
    hostile["grown"] = json!([{ "table": 99, "after": 0, "last": 99 }]);
    refused(&packed(&format!("{hostile}\n")), "no such table");
    hostile["grown"] = json!([{ "table": position(&heading, "meta"), "after": 0, "last": 99 }]);
    refused(&packed(&format!("{hostile}\n")), "the rows of meta have no numbers");
}

#[test]
fn undo_data_with_other_rows_is_refused() {
    let (heading, _) = undo_data(&STUDY);
    let (meta, source) = (position(&heading, "meta"), position(&heading, "source"));
    let note = |note: Value, words: &str| refused(&packed(&format!("{heading}\n{note}\n")), words);
    note(json!([99, 0, [1]]), "no such table");
    note(json!([source, 9, [1]]), "no such kind of change");
    note(json!([source, 0, []]), "a row has other columns than its table");
    note(json!([source, 0, [1, 2]]), "a row has other columns than its table");
    note(json!([source, 1, [1, "name"]]), "a row has other columns than its table");
    note(json!([source, 2, [1, ["name"]]]), "a row has other columns than its table");
    note(json!([source, 0, ["1 OR 1=1"]]), "a INTEGER column cannot hold");
    note(json!([meta, 1, ["title", "another"]]), "UNIQUE constraint failed");
    note(json!([source, 1, [4711, "new", "interview", null, 4711, 4711]]), "rows would be left that belong to nothing");
    // Deleting a source leaves its revisions behind, which nothing may be.
    note(json!([source, 0, [1]]), "rows would be left that belong to nothing");
}

#[test]
fn what_was_written_down_is_what_undo_does() {
    let sandbox = STUDY.copy();
    let text = |sandbox: &Sandbox| State::of(&sandbox.path(PROJECT)).unwrap().facts;
    let before = text(&sandbox);
    sandbox.ask(&["undo"]).expect(0);
    assert!(text(&sandbox).keys().any(|name| name.contains("child-02")));
    sandbox.ask(&["redo"]).expect(0);
    assert!(text(&sandbox) == before);
}
