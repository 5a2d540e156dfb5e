//! Exports of EPPI-Reviewer: what is read of real ones, and our own out and back.

use std::fs;

use proptest::prelude::*;
use serde_json::json;
use tempfile::TempDir;
use themeweave::interchange::eppi::{read_eppi, write_eppi};
use themeweave::model::{Effect, EffectScale, Findings, Intervention, Study};
use themeweave::project::{FindingExport, FindingForm, FindingImportOptions};

use crate::round_trips::project;

/// An export as the program writes it, with one outcome of each type; properties are left out here and there.
fn export(outcomes: &serde_json::Value) -> String {
    let code = |id: u32, name: &str| json!({ "AttributeId": id, "AttributeName": name, "AttributeDescription": "" });
    json!({
        "CodeSets": [
            { "SetName": "Study Design", "Attributes": { "AttributesList": [
                { "AttributeId": 1, "AttributeName": "Trials", "Attributes": { "AttributesList": [code(2, "RCT")] } },
            ] } },
            { "SetName": "Interventions", "Attributes": { "AttributesList": [code(3, "Key worker")] } },
            { "SetName": "Screening on title", "Attributes": { "AttributesList": [code(4, "Include")] } },
            { "SetName": "Outcome domain", "Attributes": { "AttributesList": [code(5, "permanence")] } },
        ],
        "References": [{
            "ItemId": 900_001,
            "Title": "A trial",
            "ShortTitle": "Ash (2014)",
            "Year": "2014",
            "Country": "Wales",
            "DOI": "10.5555/ash",
            "Codes": [{ "AttributeId": 2 }, { "AttributeId": 3 }, { "AttributeId": 4 }, { "AttributeId": 77 }],
            "Outcomes": outcomes,
        }],
    })
    .to_string()
}

fn effects(outcomes: &serde_json::Value) -> Vec<Effect> {
    read_eppi("e.json", &export(outcomes)).unwrap_or_else(|problems| panic!("{problems}")).findings.effects
}

fn outcome(kind: u32, data: &[f64]) -> serde_json::Value {
    let mut outcome = json!({ "OutcomeId": 7, "OutcomeTypeId": kind, "Title": "Return", "ControlText": "usual" });
    for (at, figure) in (1..).zip(data) {
        outcome[format!("Data{at}")] = json!(figure);
    }
    outcome
}

#[test]
fn studies_take_what_their_codes_say_and_other_sets_are_told() {
    let read = read_eppi("e.json", &export(&json!([]))).unwrap();
    let study = &read.findings.studies[0];
    assert_eq!((study.id.as_str(), study.cite.as_str(), study.year), ("900001", "Ash (2014)", Some(2014)));
    assert_eq!((study.design.as_str(), study.country.as_str(), study.ris_id.as_str()), ("RCT", "Wales", "900001"));
    assert_eq!(read.findings.interventions[0].id, "key_worker");
    assert_eq!(read.notes, ["code sets without a place here, not taken: Screening on title"]);
}

#[test]
fn slots_mean_what_the_type_of_the_outcome_says() {
    let one = |kind, data: &[f64]| effects(&json!([outcome(kind, data)]))[0].clone();
    let means = one(1, &[50.0, 48.0, 12.0, 0.0, 5.0, 5.2]);
    assert_eq!(
        (means.es_type, means.n1, means.m1, means.m2, means.sd2),
        (EffectScale::Smd, Some(50.0), Some(12.0), Some(0.0), Some(5.2))
    );
    let table = one(2, &[98.0, 72.0, 107.0, 136.0]);
    assert_eq!(
        (table.es_type, table.e1, table.n1, table.e2, table.n2),
        (EffectScale::OddsRatio, Some(98.0), Some(205.0), Some(72.0), Some(208.0))
    );
    let errors = one(3, &[25.0, 36.0, 1.0, 2.0, 0.5, 0.5]);
    assert_eq!((errors.sd1, errors.sd2), (Some(2.5), Some(3.0)), "standard errors become deviations");
    let intervals = one(4, &[100.0, 100.0, 1.0, 2.0, 0.0, 1.0, 2.0, 3.0]);
    assert!((intervals.sd1.unwrap() - 2.0 / (2.0 * 1.959_963_984_540_054) * 10.0).abs() < 1e-12);
    let test = one(5, &[30.0, 31.0, 2.1, 0.04]);
    assert_eq!((test.n2, test.t, test.p, test.value), (Some(31.0), Some(2.1), Some(0.04), None));
    let correlation = one(7, &[80.0, 0.3]);
    assert_eq!(
        (correlation.es_type, correlation.n1, correlation.value),
        (EffectScale::Correlation, Some(80.0), Some(0.3))
    );
    let common = (correlation.intervention.as_str(), correlation.comparator.as_str(), correlation.outcome.as_str());
    assert_eq!(common, ("key_worker", "usual", "Return"), "the study has one intervention, and the outcome no domain");
}

