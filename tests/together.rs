//! What comes together and what follows: by hand, and against a count of every pair and character.
#![allow(clippy::unwrap_used)] // What cannot be unwrapped here is a failed test.

mod sandbox;
mod study;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use themeweave::analysis::{
    CombinationRequest, CooccurrenceRequest, Dimension, Filter, Frame, Likeness, RollUp, SequenceRequest,
    SimilarityRequest, Together, Voice, code_line, combinations, cooccurrence, sequence, similarity,
};
use themeweave::model::{Polarity, Scope, Snapshot, Value};
use themeweave::table::{Cell, Table};

use sandbox::{Sandbox, Sheet};
use study::{Study, Who, recipes};

fn pairs(study: &Snapshot, by: Together) -> Table {
    let rows = Dimension::parse("code", study).unwrap();
    let request = CooccurrenceRequest {
        rows,
        by,
        roll_up: RollUp::Direct,
        all: true,
        quotations: false,
        filter: Filter::default(),
    };
    cooccurrence(study, &request).unwrap()
}

fn count(table: &Table, row: usize, key: &str) -> u64 {
    match table.cell(row, key) {
        Some(Cell::Count(count)) => *count,
        other => panic!("{key}: {other:?}"),
    }
}

/// Two people, two sources; turn by turn who says what.
fn talk() -> Snapshot {
    let mut study = Study::new();
    study.codes("all", Polarity::Neutral, &["moves", "help", "home"]);
    let case = study.case("F1");
    study.snapshot.cases[case as usize].attributes = vec![("outcome".to_owned(), Value::Text("home".to_owned()))];
    study.case("F2");
    let (kim, lee) =
        (study.person("Kim", "parent", Scope::QuoteTeam), study.person("Lee", "practitioner", Scope::QuoteTeam));
    study.snapshot.participants[kim as usize].cases = vec!["F1".to_owned()];
    study.snapshot.participants[lee as usize].cases = vec!["F2".to_owned()];
    let one = study.source(
        "one",
        &[
            (Who::Person(kim), "We moved and moved, then help came."),
            (Who::Interviewer, "What helped?"),
            (Who::Person(kim), "Somebody who stayed."),
            (Who::Person(lee), "They went home."),
        ],
    );
    let two = study.source("two", &[(Who::Person(lee), "Moved again."), (Who::Person(kim), "Help, at last.")]);
    study.code(one, "moves", "ann", "We moved and moved");
    study.code(one, "moves", "bo", "moved and moved");
    study.code(one, "help", "ann", "moved, then help came");
    study.code(one, "help", "ann", "Somebody who stayed");
    study.code(one, "home", "ann", "went home");
    study.code(two, "moves", "ann", "Moved again");
    study.code(two, "help", "ann", "Help, at last");
    study.done()
}

fn row_of(table: &Table, a: &str, b: &str) -> usize {
    let names = |row: &Vec<Cell>| (row[0].display(), row[1].display());
    let wanted = [(a.to_owned(), b.to_owned()), (b.to_owned(), a.to_owned())];
    table.rows.iter().position(|row| wanted.contains(&names(row))).unwrap_or_else(|| panic!("{a} and {b} in {table:?}"))
}

#[test]
fn each_unit_has_its_own_answer() {
    let study = talk();
    let both = |by, a: &str, b: &str| {
        let table = pairs(&study, by);
        count(&table, row_of(&table, a, b), "n_ab")
    };
    assert_eq!(both(Together::Turn, "moves", "help"), 1);
    // "moved" stands in the coding of moves and in that of help: five letters.
    assert_eq!(both(Together::Intersection, "moves", "help"), 5);
    assert_eq!(both(Together::Source, "moves", "help"), 2);
    assert_eq!(both(Together::Participant, "moves", "help"), 1, "Kim says both, Lee only that they moved");
    assert_eq!(both(Together::Case, "moves", "home"), 1);
    assert_eq!(both(Together::Near(1), "help", "home"), 1, "the interviewer's turn between them is no turn");
    assert_eq!(both(Together::Turn, "help", "home"), 0);
    let table = pairs(&study, Together::Turn);
    let row = row_of(&table, "moves", "help");
    assert_eq!((count(&table, row, "n_a"), count(&table, row, "n_b")), (2, 3));
    assert_eq!(table.cell(row, "jaccard").unwrap().display(), "0.250");
    // Five turns of participants: 1 · 5 / (2 · 3).
    assert_eq!(table.cell(row, "lift").unwrap().display(), "0.83");
}

#[test]
fn a_code_and_one_below_it_are_no_pair_when_it_counts_it() {
    let mut study = Study::new();
    study.codes("all", Polarity::Neutral, &["root", "root>leaf"]);
    let kim = study.person("Kim", "parent", Scope::QuoteTeam);
    let one = study.source("one", &[(Who::Person(kim), "Both at once.")]);
    study.code(one, "leaf", "ann", "Both");
    study.code(one, "root", "ann", "once");
    let study = study.done();
    assert_eq!(pairs(&study, Together::Turn).rows.len(), 1);
    let rolled = CooccurrenceRequest {
        rows: Dimension::parse("code", &study).unwrap(),
        by: Together::Turn,
        roll_up: RollUp::All,
        all: true,
        quotations: false,
        filter: Filter::default(),
    };
    assert_eq!(cooccurrence(&study, &rolled).unwrap().rows.len(), 0);
}

