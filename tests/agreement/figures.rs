//! Figures that are printed in the reference of counting rules, through the whole path from codings to the table.

use themeweave::analysis::{
    AgreementRequest, By, Coefficient, CompareUnit, ComparedText, Comparison, Filter, Frame, Layout, PlanRequest,
    agreement, agreement_curve, agreement_dots, lenses, plan,
};
use themeweave::model::{Polarity, Scope, Snapshot};
use themeweave::table::Cell;
use themeweave::text::Span;

use super::study::{Study, TODAY, Who};
use super::{answer, assert_near, cell, figure};

/// A study of one turn of so many letters, with codes `a`, `b`, ...
fn one_turn(letters: usize, codes: &[&str]) -> (Study, u32) {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, codes);
    let child = study.person("C1", "child", Scope::QuoteTeam);
    study.source("s", &[(Who::Person(child), &"x".repeat(letters))]);
    let start = study.snapshot.turns.speech[0].start;
    (study, start)
}

fn asking(coefficients: &[Coefficient]) -> AgreementRequest {
    AgreementRequest { coefficients: coefficients.to_vec(), ..AgreementRequest::default() }
}

#[test]
fn a_thousand_characters_fifty_of_them_coded_by_both() {
    for (first, second, kappa) in [(100, 50, 0.318_182), (75, 75, 0.314_286), (150, 0, 0.347_826)] {
        let (mut study, start) = one_turn(1000, &["plan"]);
        // Both meet on the last 50 characters of the first coder's stretch.
        study.code_span(0, "plan", "ann", Span::new(start, start + first + 50));
        study.code_span(0, "plan", "ben", Span::new(start + first, start + first + 50 + second));
        let found = answer(&study.done(), &asking(&[Coefficient::Percent, Coefficient::Cohen])).unwrap();
        assert_eq!(cell(&found, "plan", "cohen", "n"), Cell::Count(1000));
        assert_eq!(cell(&found, "plan", "cohen", "all"), Cell::Count(50));
        assert_eq!(cell(&found, "plan", "cohen", "some"), Cell::Count(150));
        assert_near(figure(&found, "plan", "percent", "estimate"), 0.85, 1e-9);
        assert_near(figure(&found, "plan", "cohen", "estimate"), kappa, 5e-7);
        // With one code, all codes together are that code.
        assert_near(figure(&found, "all", "cohen", "estimate"), kappa, 5e-7);
    }
}

/// Ten turns and two coders, `1100000000` and `0110010100`.
fn ten_turns() -> Snapshot {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["plan"]);
    let child = study.person("C1", "child", Scope::QuoteTeam);
    let said: Vec<String> = (0..10).map(|turn| format!("We said a thing in turn{turn}.")).collect();
    let turns: Vec<(Who, &str)> = said.iter().map(|said| (Who::Person(child), said.as_str())).collect();
    let source = study.source("s", &turns);
    for (coder, pattern) in [("ann", "1100000000"), ("ben", "0110010100")] {
        for (turn, _) in pattern.bytes().enumerate().filter(|(_, byte)| *byte == b'1') {
            // A word of the turn is enough.
            study.code(source, "plan", coder, &format!("turn{turn}"));
        }
    }
    study.done()
}

#[test]
fn ten_units_and_four_coefficients() {
    let snapshot = ten_turns();
    let coefficients = [
        (Coefficient::Percent, 0.6),
        (Coefficient::Alpha, 0.095_238),
        (Coefficient::Cohen, 0.090_909),
        (Coefficient::Scott, 0.047_619),
        (Coefficient::BrennanPrediger, 0.2),
    ];
    for unit in [CompareUnit::Turn, CompareUnit::Sentence] {
        let request = AgreementRequest { unit, ..asking(&coefficients.map(|(one, _)| one)) };
        let found = answer(&snapshot, &request).unwrap();
        for (coefficient, expected) in coefficients {
            assert_eq!(cell(&found, "plan", coefficient.word(), "n"), Cell::Count(10));
            assert_near(figure(&found, "plan", coefficient.word(), "estimate"), expected, 5e-7);
        }
    }
}

#[test]
fn only_coded_text_and_coded_passages_are_fewer_units() {
    let snapshot = ten_turns();
    let of = |unit, text| {
        let request = AgreementRequest { unit, text, ..asking(&[Coefficient::Percent]) };
        let found = answer(&snapshot, &request).unwrap();
        (cell(&found, "plan", "percent", "n"), figure(&found, "plan", "percent", "estimate"))
    };
    // Five turns were coded by somebody, and one of them by both.
    assert_eq!(of(CompareUnit::Turn, ComparedText::Coded), (Cell::Count(5), Some(0.2)));
    assert_eq!(of(CompareUnit::Segment, ComparedText::All), (Cell::Count(5), Some(0.2)));
    assert_eq!(of(CompareUnit::Character, ComparedText::Coded), (Cell::Count(25), Some(0.2)));
    assert_eq!(of(CompareUnit::Word, ComparedText::All).0, Cell::Count(60));
    assert_eq!(of(CompareUnit::Source, ComparedText::All), (Cell::Count(1), Some(1.0)));
}