#[test]
fn a_manual_outcome_may_hold_several_scales_and_a_diagnostic_one_is_told() {
    let manual = effects(&json!([outcome(0, &[0.3, 0.1, 0.0, 0.0, 1.5, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.05])]));
    let seen: Vec<(&str, EffectScale, Option<f64>, Option<f64>)> =
        manual.iter().map(|e| (e.id.as_str(), e.es_type, e.value, e.se)).collect();
    assert_eq!(
        seen,
        [
            ("7", EffectScale::Smd, Some(0.3), Some(0.1)),
            ("7-odds_ratio", EffectScale::OddsRatio, Some(1.5), Some(0.2)),
            ("7-risk_difference", EffectScale::RiskDifference, Some(0.0), Some(0.05)),
        ]
    );
    let read = read_eppi("e.json", &export(&json!([outcome(6, &[1.0, 2.0]), outcome(0, &[])]))).unwrap();
    assert!(read.findings.effects.is_empty());
    assert!(read.notes.iter().any(|note| note.contains("outcomes of type 6")), "{:?}", read.notes);
    assert!(read.notes.iter().any(|note| note.contains("has no figures")), "{:?}", read.notes);
}

#[test]
fn everything_that_is_wrong_is_told_at_its_place() {
    let mut bad = outcome(1, &[1.0]);
    bad["Data3"] = json!("twelve");
    bad["Data4"] = json!(true);
    let problems = read_eppi("e.json", &export(&json!([outcome(1, &[]), bad]))).unwrap_err();
    let places: Vec<&str> = problems.0.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(places, ["References[0].Outcomes[1].Data3", "References[0].Outcomes[1].Data4"]);
    let syntax = read_eppi("e.json", "{\n \"CodeSets\": [,]\n}").unwrap_err();
    assert_eq!((syntax.0[0].line, syntax.0[0].column), (Some(2), Some(15)), "{syntax}");
    assert!(read_eppi("e.json", "{\"a\": 1}").unwrap_err().to_string().contains("neither CodeSets nor References"));
}

fn reviewed() -> Findings {
    let study = |id: &str, year| Study {
        id: id.to_owned(),
        cite: format!("{id} et al."),
        year: Some(year),
        country: "Wales".to_owned(),
        design: "RCT".to_owned(),
        rob_overall: "some_concerns".to_owned(),
        doi: "10.5555/x".to_owned(),
        ..Study::default()
    };
    let intervention = |id: &str, name: &str| Intervention {
        id: id.to_owned(),
        name: name.to_owned(),
        description: "what it is".to_owned(),
        ..Intervention::default()
    };
    Findings {
        studies: vec![
            Study { ris_id: "1".to_owned(), ..study("ash", 2014) },
            Study { ris_id: "2".to_owned(), ..study("birch", 2016) },
        ],
        interventions: vec![intervention("home", "Homeward & co"), intervention("key", "Key worker")],
        ..Findings::default()
    }
}

