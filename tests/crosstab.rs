//! The matrix of anything by anything: against a count by hand, against the kernel of the question asked most often, and
//! from the command line.
#![allow(clippy::unwrap_used)] // What cannot be unwrapped here is a failed test.

mod sandbox;
mod study;

use proptest::prelude::*;
use themeweave::analysis::{
    Columns, ContrastKind, ContrastRequest, CrosstabRequest, Dimension, Filter, Like, MatrixRequest, Measure,
    PresenceForm, RollUp, Rows, Share, asked, cell_segments, contrast, crosstab, matrix, presence, quote_matrix,
    robustness,
};
use themeweave::model::{GuideQuestion, Polarity, Scope, Snapshot, Value};
use themeweave::table::{Cell, Table};

use sandbox::Sandbox;
use study::{Study, Who, recipes};

fn request(rows: &str, columns: &str, snapshot: &Snapshot) -> CrosstabRequest {
    CrosstabRequest::new(Dimension::parse(rows, snapshot).unwrap(), Dimension::parse(columns, snapshot).unwrap())
}

fn cell(table: &Table, row: &str, column: &str) -> String {
    let at = table.rows.iter().position(|cells| cells[0].display() == row);
    let at = at.unwrap_or_else(|| panic!("no row {row} in {table:?}"));
    table.cell(at, column).unwrap_or_else(|| panic!("no column {column} in {:?}", table.columns)).display()
}

/// Two families; a workshop with a child and a parent.
fn families() -> Snapshot {
    let mut study = Study::new();
    study.codes("barrier", Polarity::Negative, &["moves", "moves>sudden_moves"]);
    study.codes("enabler", Polarity::Positive, &["contact"]);
    study.theme("home", &["moves", "contact"]);
    for (case, placement) in [("F1", "foster"), ("F2", "kinship")] {
        study.case(case);
        study.snapshot.cases.last_mut().unwrap().attributes =
            vec![("placement".to_owned(), Value::Text(placement.to_owned()))];
    }
    let people = [
        ("C1", "child", 9.0, "F1"),
        ("C2", "child", 14.0, "F2"),
        ("P1", "parent", 40.0, "F1"),
        ("P2", "parent", 33.0, "F2"),
    ];
    let ids: Vec<u32> = people
        .iter()
        .map(|(name, role, age, case)| {
            let person = study.person(name, role, Scope::QuoteTeam);
            let row = &mut study.snapshot.participants[person as usize];
            row.attributes = vec![("age".to_owned(), Value::Number(*age))];
            row.cases = vec![(*case).to_owned()];
            // A child's guardian must have agreed too.
            row.consent.guardian = Some(Scope::QuoteTeam);
            person
        })
        .collect();
    let [c1, c2, p1, p2] = ids[..] else { panic!("four people") };
    let one = study.source(
        "one",
        &[
            (Who::Interviewer, "How was it?"),
            (Who::Person(c1), "They moved me twice."),
            (Who::Person(p1), "We moved and then contact stopped."),
            (Who::Person(c1), "I saw mum on Sundays."),
        ],
    );
    let two = study.source(
        "two",
        &[(Who::Person(c2), "I was told on the day."), (Who::Person(p2), "Nobody asked us. Contact was in a centre.")],
    );
    study.code(one, "moves", "ann", "moved me twice");
    study.code(one, "moves", "bo", "They moved me twice.");
    study.code(one, "sudden_moves", "ann", "We moved");
    study.code(one, "contact", "ann", "contact stopped");
    study.code(one, "contact", "ann", "saw mum");
    study.code(two, "sudden_moves", "ann", "told on the day");
    study.code(two, "contact", "bo", "Contact was in a centre");
    study.code(two, "contact", "bo", "Contact was");
    study.done()
}

#[test]
fn measures_stand_side_by_side_and_mean_what_they_say() {
    let study = families();
    let measures = Measure::ALL.into_iter().filter(|measure| *measure != Measure::Weight).collect();
    let asked = CrosstabRequest { measures, ..request("code", "role", &study) };
    let table = crosstab(&study, &asked).unwrap();
    for (row, column, expected) in [
        ("moves", "child.codings", "3"),
        ("moves", "child.segments", "3"),
        ("moves", "child.quotations", "3"),
        ("moves", "child.turns", "2"),
        ("moves", "child.participants", "2"),
        ("moves", "child.sources", "2"),
        ("moves", "child.cases", "2"),
        ("moves", "child.words", "8"),
        ("moves", "child.characters", "35"),
        ("– sudden moves", "child.codings", "1"),
        ("contact", "parent.codings", "3"),
        ("contact", "parent.segments", "2"),
        ("contact", "parent.quotations", "3"),
        ("contact", "total.participants", "3"),
        // In the first family the child has two segments of moves and one of contact; in the second, sudden moves have as many
        // segments as the code above them, so that neither is dominant.
        ("moves", "child.dominant", "1"),
    ] {
        assert_eq!(cell(&table, row, column), expected, "{row} {column}");
    }
    assert_eq!(table.columns.iter().find(|column| column.key == "child.codings").unwrap().n, Some(2));
}

