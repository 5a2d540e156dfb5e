//! Configurations of practice elements and of themes, on studies whose answers are known and on the sample.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod sandbox;
mod study;

use std::collections::BTreeSet;

use sandbox::{PROJECT, Sandbox, Sheet};
use study::{Study, TODAY, Who};
use themeweave::analysis::{AnalysisError, Conditions, Configurations, Cuts, Filter, Frame, Layout, OutcomeScores};
use themeweave::model::{
    Effect, EffectScale, Element, Intervention, InterventionElement, Level, Polarity, Scale, Scope, Snapshot, Value,
};
use themeweave::project::{ConfigurationQuestion, ConfigurationTable, Now, Project};
use themeweave::stats::qca::Anchors;
use themeweave::table::{Cell, Table, TerminalStyle};

/// Interventions with their rating and, for the elements plan, mentor, visits: `1` present, `0` absent, `-` not reported.
const INTERVENTIONS: [(&str, &str, &str); 9] = [
    ("alpha", "4", "110"),
    ("beta", "3*", "110"),
    ("gamma", "3", "111"),
    ("delta", "2", "010"),
    ("epsilon", "2", "100"),
    ("zeta", "4", "100"),
    ("eta", "2", "000"),
    ("theta", "4", "1-0"),
    ("iota", "", "111"),
];

fn review() -> Snapshot {
    let mut snapshot = Snapshot::empty(TODAY);
    let level = |id: &str, order| Level { id: id.to_owned(), name: format!("Level {id}"), order, ..Level::default() };
    let levels = vec![level("2", 1), level("3", 2), level("4", 3)];
    snapshot.scales.push(Scale { id: "evidence_rating".to_owned(), flag: "*".to_owned(), levels, ..Scale::default() });
    let findings = &mut snapshot.findings;
    for id in ["plan", "mentor", "visits"] {
        findings.elements.push(Element { id: id.to_owned(), name: format!("The {id}"), ..Element::default() });
    }
    for (id, rating, elements) in INTERVENTIONS {
        let name = id[..1].to_uppercase() + &id[1..];
        let evidence_rating = rating.to_owned();
        findings.interventions.push(Intervention {
            id: id.to_owned(),
            name,
            evidence_rating,
            ..Intervention::default()
        });
        for (element, sign) in ["plan", "mentor", "visits"].iter().zip(elements.chars()) {
            findings.intervention_elements.push(InterventionElement {
                intervention: id.to_owned(),
                element: (*element).to_owned(),
                presence: (sign != '-').then_some(sign == '1'),
                source: String::new(),
            });
        }
    }
    snapshot
}