#[test]
fn twenty_five_matches_of_thirty_five_segments_and_five_codes() {
    let codes = ["a_one", "b_two", "c_three", "d_four", "e_five"];
    let (mut study, start) = one_turn(40_000, &codes);
    let mut place = start;
    let mut next = |length: u32| {
        place += 1000;
        Span::new(place, place + length)
    };
    for at in 0..12 {
        let span = next(100);
        study.code_span(0, codes[at % 5], "ann", span);
        study.code_span(0, codes[at % 5], "ben", span);
        if at == 0 {
            // A second segment of the second coder that fits the same one.
            study.code_span(0, codes[0], "ben", Span::new(span.start, span.start + 95));
        }
    }
    for at in 0..6 {
        study.code_span(0, codes[at % 5], "ann", next(100));
    }
    for at in 0..4 {
        study.code_span(0, codes[at % 5], "ben", next(100));
    }
    let snapshot = study.done();
    let request =
        AgreementRequest { by: By::Overall, ..asking(&[Coefficient::Segments, Coefficient::SegmentsBeyondChance]) };
    let found = answer(&snapshot, &request).unwrap();
    assert_near(figure(&found, "all", "segments", "estimate"), 0.714_286, 5e-7);
    assert_near(figure(&found, "all", "segments-bp", "estimate"), 0.642_857, 5e-7);
    let frame_filter = Filter::default();
    let frame = Frame::new(&snapshot, &frame_filter).unwrap();
    let curve = agreement_curve(&frame, &AgreementRequest::default()).unwrap();
    assert_eq!(curve.rows.len(), 20);
    let at = |row: usize, key: &str| curve.cell(row, key).unwrap().display();
    // At full overlap the shorter second segment has no partner any more.
    assert_eq!((at(17, "matched"), at(19, "matched")), ("25".to_owned(), "24".to_owned()));
    assert_eq!((at(17, "threshold"), at(17, "brennan_prediger")), ("0.90".to_owned(), "0.643".to_owned()));
}

#[test]
fn what_is_not_defined_says_why_and_is_neither_0_nor_1() {
    let (mut study, start) = one_turn(100, &["plan", "other"]);
    for coder in ["ann", "ben"] {
        study.code_span(0, "plan", coder, Span::new(start, start + 100));
    }
    let snapshot = study.done();
    let found = answer(&snapshot, &asking(&Coefficient::all_of(false))).unwrap();
    assert_eq!(cell(&found, "plan", "alpha", "estimate"), Cell::Empty);
    let reason = |coefficient: &str| cell(&found, "plan", coefficient, "reason").display();
    assert!(reason("alpha").contains("one and the same category"), "{}", reason("alpha"));
    assert!(reason("jaccard").contains("several codes"), "{}", reason("jaccard"));
    assert!(reason("percent").is_empty());
    let weights = answer(&snapshot, &asking(&[Coefficient::AlphaOrdinal])).unwrap();
    assert!(cell(&weights, "plan", "alpha-ordinal", "reason").display().contains("no weights"));
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let printed = agreement(&frame, &asking(&[Coefficient::Alpha]), Layout::Reading).unwrap();
    assert!(printed.rows[0].contains(&Cell::words("–(a)")), "{printed:?}");
    assert!(printed.notes.iter().any(|note| note.starts_with("(a) Not defined: one and the same")), "{printed:?}");
}

#[test]
fn what_is_outside_of_the_compared_text_is_no_agreement() {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["plan"]);
    let child = study.person("C1", "child", Scope::QuoteTeam);
    let gone = study.person("C2", "child", Scope::QuoteTeam);
    study.snapshot.participants[gone as usize].consent.withdrawn = Some(TODAY);
    let turns = [
        (Who::Interviewer, "What did they tell you about it?"),
        (Who::Person(child), "Nobody told me."),
        (Who::Person(gone), "I withdrew afterwards."),
        (Who::Person(child), "Not a word."),
    ];
    let source = study.source("s", &turns);
    // The first coder codes everything from the question to the end, the second only what the child says first.
    let end = study.snapshot.sources[0].bytes;
    study.code_span(source, "plan", "ann", Span::new(20, end));
    study.code(source, "plan", "ben", "Nobody told me.");
    let found = answer(&study.done(), &asking(&[Coefficient::Percent])).unwrap();
    assert_eq!(cell(&found, "plan", "percent", "n"), Cell::Count(15 + 11));
    assert_eq!(cell(&found, "plan", "percent", "all"), Cell::Count(15));
    assert!(found.notes.iter().any(|note| note.contains("interviewers' speech")), "{:?}", found.notes);
}