#[test]
fn rows_and_columns_may_be_anything_and_lie_within_one_another() {
    let study = families();
    let count = |rows: &str, columns: &str, row: &str, column: &str| {
        let asked = CrosstabRequest { measures: vec![Measure::Codings], ..request(rows, columns, &study) };
        cell(&crosstab(&study, &asked).unwrap(), row, column)
    };
    assert_eq!(count("coder", "code", "ann", "moves"), "3");
    assert_eq!(count("coder", "category", "bo", "enabler"), "2");
    assert_eq!(count("role", "theme", "Child", "home"), "4");
    assert_eq!(count("code:1", "source", "moves", "two"), "1");
    assert_eq!(count("code", "age:12,30", "moves", "below 12"), "2");
    assert_eq!(count("code", "age:12,30", "moves", "12 to below 30"), "1");
    assert_eq!(count("code", "age:12,30", "contact", "30 and over"), "3");
    assert_eq!(count("code", "role/placement", "moves", "child/kinship"), "1");
    assert_eq!(count("role/coder", "category", "Parent / ann", "barrier"), "1");
    assert_eq!(count("kind", "code", "interview", "contact"), "4");
    assert_eq!(count("round", "code", "1", "contact"), "4");
    for (word, wrong) in [
        ("age:12,9", "rising"),
        ("age:young", "rising"),
        ("code:0", "levels"),
        ("date:week", "date:month"),
        ("plase", "placement"),
        ("@told", ""),
    ] {
        let error = Dimension::parse(word, &study).unwrap_err().to_string();
        assert!(error.contains(wrong), "{word}: {error}");
    }
}

#[test]
fn n_of_a_column_is_who_could_be_in_it() {
    let study = families();
    let n = |columns: &str, key: &str| {
        let table = crosstab(&study, &request("code", columns, &study)).unwrap();
        table.columns.iter().find(|column| column.key == key).unwrap_or_else(|| panic!("{key}")).n
    };
    assert_eq!(n("age:12,30", "30 and over"), Some(2));
    assert_eq!(n("role/placement", "child/foster"), Some(1));
    // Bo coded in both sources, so everybody who speaks in them could be in bo's column.
    assert_eq!(n("coder", "bo"), Some(4));
    assert_eq!(n("source", "two"), Some(2));
    assert_eq!(n("category", "barrier"), Some(4));
}

#[test]
fn rules_of_other_tools_by_name() {
    let study = families();
    let like = |like: Like, share: Share| {
        let asked = CrosstabRequest {
            measures: vec![like.measure()],
            like: Some(like),
            share,
            ..request("code", "role", &study)
        };
        crosstab(&study, &asked).unwrap()
    };
    assert_eq!(cell(&like(Like::Nvivo, Share::None), "contact", "parent"), "3");
    // Words, not references: parents said contact in 2 + 5 of the 9 coded words of contact.
    assert_eq!(cell(&like(Like::Nvivo, Share::Row), "contact", "parent"), "78%");
    assert_eq!(cell(&like(Like::Maxqda, Share::None), "contact", "parent"), "2");
    assert_eq!(cell(&like(Like::Atlasti, Share::None), "moves", "child"), "3");
    let mut uneven = study.clone();
    uneven.participants[3].role = "carer".to_owned();
    let asked = CrosstabRequest {
        measures: vec![Measure::Codings],
        like: Some(Like::Dedoose),
        ..request("code", "role", &uneven)
    };
    // One parent against two children: twice the count.
    assert_eq!(cell(&crosstab(&uneven, &asked).unwrap(), "contact", "parent"), "2.0");
    assert!(crosstab(&uneven, &asked).unwrap().notes[0].starts_with("As Dedoose"));
}