fn words(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn by_rating(snapshot: &Snapshot, elements: &[&str]) -> Configurations {
    let outcome = OutcomeScores::rating(snapshot, "3").unwrap();
    Configurations::of_elements(snapshot, &words(elements), &outcome).unwrap()
}

/// Every row as one line, cells as people read them.
fn lines(table: &Table) -> Vec<String> {
    table.rows.iter().map(|row| row.iter().map(Cell::display).collect::<Vec<_>>().join(" | ")).collect()
}

#[track_caller]
fn assert_noted(table: &Table, note: &str) {
    assert!(table.notes.iter().any(|found| found.contains(note)), "{note:?} is not among {:#?}", table.notes);
}

#[test]
fn interventions_are_put_in_rows_and_those_left_out_are_named() {
    let snapshot = review();
    let table = by_rating(&snapshot, &["plan", "mentor"]).truth(Cuts::default(), Layout::Reading);
    assert_eq!(
        lines(&table),
        [
            "4 | 1 | 1 | 1 | 3 | 1.000 | 1.000 | Alpha; Beta; Gamma | ",
            "3 | 1 | 0 | 0 | 2 | 0.500 | 0.500 | Zeta | Epsilon",
            "1 | 0 | 0 | 0 | 1 | 0.000 | 0.000 |  | Eta",
            "2 | 0 | 1 | 0 | 1 | 0.000 | 0.000 |  | Delta",
        ]
    );
    assert_noted(&table, "Left out because the evidence rating is missing or not on the scale: Iota.");
    assert_noted(&table, "Left out because a condition is not reported: Theta (mentor).");
    assert_noted(&table, "Contradictory rows, with cases that have the outcome and cases that have not: 3.");
    assert_noted(&table, "A: The plan (plan), in 5 of 7.");
    assert!(table.frame.starts_with("7 interventions; outcome: evidence rating 3 or better"), "{}", table.frame);
    // Without mentor, nothing of Theta is missing.
    let more = by_rating(&snapshot, &["visits", "plan", "visits"]).data(Layout::Data);
    let ids: Vec<&str> = more.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(ids, ["case", "visits", "plan", "outcome"]);
    assert!(lines(&more).contains(&"theta | 0 | 1 | 1".to_owned()), "{:?}", lines(&more));
}

#[test]
fn terms_have_their_figures_and_cases() {
    let configurations = by_rating(&review(), &["plan", "mentor"]);
    let table = configurations.solutions(Cuts::default(), Layout::Reading);
    let expected = [
        "conservative | A*B | 1.000 | 1.000 | 0.750 |  | Alpha; Beta; Gamma",
        "parsimonious | A*B | 1.000 | 1.000 | 0.750 |  | Alpha; Beta; Gamma",
    ];
    assert_eq!(lines(&table), expected);
    // From one half on, the contradictory row leads to the outcome too.
    let lenient = configurations.solutions(Cuts { consistency: 0.5, ..Cuts::default() }, Layout::Data);
    assert_eq!(
        lines(&lenient)[..2],
        [
            "conservative | 1 | plan | 0.800 | 0.800 | 1.000 |  | yes | Alpha; Beta; Gamma; Epsilon; Zeta",
            "conservative | 1 | (all terms) | 0.800 | 0.800 | 1.000 |  |  | ",
        ]
    );
    let necessity = configurations.necessity(Layout::Data);
    // All four with the outcome have the plan; RoN 2/3, coverage 4/5.
    assert_eq!(lines(&necessity)[0], "plan | 1.000 | 0.667 | 0.800");
    assert_eq!(lines(&necessity)[1], "~plan | 0.000 | 0.714 | 0.000");
}

#[test]
fn every_combination_is_in_the_data_and_remainders_are_counted() {
    let table = by_rating(&review(), &["plan", "mentor", "visits"]).truth(Cuts::default(), Layout::Data);
    assert_eq!(table.rows.len(), 8);
    assert_eq!(table.cell(1, "outcome"), Some(&Cell::words("?")));
    assert_noted(&table, "Remainders, combinations with too few cases: 3 of 8 (38%).");
    assert_noted(&table, "Few cases: 7 for 3 conditions; three for each would be 9.");
}

#[test]
fn conditions_by_rule_do_not_depend_on_the_outcome() {
    let snapshot = review();
    let mut ratings = by_rating(&snapshot, &[]);
    let ids = |of: &Configurations| of.data(Layout::Data).columns.iter().map(|c| c.key.clone()).collect::<Vec<_>>();
    // Mentor is not reported of Theta; of eight rated interventions two conditions at most would do.
    assert_eq!(ids(&ratings), ["case", "plan", "visits", "outcome"]);
    assert_noted(&ratings.data(Layout::Reading), "Conditions chosen by rule");
    let opposite = OutcomeScores::rating(&snapshot, "3").unwrap().of_absence();
    let of_absence = Configurations::of_elements(&snapshot, &[], &opposite).unwrap();
    assert_eq!(ids(&of_absence), ids(&ratings));
    ratings = by_rating(&snapshot, &["mentor"]);
    assert!(!ratings.data(Layout::Reading).notes.iter().any(|note| note.contains("by rule")));
}

#[test]
fn scores_handed_in_may_be_fuzzy() {
    let snapshot = review();
    let anchors = Anchors::new(0.0, 0.2, 0.5).unwrap();
    let effects = [("alpha", 0.6), ("beta", 0.3), ("gamma", 0.5), ("delta", 0.2), ("epsilon", 0.0), ("eta", -0.4)];
    let outcome = OutcomeScores {
        description: "pooled effect, calibrated at 0, 0.2 and 0.5".to_owned(),
        scores: effects.iter().map(|(id, effect)| ((*id).to_owned(), anchors.membership(*effect))).collect(),
        missing: "no effect could be pooled".to_owned(),
    };
    let configurations = Configurations::of_elements(&snapshot, &words(&["plan", "mentor"]), &outcome).unwrap();
    let table = configurations.truth(Cuts::default(), Layout::Reading);
    assert_noted(&table, "Left out because no effect could be pooled: Zeta; Theta; Iota.");
    assert_noted(&table, "Neither with nor without the outcome, because membership is exactly one half: Delta.");
    assert_noted(&table, "membership in the outcome lies between 0 and 1");
    let mean = |effects: [f64; 3]| effects.iter().map(|effect| anchors.membership(*effect)).sum::<f64>() / 3.0;
    // The row of plan and mentor: alpha, beta, gamma, each wholly in it.
    let Some(Cell::Number { value, .. }) = table.cell(0, "consistency") else { panic!("no consistency") };
    assert!((value - mean([0.6, 0.3, 0.5])).abs() < 1e-12, "{value}");
}

#[test]
fn directions_are_votes_over_effects_without_those_that_have_errors() {
    let mut snapshot = review();
    let effect = |id: &str, intervention: &str, value: f64| Effect {
        id: id.to_owned(),
        intervention: intervention.to_owned(),
        es_type: EffectScale::Smd,
        value: Some(value),
        higher_is_better: Some(true),
        ..Effect::default()
    };
    snapshot.findings.effects = vec![
        effect("e1", "alpha", 0.3),
        effect("e2", "alpha", 0.1),
        effect("e3", "alpha", -0.1),
        effect("e4", "beta", 0.3),
        effect("e5", "gamma", 0.3),
        effect("e6", "alpha", 0.2),
        effect("e7", "beta", -0.3),
    ];
    let score = |barred: &[&str]| {
        let barred: BTreeSet<String> = barred.iter().map(|id| (*id).to_owned()).collect();
        let scores = OutcomeScores::direction(&snapshot, &barred).scores;
        ["alpha", "beta", "gamma", "delta"].map(|id| scores.get(id).map(|score| *score > 0.5))
    };
    // Three of four towards benefit are enough, one of two is not.
    assert_eq!(score(&[]), [Some(true), Some(false), Some(true), None]);
    assert_eq!(score(&["e6", "e7", "e5"]), [Some(false), Some(true), None, None]);
}

#[test]
fn what_cannot_be_compared_is_told_with_what_can() {
    let snapshot = review();
    let rating = OutcomeScores::rating(&snapshot, "3").unwrap();
    let unknown = Configurations::of_elements(&snapshot, &words(&["plan", "planet", "mentr"]), &rating);
    let message = unknown.unwrap_err().to_string();
    assert_eq!(message, "unknown condition `planet, mentr`; expected one of: plan, mentor, visits");
    let nobody = Configurations::of_elements(&snapshot, &words(&["plan"]), &OutcomeScores::default()).unwrap_err();
    assert!(matches!(&nobody, AnalysisError::NothingToCompare { reason } if reason.contains("Alpha")), "{nobody}");
    let mut wrong = rating.clone();
    wrong.scores.insert("alpha".to_owned(), 1.5);
    let wrong = Configurations::of_elements(&snapshot, &words(&["plan"]), &wrong).unwrap_err();
    assert!(wrong.to_string().contains("membership 1.5"), "{wrong}");
    for (word, of, expected) in [
        ("rating:5", Conditions::Elements, "unknown evidence rating `5`; expected one of: 2, 3, 4"),
        ("effects", Conditions::Elements, "expected one of: rating, rating:LEVEL, direction, effect, fuzzy:E,C,I"),
        ("case:place=x", Conditions::Elements, "expected one of: rating, rating:LEVEL, direction, effect, fuzzy:E,C,I"),
        ("rating", Conditions::Themes, "unknown outcome of cases `rating`"),
    ] {
        let error = OutcomeScores::read(word, of, &snapshot, &BTreeSet::new()).unwrap_err().to_string();
        assert!(error.contains(expected), "{word}: {error}");
    }
}

/// Four families with a parent each, and a workshop without an outcome. Everybody is asked about plans.
fn families() -> Snapshot {
    let mut study = Study::new();
    study.codes("helps", Polarity::Positive, &["plan", "plan>plan_child", "help"]);
    study.theme("planning", &["plan"]);
    study.theme("helping", &["help"]);
    for (id, said, outcome) in [
        ("F1", "We had a plan and help.", "home"),
        ("F2", "We had a plan.", "home"),
        ("F3", "Nothing at all.", "care"),
        ("F4", "We had help.", "care"),
        ("F5", "We had a plan too.", "home"),
    ] {
        let case = study.case(id) as usize;
        study.snapshot.cases[case].attributes = vec![("outcome".to_owned(), Value::Text(outcome.to_owned()))];
        let person = study.person(&format!("P{id}"), "parent", Scope::Analyse) as usize;
        study.snapshot.participants[person].cases = vec![id.to_owned()];
        if id == "F5" {
            study.snapshot.participants[person].consent.withdrawn = Some(TODAY);
        }
        let who = Who::Person(u32::try_from(person).unwrap());
        let source = study.source(&format!("s-{id}"), &[(Who::Interviewer, "Was there any plan?"), (who, said)]);
        study.code(source, "plan", "ann", "any plan");
        for (code, words) in [("plan_child", "a plan"), ("help", "help")] {
            if said.contains(words) {
                study.code(source, code, "ann", words);
            }
        }
    }
    study.case("W1");
    let person = study.person("W", "practitioner", Scope::Analyse);
    study.snapshot.participants[person as usize].cases = vec!["W1".to_owned()];
    study.source("s-W1", &[(Who::Person(person), "We plan.")]);
    study.done()
}

#[test]
fn a_case_has_a_theme_when_its_people_speak_of_it_and_never_when_the_interviewer_does() {
    let snapshot = families();
    let frame = Frame::new(&snapshot, &Filter::default()).unwrap();
    let outcome = OutcomeScores::read("case:Outcome=HOME", Conditions::Themes, &snapshot, &BTreeSet::new()).unwrap();
    let configurations = Configurations::of_themes(&frame, &words(&["planning", "Theme helping"]), &outcome).unwrap();
    let data = configurations.data(Layout::Data);
    assert_eq!(lines(&data), ["F1 | 1 | 1 | 1", "F2 | 1 | 0 | 1", "F3 | 0 | 0 | 0", "F4 | 0 | 1 | 0"]);
    assert_noted(&data, "Left out because outcome is not recorded: Case W1.");
    assert_noted(&data, "Left out because nobody of the case is in the frame: Case F5.");
    assert_noted(&data, "Outside for want of consent: 1 withdrawn");
    assert!(data.frame.contains("interviewers outside"), "{}", data.frame);
    let solutions = configurations.solutions(Cuts::default(), Layout::Data);
    assert_eq!(lines(&solutions)[2], "parsimonious | 1 | planning | 1.000 | 1.000 | 1.000 |  | yes | Case F1; Case F2");
}

#[test]
fn the_sample_is_answered_and_fits_eighty_columns() {
    let sandbox = Sandbox::built();
    let now = Now { today: TODAY, timestamp: "2025-10-01T12:00:00Z".to_owned() };
    let project = Project::open(&sandbox.path(PROJECT), now).unwrap();
    let elements = ["structured_judgement", "small_caseload", "carer_involvement", "drug_alcohol_services"];
    let of_elements = ConfigurationQuestion { conditions: words(&elements), ..ConfigurationQuestion::default() };
    let of_themes = ConfigurationQuestion {
        rows: "themes".to_owned(),
        outcome: "case:outcome=home".to_owned(),
        ..ConfigurationQuestion::default()
    };
    for question in [of_elements.clone(), of_themes] {
        for (table, _) in ConfigurationTable::ALL {
            let table =
                project.joint_qca(&ConfigurationQuestion { table, ..question.clone() }, Layout::Reading).unwrap();
            let text = table.to_terminal(TerminalStyle { width: 80 });
            assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
            assert_noted(&table, "SYNTHETIC");
        }
    }

    // What the sheets say, counted here a second time.
    let sheet = Sheet::read(&sandbox.read("transcripts-sample/findings/intervention_elements.csv"));
    let reported = |intervention: &str| {
        elements
            .iter()
            .all(|element| sheet.rows.iter().any(|row| row[0] == intervention && row[1] == *element && row[2] != "NR"))
    };
    let interventions = Sheet::read(&sandbox.read("transcripts-sample/findings/interventions.csv"));
    let at = |key: &str| interventions.columns.iter().position(|column| column == key).unwrap();
    let expected: Vec<(String, String)> = interventions
        .rows
        .iter()
        .filter(|row| reported(&row[0]))
        .map(|row| (row[0].clone(), u8::from(!row[at("evidence_rating")].starts_with('2')).to_string()))
        .collect();
    let question = ConfigurationQuestion { table: ConfigurationTable::Data, ..of_elements };
    let data = project.joint_qca(&question, Layout::Data).unwrap();
    let found: Vec<(String, String)> =
        data.rows.iter().map(|row| (row[0].display(), row[row.len() - 1].display())).collect();
    assert_eq!(found, expected);
    assert!(found.len() > 5 && found.len() < interventions.rows.len(), "{found:?}");
}

#[test]
fn the_command_prints_tables_and_refuses_what_it_does_not_know() {
    let sandbox = Sandbox::built();
    let csv = sandbox.ask(&["joint", "qca", "--table", "solution", "--csv"]).expect(0).out;
    let sheet = Sheet::read(&csv);
    assert_eq!(sheet.columns[..3], ["solution", "model", "term"]);
    assert!(sheet.rows.iter().any(|row| row[0] == "parsimonious"));
    let wrong = sandbox.ask(&["joint", "qca", "--conditions", "mentoring"]).expect(2).err;
    assert!(wrong.contains("unknown condition `mentoring`") && wrong.contains("peer_mentor"), "{wrong}");
    sandbox.ask(&["joint", "qca", "--incl-cut", "80"]).expect(2);
    sandbox.ask(&["joint", "qca", "--rows", "themes"]).expect(2);
    let selected = sandbox.ask(&["joint", "qca", "--where", "role:child"]).expect(2).err;
    assert!(selected.contains("--rows themes"), "{selected}");
}
