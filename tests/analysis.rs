//! Matrices, voices, joint displays and quotes on small studies whose answers are known.

// Functions that only tests call may panic: that is how a test fails.
#![allow(clippy::unwrap_used, clippy::panic)]

mod study;

#[path = "study/naive.rs"]
mod naive;

use std::collections::BTreeSet;

use proptest::prelude::*;
use study::{Study, TODAY, Who, recipes};
use themeweave::analysis::{
    AnalysisError, Columns, Filter, Frame, Gap, Joint, Layout, MatrixRequest, Measure, QuoteRequest, RollUp, Rows,
    Share, codings, explain, forest, matrix, polarity, prevalence, select, voices,
};
use themeweave::model::{
    Effect, EffectScale, Intervention, Level, Link, LinkStatus, Polarity, Scale, Scope, Snapshot, Statistic,
    Study as Trial,
};
use themeweave::table::{Cell, Table};

fn count(table: &Table, row: &str, column: &str) -> u64 {
    let at = table.rows.iter().position(|cells| cells[0] == Cell::words(row)).unwrap_or_else(|| panic!("no row {row}"));
    match table.cell(at, column) {
        Some(Cell::Count(count)) => *count,
        other => panic!("{row}/{column} is {other:?}"),
    }
}

fn request(rows: Rows, columns: Columns, measure: Measure) -> MatrixRequest {
    MatrixRequest { rows, columns, measure, ids: true, ..MatrixRequest::default() }
}

/// An interview with a child and a workshop with a parent, two practitioners and a facilitator.
fn workshop() -> Study {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["plan", "plan>plan_child", "plan>plan_parent"]);
    study.codes("hinders", Polarity::Negative, &["delay"]);
    study.theme("planning", &["plan"]);
    study.theme("waiting", &["delay", "plan_parent"]);
    let child = study.person("C1", "child", Scope::QuotePublished);
    let parent = study.person("P1", "parent", Scope::QuotePublished);
    let helen = study.person("S1", "practitioner", Scope::QuotePublished);
    let dev = study.person("S2", "practitioner", Scope::Analyse);
    let interview = study.source(
        "a-child",
        &[
            (Who::Interviewer, "Did you know the plan?"),
            (Who::Person(child), "Nobody told me the plan, and then they did."),
        ],
    );
    let workshop = study.source(
        "b-workshop",
        &[
            (Who::Interviewer, "What about plans?"),
            (Who::Person(parent), "I was given a date. It came late."),
            (Who::Person(helen), "We plan with the child first."),
            (Who::Person(dev), "Waiting lists wreck every plan."),
        ],
    );
    study.code(interview, "plan_child", "ann", "Nobody told me the plan");
    study.code(interview, "plan_child", "ben", "told me the plan");
    study.code(workshop, "plan_parent", "ann", "I was given a date.");
    study.code(workshop, "delay", "ann", "It came late.");
    study.code(workshop, "plan", "ann", "We plan with the child first.");
    study.code(workshop, "plan_child", "ann", "with the child");
    study.code(workshop, "delay", "ann", "Waiting lists wreck");
    study.code(workshop, "plan", "ann", "What about plans?");
    study
}

#[test]
fn a_workshop_counts_for_those_who_speak_and_not_for_everybody_in_the_room() {
    let snapshot = workshop().done();
    let table = matrix(&snapshot, &request(Rows::Code, Columns::Role, Measure::Codings)).unwrap();
    assert_eq!(count(&table, "plan", "child"), 2);
    assert_eq!(count(&table, "plan", "parent"), 1);
    assert_eq!(count(&table, "plan", "practitioner"), 2);
    assert_eq!(count(&table, "plan", "total"), 5, "the facilitator's question is outside");
    assert_eq!(count(&table, "delay", "practitioner"), 1);
    assert!(
        table.notes.iter().any(|note| note.starts_with("1 coding of interviewers' speech alone")),
        "{:?}",
        table.notes
    );

    let people = matrix(&snapshot, &request(Rows::Code, Columns::Role, Measure::Participants)).unwrap();
    assert_eq!(count(&people, "plan", "practitioner"), 1, "Helen's two codings are one person");
    assert_eq!(count(&people, "plan", "total"), 3);
    let n: Vec<Option<u64>> = people.columns.iter().map(|column| column.n).collect();
    assert_eq!(n, [None, None, Some(1), Some(1), Some(2), Some(4)]);
    assert!(people.frame.contains("4 participants") && people.frame.contains("test 1.0.0"), "{}", people.frame);
}