#[test]
fn asked_and_mentioned_are_told_apart_from_unprompted() {
    let mut study = families();
    study.questions = vec![GuideQuestion {
        id: "Q1".to_owned(),
        asked_of: vec!["parent".to_owned()],
        text: "How is contact?".to_owned(),
        codes: vec!["contact".to_owned()],
    }];
    let table = asked(&study, &request("code", "role", &study)).unwrap();
    let row = |code: &str, role: &str| -> Vec<String> {
        let row = table.rows.iter().find(|row| row[0].display() == code && row[1].display() == role).unwrap();
        row.iter().skip(2).map(Cell::display).collect()
    };
    // N, asked, mentioned, not mentioned, not asked, unprompted.
    assert_eq!(row("contact", "Parent"), ["2", "2", "2", "0", "0", "0"]);
    assert_eq!(row("contact", "Child"), ["2", "0", "0", "0", "2", "1"]);
    study.questions.clear();
    assert!(asked(&study, &request("code", "role", &study)).unwrap_err().to_string().contains("interview guide"));
}

#[test]
fn a_cell_opens_to_its_codings_and_quotes() {
    let study = families();
    let asked = request("code", "role", &study);
    let listed = cell_segments(&study, &asked, ("moves", "Child"), None).unwrap();
    assert_eq!(listed.rows.len(), 3, "{listed:?}");
    assert_eq!(cell_segments(&study, &asked, ("contact", "total"), None).unwrap().rows.len(), 4);
    assert!(cell_segments(&study, &asked, ("mooves", "child"), None).unwrap_err().to_string().contains("moves"));
    let quotes = quote_matrix(&study, &asked).unwrap();
    assert!(cell(&quotes, "contact", "child").contains("saw mum"));
    let mut silent = study.clone();
    silent.participants[0].consent.person = Scope::Analyse;
    let quotes = quote_matrix(&silent, &asked).unwrap();
    assert_eq!(cell(&quotes, "contact", "child"), "");
    assert!(quotes.notes[0].contains("left out"), "{:?}", quotes.notes);
}

#[test]
fn statistics_programs_get_zeros_and_ones_with_attributes() {
    let study = families();
    let table = presence(&study, &request("participant", "code", &study), PresenceForm::Wide).unwrap();
    assert_eq!(cell(&table, "P1", "contact"), "1");
    assert_eq!(cell(&table, "C2", "contact"), "0");
    assert_eq!(cell(&table, "C2", "age"), "14");
    assert_eq!(cell(&table, "C2", "role"), "child");
    let table = presence(&study, &request("case", "code", &study), PresenceForm::Tidy).unwrap();
    assert_eq!(table.rows.len(), 2 * 3);
    assert!(presence(&study, &request("role", "code", &study), PresenceForm::Wide).is_err());
}

#[test]
fn contrasts_are_by_participant_and_say_so_where_not() {
    let study = families();
    let asked = request("code", "role", &study);
    let table = contrast(&study, &asked, &ContrastRequest::default()).unwrap();
    // Two groups are one comparison. The four ways to deal two of four people out come in pairs, so p is a multiple of a third.
    let p: f64 = cell(&table, "contact", "p").parse().unwrap();
    assert!((p * 3.0 - (p * 3.0).round()).abs() < 1e-3, "{p}");
    // Child: half of C1's turns and none of C2's; parents: all.
    assert_eq!(cell(&table, "contact", "share"), "25.0");
    assert_eq!(cell(&table, "contact", "rest"), "100.0");
    for kind in [ContrastKind::Turns, ContrastKind::Residuals, ContrastKind::Odds] {
        let table = contrast(&study, &asked, &ContrastRequest { kind, ..ContrastRequest::default() }).unwrap();
        assert!(table.notes.iter().any(|note| note.contains("not independent")), "{:?}", table.notes);
    }
    assert!(contrast(&study, &request("code", "source", &study), &ContrastRequest::default()).is_err());
}

#[test]
fn the_order_of_rows_is_tried_without_each_person_and_source() {
    let study = families();
    let table = robustness(&study, &request("code", "role", &study)).unwrap();
    // Moves: C1, P1, C2; contact: P1, C1, P2; sudden moves: P1, C2. Without P2, contact falls behind moves.
    assert_eq!(cell_of(&table, "contact", "count"), "3");
    assert_eq!(cell_of(&table, "contact", "without_participant"), "1 to 2");
    assert_eq!(cell_of(&table, "contact", "participant"), "P2");
    assert_eq!(cell_of(&table, "sudden moves", "place"), "3");
}