/// Three coders: the third has coded the first source only.
fn three_coders() -> Snapshot {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["plan", "worker"]);
    let child = study.person("C1", "child", Scope::QuoteTeam);
    let first = study.source("a", &[(Who::Person(child), "0123456789")]);
    let second = study.source("b", &[(Who::Person(child), "abcdefghij")]);
    study.source("c", &[(Who::Person(child), "ABCDEFGHIJ")]);
    for (coder, words) in [("ann", "01234"), ("ben", "01234"), ("cleo", "0123")] {
        study.code(first, "plan", coder, words);
    }
    study.code(second, "plan", "ann", "abc");
    study.code(second, "worker", "ben", "j");
    study.code(2, "plan", "cleo", "A");
    study.done()
}

#[test]
fn who_did_not_look_at_a_source_disagrees_with_nobody() {
    let snapshot = three_coders();
    let found = answer(&snapshot, &asking(&[Coefficient::Percent, Coefficient::Alpha])).unwrap();
    // The third source was coded by one; both others count.
    assert_eq!(cell(&found, "plan", "percent", "n"), Cell::Count(20));
    // First source: one of 10 characters where one of three pairs agrees; second: 7 of 10 where the pair does.
    assert_near(figure(&found, "plan", "percent", "estimate"), (9.0 + 1.0 / 3.0 + 7.0) / 20.0, 1e-9);
    // Named sources were looked at by everybody: then cleo left the second uncoded.
    let named = AgreementRequest { sources: vec![0, 1, 2], ..asking(&[Coefficient::Percent]) };
    let named = answer(&snapshot, &named).unwrap();
    assert_eq!(cell(&named, "plan", "percent", "n"), Cell::Count(30));
    let expected = (9.0 + 1.0 / 3.0 + 7.0 + 3.0 / 3.0 + 9.0 + 1.0 / 3.0) / 30.0;
    assert_near(figure(&named, "plan", "percent", "estimate"), expected, 1e-9);
}

#[test]
fn rounds_of_one_coder_are_two_raters() {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["plan"]);
    let child = study.person("C1", "child", Scope::QuoteTeam);
    let source = study.source("a", &[(Who::Person(child), "0123456789")]);
    study.code(source, "plan", "ann", "01234");
    study.code(source, "plan", "ann", "012345");
    let mut snapshot = study.done();
    snapshot.codings.round[1] = 2;
    let alone = answer(&snapshot, &asking(&[Coefficient::Percent]));
    assert!(alone.is_err(), "one coder is no comparison");
    let comparison = Comparison::Rounds { coder: 0, rounds: vec![1, 2] };
    let found = answer(&snapshot, &AgreementRequest { comparison, ..asking(&[Coefficient::Percent]) }).unwrap();
    assert_near(figure(&found, "plan", "percent", "estimate"), 0.9, 1e-9);
}

#[test]
fn sets_of_codes_and_units_over_all_codes() {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["plan", "worker"]);
    let child = study.person("C1", "child", Scope::QuoteTeam);
    let source = study.source("a", &[(Who::Person(child), "0123456789")]);
    study.code(source, "plan", "ann", "01");
    study.code(source, "worker", "ann", "56");
    study.code(source, "plan", "ben", "01");
    study.code(source, "plan", "ben", "56");
    let request = AgreementRequest { by: By::Overall, ..asking(&Coefficient::all_of(false)) };
    let found = answer(&study.done(), &request).unwrap();
    // Ten characters, 8 of them alike; as sets: none 12, {plan} 6, {worker} 2 of 20, at distance 1 by either measure.
    let (observed, expected) = (2.0 / 10.0, 2.0 * (12.0 * 6.0 + 12.0 * 2.0 + 6.0 * 2.0) / (20.0 * 19.0));
    assert_near(figure(&found, "all", "jaccard", "estimate"), 1.0 - observed / expected, 1e-9);
    assert_near(figure(&found, "all", "masi", "estimate"), 1.0 - observed / expected, 1e-9);
    // Where both coded, half of the length has one code from both and half another.
    assert!(figure(&found, "all", "cu-alpha", "estimate").is_some());
    assert_near(figure(&found, "all", "boundaries", "estimate"), 1.0, 1e-9);
    assert!(found.notes.iter().any(|note| note.starts_with("Provisional")), "{:?}", found.notes);
}