#[test]
fn what_follows_is_counted_from_turn_to_turn_of_participants() {
    let study = talk();
    let request = SequenceRequest {
        rows: Dimension::parse("code", &study).unwrap(),
        within: 1,
        roll_up: RollUp::Direct,
        all: true,
        filter: Filter::default(),
    };
    let table = sequence(&study, &request).unwrap();
    let cells = |first: &str, then: &str| {
        let row = table.rows.iter().find(|row| row[0].display() == first && row[1].display() == then).unwrap();
        row.iter().skip(2).map(Cell::display).collect::<Vec<_>>()
    };
    // Of two turns with moves both are followed by help; of all five turns two are. Table [[2, 0], [0, 3]]: z = √5.
    assert_eq!(cells("moves", "help"), ["2", "3", "2", "0.8", "2.24"]);
    assert_eq!(cells("help", "home")[2], "1");
    assert_eq!(cells("home", "moves")[2], "0");
}

#[test]
fn combinations_are_whole_and_have_their_outcome() {
    let study = talk();
    let request = CombinationRequest {
        rows: Dimension::parse("code", &study).unwrap(),
        by: Together::Case,
        outcome: Some("outcome".to_owned()),
        roll_up: RollUp::Direct,
        filter: Filter::default(),
    };
    let table = combinations(&study, &request).unwrap();
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(Cell::display).collect()).collect();
    assert_eq!(rows, [["moves + help", "2", "1", "1", "F1"], ["moves + home", "2", "1", "0", "F2"]]);
    let unknown = CombinationRequest { outcome: Some("outcom".to_owned()), ..request };
    assert!(combinations(&study, &unknown).unwrap_err().to_string().contains("expected one of: outcome"));
}

#[test]
fn likeness_is_of_what_is_present() {
    let study = talk();
    let ask = |likeness| {
        let request = SimilarityRequest {
            units: Together::Case,
            rows: Dimension::parse("code", &study).unwrap(),
            likeness,
            roll_up: RollUp::Direct,
            filter: Filter::default(),
        };
        similarity(&study, &request).unwrap().cell(0, "F2").unwrap().display()
    };
    // One of three codes in both cases: a = 1, b = 1, c = 1, d = 0.
    assert_eq!(ask(Likeness::Jaccard), "0.33");
    assert_eq!(ask(Likeness::SimpleMatching), "0.33");
    assert_eq!(ask(Likeness::Sorensen), "0.50");
    assert_eq!(ask(Likeness::RussellRao), "0.33");
}

#[test]
fn lanes_of_a_transcript() {
    let study = talk();
    let table = code_line(&study, "one", &Dimension::parse("code", &study).unwrap(), &Filter::default()).unwrap();
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(Cell::display).collect()).collect();
    assert!(rows.contains(&vec!["code".to_owned(), "help".to_owned(), "2".to_owned(), "3".to_owned()]), "{rows:?}");
    assert!(rows.contains(&vec!["speaker".to_owned(), "Interviewer".to_owned(), "1".to_owned(), "2".to_owned()]));
    assert_eq!(table.columns[3].n, Some(4));
    assert!(code_line(&study, "three", &Dimension::parse("code", &study).unwrap(), &Filter::default()).is_err());
}