#[test]
fn a_code_of_two_categories_counts_once_in_each_and_once_in_all() {
    let mut study = workshop();
    let book = &mut study.snapshot.codebook;
    book.codes.iter_mut().filter(|code| code.id == "plan_child").for_each(|code| code.facets = vec!["hinders".into()]);
    let snapshot = study.done();
    let by_category = request(Rows::Category, Columns::Role, Measure::Codings);
    let table = matrix(&snapshot, &by_category).unwrap();
    assert_eq!((count(&table, "helps", "total"), count(&table, "hinders", "total")), (5, 5));
    assert_eq!(count(&table, "hinders", "child"), 2);
    let shares = matrix(&snapshot, &MatrixRequest { share: Share::Column, ..by_category }).unwrap();
    assert_eq!(shares.cell(0, "total"), Some(&Cell::Share { part: 5, whole: 7 }), "seven codings, not ten");
    assert_eq!(shares.cell(1, "child"), Some(&Cell::Share { part: 2, whole: 2 }));
}

#[test]
fn measures_differ_as_their_rules_say() {
    let snapshot = workshop().done();
    let cell = |measure, roll_up| {
        let request = MatrixRequest { roll_up, ..request(Rows::Code, Columns::Role, measure) };
        count(&matrix(&snapshot, &request).unwrap(), "plan", "total")
    };
    assert_eq!(cell(Measure::Codings, RollUp::All), 5);
    assert_eq!(cell(Measure::Segments, RollUp::All), 5, "two coders' segments are two");
    assert_eq!(cell(Measure::Sources, RollUp::All), 2);
    // "Nobody told me the plan", "I was given a date", "We plan with the child first": 5 + 5 + 6.
    assert_eq!(cell(Measure::Words, RollUp::All), 16);
    assert_eq!(cell(Measure::Codings, RollUp::Direct), 1);
    assert_eq!(cell(Measure::Words, RollUp::Direct), 6);
}

#[test]
fn people_without_consent_are_in_no_count_and_no_column() {
    let mut study = workshop();
    study.snapshot.participants[1].consent.withdrawn = Some(TODAY);
    study.snapshot.participants[3].consent.expires = Some(jiff::civil::date(2025, 9, 30));
    let snapshot = study.done();
    let table = matrix(&snapshot, &request(Rows::Code, Columns::Role, Measure::Participants)).unwrap();
    assert_eq!(table.column("parent"), None);
    assert_eq!(count(&table, "delay", "total"), 0);
    assert_eq!(table.columns.last().unwrap().n, Some(2));
    let note = table.notes.iter().find(|note| note.contains("consent")).unwrap();
    assert_eq!(note, "Outside for want of consent: 1 withdrawn, 1 not given or expired; with them 3 codings.");
    let list = codings(&Frame::new(&snapshot, &Filter::default()).unwrap(), None).to_csv();
    assert!(!list.contains("P1") && !list.contains("It came late"), "{list}");
}

#[test]
fn a_role_that_is_no_data_is_an_interviewer_whatever_the_speakers_sheet_says() {
    let mut study = workshop();
    study.snapshot.participants[2].role = "facilitator".to_owned();
    let snapshot = study.done();
    let table = matrix(&snapshot, &request(Rows::Code, Columns::Role, Measure::Codings)).unwrap();
    assert_eq!(count(&table, "plan", "total"), 3);
    assert_eq!(table.column("facilitator"), None);
}

#[test]
fn unnamed_speakers_and_texts_without_turns_count_as_text_and_never_as_people() {
    let mut study = workshop();
    let note = study.source("c-note", &[]);
    let group = study.source("d-group", &[(Who::Stranger, "They lost the plan."), (Who::Nobody, "So did I.")]);
    study.code(note, "plan", "ann", "Heading of nobody");
    study.code(group, "plan", "ann", "lost the plan");
    study.code(group, "delay", "ann", "So did I.");
    study.code(group, "delay", "ann", "Heading");
    let snapshot = study.done();
    let codings = matrix(&snapshot, &request(Rows::Code, Columns::Role, Measure::Codings)).unwrap();
    assert_eq!((count(&codings, "plan", "(not named)"), count(&codings, "delay", "(not named)")), (2, 1));
    assert_eq!(count(&codings, "plan", "total"), 7);
    assert!(codings.notes.iter().any(|note| note.starts_with("1 coding on labels")), "{:?}", codings.notes);
    let people = matrix(&snapshot, &request(Rows::Code, Columns::Role, Measure::Participants)).unwrap();
    assert_eq!(people.column("(not named)"), None);
    assert_eq!(count(&people, "plan", "total"), 3);
}

