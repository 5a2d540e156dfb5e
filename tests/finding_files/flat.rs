//! One flat sheet with a row for each effect.

use std::fs;

use tempfile::TempDir;
use themeweave::interchange::findings::{FLAT, read_flat};
use themeweave::model::Problems;
use themeweave::project::FindingImportOptions;

use crate::round_trips::project;

const HEADER: &str =
    "study,cite,country,design,n_total,intervention name,unit cost,outcome,es_type,value,n1,effect id\n";

fn found(problems: &Problems) -> Vec<String> {
    problems.0.iter().map(|p| format!("{} [{}] {}", p.line.unwrap_or(0), p.field, p.message)).collect()
}

#[test]
fn rows_are_split_and_what_is_said_once_need_not_be_said_again() {
    let text = format!(
        "{HEADER}s1,Ash 2014,Wales,RCT,420,Home Ward,250,safety,smd,0.25,50,\n\
         s1,,Wales,,,Home Ward,,wellbeing,smd,0.10,50,X9\n\
         s2,Birch 2016,,QED_DID,\"1,204\",,,safety,OR,1.5,80,\n\
         s1,,,,,Other,,safety,smd,0,50,\n"
    );
    let flat = read_flat("import.csv", &text).unwrap_or_else(|problems| panic!("{problems}"));
    let studies: Vec<(&str, &str, &str, Option<i64>)> =
        flat.studies.iter().map(|s| (s.id.as_str(), s.cite.as_str(), s.country.as_str(), s.n_total)).collect();
    assert_eq!(studies, [("s1", "Ash 2014", "Wales", Some(420)), ("s2", "Birch 2016", "", Some(1204))]);
    let interventions: Vec<(&str, &str, Option<f64>)> =
        flat.interventions.iter().map(|i| (i.id.as_str(), i.name.as_str(), i.unit_cost_gbp)).collect();
    assert_eq!(interventions, [("home_ward", "Home Ward", Some(250.0)), ("other", "Other", None)]);
    let effects: Vec<(&str, &str, &str)> =
        flat.effects.rows.iter().map(|e| (e.id.as_str(), e.study.as_str(), e.intervention.as_str())).collect();
    assert_eq!(
        effects,
        [("s1-1", "s1", "home_ward"), ("X9", "s1", "home_ward"), ("s2-1", "s2", ""), ("s1-3", "s1", "other")]
    );
    assert_eq!(flat.ids_made, 3);
}

#[test]
fn rows_that_contradict_one_another_are_reported_with_both() {
    let text = format!(
        "{HEADER}s1,Ash 2014,Wales,RCT,420,Home,250,safety,smd,0.25,50,\n\
         s1,Ash 2014,Scotland,RCT,42,Home,300,wellbeing,smd,x,50,\n"
    );
    let problems = read_flat("import.csv", &text).unwrap_err();
    assert_eq!(
        found(&problems),
        [
            "3 [value] `x` is not a number",
            "3 [country] study `s1` has `Scotland` here and `Wales` on line 2",
            "3 [n_total] study `s1` has 42 here and 420 on line 2",
            "3 [unit cost] intervention `home` has 300.0 here and 250.0 on line 2",
        ]
    );
}

#[test]
fn a_column_of_two_sheets_means_the_effect_first() {
    let known = |header: &str| FLAT.fields.iter().find(|field| field.key == header || field.aliases.contains(&header));
    assert_eq!(known("n control").map(|field| field.key), Some("n2"), "not n_ctl of the study");
    assert_eq!(known("risk of bias").map(|field| field.key), Some("rob_overall"));
    assert_eq!(known("cost").map(|field| field.key), Some("cost_rating"));
}

#[test]
fn what_is_known_of_studies_and_interventions_stays_unless_the_sheet_says_otherwise() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let files = [
        write("studies.csv", "study,country,setting\ns1,Wales,homes\ns9,Ireland,\n"),
        write("interventions.csv", "intervention,name\nhome,Homeward Together\n"),
    ];
    let flat = [write(
        "import.csv",
        "study,country,intervention,outcome,es_type\ns1,Scotland,home,safety,smd\ns2,,new,safety,smd\n",
    )];
    let mut project = project(&folder);
    let options = FindingImportOptions::default();
    project.import_findings(&files, &options).unwrap();
    let done = project.import_findings(&flat, &options).unwrap();
    assert!(done.notes[0].contains("2 effects had no id"), "{:?}", done.notes);
    let findings = project.snapshot(None).unwrap().findings;
    let studies: Vec<(&str, &str, &str)> =
        findings.studies.iter().map(|s| (s.id.as_str(), s.country.as_str(), s.setting.as_str())).collect();
    assert_eq!(studies, [("s1", "Scotland", "homes"), ("s9", "Ireland", ""), ("s2", "", "")]);
    let names: Vec<(&str, &str)> = findings.interventions.iter().map(|i| (i.id.as_str(), i.name.as_str())).collect();
    assert_eq!(names, [("home", "Homeward Together"), ("new", "new")]);
    assert_eq!(project.import_findings(&flat, &options).unwrap().summary, "", "the same again changes nothing");
}
