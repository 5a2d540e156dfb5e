//! The answers that other tools get wrong, on a generated corpus whose right answers are known: a workshop has several
//! participants, and a passage belongs to those who speak in it.
#![allow(clippy::unwrap_used)] // What cannot be unwrapped here is a failed test.

#[path = "../benches/corpus.rs"]
#[allow(dead_code, clippy::print_stdout)] // The benchmarks use more of it, and it may talk.
mod corpus;
mod sandbox;

use std::collections::{BTreeMap, BTreeSet};

use corpus::Corpus;
use sandbox::{Sandbox, Sheet};

/// A scale of the roles that the corpus has.
fn roles(corpus: &Corpus) -> String {
    let cells = corpus.codes_by_role().unwrap();
    let roles: BTreeSet<&str> = cells.keys().map(|(_, role)| role.as_str()).filter(|role| !role.is_empty()).collect();
    let mut scale = "id = \"roles\"\ntitle = \"Roles\"\n".to_owned();
    for (order, role) in (1..).zip(roles) {
        scale += &format!("\n[[level]]\nid = \"{role}\"\nname = \"{role}\"\norder = {order}\n");
    }
    scale
}

#[test]
fn a_crosstab_by_role_counts_every_coding_once() {
    let Some(corpus) = Corpus::find("S").unwrap() else { return };
    let sandbox = Sandbox::empty();
    let manifest = "format = \"themeweave manifest 1\"\ntitle = \"Generated\"\nproject = \"s.tw\"\n\n[files]\n\
        transcripts = [\"transcripts/*\"]\ncodebook = \"codebook.toml\"\nscales = [\"roles.toml\"]\n\
        speakers = \"speakers.csv\"\nparticipants = \"participants.csv\"\ncodings = [\"codings.csv\"]\n\n\
        [guide]\ntitle = \"Generated\"\n";
    sandbox.write("roles.toml", roles(&corpus));
    std::fs::create_dir(sandbox.path("transcripts")).unwrap();
    for entry in std::fs::read_dir(corpus.transcripts()).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, sandbox.path("transcripts").join(path.file_name().unwrap())).unwrap();
    }
    for sheet in ["codebook.toml", "speakers.csv", "participants.csv", "codings.csv"] {
        std::fs::copy(corpus.prepared.join(sheet), sandbox.path(sheet)).unwrap();
    }
    sandbox.write("project.toml", manifest);
    sandbox.run(&["build", "project.toml", "--out", "pack"]).expect(0);
    let ask = |arguments: &[&str]| Sheet::read(&sandbox.run(&[&["-p", "s.tw"], arguments].concat()).expect(0).out);

    let truth = corpus.truth().unwrap();
    let codings = ask(&["matrix", "code", "role", "--count", "codings", "--ids", "--csv"]);
    let people = ask(&["matrix", "code", "role", "--ids", "--csv"]);
    let (mut total, mut of_interviewers) = (0, 0);
    let mut of_code: BTreeMap<String, u64> = BTreeMap::new();
    for ((code, role), expected) in corpus.codes_by_role().unwrap() {
        if role.is_empty() {
            of_interviewers += expected.codings;
            continue;
        }
        assert_eq!(codings.cell(&code, &role), expected.codings.to_string(), "codings of {code} by {role}");
        assert_eq!(people.cell(&code, &role), expected.people.to_string(), "people of {code} by {role}");
        total += expected.codings;
        *of_code.entry(code).or_default() += expected.codings;
    }
    for (code, count) in of_code {
        assert_eq!(
            codings.cell(&code, "total"),
            count.to_string(),
            "{code}: each coding once, whoever else is in the room"
        );
    }
    // A tool that counts a coding for everybody in its source has 6,300. Interviewers' words are outside and told.
    assert_eq!(total + of_interviewers, 5_000, "{truth}");
    assert_eq!(truth["codings"], 5_000, "{truth}");
    let outside = format!("{of_interviewers} codings of interviewers' speech alone: outside.");
    assert!(codings.comments.iter().any(|note| note.contains(&outside)), "{:?}", codings.comments);
}