#[test]
fn a_filter_narrows_numerators_and_n_together() {
    let snapshot = workshop().done();
    let practitioners = vec![false, false, true, true];
    let filter =
        Filter { participants: Some(practitioners), label: "role:practitioner".to_owned(), ..Filter::default() };
    let asked = MatrixRequest { filter, ..request(Rows::Theme, Columns::Role, Measure::Participants) };
    let table = matrix(&snapshot, &asked).unwrap();
    assert_eq!(count(&table, "planning", "total"), 1);
    assert_eq!(table.columns.last().unwrap().n, Some(2));
    assert!(table.frame.contains("filter: role:practitioner"), "{}", table.frame);
    assert!(explain(&asked).contains("role:practitioner"));

    let ben = Filter { coders: vec![1], ..Filter::default() };
    let table =
        matrix(&snapshot, &MatrixRequest { filter: ben, ..request(Rows::Theme, Columns::Role, Measure::Codings) });
    assert_eq!(count(&table.unwrap(), "planning", "total"), 1);

    let wrong = Filter { codings: Some(vec![true]), ..Filter::default() };
    let refused = matrix(&snapshot, &MatrixRequest { filter: wrong, ..MatrixRequest::default() });
    assert_eq!(refused, Err(AnalysisError::MaskLength { what: "codings", found: 1, expected: 8 }));
}

#[test]
fn interviewers_come_in_as_text_when_asked_for() {
    let filter = Filter { include_interviewers: true, ..Filter::default() };
    let snapshot = workshop().done();
    let table =
        matrix(&snapshot, &MatrixRequest { filter, ..request(Rows::Code, Columns::Role, Measure::Codings) }).unwrap();
    assert_eq!(count(&table, "plan", "(interviewers)"), 1);
    assert_eq!(count(&table, "plan", "total"), 6);
}

#[test]
fn shares_say_what_they_are_shares_of() {
    let snapshot = workshop().done();
    let shares =
        |share, measure| matrix(&snapshot, &MatrixRequest { share, ..request(Rows::Theme, Columns::Role, measure) });
    let of_people = shares(Share::Participants, Measure::Participants).unwrap();
    assert_eq!(of_people.cell(0, "practitioner"), Some(&Cell::Share { part: 1, whole: 2 }));
    assert_eq!(of_people.cell(0, "total"), Some(&Cell::Share { part: 3, whole: 4 }));
    let of_column = shares(Share::Column, Measure::Codings).unwrap();
    // The parent's passage stands in both themes and is one of two codings in the column.
    assert_eq!(of_column.cell(0, "parent"), Some(&Cell::Share { part: 1, whole: 2 }));
    assert_eq!(of_column.cell(1, "parent"), Some(&Cell::Share { part: 2, whole: 2 }));
    assert_eq!(shares(Share::Participants, Measure::Words), Err(AnalysisError::ShareOfPeople { measure: "words" }));
}

#[test]
fn attributes_sort_numbers_by_size_and_keep_those_without_a_value() {
    let mut study = workshop();
    let people = &mut study.snapshot.participants;
    people[0].attributes[0].1 = themeweave::model::Value::Number(9.0);
    people[0].consent.guardian = Some(Scope::QuotePublished);
    people[1].attributes[0].1 = themeweave::model::Value::Number(38.0);
    people[2].attributes.clear();
    people[3].attributes[0].1 = themeweave::model::Value::Number(101.0);
    let snapshot = study.done();
    let columns = Columns::parse("AGE", &snapshot).unwrap();
    let table = matrix(&snapshot, &request(Rows::Code, columns, Measure::Participants)).unwrap();
    let keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys, ["id", "code", "9", "38", "101", "(not recorded)", "total"]);
    let error = Columns::parse("colour", &snapshot).unwrap_err().to_string();
    assert!(error.contains("`colour`") && error.contains("role, case, source, participant, age"), "{error}");
}