/// Units of each code, walked through one by one.
fn naive(study: &Snapshot, by: Together) -> BTreeMap<u32, BTreeSet<(u32, u32)>> {
    let frame = Frame::new(study, &Filter::default()).unwrap();
    let mut units: BTreeMap<u32, BTreeSet<(u32, u32)>> = BTreeMap::new();
    for coding in frame.codings() {
        let (source, code, span) =
            (study.codings.source[coding], study.codings.code[coding], study.codings.span[coding]);
        let of_code = units.entry(code).or_default();
        for turn in study.turns.of_source(source) {
            let speech = study.turns.speech[turn];
            if !speech.intersects(span) || !frame.is_data(frame.voice(turn)) {
                continue;
            }
            match by {
                Together::Turn => drop(of_code.insert((source, u32::try_from(turn).unwrap()))),
                Together::Source => drop(of_code.insert((source, 0))),
                Together::Participant => {
                    if let Voice::Participant(person) = frame.voice(turn) {
                        of_code.insert((0, person));
                    }
                }
                _ => {
                    let text = study.text(source).unwrap();
                    let covered = |at: usize| speech.start as usize <= at && at < speech.end as usize;
                    let coded = |at: usize| span.start as usize <= at && at < span.end as usize;
                    for (at, _) in text.char_indices().filter(|(at, _)| covered(*at) && coded(*at)) {
                        of_code.insert((source, u32::try_from(at).unwrap()));
                    }
                }
            }
        }
    }
    units
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pairs_equal_a_walk_through_every_unit(
        recipe in recipes(),
        by in prop::sample::select(vec![Together::Turn, Together::Source, Together::Participant, Together::Intersection]),
    ) {
        let mut study = recipe.snapshot();
        // Sources without turns have no turns to share.
        study.codings.source.iter().for_each(|source| assert!((*source as usize) < study.sources.len()));
        let silent = (0u32..).zip(&study.sources).any(|(source, _)| study.turns.of_source(source).is_empty());
        prop_assume!(!silent || by != Together::Source);
        study.notice = String::new();
        let units = naive(&study, by);
        let table = pairs(&study, by);
        let name = |code: u32| study.codebook.codes[code as usize].name.clone();
        let empty = BTreeSet::new();
        let of = |code: u32| units.get(&code).unwrap_or(&empty);
        for a in 0..6 {
            for b in a + 1..6 {
                let row = row_of(&table, &name(a), &name(b));
                let both = of(a).intersection(of(b)).count() as u64;
                prop_assert_eq!(count(&table, row, "n_ab"), both, "{} and {}", name(a), name(b));
                prop_assert_eq!(count(&table, row, "n_a") + count(&table, row, "n_b"), (of(a).len() + of(b).len()) as u64);
            }
        }
    }

    #[test]
    fn no_pair_shares_more_than_either_has(recipe in recipes(), turns in 0..4_u32) {
        let study = recipe.snapshot();
        for by in [Together::Near(turns), Together::Case, Together::Turn] {
            let table = pairs(&study, by);
            for row in 0..table.rows.len() {
                let (a, b, both) = (count(&table, row, "n_a"), count(&table, row, "n_b"), count(&table, row, "n_ab"));
                prop_assert!(both <= a.min(b), "{} of {} and {}", both, a, b);
            }
        }
    }
}

#[test]
fn answers_are_drawn_where_the_output_is_a_picture() {
    let sandbox = Sandbox::built();
    for (arguments, file) in [
        (vec!["cooccur", "theme", "--by", "participant"], "pairs.svg"),
        (vec!["cooccur", "theme", "--network"], "network.png"),
        (vec!["sequence", "category"], "sequence.svg"),
        (vec!["similarity", "theme", "--of", "participant"], "alike.pdf"),
        (vec!["correspondence", "category", "role"], "map.svg"),
        (vec!["codeline", "child-01", "category"], "line.svg"),
        (vec!["saturation", "--curve"], "curve.svg"),
        (vec!["matrix", "theme", "role", "--contrast"], "contrast.svg"),
        (vec!["matrix", "theme", "role"], "heat.svg"),
        (vec!["chronology", "F3"], "line-of-time.svg"),
    ] {
        sandbox.ask(&[&arguments[..], &["-o", file]].concat()).expect(0);
        assert!(std::fs::metadata(sandbox.path(file)).unwrap().len() > 1000, "{file}");
        let data = sandbox.path(file).with_extension("data.csv");
        assert!(std::fs::read_to_string(data).unwrap().contains("SYNTHETIC"), "{file}");
    }
    // Few people are told by no picture, whether it shows their number, their share or what is made of it.
    let drawn = |arguments: &[&str]| {
        sandbox.ask(&[arguments, &["-o", "drawn.svg"]].concat()).expect(0);
        Sheet::read(&sandbox.read("drawn.data.csv"))
    };
    for rows in ["theme", "code:1", "category"] {
        let shares = drawn(&["matrix", rows, "role", "--percent-of", "participants"]);
        let parents: Vec<&str> = shares.rows.iter().map(|row| row[shares.at("parent")].as_str()).collect();
        assert!(!parents.iter().any(|share| ["16.7", "33.3"].contains(share)), "{rows}: {parents:?}");
        assert!(shares.rows.iter().all(|row| row.len() == 5), "there is no column of totals");
    }
    let pairs = drawn(&["cooccur", "theme", "--by", "participant", "--where", "role:child"]);
    let few: Vec<_> = pairs.rows.iter().filter(|row| row[pairs.at("n_ab")].starts_with(['<', '['])).collect();
    assert!(!few.is_empty());
    assert!(
        few.iter()
            .all(|row| ["share_a", "jaccard", "lift"].iter().all(|key| row[pairs.at(key)].starts_with(['<', '['])))
    );
    let groups = drawn(&["matrix", "category", "case", "--contrast"]);
    assert!(groups.rows.iter().all(|row| !["1", "2"].contains(&row[groups.at("n")].as_str())));
    for arguments in [["matrix", "theme", "role", "--asked"], ["matrix", "theme", "role", "--robust"]] {
        sandbox.ask(&[&arguments[..], &["-o", "drawn.svg"]].concat()).expect(2);
    }
    drawn(&["matrix", "theme", "participant", "--count", "turns"]);
    let answer = sandbox.ask(&["cooccur", "role"]).expect(2);
    assert!(answer.err.contains("theme, code"), "{}", answer.err);
}