#[test]
fn weights_are_compared_where_both_gave_one() {
    let (mut study, start) = one_turn(100, &["plan"]);
    let spans = [(0, 10, 1.0, 1.0), (20, 30, 2.0, 3.0), (40, 50, 3.0, 3.0)];
    for (from, to, _, _) in spans {
        for coder in ["ann", "ben"] {
            study.code_span(0, "plan", coder, Span::new(start + from, start + to));
        }
    }
    study.code_span(0, "plan", "ann", Span::new(start + 60, start + 70));
    let mut snapshot = study.done();
    let weight = |coding: usize| {
        let at = snapshot.codings.span[coding].start - start;
        let (_, _, ann, ben) = spans.into_iter().find(|(from, ..)| *from == at)?;
        Some(if snapshot.codings.coder[coding] == 0 { ann } else { ben })
    };
    snapshot.codings.weight = (0..snapshot.codings.len()).map(weight).collect();
    let found = answer(&snapshot, &asking(&[Coefficient::AlphaInterval])).unwrap();
    assert_eq!(cell(&found, "plan", "alpha-interval", "n"), Cell::Count(30));
    // Values 1 (20), 2 (10), 3 (30) of 60; a third of the pairs are 1 apart.
    let expected = 2.0 * (20.0 * 10.0 + 20.0 * 30.0 * 4.0 + 10.0 * 30.0) / (60.0 * 59.0);
    assert_near(figure(&found, "plan", "alpha-interval", "estimate"), 1.0 - (10.0 / 30.0) / expected, 1e-9);
}

#[test]
fn intervals_are_drawn_by_source_with_a_seed_and_dots_have_their_keys() {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["plan"]);
    let child = study.person("C1", "child", Scope::QuoteTeam);
    for (at, words) in ["0", "012", "01", "0123", "01234"].into_iter().enumerate() {
        let source = study.source(&format!("s{at}"), &[(Who::Person(child), "0123456789")]);
        study.code(source, "plan", "ann", "0123");
        study.code(source, "plan", "ben", words);
    }
    let snapshot = study.done();
    let asked = asking(&[Coefficient::Alpha]);
    let found = answer(&snapshot, &asked).unwrap();
    let at = |key| figure(&found, "plan", "alpha", key).unwrap();
    assert!(at("low") < at("estimate") && at("estimate") < at("high"), "{found:?}");
    assert_eq!(cell(&found, "plan", "alpha", "interval"), Cell::words("resamples"));
    assert_eq!(found, answer(&snapshot, &asked).unwrap(), "the same seed");
    let other = answer(&snapshot, &AgreementRequest { seed: 2, ..asked.clone() }).unwrap();
    assert!(figure(&other, "plan", "alpha", "low") != figure(&found, "plan", "alpha", "low"), "another seed");
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let dots = agreement_dots(&frame, &asked).unwrap();
    let keys: Vec<&str> = dots.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys, ["name", "group", "estimate", "low", "high", "n"]);
    let wide = PlanRequest { agreement: asked.clone(), half_width: 0.5 };
    let narrow = PlanRequest { agreement: asked, half_width: 0.05 };
    let needed = |request| match plan(&frame, request).unwrap().cell(0, "needed") {
        Some(Cell::Count(needed)) => *needed,
        other => panic!("{other:?}"),
    };
    assert!(needed(&wide) < needed(&narrow), "{} {}", needed(&wide), needed(&narrow));
}

#[test]
fn lenses_print_every_rule() {
    let snapshot = ten_turns();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let found = lenses(&frame, &AgreementRequest::default()).unwrap();
    let value = |tool: &str, unit: &str, coefficient: &str| {
        let is = |row: &&Vec<Cell>| {
            row[0] == Cell::words(tool) && row[1] == Cell::words(unit) && row[3] == Cell::words(coefficient)
        };
        found.rows.iter().find(is).map(|row| row[4].display())
    };
    // 250 characters: 5 by both, 5 by the first only, 15 by the second only.
    assert_eq!(value("NVivo", "character", "percent"), Some("0.920".to_owned()));
    assert_eq!(value("ATLAS.ti", "character", "Holsti"), Some("0.333".to_owned()));
    assert_eq!(value("MAXQDA", "document", "percent"), Some("1.000".to_owned()));
    // Of six segments two match; with one code chance is certain.
    assert_eq!(value("MAXQDA", "segment", "percent"), Some("0.333".to_owned()));
    assert!(value("MAXQDA", "segment", "Brennan-Prediger").is_some_and(|found| found.starts_with('–')));
    // Five excerpts, one by both.
    assert!(value("Dedoose", "passage", "Cohen kappa").is_some());
    assert_eq!(value("QDA Miner", "document", "percent"), Some("1.000".to_owned()));
}
