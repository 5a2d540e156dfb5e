//! What people decide in review is told apart from new data, and told in full.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;

use sandbox::{Sandbox, Sheet};

/// The sample, built and brought to 2.0.0, whose queue waits.
fn migrated() -> Sandbox {
    let sandbox = Sandbox::built();
    sandbox.ask(&["codebook", "import", "codebooks/reunification/2.0.0.toml"]).expect(0);
    sandbox.ask(&["codebook", "migrate", "--to", "2.0.0"]).expect(0);
    sandbox
}

/// A question's answer as a sheet.
fn sheet(sandbox: &Sandbox, question: &[&str]) -> Sheet {
    Sheet::read(&sandbox.ask(&[question, &["--csv"]].concat()).expect(0).out)
}

/// The id of the first coding that waits in a source.
fn waiting(sandbox: &Sandbox, source: &str) -> String {
    let queue = Sheet::read(&sandbox.ask(&["coding", "review", "--csv"]).expect(0).out);
    let at = queue.at("source");
    queue.rows.iter().find(|row| row[at] == source).unwrap()[0].clone()
}

#[test]
fn a_passage_recoded_to_two_codes_is_no_new_data() {
    let sandbox = migrated();
    let id = waiting(&sandbox, "parent-04");
    let both = ["--recode", "family_time", "--recode", "family_time_strained", "--coder", "RK"];
    sandbox.ask(&[&["coding", "review", &id][..], &both].concat()).expect(0);
    let total = |from: &str| {
        let question = ["matrix", "diff", from, "2.0.0", "--rows", "code", "--count", "codings", "--csv"];
        let sheet = Sheet::read(&sandbox.ask(&question).expect(0).out);
        let (id, column) = (sheet.at("id"), sheet.at("column"));
        let row = sheet.rows.iter().find(|row| row[id] == "family_time_strained" && row[column] == "Total").unwrap();
        ["before", "redefined", "recoded", "new", "after"].map(|key| row[sheet.at(key)].clone())
    };
    assert_eq!(total("1.1.0"), ["0", "", "+1", "", "1"]);
    // In 1.0.0 there was no coding of this passage yet: all of it is new since.
    assert_eq!(total("1.0.0"), ["0", "", "", "+1", "1"]);
    // Another code on the same passage, by hand, is new data.
    sandbox
        .ask(&[
            "coding",
            "add",
            "parent-04",
            "--code",
            "family_time_strained",
            "--coder",
            "RK",
            "--quote",
            "it went dead",
        ])
        .expect(0);
    assert_eq!(total("1.1.0"), ["0", "", "+1", "+1", "2"]);
}

#[test]
fn the_sheet_of_the_queue_shows_the_whole_passage() {
    let sandbox = migrated();
    sandbox.ask(&["coding", "review", "-o", "queue.csv"]).expect(0);
    let queue = Sheet::read(&sandbox.read("queue.csv"));
    let all = Sheet::read(&sandbox.ask(&["coding", "export"]).expect(0).out);
    let known = all.column("quote");
    for quote in queue.column("quote") {
        assert!(known.contains(&quote), "{quote}");
    }
    assert!(queue.column("quote").iter().any(|quote| quote.chars().count() > 160));
}

#[test]
fn blame_tells_a_lost_place_and_one_given_by_hand_in_plain_words() {
    let sandbox = Sandbox::built();
    let edit = ["source", "edit", "child-01", "--replace", "I smashed my lamp and told her", "--with", ""];
    sandbox.ask(&edit).expect(0);
    sandbox.ask(&["source", "edit", "child-01", "--replace", "Once was for a spider.", "--with", ""]).expect(0);
    let lamp = "I was horrible, to be fair.  she wasn’t allowed to tell me what to do ’cause she’d given me away.";
    sandbox.ask(&["source", "edit", "child-01", "--replace", lamp, "--with", "Sorry."]).expect(0);
    let orphans = Sheet::read(&sandbox.ask(&["coding", "orphans", "--csv"]).expect(0).out);
    let id = orphans.rows[0][0].clone();
    sandbox.ask(&["coding", "reanchor", &id, "--coder", "RK", "--quote", "Sorry."]).expect(0);
    let told = sandbox.ask(&["blame", &id, "--json"]).expect(0).out;
    assert!(told.contains("its words are gone from the text; was at bytes"), "{told}");
    assert!(told.contains("its place was given by hand; was at bytes"), "{told}");
    for wrong in ["found by none", "by by hand", "found by by"] {
        assert!(!told.contains(wrong), "{wrong}: {told}");
    }
}

#[test]
fn decisions_can_be_looked_at_again() {
    let sandbox = migrated();
    let queue = sheet(&sandbox, &["coding", "review"]);
    let id = &queue.rows[0][0];
    let decide = |how: &[&str]| sandbox.ask(&[&["coding", "review", id, "--coder", "SB"], how].concat());
    let counted = || sheet(&sandbox, &["coding", "list"]).rows.iter().any(|row| row[0] == *id);
    decide(&["--drop"]).expect(0);
    assert!(!counted());
    // The same decision again changes nothing, another one brings the coding back.
    assert!(decide(&["--drop"]).expect(0).err.contains("0 codings looked at"));
    decide(&["--recode", "family_time_strained"]).expect(0);
    assert!(counted());
    decide(&["--recode", "school_stability; family_time"]).expect(0);
    sandbox.ask(&["verify"]).expect(0);
    // What was filled in is not overwritten by the queue going out again.
    sandbox.ask(&["coding", "review", "-o", "queue.csv"]).expect(0);
    let said = sandbox.ask(&["coding", "review", "-o", "queue.csv"]).expect(2).err;
    assert!(said.contains("decisions may be in it"), "{said}");
    for command in [
        vec!["coding", "add", "child-01", "--code", "family_time", "--coder", "", "--quote", "bangs on the wall"],
        vec!["coding", "drop", id, "--coder", ""],
    ] {
        sandbox.ask(&command).expect(2);
    }
}

#[test]
fn a_codebook_of_another_name_does_not_strand_the_codings() {
    let sandbox = migrated();
    sandbox.write("other.csv", "name,description\nHome,What home is like\n");
    sandbox.ask(&["codebook", "import", "other.csv", "--name", "other", "--version", "3.0.0"]).expect(0);
    for to in ["3.0.0", "other 3.0.0", "other.csv"] {
        let said = sandbox.ask(&["codebook", "migrate", "--to", to]).expect(3).err;
        assert!(said.contains("the codings of the project are of codebook reunification"), "{said}");
    }
    // A number alone means the codebook in use.
    sandbox.ask(&["codebook", "import", "other.csv", "--name", "other", "--version", "1.1.0"]).expect(0);
    assert!(sheet(&sandbox, &["codebook", "list", "--codebook", "1.1.0"]).rows.len() > 10);
    for command in ["check", "release"] {
        let said = sandbox.ask(&["codebook", command, "other.csv"]).err;
        assert!(said.contains("is a sheet") && said.contains("codebook export --file other.csv"), "{said}");
    }
}
