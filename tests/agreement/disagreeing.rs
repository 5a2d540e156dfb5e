//! Kinds of disagreement.

use std::collections::BTreeMap;

use themeweave::analysis::DisagreementKind::{Agreed, Bounds, Meaning, Missed};
use themeweave::analysis::{
    AgreementRequest, Disagreement, DisagreementKind, DriftRequest, Filter, Frame, Layout, disagreements,
    disagreements_table, drift,
};
use themeweave::model::{Polarity, Scope, Snapshot};
use themeweave::table::Cell;

use super::study::{Study, Who};

fn study(marks: &[(&str, &str, &str)]) -> Snapshot {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["plan", "worker", "school"]);
    let child = study.person("C1", "child", Scope::QuoteTeam);
    let quiet = study.person("C2", "child", Scope::Analyse);
    let turns = [
        (Who::Person(child), "Nobody told me the plan until the day before."),
        (Who::Interviewer, "And the worker?"),
        (Who::Person(quiet), "She rang my school."),
    ];
    let source = study.source("a", &turns);
    for (code, coder, words) in marks {
        study.code(source, code, coder, words);
    }
    study.done()
}

fn found(snapshot: &Snapshot, agreed: bool) -> Vec<(DisagreementKind, [Option<String>; 2])> {
    let frame = Frame::new(snapshot, &Filter::default()).unwrap();
    let name = |coding: Option<usize>| {
        coding.map(|coding| snapshot.codebook.codes[snapshot.codings.code[coding] as usize].id.clone())
    };
    let all = disagreements(&frame, &AgreementRequest::default(), agreed).unwrap();
    all.into_iter().map(|Disagreement { kind, codings, .. }| (kind, codings.map(name))).collect()
}

fn named(first: Option<&str>, second: Option<&str>) -> [Option<String>; 2] {
    [first, second].map(|code| code.map(str::to_owned))
}

#[test]
fn ends_meaning_and_what_was_missed() {
    let snapshot = study(&[
        // The same code with other ends.
        ("plan", "ann", "Nobody told me"),
        ("plan", "ben", "Nobody told me the plan"),
        // Another code on overlapping words.
        ("worker", "ann", "the day before"),
        ("school", "ben", "until the day"),
        // The same code on the same words, and a code more by one coder.
        ("school", "ann", "my school"),
        ("school", "ben", "my school"),
        ("worker", "ben", "She rang"),
    ]);
    let expected = vec![
        (Bounds, named(Some("plan"), Some("plan"))),
        (Meaning, named(Some("worker"), Some("school"))),
        (Missed, named(None, Some("worker"))),
    ];
    assert_eq!(found(&snapshot, false), expected);
    let all = found(&snapshot, true);
    assert_eq!((all.len(), &all[3]), (4, &(Agreed, named(Some("school"), Some("school")))));
}

#[test]
fn a_code_more_beside_an_agreement_was_missed_and_a_divided_passage_is_a_dispute_over_ends() {
    let snapshot = study(&[
        ("plan", "ann", "Nobody told me the plan"),
        ("plan", "ben", "Nobody told"),
        ("plan", "ben", "the plan"),
        ("school", "ann", "my school"),
        ("school", "ben", "my school"),
        ("worker", "ann", "my school"),
    ]);
    let expected = vec![
        (Bounds, named(Some("plan"), Some("plan"))),
        (Bounds, named(Some("plan"), Some("plan"))),
        (Missed, named(Some("worker"), None)),
    ];
    assert_eq!(found(&snapshot, false), expected);
}

#[test]
fn words_of_people_who_are_not_to_be_quoted_are_in_no_sheet() {
    let snapshot = study(&[("plan", "ann", "the plan"), ("school", "ben", "my school")]);
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    for layout in [Layout::Reading, Layout::Data] {
        let table =
            disagreements_table(&frame, &AgreementRequest::default(), &BTreeMap::default(), false, layout).unwrap();
        assert_eq!(table.rows.len(), 2);
        let cells: Vec<String> = table.rows.iter().flatten().map(Cell::display).collect();
        assert!(cells.iter().any(|cell| cell.contains("the plan")), "{cells:?}");
        assert!(!cells.iter().any(|cell| cell.contains("my school")), "{cells:?}");
        assert!(cells.iter().any(|cell| cell.contains("no consent to quote")), "{cells:?}");
    }
}

#[test]
fn drift_goes_by_the_dates_of_sources_and_by_version() {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["plan"]);
    let child = study.person("C1", "child", Scope::QuoteTeam);
    for (name, words, day) in [("a", "0", 3), ("b", "0123", 1), ("c", "01", 2)] {
        let source = study.source(name, &[(Who::Person(child), "0123456789")]);
        study.snapshot.sources[source as usize].date = Some(jiff::civil::date(2025, 5, day));
        study.code(source, "plan", "ann", "0123");
        study.code(source, "plan", "ben", words);
    }
    let snapshot = study.done();
    let versions = snapshot.codings.id.iter().zip(&snapshot.codings.source);
    let versions = versions.map(|(row, source)| (*row, if *source == 1 { "1.0.0" } else { "1.1.0" }.to_owned()));
    let request = DriftRequest { coder: 1, versions: versions.collect(), ..DriftRequest::default() };
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let table = drift(&frame, &request).unwrap();
    let names: Vec<String> = table.rows.iter().map(|row| row[0].display()).collect();
    assert_eq!(names, ["b", "c", "a", "1.0.0", "1.1.0", "all"]);
    let figure = |row: usize, key: &str| table.cell(row, key).unwrap().display();
    assert_eq!((figure(0, "estimate"), figure(0, "so_far")), ("1.000".to_owned(), "1.000".to_owned()));
    assert_eq!(figure(3, "estimate"), "1.000");
    assert_eq!(figure(2, "so_far"), figure(5, "estimate"), "after the last source all have been seen");
    assert!(figure(1, "estimate") > figure(2, "estimate"), "{table:?}");
}