#[test]
fn words_of_the_command_line_read_back_and_others_are_told_what_is_possible() {
    for measure in Measure::OF_MATRIX {
        assert_eq!(Measure::parse(&measure.word().to_uppercase()), Ok(measure));
    }
    assert_eq!((Rows::parse("Categories"), Rows::parse(" code ")), (Ok(Rows::Category), Ok(Rows::Code)));
    assert_eq!((Share::parse(""), RollUp::parse("direct")), (Ok(Share::None), Ok(RollUp::Direct)));
    let error = RollUp::parse("sum").unwrap_err().to_string();
    assert_eq!(error, "unknown roll-up `sum`; expected one of: all, direct");
}

#[test]
fn words_without_texts_are_an_answer_and_not_a_panic() {
    let mut snapshot = workshop().done();
    snapshot.texts.clear();
    let refused = matrix(&snapshot, &request(Rows::Code, Columns::Role, Measure::Words));
    assert!(matches!(refused, Err(AnalysisError::TextsMissing { .. })));
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let wanted = QuoteRequest { per_theme: 3, min_words: 1, max_words: 60, quotable: &[true; 4] };
    assert!(matches!(select(&frame, &wanted), Err(AnalysisError::TextsMissing { .. })));
}

#[test]
fn voices_and_prevalence_count_people_cases_and_sources() {
    let mut study = workshop();
    study.case("W1");
    study.snapshot.participants[0].cases = vec!["F1".to_owned()];
    study.snapshot.sources[1].case = Some(0);
    let snapshot = study.done();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let said = voices(&frame);
    assert_eq!((said[0].participants, said[0].of, said[0].cases, said[0].sources), (3, 4, 2, 2));
    assert_eq!(said[0].in_words(), "3 of 4: child 1/1, parent 1/1, practitioner 1/2");
    assert_eq!((said[1].participants, said[1].cases), (2, 1));
    let table = prevalence(&frame);
    assert_eq!(count(&table, "Theme planning", "participants"), 3);
}

#[test]
fn a_listing_withholds_words_of_people_who_may_not_be_quoted_in_the_team() {
    let snapshot = workshop().done();
    let table = codings(&Frame::new(&snapshot, &Filter::default()).unwrap(), None);
    assert_eq!(table.rows.len(), 7);
    let of = |participant: &str| {
        let row = table.rows.iter().find(|row| row[1] == Cell::words(participant)).unwrap();
        row[6].clone()
    };
    assert_eq!(of("P1"), Cell::words("I was given a date."));
    assert!(matches!(of("S2"), Cell::Withheld(_)), "consent reaches to analysis alone");
}

/// The workshop beside a small review: safety with effects and no theme, permanence with both, health
/// with a theme and no effects.
fn reviewed() -> Snapshot {
    let mut study = workshop();
    study.theme("loose", &["plan_parent"]);
    let snapshot = &mut study.snapshot;
    let level = |id: &str, order| Level { id: id.to_owned(), name: id.to_uppercase(), order, ..Level::default() };
    let scale =
        |id: &str, flag: &str, levels| Scale { id: id.to_owned(), flag: flag.to_owned(), levels, ..Scale::default() };
    snapshot.scales.push(scale(
        "outcome_domains",
        "",
        vec![level("permanence", 1), level("health", 2), level("safety", 3)],
    ));
    snapshot.scales.push(scale("evidence_rating", "*", vec![level("2", 1), level("3", 2), level("4", 3)]));
    snapshot.scales.push(scale("cost_rating", "", vec![level("2", 2), level("5", 5), level("na", 6)]));
    let findings = &mut snapshot.findings;
    for (id, rating, cost) in [("i1", "3*", "na"), ("i2", "3", "2")] {
        findings.interventions.push(Intervention {
            id: id.to_owned(),
            evidence_rating: rating.to_owned(),
            cost_rating: cost.to_owned(),
            ..Intervention::default()
        });
    }
    for id in ["one", "two"] {
        let (id, cite) = (id.to_owned(), format!("Author {id}"));
        findings.studies.push(Trial { id, cite, n_total: Some(90), ..Trial::default() });
    }
    let rows = [
        ("e1", "one", "i1", "permanence", EffectScale::OddsRatio, 0.5, Some(false)),
        ("e2", "one", "i1", "permanence", EffectScale::OddsRatio, 0.8, Some(true)),
        ("e3", "two", "i2", "permanence", EffectScale::Smd, 0.2, Some(true)),
        ("e4", "two", "i2", "permanence", EffectScale::Smd, 9.9, Some(true)),
        ("e5", "two", "i2", "safety", EffectScale::Smd, -0.1, None),
    ];
    for (id, study, intervention, outcome, es_type, value, higher_is_better) in rows {
        findings.effects.push(Effect {
            id: id.to_owned(),
            study: study.to_owned(),
            intervention: intervention.to_owned(),
            outcome: outcome.to_owned(),
            es_type,
            value: Some(value),
            higher_is_better,
            ..Effect::default()
        });
    }
    findings.statistics.push(Statistic {
        id: "st1".to_owned(),
        label: "Returns that end".to_owned(),
        value: Some(30.0),
        unit: "percent".to_owned(),
        base: "children who went home".to_owned(),
        ..Statistic::default()
    });
    let links = [
        ("theme", "planning", "outcome", "permanence", LinkStatus::Accepted),
        ("code", "plan_child", "statistic", "st1", LinkStatus::Accepted),
        ("code", "delay", "outcome", "health", LinkStatus::Accepted),
        ("theme", "waiting", "outcome", "safety", LinkStatus::Proposed),
        ("theme", "loose", "outcome", "permanence", LinkStatus::Rejected),
    ];
    for (from_kind, from, to_kind, to, status) in links {
        findings.links.push(Link {
            from_kind: from_kind.to_owned(),
            from: from.to_owned(),
            to_kind: to_kind.to_owned(),
            to: to.to_owned(),
            status,
            ..Link::default()
        });
    }
    study.done()
}