/// An effect whose figures the program's slots can hold.
fn effect() -> impl Strategy<Value = Effect> {
    let figures = (1_u32..400, 1_u32..400, 1_i32..4000, 1_i32..4000, 1_u32..300);
    (0_usize..9, figures, prop::option::of(any::<bool>()), prop::option::of(1_u32..60), any::<bool>()).prop_map(
        |(kind, (n1, n2, a, b, c), higher_is_better, months, both)| {
            let (n1, n2) = (Some(f64::from(n1)), Some(f64::from(n2)));
            let (a, b, c) = (f64::from(a) / 1000.0, f64::from(b) / 1000.0, f64::from(c) / 100.0);
            let base = Effect {
                study: if both { "ash" } else { "birch" }.to_owned(),
                intervention: if c > 1.0 { "home" } else { "key" }.to_owned(),
                comparator: "usual".to_owned(),
                outcome: if a > 1.0 { "safety" } else { "wellbeing" }.to_owned(),
                measure: "a scale".to_owned(),
                population: "all".to_owned(),
                months: months.map(f64::from),
                higher_is_better,
                notes: "as reported".to_owned(),
                ..Effect::default()
            };
            let means = Effect { n1, n2, m1: Some(-a), m2: Some(b), sd1: Some(c), sd2: Some(a), ..base.clone() };
            let events = |n: Option<f64>| n.map(|n| (n / 3.0).floor());
            let table = Effect { n1, n2, e1: events(n1), e2: events(n2), value: Some(a), se: Some(c), ..base.clone() };
            let manual =
                Effect { value: Some(a), se: Some(c), ci_low: Some(a - b), ci_high: Some(a + b), ..base.clone() };
            match kind {
                0 => Effect { value: Some(a), se: Some(b), ..means },
                1 => Effect { es_type: EffectScale::MeanDifference, value: Some(-b), ..means },
                2 => Effect { es_type: EffectScale::OddsRatio, ..table },
                3 => Effect { es_type: EffectScale::RiskRatio, ..table },
                4 => Effect { es_type: EffectScale::RiskDifference, value: Some(-a), ..table },
                5 => Effect { t: Some(-a), p: Some(b / 10.0), n1, n2, ..base },
                6 => Effect { es_type: EffectScale::Correlation, n1, value: Some(a / 5.0), ..base },
                7 => Effect { es_type: EffectScale::RiskRatio, ..manual },
                _ => Effect { value: Some(0.0), ..manual },
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_the_slots_hold_comes_back(effects in prop::collection::vec(effect(), 0..6)) {
        let mut findings = reviewed();
        findings.effects = (1..).zip(effects).map(|(at, effect)| Effect { id: format!("E{at}"), ..effect }).collect();
        let (text, notes) = write_eppi(&findings);
        prop_assert_eq!(notes, Vec::<String>::new());
        let mut read = read_eppi("e.json", &text).unwrap().findings;
        read.effects.sort_by(|a, b| a.id.cmp(&b.id));
        prop_assert_eq!(read, findings);
    }

    /// No text makes the reader panic.
    #[test]
    fn any_text_is_read_or_refused(noise in "[\\[\\]{}\":,0-9a-zA-Z. ]{0,40}", at in any::<prop::sample::Index>(), cut in 0_usize..30) {
        let whole = export(&json!([outcome(1, &[50.0, 48.0, 12.0]), outcome(0, &[0.1, 0.2])]));
        let place = at.index(whole.len());
        let end = (place + cut).min(whole.len());
        let _ = read_eppi("e.json", &format!("{}{noise}{}", &whole[..place], &whole[end..]));
        let _ = read_eppi("e.json", &noise);
    }
}

#[test]
fn the_sample_of_a_project_goes_out_and_into_another() {
    let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut first = project(&one);
    let sheet = one.path().join("effects.csv");
    fs::write(&sheet, "effect,study,outcome,es_type,value,se\nE1,s1,safety,smd,0.3,0.1\nE2,s1,safety,hr,0.9,0.1\nE3,s9,safety,smd,0.1,0.1\n").unwrap();
    let studies = one.path().join("studies.csv");
    fs::write(&studies, "study,cite\ns1,Ash 2014\n").unwrap();
    first.import_findings(&[sheet, studies], &FindingImportOptions::default()).unwrap();
    let file = one.path().join("map.json");
    let (FindingExport::File(bytes), notes) = first.export_findings(FindingForm::Eppi, &file).unwrap() else {
        panic!("one file")
    };
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].ends_with("left out: E2") && notes[1].ends_with("left out: E3"), "{notes:?}");
    fs::write(&file, bytes).unwrap();
    let mut second = project(&two);
    second.import_findings(&[file], &FindingImportOptions::default()).unwrap();
    let findings = second.snapshot(None).unwrap().findings;
    assert_eq!((findings.studies[0].id.as_str(), findings.effects[0].id.as_str()), ("s1", "E1"));
}