fn cell_of(table: &Table, row: &str, column: &str) -> String {
    let at = table.rows.iter().position(|cells| cells[1].display() == row).unwrap();
    table.cell(at, column).unwrap().display()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_fast_kernel_counts_the_same(
        recipe in recipes(),
        rows in prop::sample::select(Rows::ALL.to_vec()),
        columns in prop::sample::select(vec![Columns::Role, Columns::Case, Columns::Source, Columns::Participant]),
        measure in prop::sample::select(Measure::OF_MATRIX.to_vec()),
        roll_up in prop::sample::select(vec![RollUp::All, RollUp::Direct]),
    ) {
        let study = recipe.snapshot();
        let fast = MatrixRequest { rows, columns: columns.clone(), measure, roll_up, ..MatrixRequest::default() };
        let fast = matrix(&study, &fast).unwrap();
        let asked = CrosstabRequest { measures: vec![measure], roll_up, ..CrosstabRequest::new(Dimension::Coded(rows, None), Dimension::Spoken(columns)) };
        let slow = crosstab(&study, &asked).unwrap();
        for (at, row) in fast.rows.iter().enumerate() {
            for column in &fast.columns {
                // Where people are counted, the fast matrix has no columns for text that is nobody's.
                let expected = fast.cell(at, &column.key);
                prop_assert_eq!(slow.cell(at, &column.key), expected, "{:?} {}", row, column.key);
            }
        }
    }

    #[test]
    fn nothing_passes_its_bound(recipe in recipes(), filter in any::<bool>()) {
        let study = recipe.snapshot();
        let coders = if filter { vec![0] } else { Vec::new() };
        let asked = CrosstabRequest {
            measures: vec![Measure::Turns, Measure::Codings, Measure::Words, Measure::Characters],
            filter: Filter { coders: if study.coders.is_empty() { Vec::new() } else { coders }, ..Filter::default() },
            ..CrosstabRequest::new(Dimension::parse("code", &study).unwrap(), Dimension::parse("role/case", &study).unwrap())
        };
        let table = crosstab(&study, &asked).unwrap();
        let count = |row: usize, key: &str| match table.cell(row, key) { Some(Cell::Count(count)) => *count, _ => 0 };
        let bound = study.turns.speech.len() as u64;
        for row in 0..table.rows.len() {
            for column in table.columns.iter().filter_map(|column| column.key.strip_suffix(".turns")) {
                let figure = |measure: &str| count(row, &format!("{column}.{measure}"));
                prop_assert!(figure("turns") <= bound);
                prop_assert!(figure("words") <= figure("characters"));
                prop_assert!(figure("codings") <= study.codings.len() as u64);
            }
        }
    }
}

#[test]
fn the_command_line_asks_for_all_of_it() {
    let sandbox = Sandbox::built();
    for (arguments, part) in [
        (vec!["matrix", "theme", "role", "--contrast"], "permutation test by participant"),
        (vec!["matrix", "theme", "role", "--contrast", "odds"], "not independent"),
        (vec!["matrix", "theme", "role", "--asked"], "Asked: a question of the guide"),
        (vec!["matrix", "category", "role/outcome", "--count", "codings,words"], "Practitioner"),
        (vec!["matrix", "code:1", "date:quarter", "--count", "segments"], "2025-Q2"),
        (vec!["matrix", "theme", "role", "--robust"], "without any one participant"),
        (vec!["matrix", "theme", "role", "--like", "nvivo", "--percent-of", "row"], "As NVivo"),
        (vec!["matrix", "theme", "role", "--cells", "quotes"], "“"),
        (vec!["matrix", "version", "coder", "--count", "codings"], "1.1.0"),
        (vec!["matrix", "question", "role"], "Q1"),
        (vec!["matrix", "theme", "role", "--cell", "prepare_both_sides", "child"], "Codings of"),
    ] {
        let answer = sandbox.ask(&arguments).expect(0).out;
        assert!(answer.contains(part), "{arguments:?}: {answer}");
        for line in answer.lines() {
            assert!(line.chars().count() <= 80, "{arguments:?}: {line}");
        }
    }
    let answer = sandbox.ask(&["matrix", "theme", "role", "--cell", "prepare_both_sides", "Total"]).expect(0).out;
    assert!(answer.contains("Codings of Prepare child and parent in Total"), "{answer}");
    sandbox.ask(&["query", "save", "children", "role:child"]).expect(0);
    for arguments in [["theme", "@children"], ["@children", "category"]] {
        let answer = sandbox.ask(&[&["matrix"], &arguments[..]].concat()).expect(2).err;
        assert!(answer.contains("--where '@NAME'"), "{answer}");
    }
}