#[test]
fn a_joint_display_keeps_voices_and_findings_apart_and_names_the_gap() {
    let snapshot = reviewed();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let joint = Joint::new(&frame, &BTreeSet::from(["e4".to_owned()]));
    let gaps: Vec<(Option<usize>, Option<usize>, Gap)> =
        joint.cells.iter().map(|cell| (cell.theme, cell.target, cell.gap)).collect();
    assert_eq!(
        gaps,
        [
            (Some(0), Some(0), Gap::Both),
            (Some(1), Some(1), Gap::QualOnly),
            (None, Some(2), Gap::QuantOnly),
            (Some(2), None, Gap::QualOnly),
        ]
    );
    let found = joint.quantitative(&joint.cells[0]).unwrap();
    assert_eq!((found.studies, found.count()), (2, 3), "the barred effect counts nowhere");
    assert_eq!((found.benefit, found.neither, found.harm), (2, 0, 1));
    assert_eq!(found.ranges_in_words(), "SMD 0.20 (1); OR 0.80 to 2.00 (2)");
    assert_eq!((found.best_rating.as_deref(), found.flagged), (Some("3"), false), "3 beats 3*");
    assert_eq!(found.costs, ["2", "na"]);
    assert_eq!(joint.statistics[0], [0]);
    assert_eq!(joint.targets[2].found.neither, 1, "an unknown direction is never a benefit");
}

#[test]
fn joint_tables_have_the_columns_that_charts_and_guides_read() {
    let snapshot = reviewed();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let joint = Joint::new(&frame, &BTreeSet::new());
    let keys = |table: &Table| table.columns.iter().map(|column| column.key.clone()).collect::<Vec<_>>();

    let grid = joint.grid();
    assert_eq!(keys(&grid), ["theme", "outcome", "participants", "studies", "benefit", "harm", "rating", "fit", "gap"]);
    assert_eq!(grid.rows.len(), 4 * 3, "three themes and (no theme), by three outcomes");
    let found = ["3", "partial", "both"].map(Cell::words);
    assert_eq!(grid.rows[0][2..], [3, 2, 3, 1].map(Cell::Count).into_iter().chain(found).collect::<Vec<_>>());
    assert!(grid.rows[1][2..8].iter().all(|cell| *cell == Cell::Empty), "{:?}", grid.rows[1]);
    assert_eq!(grid.rows[1][8], Cell::words("neither"));
    assert_eq!(grid.rows[11][0], Cell::words("(no theme)"));
    assert_eq!(grid.rows[11][8], Cell::words("quant_only"));

    for layout in [Layout::Reading, Layout::Data] {
        for table in [joint.by_target(layout), joint.side_by_side(layout)] {
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{:?}", keys(&table));
        }
    }
    let data = joint.by_target(Layout::Data);
    assert_eq!(data.cell(0, "participants"), Some(&Cell::Count(3)));
    assert_eq!(data.cell(0, "statistics"), Some(&Cell::words("Returns that end: 30%, of children who went home")));
    assert_eq!(data.cell(2, "participants"), Some(&Cell::Empty));
    assert_eq!(data.cell(2, "studies"), Some(&Cell::Count(1)));
    let beside = joint.side_by_side(Layout::Reading);
    assert_eq!(beside.cell(2, "found"), Some(&Cell::words("no outcome linked")));
    assert_eq!(beside.cell(2, "fit"), Some(&Cell::words("qual_only")));
}

#[test]
fn a_joint_display_without_themes_still_shows_what_was_tested() {
    let mut snapshot = reviewed();
    snapshot.themes.clear();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let joint = Joint::new(&frame, &BTreeSet::new());
    let table = joint.by_target(Layout::Data);
    assert_eq!(table.rows.len(), 2);
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
}

#[test]
fn the_forest_is_sorted_by_outcome_scale_and_value_and_leaves_barred_rows_out() {
    let snapshot = reviewed();
    let table = forest(&snapshot, &BTreeSet::from(["e4".to_owned()]));
    let shown: Vec<[String; 3]> = table.rows.iter().map(|row| [0, 13, 6].map(|at| row[at].display())).collect();
    let shown: Vec<[&str; 3]> = shown.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let expected = [
        ["PERMANENCE", "effect", "0.20"],
        ["PERMANENCE", "effect", "0.50"],
        ["PERMANENCE", "effect", "0.80"],
        ["PERMANENCE", "pooled", ""],
        ["SAFETY", "effect", "-0.10"],
        ["SAFETY", "pooled", ""],
    ];
    assert_eq!(shown, expected);
    assert_eq!(table.cell(0, "study"), Some(&Cell::words("Author two")));
    assert_eq!(table.cell(1, "benefit"), Some(&Cell::words("lower")));
    assert_eq!(table.cell(4, "benefit"), Some(&Cell::Empty));
    assert!(table.notes.iter().any(|note| note.contains("errors: 1")), "{:?}", table.notes);
}

#[test]
fn polarity_shows_the_top_codes_of_its_categories_with_their_people() {
    let snapshot = workshop().done();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let table = polarity(&frame, &["hinders", "helps"]);
    let first: Vec<String> = table.rows.iter().map(|row| row[0].display() + " " + &row[1].display()).collect();
    assert_eq!(first, ["plan positive", "delay negative"]);
    assert_eq!((count(&table, "plan", "practitioner"), count(&table, "delay", "practitioner")), (1, 1));
    assert!(polarity(&frame, &[]).rows.is_empty(), "no category is called barrier or enabler here");
}

/// Two children, a parent and a practitioner who speak of one theme, one of them against the others.
fn quotable_study() -> Study {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["told"]);
    study.codes("hinders", Polarity::Negative, &["untold"]);
    study.theme("voice", &["told", "untold"]);
    study.theme("again", &["told", "untold"]);
    let sentence = "They sat with me and told me what would happen and then it happened just so. ";
    for (name, role) in [("C1", "child"), ("C2", "child"), ("P1", "parent"), ("S1", "practitioner")] {
        let person = study.person(name, role, Scope::QuotePublished);
        let own = format!("{name} speaking. {sentence}{sentence}");
        let other = format!("Nobody ever told {name} about any of it before the day when the car came round.");
        let source = study.source(
            &format!("source-{name}"),
            &[
                (Who::Interviewer, "And then?"),
                (Who::Person(person), &own),
                (Who::Interviewer, "Always?"),
                (Who::Person(person), &other),
            ],
        );
        for coder in ["ann", "ben"] {
            study.code(source, "told", coder, &own);
        }
        if name == "S1" {
            study.code(source, "untold", "ann", &other);
        }
        study.code(source, "told", "ann", "then?\n");
    }
    study
}

#[test]
fn quotes_are_spread_over_roles_with_one_contrary_voice_and_no_person_twice_in_a_theme() {
    let snapshot = quotable_study().done();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let wanted = QuoteRequest { per_theme: 3, min_words: 8, max_words: 60, quotable: &[true; 4] };
    let chosen = select(&frame, &wanted).unwrap();
    let of = |theme: usize| chosen.iter().filter(move |choice| choice.theme == theme);
    let people: Vec<u32> = of(0).map(|choice| choice.participant).collect();
    assert_eq!(people, [0, 2, 3], "one child, the parent, the practitioner");
    let contrary: Vec<bool> = of(0).map(|choice| choice.contrary).collect();
    assert_eq!(contrary, [false, false, true]);
    for choice in &chosen {
        let text = choice.span.of(&snapshot.texts[choice.source as usize]).unwrap();
        assert!(!text.contains("And then"), "an interviewer's words: {text}");
        let twice = chosen.iter().filter(|other| other.source == choice.source && other.span.intersects(choice.span));
        assert_eq!(twice.count(), 1, "a passage is used once in a pack");
    }
    assert_eq!(chosen, select(&frame, &wanted).unwrap());
}

#[test]
fn places_are_not_wasted_on_people_who_may_not_be_quoted() {
    let snapshot = quotable_study().done();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let wanted = QuoteRequest { per_theme: 4, min_words: 8, max_words: 60, quotable: &[false, true, true, false] };
    let chosen = select(&frame, &wanted).unwrap();
    let people: BTreeSet<u32> = chosen.iter().map(|choice| choice.participant).collect();
    assert_eq!(Vec::from_iter(people), [1, 2]);
    assert!((0..snapshot.themes.len()).all(|theme| chosen.iter().any(|choice| choice.theme == theme)), "{chosen:?}");
    let short = QuoteRequest { quotable: &[true; 3], ..wanted };
    assert!(matches!(select(&frame, &short), Err(AnalysisError::MaskLength { found: 3, expected: 4, .. })));
}

const AXES: [(&str, Columns); 4] = [
    ("role", Columns::Role),
    ("case", Columns::Case),
    ("source", Columns::Source),
    ("participant", Columns::Participant),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_matrix_equals_counting_by_the_definitions(recipe in recipes()) {
        let snapshot = recipe.snapshot();
        for rows in Rows::ALL {
            for (axis, columns) in &AXES {
                for measure in Measure::OF_MATRIX {
                    for roll_up in RollUp::ALL {
                        let asked = MatrixRequest { roll_up, ..request(rows, columns.clone(), measure) };
                        let table = matrix(&snapshot, &asked).unwrap();
                        let cells = naive::cells(&snapshot, rows, axis, measure, roll_up);
                        let mut seen = 0;
                        for row in &table.rows {
                            for (column, cell) in table.columns.iter().zip(row).skip(2) {
                                let Cell::Count(counted) = cell else { panic!("{cell:?}") };
                                let id = row[0].display();
                                let expected = cells.iter().filter(|(r, c, _)| *r == id && *c == column.key).count() as u64;
                                prop_assert_eq!(*counted, expected, "{} {} by {} {}", measure.word(), &id, axis, &column.key);
                                seen += expected;
                            }
                        }
                        prop_assert_eq!(seen, cells.len() as u64, "a column is missing: {:?}", table.columns);
                    }
                }
            }
        }
    }

    #[test]
    fn counts_keep_their_bounds(recipe in recipes()) {
        let snapshot = recipe.snapshot();
        for (_, columns) in &AXES {
            for measure in Measure::OF_MATRIX {
                let table = matrix(&snapshot, &request(Rows::Code, columns.clone(), measure)).unwrap();
                let at = |row: &[Cell], column: usize| match row[column] { Cell::Count(count) => count, _ => 0 };
                let last = table.columns.len() - 1;
                for row in &table.rows {
                    let cells: Vec<u64> = (2..last).map(|column| at(row, column)).collect();
                    prop_assert!(at(row, last) <= cells.iter().sum::<u64>(), "a distinct total is at most the sum");
                    prop_assert!(cells.iter().all(|cell| *cell <= at(row, last)), "and at least every part");
                    if matches!(measure, Measure::Participants | Measure::Sources) {
                        for (column, cell) in table.columns.iter().zip(row) {
                            if let (Some(n), Cell::Count(count)) = (column.n, cell) {
                                prop_assert!(*count <= n, "{} of {n}", count);
                            }
                        }
                    }
                }
                for (child, code) in snapshot.codebook.codes.iter().enumerate() {
                    let Some(parent) = code.parent.as_deref().and_then(|id| snapshot.codebook.position(id)) else { continue };
                    for column in 2..=last {
                        prop_assert!(at(&table.rows[parent], column) >= at(&table.rows[child], column));
                    }
                }
            }
        }
    }
}
